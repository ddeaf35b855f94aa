"""Do classes separate from layer to layer of a net that was trained here, does the curve end in a plateau, and where?

Lu et al. (2022), section 4.1 and Fig. 4, with trainings as replicates: each seed trains a net and averages its curve
over several samples of test images, in both readings (see ``layers``).
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, Samples, sampled_curves
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_accuracy, subject_net
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import relative_slow_steps


class TrainedCurve(Subject, Samples):
    """One net; a step is slow if it gains less than ``slow_below`` of the mean step of the curve."""

    text: LayerReading
    published: LayerReading
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25


class FigureCurve(Params):
    """A curve of Fig. 4 of the paper on CIFAR-10: its net, its last value, and with how many slow steps it ends."""

    net: str
    last_layer: float
    end_plateau: Annotated[int, Field(ge=1)]


class CurveOfThePaper(TrainedCurve):
    """A net whose curve is in the paper."""

    figure: FigureCurve


class Shape(Metrics):
    """The mean curve of the samples, and what it does.

    ``permuted...``: with labels in random order; ``slow_share``, ``fall_share``: of the steps from layer to layer;
    ``end_plateau``: how many slow steps in succession the curve ends with; ``repeat_contrast``: the slow share of
    steps that keep the number of features less that of steps that change it, 0 where all are of one kind;
    ``random_contrast``: the same for as many slow steps at random places; ``gain``: last layer less first.
    """

    modularity: list[float]
    permuted: list[float]
    depth_rank_correlation: float
    permuted_depth_rank_correlation: float
    slow_share: float
    fall_share: float
    end_plateau: float
    repeat_contrast: float
    random_contrast: float
    gain: float
    last_layer: float
    permuted_last_layer: float


class TrainedCurves(Metrics):
    """Both readings, and the accuracy of the net in percent of the test images."""

    text: Shape
    published: Shape
    accuracy: float


class BesideFigure(Metrics):
    """The last layer, less that in the figure; slow steps at the end, as a multiple of those in the figure."""

    last_layer_difference: float
    end_plateau_ratio: float


class CurvesBesideFigure(TrainedCurves):
    """The same, and both readings beside the curve in the figure."""

    text_beside_figure: BesideFigure
    published_beside_figure: BesideFigure


def curve_beside_figure(p: CurveOfThePaper, run: Run) -> CurvesBesideFigure:
    """Measure as `trained_curve` does, and hold the result against the paper's curve of the same net."""
    found = trained_curve(p, run)
    run.keep("figure-net", np.array(p.figure.net))
    return CurvesBesideFigure(
        text=found.text,
        published=found.published,
        accuracy=found.accuracy,
        text_beside_figure=beside(found.text, p.figure),
        published_beside_figure=beside(found.published, p.figure),
    )


def beside(shape: Shape, figure: FigureCurve) -> BesideFigure:
    """One curve beside that in the figure."""
    return BesideFigure(
        last_layer_difference=shape.last_layer - figure.last_layer,
        end_plateau_ratio=shape.end_plateau / figure.end_plateau,
    )


def trained_curve(p: TrainedCurve, run: Run) -> TrainedCurves:
    """Train, build a graph from each layer's outputs at test images, see how well the classes fit it."""
    net = subject_net(p, p.classes, run)
    text, published = (sampled_curves(net, reading, p, run) for reading in (p.text, p.published))
    run.keep("opening", text.opening)
    return TrainedCurves(
        text=describe_curve(text, p.slow_below, run.rng("places in text")),
        published=describe_curve(published, p.slow_below, run.rng("places in published")),
        accuracy=subject_accuracy(p, net, p, p.text, run),
    )


def describe_curve(curves: Curves, slow_below: float, rng: np.random.Generator) -> Shape:
    """Trend, slow steps, falls and end of the mean curve."""
    values, permuted = curves.modularity.mean(axis=0), curves.permuted.mean(axis=0)
    slow = relative_slow_steps(values, slow_below)
    return Shape(
        modularity=values.tolist(),
        permuted=permuted.tolist(),
        depth_rank_correlation=depth_rank_correlation(values),
        permuted_depth_rank_correlation=depth_rank_correlation(permuted),
        slow_share=float(slow.mean()),
        fall_share=float((np.diff(values) < 0).mean()),
        end_plateau=float(steps_at_the_end(slow)),
        repeat_contrast=contrast(slow, curves.opening),
        random_contrast=contrast(rng.permutation(slow), curves.opening),
        gain=float(values[-1] - values[0]),
        last_layer=float(values[-1]),
        permuted_last_layer=float(permuted[-1]),
    )


def contrast(slow: np.ndarray, opening: np.ndarray) -> float:
    """The slow share of the other steps less that of the opening ones.

    >>> contrast(np.array([True, False, True]), np.array([False, True, False])), contrast(np.ones(2), np.ones(2) > 0)
    (1.0, 0.0)
    """
    if opening.all() or not opening.any():
        return 0.0
    return float(slow[~opening].mean() - slow[opening].mean())


def steps_at_the_end(slow: np.ndarray) -> int:
    """How many steps in succession are slow up to the last one.

    >>> steps_at_the_end(np.array([True, False, True, True])), steps_at_the_end(np.array([True, False]))
    (2, 0)
    """
    return int(np.argmin(slow[::-1])) if not slow.all() else len(slow)

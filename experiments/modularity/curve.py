"""Do the classes of images separate from layer to layer of a deep net, and do some layers add nothing to it?

Lu et al. (2022), section 4.1: in the graph that joins each image to the k whose features are nearest in a layer, the
modularity of the true classes tends to grow with the layer, with plateaus and falls where blocks repeat. Measured in
both readings (see ``readings``).
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.readings import (
    Graphs,
    Net,
    Reading,
    build_net,
    draw_sample,
    modularity_by_layer,
)
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import placement_p_value, relative_slow_steps, slow_steps
from netsci_bench.nets.probes.block_ablation import shape_changing


class Curve(Graphs, Net):
    """One net in both readings; a step is slow if it gains less than ``slow_below`` of the mean step of the curve."""

    text: Reading
    published: Reading
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25


class Shape(Metrics):
    """The modularity of every layer, and what the curve does.

    ``slow_share``: of the steps from layer to layer, how many are slow; ``absolute_slow_share``: how many gain less
    than ``least_gain``; ``fall_share``: how many lose; ``repeat_contrast``: the slow share of blocks that keep the
    shape less that of blocks that change it; ``random_contrast``: the same for as many slow steps at random places;
    ``placement_p``: see `placement_p_value`, small where slow steps avoid the blocks that change the shape.
    """

    modularity: list[float]
    depth_rank_correlation: float
    slow_share: float
    absolute_slow_share: float
    fall_share: float
    repeat_contrast: float
    random_contrast: float
    placement_p: float
    last_layer: float


class CurveInBothReadings(Metrics):
    """Both readings, and what the other normalisation alone does to the curve (root mean square over layers)."""

    text: Shape
    published: Shape
    normalisation_effect: float


def curve(p: Curve, run: Run) -> CurveInBothReadings:
    """Send images through the net, build a graph from each layer's outputs, see how well the classes fit it."""
    net = build_net(p, p.classes, run)
    drawn, batch = draw_sample(p, p.text, run, run.seed), draw_sample(p, p.published, run, run.seed)
    text = modularity_by_layer(net, drawn, p.text, p)
    published = modularity_by_layer(net, batch, p.published, p)
    otherwise = modularity_by_layer(net, drawn, p.published, p)
    opening = shape_changing(net)
    run.keep("opening", opening)
    return CurveInBothReadings(
        text=describe_curve(text, opening, p, run.rng("places in text")),
        published=describe_curve(published, opening, p, run.rng("places in published")),
        normalisation_effect=float(np.sqrt(np.mean((text - otherwise) ** 2))),
    )


def describe_curve(values: np.ndarray, opening: np.ndarray, p: Curve, rng: np.random.Generator) -> Shape:
    """Trend, slow steps and falls of a modularity curve; ``opening`` marks the steps that change the shape."""
    slow = relative_slow_steps(values, p.slow_below)
    return Shape(
        modularity=values.tolist(),
        depth_rank_correlation=depth_rank_correlation(values),
        slow_share=float(slow.mean()),
        absolute_slow_share=float(slow_steps(values, p.least_gain).mean()),
        fall_share=float((np.diff(values) < 0).mean()),
        repeat_contrast=contrast(slow, opening),
        random_contrast=contrast(rng.permutation(slow), opening),
        placement_p=placement_p_value(slow, opening),
        last_layer=float(values[-1]),
    )


def contrast(slow: np.ndarray, opening: np.ndarray) -> float:
    """The slow share of the other steps less that of the opening ones."""
    return float(slow[~opening].mean() - slow[opening].mean())

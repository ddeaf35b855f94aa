"""Do deep nets that were trained on much more complex data have no plateau in the middle of their curve?

Lu et al. (2022), section 4.1 and Fig. 5: ResNets of torchvision, trained on ImageNet with its thousand classes. Seeds
draw the images; the weights are one file.
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import LayerReading, Samples, sampled_curves
from netsci_bench.experiments.modularity.trained.nets import Architecture, build_architecture
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import relative_slow_steps


class Pretrained(Samples):
    """A net with somebody's weights and its number of ``outputs``, which need not be that of the images' classes.

    ``figure_net``: what the paper calls it; ``slow_below``: a step is slow if it gains less than this share of the
    mean step.
    """

    net: Architecture
    outputs: Annotated[int, Field(ge=2)]
    figure_net: str
    text: LayerReading
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25


class MiddleOfCurve(Metrics):
    """The mean curve of the samples, and what its middle half does: shares of the steps there that are slow, or fall.

    ``permuted...``: with labels in random order.
    """

    modularity: list[float]
    permuted: list[float]
    middle_slow_share: float
    permuted_middle_slow_share: float
    middle_fall_share: float
    permuted_middle_fall_share: float
    depth_rank_correlation: float
    last_layer: float


def pretrained_curve(p: Pretrained, run: Run) -> MiddleOfCurve:
    """Send images through the net, build a graph from each layer's outputs, look at the middle of the curve."""
    curves = sampled_curves(build_architecture(p.net, p.outputs, run), p.text, p, run)
    run.keep("figure-net", np.array(p.figure_net))
    return describe_middle(curves.modularity.mean(axis=0), curves.permuted.mean(axis=0), p.slow_below)


def describe_middle(values: np.ndarray, permuted: np.ndarray, slow_below: float) -> MiddleOfCurve:
    """Slow steps and falls in the middle half, of the true and of the permuted curve."""
    slow, mixed = (middle_half(relative_slow_steps(curve, slow_below)) for curve in (values, permuted))
    return MiddleOfCurve(
        modularity=values.tolist(),
        permuted=permuted.tolist(),
        middle_slow_share=float(slow.mean()),
        permuted_middle_slow_share=float(mixed.mean()),
        middle_fall_share=float(middle_half(np.diff(values) < 0).mean()),
        permuted_middle_fall_share=float(middle_half(np.diff(permuted) < 0).mean()),
        depth_rank_correlation=depth_rank_correlation(values),
        last_layer=float(values[-1]),
    )


def middle_half(steps: np.ndarray) -> np.ndarray:
    """All but the first and the last quarter of the steps.

    >>> middle_half(np.arange(9)).tolist()
    [2, 3, 4, 5, 6]
    """
    quarter = len(steps) // 4
    return steps[quarter : len(steps) - quarter]

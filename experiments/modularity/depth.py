"""Does a deeper net have more plateaus and falls in its modularity curve? (Lu et al. 2022, section 4.1)."""

from collections.abc import Sequence
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
from netsci_bench.measures.series.plateaus import at_equal_depths, relative_slow_steps, slow_steps


class Depths(Graphs):
    """Nets from the shallowest to the deepest, the images that all see; ``slow_below``: as in `Curve`."""

    nets: Annotated[tuple[Net, ...], Field(min_length=3)]
    reading: Reading
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25


class Plateaus(Metrics):
    """By net: the share of steps between layers that are slow, that gain less than ``least_gain``, and that lose.

    ``..._rank_correlation``: Spearman's, between the order of the nets and their shares, 0 if these are equal;
    ``..._growth``: share of the deepest less that of the shallowest. ``equal_depth...``: of all curves at as many
    equal shares of their depth as the shallowest net has steps, so that noise and step are alike at every depth.
    ``last_layer``: modularity there, by net.
    """

    slow_share: list[float]
    absolute_share: list[float]
    equal_depth_share: list[float]
    fall_share: list[float]
    last_layer: list[float]
    slow_rank_correlation: float
    slow_growth: float
    absolute_rank_correlation: float
    equal_depth_growth: float


def plateaus_by_depth(p: Depths, run: Run) -> Plateaus:
    """The curve of every net at the same images, and how often it is slow."""
    examples = draw_sample(p, p.reading, run, run.seed)
    curves = [modularity_by_layer(build_net(net, p.classes, run), examples, p.reading, p) for net in p.nets]
    for number, curve in enumerate(curves):
        run.keep(f"curve-{number}", curve)
    return describe_depths(curves, p.slow_below, p.least_gain)


def describe_depths(curves: Sequence[np.ndarray], slow_below: float, least_gain: float) -> Plateaus:
    """How often each curve is slow, and whether that grows from the first curve to the last."""
    shares = [float(relative_slow_steps(curve, slow_below).mean()) for curve in curves]
    absolute = [float(slow_steps(curve, least_gain).mean()) for curve in curves]
    steps = min(len(curve) for curve in curves) - 1
    coarse = [float(relative_slow_steps(at_equal_depths(curve, steps), slow_below).mean()) for curve in curves]
    return Plateaus(
        slow_share=shares,
        absolute_share=absolute,
        equal_depth_share=coarse,
        fall_share=[float(slow_steps(curve, 0.0).mean()) for curve in curves],
        last_layer=[float(curve[-1]) for curve in curves],
        slow_rank_correlation=order_correlation(shares),
        slow_growth=shares[-1] - shares[0],
        absolute_rank_correlation=order_correlation(absolute),
        equal_depth_growth=coarse[-1] - coarse[0],
    )


def order_correlation(shares: Sequence[float]) -> float:
    """The rank correlation of the shares with their order; 0 if all are equal."""
    return depth_rank_correlation(np.array(shares)) if len(set(shares)) > 1 else 0.0

"""Does a deeper net have more plateaus and falls in its modularity curve? (Lu et al. 2022, section 4.1)."""

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
from netsci_bench.measures.series.plateaus import slow_steps


class Depths(Graphs):
    """Nets from the shallowest to the deepest, and the images that all of them see."""

    nets: Annotated[tuple[Net, ...], Field(min_length=3)]
    reading: Reading


class Plateaus(Metrics):
    """By net: the share of steps from layer to layer that gain less than ``least_gain``, and that lose.

    ``slow_rank_correlation``: Spearman's, between the order of the nets and their shares; ``slow_growth``: share of
    the deepest less that of the shallowest; ``last_layer``: modularity there, by net.
    """

    slow_share: list[float]
    fall_share: list[float]
    last_layer: list[float]
    slow_rank_correlation: float
    slow_growth: float


def plateaus_by_depth(p: Depths, run: Run) -> Plateaus:
    """The curve of every net at the same images, and how often it is slow."""
    examples = draw_sample(p, p.reading, run, run.seed)
    curves = [modularity_by_layer(build_net(net, p.classes, run), examples, p.reading, p) for net in p.nets]
    slow = np.array([slow_steps(curve, p.least_gain).mean() for curve in curves])
    falls = np.array([slow_steps(curve, 0.0).mean() for curve in curves])
    return Plateaus(
        slow_share=slow.tolist(),
        fall_share=falls.tolist(),
        last_layer=[float(curve[-1]) for curve in curves],
        slow_rank_correlation=depth_rank_correlation(slow),
        slow_growth=float(slow[-1] - slow[0]),
    )

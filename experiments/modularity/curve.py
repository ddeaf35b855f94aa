"""Do the classes of images separate from layer to layer of a deep net, and do some layers add nothing to it?

Lu et al. (2022), section 4.1: in the graph that joins each image to the k whose features are nearest in a layer, the
modularity of the true classes tends to grow with the layer, with plateaus and falls where blocks repeat. Measured in
both readings (see ``readings``).
"""

import numpy as np

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
from netsci_bench.nets.probes.block_ablation import shape_changing


class Curve(Graphs, Net):
    """One net in both readings."""

    text: Reading
    published: Reading


class Shape(Metrics):
    """The modularity of every layer, and what the curve does.

    ``slow_share``: of the steps from layer to layer, how many gain less than ``least_gain``; ``fall_share``: how many
    lose; ``repeat_contrast``: the slow share of blocks that keep the shape less that of blocks that change it.
    """

    modularity: list[float]
    depth_rank_correlation: float
    slow_share: float
    fall_share: float
    repeat_contrast: float
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
        text=describe_curve(text, opening, p),
        published=describe_curve(published, opening, p),
        normalisation_effect=float(np.sqrt(np.mean((text - otherwise) ** 2))),
    )


def describe_curve(values: np.ndarray, opening: np.ndarray, p: Graphs) -> Shape:
    """Trend, slow steps and falls of a modularity curve; ``opening`` marks the steps that change the shape."""
    slow = slow_steps(values, p.least_gain)
    return Shape(
        modularity=values.tolist(),
        depth_rank_correlation=depth_rank_correlation(values),
        slow_share=float(slow.mean()),
        fall_share=float((np.diff(values) < 0).mean()),
        repeat_contrast=float(slow[~opening].mean() - slow[opening].mean()),
        last_layer=float(values[-1]),
    )

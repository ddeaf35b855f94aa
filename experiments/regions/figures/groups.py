"""What do k groups of cells look like, and how well do they follow k classes?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from netsci_bench.contract.palette import ACCEPTED_AREA, AMBER, BLUE, GREEN, MID_GREY, PURPLE, RUST
from netsci_bench.contract.result import Outcome
from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.nets.point_classes.softmax_net import class_layers

HUES = (BLUE, RUST, GREEN, PURPLE, AMBER)  # of the classes; more of them begin again
LIGHT = 0.3  # of the hue, on white
READINGS = {"weighted": ("edges weighted by training points", RUST), "unweighted": ("unweighted", MID_GREY)}
ACCEPTED = 0.8
LINEAR_TO = 10  # steps up to which the axis is linear: step 0 has its place


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The groups of the median seed at the end, and the agreement of all seeds over training."""
    median = sorted(outcomes, key=lambda o: o.scalars["weighted.late"])[len(outcomes) // 2]
    return {
        f"Groups of cells of seed {median.seed} after training (the median by weighted edges), and their agreement "
        "with the classes over training, in every seed.": draw_groups(median, outcomes)
    }


def draw_groups(median: Outcome, outcomes: Sequence[Outcome]) -> Figure:
    """Two panels of cells, one of curves."""
    room = ConstrainedLayoutEngine(h_pad=0.1)  # a title of two lines is higher than the place kept for it
    figure = Figure(figsize=(10.5, 4.0), layout=room)
    *panels, curves = figure.subplots(1, 3, width_ratios=(1, 1, 1.15))
    for axes, (name, (words, colour)) in zip(panels, READINGS.items(), strict=True):
        draw_cells(axes, median, name)
        axes.set_title(f"groups of cells,\n{words}", fontsize=10)
        draw_agreement(curves, outcomes, name, (words, colour))
    curves.axhspan(ACCEPTED, 1.0, color=ACCEPTED_AREA, zorder=0)
    curves.axhline(0.0, color="black", lw=0.8)
    curves.set(ylim=(-0.1, 1.02), xlabel="training step", ylabel="agreement with the classes\n(adjusted Rand index)")
    curves.set_xscale("symlog", linthresh=LINEAR_TO)
    curves.spines[["top", "right"]].set_visible(False)
    curves.legend(fontsize=8, frameon=False, loc="best")
    figure.supxlabel(
        "areas: groups of cells, dots: training points by class; curves: thin a seed, thick the mean; "
        "green: accepted; 0: chance",
        fontsize=9,
    )
    return figure


def draw_agreement(axes: Axes, outcomes: Sequence[Outcome], name: str, style: tuple[str, str]) -> None:
    """A thin line for each seed, and their mean."""
    steps, curves = outcomes[0].lists["steps"], [o.lists[f"{name}.rand"] for o in outcomes]
    for curve in curves:
        axes.plot(steps, curve, color=style[1], lw=0.6, alpha=0.4)
    axes.plot(steps, np.mean(curves, axis=0), color=style[1], lw=2.2, label=style[0])
    axes.set_xlim(0, steps[-1])


def draw_cells(axes: Axes, outcome: Outcome, name: str) -> None:
    """The cells after training in the colours of the classes that their groups match best, and the points."""
    layers = class_layers(outcome.array("weights")[-1], outcome.array("sizes").tolist())
    cells = relu_complex(layers, outcome.array("window"))
    points, labels = outcome.array("points"), outcome.array("labels")
    groups = match_classes(outcome.array(f"{name}_groups"), cells_of(cells, layers, points), labels)
    hues = np.array([to_rgb(hue) for hue in HUES])
    polygons = [cells.vertices[corners] for corners in np.split(cells.corners, cells.starts[1:-1])]
    fills = 1.0 - LIGHT * (1.0 - hues[groups % len(HUES)])
    axes.add_collection(PolyCollection(polygons, facecolors=fills, edgecolors="white", linewidths=0.6))
    axes.scatter(points[:, 0], points[:, 1], s=9, color=hues[labels % len(HUES)], linewidths=0, zorder=3)
    (left, low), (right, high) = outcome.array("window")
    axes.set(xlim=(left, right), ylim=(low, high), xticks=[], yticks=[], aspect="equal")


def match_classes(
    groups: NDArray[np.int64], of_points: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The groups, named so that as many points as possible have the number of their class."""
    inside, count = of_points >= 0, int(max(groups.max(), labels.max())) + 1
    together = np.zeros((count, count))
    np.add.at(together, (groups[of_points[inside]], labels[inside]), 1.0)
    group, named = linear_sum_assignment(together, maximize=True)
    return np.asarray(named[np.argsort(group)][groups], dtype=np.int64)

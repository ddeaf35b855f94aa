"""How does the complex grow out of the decision boundary, and what is there at the beginning?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from netsci_bench.contract.palette import ACCEPTED_AREA, RUST, SEED_POINT
from netsci_bench.contract.result import Outcome
from netsci_bench.measures.polyhedra.boundary_distance import boundary_distances, boundary_segments
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.nets.planar.mlp import layers_of

ACCEPTED = 0.8
ORDERS = {"distance": ("by distance", RUST), "permuted": ("distances permuted", SEED_POINT)}


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The cells of the median seed, its loops, and what the filtrations of all seeds begin with."""
    median = sorted(outcomes, key=lambda o: (o.scalars["distance.late"], o.scalars["distance.loop_late"]))
    return {
        f"Growth from the decision boundary of seed {median[len(median) // 2].seed} (the median): distances of its "
        "cells and births and deaths of its loops, after training; and in every seed how often the filtration begins "
        "with the topology of the classes.": draw_growth(median[len(median) // 2], outcomes)
    }


def draw_growth(median: Outcome, outcomes: Sequence[Outcome]) -> Figure:
    """Cells, diagram and curves."""
    figure = Figure(figsize=(11.0, 3.8), layout="constrained")
    cells, diagram, curves = figure.subplots(1, 3, width_ratios=(1.15, 1, 1.1))
    draw_distances(figure, cells, median)
    draw_diagram(diagram, median)
    for name, style in ORDERS.items():
        draw_course(curves, outcomes, name, style)
    curves.axhspan(ACCEPTED, 1.0, color=ACCEPTED_AREA, zorder=0)
    curves.set(
        ylim=(-0.02, 1.02), xlabel="training step", ylabel="share of seeds that begin with\none piece, one loop"
    )
    curves.legend(fontsize=8, frameon=False, loc="center right")
    for axes in (diagram, curves):
        axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel("black: decision boundary; green: accepted of the second half of the training", fontsize=9)
    return figure


def draw_distances(figure: Figure, axes: Axes, outcome: Outcome) -> None:
    """Cells in the colour of their distance."""
    window = outcome.array("window")
    cells = relu_complex(layers_of(outcome.array("weights")[-1], outcome.array("widths").tolist()), window)
    distances = boundary_distances(cells)
    polygons = [cells.vertices[corners] for corners in np.split(cells.corners, cells.starts[1:-1])]
    shown = PolyCollection(polygons, edgecolors="white", linewidths=0.4, cmap="cividis_r")
    shown.set_array(np.where(np.isinf(distances), np.nan, distances))
    axes.add_collection(shown)
    axes.add_collection(LineCollection([*boundary_segments(cells)], colors="black", linewidths=1.8))
    (left, low), (right, high) = window
    axes.set(xlim=(left, right), ylim=(low, high), xticks=[], yticks=[], aspect="equal")
    axes.set_title("cells enter by their distance\nfrom the decision boundary", fontsize=10)
    figure.colorbar(shown, ax=axes, shrink=0.8, label="distance")


def draw_diagram(axes: Axes, outcome: Outcome) -> None:
    """Births and deaths of loops."""
    top = 0.1
    for name in ("permuted", "distance"):
        words, colour = ORDERS[name]
        pairs = outcome.array(f"{name}_loops")
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        size = 8 if name == "distance" else 4
        axes.plot(*pairs.T, "o", color=colour, ms=size, alpha=0.8, label=words, clip_on=False)
        top = max(top, 1.05 * float(pairs.max(initial=0.0)))
    axes.plot([0, top], [0, top], color="black", lw=0.8)
    axes.set(xlim=(0, top), ylim=(0, top), aspect="equal", xlabel="distance at birth", ylabel="distance at death")
    axes.set_title("loops: far from the diagonal\nmeans long-lived", fontsize=10)
    axes.legend(fontsize=8, frameon=False, loc="lower right")


def draw_course(axes: Axes, outcomes: Sequence[Outcome], name: str, style: tuple[str, str]) -> None:
    """The share of seeds by step."""
    steps = outcomes[0].lists["steps"]
    shares = np.mean([o.lists[f"{name}.right"] for o in outcomes], axis=0)
    axes.plot(steps, shares, color=style[1], lw=2.2, label=style[0])
    axes.set_xlim(0, steps[-1])

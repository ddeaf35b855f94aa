"""Are the communities of the net for ten digits more complicated than those of the net for even and odd?

Figs. 8 and 9 of Ozer (2025), as the text says and as published: both networks at even and at odd images.
``Complexity`` holds the numbers of all seeds in all readings, the two networks of a seed joined by a line.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from netsci_bench.contract.palette import BETWEEN_EDGE, BLUE, GRID_LINE, MUTED_TEXT, ORANGE, SINGLETON_NODE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.figures.colours import communities_of_several, match_colours
from netsci_bench.experiments.coactivation.figures.layered_graph import LayeredGraph, edge_limit
from netsci_bench.experiments.coactivation.figures.panels import Panel, draw_panels
from netsci_bench.experiments.coactivation.figures.stages import ALL_READINGS, READINGS

NETS = {"digits": "ten digits", "parity": "even or odd"}
IMAGES = ("even", "odd")
FAINT = 0.2  # weaker edges, of the strongest, are no more than a haze
COMMON = 0.7  # uniform shares: the size of every node, since here only their colours speak
ROWS = {
    "communities": "effective number\nof communities",
    "interleaving": "interleaving (0: com-\nmunities are layers)",
}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The communities of both networks in both readings, of the first seed, and the numbers of all seeds."""
    graphs = {
        f"Communities {words}: those of the net for ten digits and of the net for even or odd, at even and at odd "
        "images, in the first seed.": draw_both_nets(outcomes[0], reading)
        for reading, words in READINGS.items()
    }
    complexity = (
        "Complexity: effective number of communities and interleaving of both nets in every reading, one line per "
        "seed."
    )
    return {**graphs, complexity: draw_complexity(outcomes)}


def draw_both_nets(outcome: Outcome, reading: str) -> Figure:
    """A row for the even and one for the odd images, a column for each network."""
    rows = _rows(outcome, reading)
    most = max(edge_limit(panel.graph) for row in rows for panel in row)
    note = (
        "Colours are communities, the same colour where most nodes are shared; they are counted on the nodes before "
        f"the outputs.\nDrawn are edges of at least {FAINT:g} of the strongest, at most {most} between two layers"
    )
    figure, _ = draw_panels(rows, _title(outcome, reading), note)
    inside = Line2D([], [], color=rows[0][0].graph.colours[0], lw=2, label="edge within a community, in its colour")
    handles = [inside, Line2D([], [], color=BETWEEN_EDGE, lw=2, label="edge between communities")]
    if any(SINGLETON_NODE in panel.graph.colours for row in rows for panel in row):
        handles.append(
            Line2D([], [], ls="", marker="o", ms=7, mfc=SINGLETON_NODE, mec="white", label="a community of one")
        )
    figure.legend(handles=handles, ncols=len(handles), loc="lower center", frameon=False, fontsize=8)
    return figure


def _title(outcome: Outcome, reading: str) -> str:
    more = {images: outcome.scalars[f"{reading}.{images}.more_communities"] for images in IMAGES}
    differences = [f"{abs(x):.2f} {'more' if x > 0 else 'fewer'} at {images}" for images, x in more.items()]
    reads = f"{READINGS[reading].capitalize()}, seed {outcome.seed}"
    return f"{reads}: communities of the net for ten digits: {differences[0]}, {differences[1]} images"


def _rows(outcome: Outcome, reading: str) -> list[list[Panel]]:
    chain = [(images, net) for images, nets in zip(IMAGES, (NETS, reversed(NETS)), strict=True) for net in nets]
    labels = [outcome.array(f"{reading}_{images}_{net}_labels") for images, net in chain]
    colours = dict(zip(chain, _colours(labels), strict=True))  # each after its neighbour: even, odd, and back
    return [[_panel(outcome, reading, (images, net), colours[images, net]) for net in NETS] for images in IMAGES]


def _panel(outcome: Outcome, reading: str, shown: tuple[str, str], colours: list[str]) -> Panel:
    images, net = shown
    of = [outcome.array(f"{reading}_{images}_{net}_{what}") for what in ("weights", "labels", "layers")]
    weights, labels, layers = of
    name = f"{reading}.{images}.{net.removesuffix('s')}"
    number, mixed = (outcome.scalars[f"{name}_{measure}"] for measure in ROWS)
    count = len(communities_of_several(labels[layers < layers.max()]))
    facts = f"{count} communities (effectively {number:.2f}), interleaving {mixed:.2f}"
    visible = np.where(np.abs(weights) >= FAINT * np.abs(weights).max(), weights, 0.0)
    graph = LayeredGraph(visible, layers, np.full(len(layers), COMMON), colours, "group")
    return Panel(graph, f"net for {NETS[net]}, {images} images", facts)


def _colours(partitions: Sequence[np.ndarray]) -> list[list[str]]:
    """Colours that agree between networks which have unlike numbers of outputs, at the end."""
    most = max(len(labels) for labels in partitions)
    filled = [[*labels, *(labels.max() + 1 + np.arange(most - len(labels)))] for labels in partitions]
    colours = match_colours([np.array(labels) for labels in filled])
    return [own[: len(labels)] for own, labels in zip(colours, partitions, strict=True)]


def draw_complexity(outcomes: Sequence[Outcome]) -> Figure:
    """A row for each measure and kind of images, a column for each reading; the nets of a seed joined."""
    figure = Figure(figsize=(9.0, 9.2), layout="constrained")
    rows = [(measure, images) for measure in ROWS for images in IMAGES]
    grid = figure.subplots(len(rows), len(ALL_READINGS), sharey="row", squeeze=False)
    for row, (measure, images) in zip(grid, rows, strict=True):
        for axes, reading in zip(row, ALL_READINGS, strict=True):
            ends = [
                [o.scalars[f"{reading}.{images}.{net}_{measure}"] for net in ("parity", "digit")] for o in outcomes
            ]
            _pairs(axes, np.array(ends))
        row[0].set_ylabel(f"{images} images:\n{ROWS[measure]}", fontsize=9.5)
    for axes, words in zip(grid[0], ALL_READINGS.values(), strict=True):
        axes.set_title(words, fontsize=9.5)
    figure.suptitle("Is the net for ten digits more complicated? One line per seed", fontsize=11.5, fontweight="bold")
    handles = [
        Line2D([], [], color=BLUE, marker="o", ms=4, label="higher in the net for ten digits"),
        Line2D([], [], color=ORANGE, marker="o", ms=4, label="not higher"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    return figure


def _pairs(axes: Axes, ends: np.ndarray) -> None:
    for parity, digits in ends:
        axes.plot([0, 1], [parity, digits], color=BLUE if digits > parity else ORANGE, lw=1.2, marker="o", ms=4)
    axes.set_xlim(-0.35, 1.35)
    axes.margins(y=0.18)  # room for the words above the lines
    axes.set_xticks([0, 1], ["even\nor odd", "ten\ndigits"], fontsize=8.5)
    up = int(np.sum(ends[:, 1] > ends[:, 0]))
    style: dict[str, Any] = {
        "ha": "center",
        "va": "top",
        "fontsize": 8,
        "bbox": {"fc": "white", "ec": "none", "pad": 1},
    }
    axes.text(0.5, 0.99, f"higher in {up} of {len(ends)}", transform=axes.transAxes, **style)
    axes.grid(axis="y", color=GRID_LINE, lw=0.8)
    axes.tick_params(axis="y", labelsize=8.5, colors=MUTED_TEXT)
    axes.spines[["top", "right"]].set_visible(False)

"""Do the graphs of 6 and 9 look alike, and those of 6 and 7 not; and how alike are all digits?

Figs. 6 and 7 of Ozer (2025) in one, as the text says and as published: the area of a node is its PageRank. The figure
``Similarity of all digits`` holds every pair of digits in all readings, averaged over the seeds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from netsci_bench.contract.counting import count_of, mean_of
from netsci_bench.contract.palette import (
    BLACK_TEXT,
    BLUE,
    CELL_TEXT,
    MUTED_TEXT,
    NEGATIVE_EDGE,
    NODE,
    POSITIVE_EDGE,
    RUST,
)
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.figures.layered_graph import (
    POINTS,
    LayeredGraph,
    Scale,
    edge_limit,
)
from netsci_bench.experiments.coactivation.figures.panels import Panel, draw_panels
from netsci_bench.experiments.coactivation.figures.stages import ALL_READINGS, CEILING, READINGS
from netsci_bench.measures.similarity.graph_similarity import pair_rank

SHOWN = (6, 9, 7)
MEASURES = {"pagerank": "by PageRank", "edge": "by edge weights"}
SHADES = colormaps["Blues"]
MARKED = {(6, 9): BLACK_TEXT, (6, 7): RUST}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The graphs of three digits of the first seed, in both readings; the similarity of all digits, of all seeds."""
    graphs = {
        f"Graphs of 6 9 7 {words}: the co-activation graphs of three digits in the first seed; the area of a node is "
        "its PageRank.": draw_three_digits(outcomes[0], reading)
        for reading, words in READINGS.items()
    }
    similarity = "Similarity of all digits: how alike the graphs of each two digits are, mean over the seeds."
    return {**graphs, similarity: draw_similarities(outcomes)}


def draw_three_digits(outcome: Outcome, reading: str) -> Figure:
    """The graphs of 6, 9 and 7 side by side."""
    weights, ranks = outcome.array(f"{reading}_weights"), outcome.array(f"{reading}_pagerank")
    layers, images = outcome.array(f"{reading}_layers"), outcome.array(f"{reading}_images")
    shares = ranks * len(layers)
    row = []
    for digit in SHOWN:
        graph = LayeredGraph(weights[digit], layers, shares[digit], [BLUE] * len(layers), "sign")
        row.append(Panel(graph, f"images of {digit}", _facts(outcome, reading, digit, int(images[digit]))))
    most = max(edge_limit(panel.graph) for panel in row)
    note = f"Area: PageRank. At most the {most} strongest edges between two layers are drawn"
    if reading == "published":
        note = f"No probability: areas end at 3 shares. Only the last two layers of edges see images. {note}"
    figure, scale = draw_panels([row], _title(outcome, reading), note, CEILING[reading])
    _legend(figure, scale, reading)
    return figure


def _facts(outcome: Outcome, reading: str, digit: int, images: int) -> str:
    counted = count_of(images, "image")
    if digit == SHOWN[0]:
        return counted
    alike = [outcome.array(f"{reading}_{measure}_similarity")[SHOWN[0], digit] for measure in MEASURES]
    return f"{counted}; like 6: {alike[0]:.2f} by PageRank, {alike[1]:.2f} by edges".replace("-", "−")


def _title(outcome: Outcome, reading: str) -> str:
    ranks = [pair_rank(outcome.array(f"{reading}_{measure}_similarity"), 6, 9) for measure in MEASURES]
    ranking = f"6 and 9 have rank {ranks[0]} of the 45 pairs by PageRank, rank {ranks[1]} by edge weights"
    return f"{READINGS[reading].capitalize()}, seed {outcome.seed}: {ranking}"


def _legend(figure: Figure, scale: Scale, reading: str) -> None:
    def dot(share: float, label: str, face: str = NODE, rim: str = "white") -> Line2D:
        diameter = 2 * POINTS * float(scale.radii(np.array([share]))[0])
        return Line2D([], [], ls="", marker="o", ms=diameter, mfc=face, mec=rim, label=label)

    handles = [dot(0.5, "0.5 × uniform share"), dot(1.0, "1 × uniform share")]
    if reading == "published":
        handles += [dot(3.0, "3 or more", rim=BLACK_TEXT), dot(1.0, "negative", "white", NODE)]
    lines = (("positive", POSITIVE_EDGE), ("negative", NEGATIVE_EDGE))
    handles += [Line2D([], [], color=colour, lw=2, label=f"{word} weight") for word, colour in lines]
    style: dict[str, Any] = {"loc": "lower center", "frameon": False, "fontsize": 8, "columnspacing": 1.6}
    figure.legend(handles=handles, ncols=len(handles), **style)


def draw_similarities(outcomes: Sequence[Outcome]) -> Figure:
    """How alike each two digits are: a row for each reading, a column for each measure."""
    figure = Figure(figsize=(10.0, 17.0), layout="constrained")
    grid = figure.subplots(len(ALL_READINGS), len(MEASURES), squeeze=False)
    tables = {
        (reading, measure): np.array([outcome.array(f"{reading}_{measure}_similarity") for outcome in outcomes])
        for reading in ALL_READINGS
        for measure in MEASURES
    }
    for row, (reading, words) in zip(grid, ALL_READINGS.items(), strict=True):
        for axes, (measure, by) in zip(row, MEASURES.items(), strict=True):
            every = tables[reading, measure]
            _heat(axes, every.mean(axis=0), _limits(every.mean(axis=0)))
            shades = figure.colorbar(axes.images[0], ax=axes, shrink=0.6, aspect=25)
            shades.set_label("correlation (1: alike, 0: unrelated)", fontsize=8)
            shades.outline.set_visible(False)
            ranks = ", ".join(str(pair_rank(one, 6, 9)) for one in every)
            axes.set_title(f"{words}, {by}\nrank of 6–9 among 45, by seed: {ranks}", fontsize=10)
    seeds = mean_of(len(outcomes), "seed")
    figure.suptitle(
        f"How alike are the graphs of two digits? ({seeds}; each panel has its own scale)",
        fontsize=11.5,
        fontweight="bold",
    )
    return figure


def _limits(table: np.ndarray) -> tuple[float, float]:
    """The scale of one panel, whose pairs are compared: the tenths around the similarities of different digits."""
    pairs = table[np.tri(len(table), k=-1, dtype=bool)]
    return float(np.floor(10 * pairs.min()) / 10), float(np.ceil(10 * pairs.max()) / 10)


def _heat(axes: Axes, similarity: np.ndarray, limits: tuple[float, float]) -> None:
    """The lower triangle: every pair once, with its number."""
    below = np.tri(len(similarity), k=-1, dtype=bool)
    axes.imshow(np.where(below, similarity, np.nan), cmap=SHADES, vmin=limits[0], vmax=limits[1])
    for i, j in np.argwhere(below):
        value = f"{round(similarity[i, j], 2) + 0.0:.2f}".replace("0.", ".").replace("-", "−")  # without "−.00"
        colour = "white" if similarity[i, j] > 0.4 * limits[0] + 0.6 * limits[1] else CELL_TEXT
        axes.text(j, i, value, ha="center", va="center", fontsize=7, color=colour)
    for row, ((low, high), colour) in enumerate(MARKED.items()):
        x, y = sorted((low, high))
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, ec=colour, lw=2.2, zorder=3))
        words = f"▢ {low} and {high}: {similarity[low, high]:.2f}".replace("-", "−")
        axes.text(9.4, 0.4 + 0.8 * row, words, ha="right", fontsize=9, color=colour, fontweight="bold")
    digits = np.arange(len(similarity))
    axes.set_xticks(digits[:-1], digits[:-1])
    axes.set_yticks(digits[1:], digits[1:])
    axes.tick_params(length=0, labelsize=9, colors=MUTED_TEXT)
    axes.set_xlabel("digit", fontsize=9, color=MUTED_TEXT)
    axes.set_ylabel("digit", fontsize=9, color=MUTED_TEXT)
    axes.spines[:].set_visible(False)

"""What do the graphs of other networks look like while they learn, and do the trends exceed what chance does?

``Graph``: the stages of the first seed, as Figs. 4 and 5 of Ozer (2025) in one; a residual network's shortcuts are
drawn as arcs. ``Trends``: every seed's growth while it learns, without anything to learn, and by chance.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BETWEEN_EDGE, BLUE, GREY, GRID_LINE, ORANGE, PINK, REFERENCE_LINE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.figures.colours import communities_of_several, match_colours
from netsci_bench.experiments.coactivation.figures.epochs import describe_stage
from netsci_bench.experiments.coactivation.figures.layered_graph import LayeredGraph
from netsci_bench.experiments.coactivation.figures.layered_layout import node_positions
from netsci_bench.experiments.coactivation.figures.panels import ABOVE, BELOW, BESIDE, ROW, WIDTH, Panel, draw_panels

MEASURES = {
    "pagerank": "highest PageRank\n(uniform shares)",
    "communities": "effective number\nof communities",
    "interleaving": "interleaving\nof communities and layers",
}
READINGS = {"drawn": "edges as drawn", "plain": "no shortcuts", "all_pairs": "all units joined"}
WAYS = {"growth": ("while it learns", BLUE), "shuffled": ("nothing to learn", ORANGE), "redrawn": ("by chance", GREY)}
ARC = 0.22  # height of a shortcut's arc, as a share of its length


def draw_residual(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The graph of a residual network, and the trends of all seeds."""
    return _both(outcomes, "A residual network", "% of the test images")


def draw_classifier(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The graph of a perceptron for classes, and the trends of all seeds."""
    return _both(outcomes, "A perceptron for a table", "% of the test rows")


def draw_regression(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The graph of a perceptron for numbers, and the trends of all seeds."""
    return _both(outcomes, "A perceptron for numbers", "% of the variance")


def _both(outcomes: Sequence[Outcome], what: str, score: str) -> dict[str, Figure]:
    return {
        "Graph: the co-activation graph of the first seed at stages of training; the area of a node is its PageRank, "
        "its colour its community.": draw_stages_of(outcomes[0], what, score),
        "Trends: how each seed's graph changes while the network learns, where there is nothing to learn, and from "
        "one untrained network to another.": draw_trends(outcomes, what),
    }


def draw_stages_of(outcome: Outcome, what: str, score: str) -> Figure:
    """The stages side by side; of a network with shortcuts the first and the last, one above the other."""
    epochs, shortcuts = outcome.array("epochs"), _shortcuts(outcome)
    shown = [0, len(epochs) - 1] if len(shortcuts) else list(range(len(epochs)))[:3]
    labels = outcome.array("drawn_labels")
    graphs = _graphs(outcome, shown, shortcuts)
    panels = [
        Panel(graph, describe_stage(int(epochs[k])), _facts(outcome, k, labels[k], score))
        for k, graph in zip(shown, graphs, strict=True)
    ]
    rows = [[panel] for panel in panels] if len(shortcuts) else [panels]
    first, last = (outcome.lists["drawn.highest_pagerank"][k] for k in (0, -1))
    title = f"{what}: the highest PageRank goes from {first:.2f} to {last:.2f} uniform shares"
    note = "The area of a node is its PageRank, its colour its community; edges are the strongest correlations; "
    figure, _ = draw_panels(rows, title, f"{note}seed {outcome.seed}")
    for axes, k in zip(figure.axes, shown, strict=True):
        if len(shortcuts):
            _draw_arcs(axes, outcome.array("drawn_weights")[k], outcome.array("drawn_layers"), shortcuts)
    figure.legend(handles=_meanings(graphs[-1], bool(len(shortcuts))), loc="lower center", ncols=3, frameon=False)
    return figure


def _shortcuts(outcome: Outcome) -> NDArray[np.int64]:
    """The pairs of units that shortcuts join; of a network without shortcuts none were kept."""
    if "shortcut_excess" not in outcome.scalars:
        return np.empty((0, 2), dtype=np.int64)
    return outcome.array("shortcuts").astype(np.int64)


def _graphs(outcome: Outcome, shown: list[int], shortcuts: NDArray[np.int64]) -> list[LayeredGraph]:
    """The graphs of some stages without their shortcuts, which are drawn apart."""
    names = ("weights", "pagerank", "labels")
    weights, ranks, labels = (outcome.array(f"drawn_{name}")[shown] for name in names)
    weights = weights.astype(np.float64)
    weights[:, shortcuts[:, 0], shortcuts[:, 1]] = weights[:, shortcuts[:, 1], shortcuts[:, 0]] = 0.0
    layers, colours = outcome.array("drawn_layers"), match_colours(list(labels))
    return [LayeredGraph(weights[k], layers, ranks[k] * ranks.shape[1], colours[k]) for k in range(len(shown))]


def _facts(outcome: Outcome, stage: int, labels: NDArray[np.int64], score: str) -> str:
    count = len(communities_of_several(labels))
    return f"{outcome.lists['score'][stage]:.1f} {score}, {count} communit{'y' if count == 1 else 'ies'}"


def _draw_arcs(axes: Axes, weights: NDArray[np.float32], layers: NDArray[np.int64], pairs: NDArray[np.int64]) -> None:
    """An arc for each shortcut, above what lies between; the stronger the correlation, the darker."""
    place = node_positions(layers, (WIDTH - 2 * BESIDE, ROW - ABOVE - BELOW))
    t = np.linspace(0.0, 1.0, 25)[:, None]
    paths, colours = [], []
    for before, after in pairs:
        bend = np.array([0.0, ARC * np.hypot(*(place[after] - place[before]))])
        paths.append((1 - t) * place[before] + t * place[after] + 4 * t * (1 - t) * bend)
        colours.append((*to_rgb(PINK), 0.15 + 0.75 * abs(float(weights[before, after]))))
    axes.add_collection(LineCollection(paths, colors=colours, linewidths=1.1, zorder=2))


def _meanings(graph: LayeredGraph, shortcuts: bool) -> list[Line2D]:
    arcs = [Line2D([], [], color=PINK, lw=2, label="shortcut (dark: strong correlation)")] if shortcuts else []
    inside = Line2D([], [], color=graph.colours[0], lw=2, label="edge within a community, in its colour")
    return [*arcs, inside, Line2D([], [], color=BETWEEN_EDGE, lw=2, label="edge between communities")]


def draw_trends(outcomes: Sequence[Outcome], what: str) -> Figure:
    """A panel for each trend: for each reading, the seeds' growth in each of the three ways."""
    readings = {key: words for key, words in READINGS.items() if f"{key}.growth.pagerank" in outcomes[0].scalars}
    figure = Figure(figsize=(11, 4.4), layout="constrained")
    for axes, (measure, words) in zip(figure.subplots(1, len(MEASURES)), MEASURES.items(), strict=True):
        for place, reading in enumerate(readings):
            for shift, (way, (label, colour)) in zip((-0.25, 0.0, 0.25), WAYS.items(), strict=True):
                values = [outcome.scalars[f"{reading}.{way}.{measure}"] for outcome in outcomes]
                style: dict[str, Any] = {"color": colour, "zorder": 3}
                axes.scatter([place + shift] * len(values), values, s=20, alpha=0.75, label=label, **style)
                axes.plot([place + shift - 0.09, place + shift + 0.09], [np.mean(values)] * 2, lw=2.4, **style)
        axes.axhline(0.0, color=REFERENCE_LINE, lw=0.9, ls=":")
        axes.set_xticks(range(len(readings)), readings.values(), fontsize=8.5)
        axes.set_xlim(-0.5, len(readings) - 0.5)
        axes.set_title(words, fontsize=10)
        axes.grid(axis="y", color=GRID_LINE, lw=0.8)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("growth from untrained to trained", fontsize=9.5)
    handles = [Line2D([], [], ls="", marker="o", color=colour, label=label) for label, colour in WAYS.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    figure.suptitle(_trend_title(outcomes, what), fontsize=11.5, fontweight="bold", parse_math=False)
    return figure


def _trend_title(outcomes: Sequence[Outcome], what: str) -> str:
    grown = [sum(outcome.scalars[f"drawn.growth.{measure}"] > 0 for outcome in outcomes) for measure in MEASURES]
    seeds = count_of(len(outcomes), "seed")
    ranks, more, mixed = grown
    return f"{what}, of {seeds}: PageRank grows in {ranks}, communities in {more}, interleaving in {mixed}"

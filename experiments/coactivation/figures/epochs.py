"""What do the co-activation graphs look like while the network learns, and do all seeds say the same?

Both graphs are Figs. 4 and 5 of Ozer (2025) in one, in the two readings of the paper: the
area of a node is its PageRank, its colour its community. ``Stages`` holds the numbers of all seeds.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import (
    BETWEEN_EDGE,
    BLACK_TEXT,
    MUTED_TEXT,
    NEGATIVE_EDGE,
    NODE,
    POSITIVE_EDGE,
    SINGLETON_NODE,
)
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.coactivation.figures.colours import communities_of_several, match_colours
from netsci_bench.experiments.coactivation.figures.layered_graph import (
    POINTS,
    LayeredGraph,
    Scale,
    common_scale,
    draw_graph,
    edge_limit,
)
from netsci_bench.experiments.coactivation.figures.stages import CEILING, READINGS, draw_stages
from netsci_bench.measures.communities.modularity import modularity

SHOWN = 3  # stages side by side; more are too small to read
WIDTH, HEIGHT, BELOW, ABOVE, BESIDE = 11.0, 5.0, 0.98, 1.34, 0.46  # inches, the last three around the drawings


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The graphs of the first seed in both readings, and the numbers of all seeds."""
    graphs = {
        f"Graph {words}: the co-activation graph of the first seed at some stages of training; the area of a node is "
        "its PageRank, its colour its community.": draw_stages_of_graph(outcomes[0], reading)
        for reading, words in READINGS.items()
    }
    stages = "Stages: PageRank, communities, interleaving and accuracy of all seeds by epoch, in all readings."
    return {**graphs, stages: draw_stages(outcomes)}


def draw_stages_of_graph(outcome: Outcome, reading: str) -> Figure:
    """The stages of one reading side by side, on one scale."""
    epochs = outcome.array(f"{reading}_epochs")
    shown = np.unique(np.linspace(0, len(epochs) - 1, min(SHOWN, len(epochs))).round().astype(int))
    graphs = layered_graphs(outcome, reading, shown)
    box = (WIDTH / len(shown) - 2 * BESIDE, HEIGHT - ABOVE - BELOW)
    scale = common_scale(graphs, box, CEILING[reading])
    figure = Figure(figsize=(WIDTH, HEIGHT))
    for column, (stage, graph) in enumerate(zip(shown, graphs, strict=True)):
        axes = figure.add_axes((column / len(shown), 0.0, 1 / len(shown), 1.0))
        axes.set(xlim=(-BESIDE, box[0] + BESIDE), ylim=(-BELOW, box[1] + ABOVE))  # inches, as the drawing expects
        axes.set_axis_off()
        draw_graph(axes, graph, scale, box)
        middle, top = box[0] / 2, box[1]
        axes.text(middle, top + 0.4, describe_stage(int(epochs[stage])), ha="center", fontsize=11, fontweight="bold")
        axes.text(middle, top + 0.19, _facts(outcome, reading, stage), ha="center", fontsize=9, color=MUTED_TEXT)
    _around(figure, outcome, reading, (graphs, scale))
    return figure


def layered_graphs(outcome: Outcome, reading: str, shown: NDArray[np.int64]) -> list[LayeredGraph]:
    """The graphs of some stages; PageRank in uniform shares, the same for every number of nodes."""
    arrays = {name: outcome.array(f"{reading}_{name}")[shown] for name in ("weights", "pagerank", "labels", "layers")}
    colours = match_colours(list(arrays["labels"]))
    ranks = arrays["pagerank"] * arrays["pagerank"].shape[1]
    edges: Literal["sign", "group"] = "sign" if reading == "published" else "group"
    return [
        LayeredGraph(arrays["weights"][k], arrays["layers"][k], ranks[k], colours[k], edges)
        for k in range(len(colours))
    ]


def describe_stage(epoch: int) -> str:
    """The stage in words."""
    return "untrained" if epoch == 0 else f"after {count_of(epoch, 'epoch')}"


def _facts(outcome: Outcome, reading: str, stage: int) -> str:
    labels = outcome.array(f"{reading}_labels")[stage]
    count, alone = len(communities_of_several(labels)), int(np.sum(np.unique(labels, return_counts=True)[1] == 1))
    facts = [f"accuracy {outcome.lists[f'{reading}.accuracy'][stage]:.1f} %"]
    facts += [f"{count} communit{'y' if count == 1 else 'ies'}" + (f" and {alone} lone" if alone else "")]
    weights = np.abs(outcome.array(f"{reading}_weights")[stage])
    if reading == "text" and weights.any():  # of signed weights there is no modularity
        facts.append(f"Q = {modularity(weights, labels):.2f}")
    return ", ".join(facts)


def _around(figure: Figure, outcome: Outcome, reading: str, drawn: tuple[list[LayeredGraph], Scale]) -> None:
    """What is seen, in words, and what size, colour and line mean."""
    graphs, scale = drawn
    style: dict[str, Any] = {"ha": "center", "va": "top", "parse_math": False}
    figure.text(0.5, 0.975, _title(outcome, reading, graphs), **style, fontsize=11.5, fontweight="bold")
    figure.text(0.5, 0.915, _note(reading, graphs, outcome.seed), **style, fontsize=8.5, color=MUTED_TEXT)
    handles = [*_sizes(graphs, scale), *_meanings(reading, graphs)]
    figure.legend(
        handles=handles,
        loc="lower center",
        ncols=len(handles),
        frameon=False,
        fontsize=8,
        borderpad=0.2,
        columnspacing=1.5,
        handletextpad=0.5,
    )


def _title(outcome: Outcome, reading: str, graphs: list[LayeredGraph]) -> str:
    first, last = graphs[0].values, graphs[-1].values
    if reading == "published":
        low, high = min(g.values.min() for g in graphs), max(g.values.max() for g in graphs)
        span = f"{low:,.0f} to {high:,.0f}".replace("-", "−")
        return f"As published: “PageRank” of signed weights runs from {span} times the uniform share"
    mixed = outcome.lists[f"{reading}.interleaving"]
    return (
        f"As the text says: the highest PageRank {_goes(first.max(), last.max())} uniform shares, "
        f"interleaving {_goes(mixed[0], mixed[-1])}"
    )


def _goes(first: float, last: float) -> str:
    word = "rises" if last > first else "falls"
    return f"{word} from {first:.2f} to {last:.2f}" if f"{first:.2f}" != f"{last:.2f}" else f"stays at {last:.2f}"


def _note(reading: str, graphs: list[LayeredGraph], seed: int) -> str:
    most = max(edge_limit(graph) for graph in graphs)
    what = {
        "text": "Colours are communities, followed from stage to stage; edges are correlations over all test images",
        "published": "Colours are communities. It is no probability: areas end at 3 shares; red weights are negative",
    }[reading]
    return f"{what}; at most the {most} strongest between two layers are drawn; seed {seed}"


def _sizes(graphs: list[LayeredGraph], scale: Scale) -> list[Line2D]:
    highest = min(max(float(graph.values.max()) for graph in graphs), scale.ceiling)
    wanted = sorted({0.5, 1.0, max(1.0, np.floor(2 * highest) / 2)})
    return [_dot(2 * POINTS * scale.radii(np.array([one]))[0], f"{one:g} × uniform share") for one in wanted]


def _dot(diameter: float, label: str, face: str = NODE, rim: str = "white") -> Line2D:
    return Line2D([], [], ls="", marker="o", ms=diameter, mfc=face, mec=rim, label=label)


def _meanings(reading: str, graphs: list[LayeredGraph]) -> list[Line2D]:
    alone = any(SINGLETON_NODE in graph.colours for graph in graphs)
    lone = [_dot(7, "a community of one", SINGLETON_NODE)] if alone else []
    if reading == "published":
        signs = [
            Line2D([], [], color=colour, lw=2, label=f"{word} weight")
            for colour, word in ((POSITIVE_EDGE, "positive"), (NEGATIVE_EDGE, "negative"))
        ]
        return [_dot(7, "more than 3", rim=BLACK_TEXT), _dot(7, "negative", "white", NODE), *lone, *signs]
    inside = Line2D([], [], color=graphs[-1].colours[0], lw=2, label="edge within a community, in its colour")
    return [*lone, inside, Line2D([], [], color=BETWEEN_EDGE, lw=2, label="edge between communities")]

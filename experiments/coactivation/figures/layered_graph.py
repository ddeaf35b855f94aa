"""How is the graph of a layered network drawn, whatever its layers, so that its nodes and edges can be read?

Nodes are as large as they can be without touching, on one scale in pictures side by side. Of the edges only
the strongest between each two layers are drawn, the stronger the darker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from netsci_bench.contract.palette import BETWEEN_EDGE, BLACK_TEXT, FAINT_TEXT, NEGATIVE_EDGE, POSITIVE_EDGE, TEXT
from netsci_bench.experiments.coactivation.figures.layered_layout import Box, largest_radius, node_positions

EDGES = 600  # lines in one picture; more are a hairball
FEWEST, MOST = 20, 150  # lines between two layers, however many layers there are
GOLDEN = 0.6180339887498949
WORDY = 0.56  # inches that "layer 1" needs below its column
POINTS = 72  # an inch


@dataclass(frozen=True, eq=False)
class LayeredGraph:
    """What is drawn: (n, n) weights (rows are sources, 0 is no edge), and layer, value and colour of each node.

    The area of a node is its value, a negative one is hollow. Edges are coloured by ``sign``, or by ``group``: like
    their ends where these have one colour, grey elsewhere.
    """

    weights: NDArray[np.float64]
    layers: NDArray[np.int64]
    values: NDArray[np.float64]
    colours: Sequence[str]
    edges: Literal["sign", "group"] = "group"


@dataclass(frozen=True)
class Scale:
    """What pictures side by side share: the radius of value 1, the largest value drawn true, the darkest weight."""

    radius: float
    ceiling: float
    darkest: float

    def radii(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Radii in inches: the area grows with the value, up to the ceiling."""
        return self.radius * np.sqrt(np.minimum(np.abs(values), self.ceiling))


def common_scale(graphs: Sequence[LayeredGraph], box: Box, ceiling: float = np.inf) -> Scale:
    """The largest scale at which no two nodes touch in any of the graphs, which have the same layers."""
    values = np.minimum([np.abs(graph.values) for graph in graphs], ceiling)
    radius = largest_radius(node_positions(graphs[0].layers, box), values, box)
    return Scale(radius, ceiling, max(float(np.abs(graph.weights).max()) for graph in graphs) or 1.0)


def edge_limit(graph: LayeredGraph) -> int:
    """How many edges between two layers are drawn at most."""
    return min(MOST, max(FEWEST, EDGES // max(len(np.unique(_edges(graph)[1])), 1)))


def strongest_edges(graph: LayeredGraph) -> NDArray[np.int64]:
    """The edges (k, 2) that are drawn, the weakest first: of equal ones an even sample."""
    edges, pair = _edges(graph)
    most, weight = edge_limit(graph), np.abs(graph.weights[*edges.T])
    order = np.lexsort((np.arange(len(edges)) * GOLDEN % 1, -weight))
    kept = [order[pair[order] == one][:most] for one in np.unique(pair)]
    chosen = np.concatenate([order[:0], *kept])
    return np.asarray(edges[chosen[np.argsort(weight[chosen], kind="stable")]])


def _edges(graph: LayeredGraph) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All edges, an undirected one once, and for each a number that tells which two layers it joins."""
    undirected = np.array_equal(graph.weights, graph.weights.T)
    edges = np.argwhere(np.triu(graph.weights) if undirected else graph.weights)
    return edges, graph.layers[edges] @ np.array([len(graph.layers), 1])


def draw_graph(axes: Axes, graph: LayeredGraph, scale: Scale, box: Box) -> None:
    """Draw a graph into axes whose units are inches: the box, with what margins they have around it."""
    position = node_positions(graph.layers, box)
    _draw_edges(axes, graph, scale.darkest, position)
    hollow, cut = graph.values < 0, np.abs(graph.values) > scale.ceiling
    faces = np.where(hollow, "white", graph.colours)
    rims = np.where(cut & ~hollow, BLACK_TEXT, np.where(hollow, graph.colours, "white"))
    area = (2 * POINTS * scale.radii(graph.values)) ** 2  # a scatter's size is the square of the diameter
    lines = np.where(hollow | cut, 1.1, 0.4).tolist()
    axes.scatter(
        position[:, 0], position[:, 1], s=area, c=faces, edgecolors=rims.tolist(), linewidths=lines, zorder=3
    )
    _name_layers(axes, graph.layers, position)


def _draw_edges(axes: Axes, graph: LayeredGraph, darkest: float, position: NDArray[np.float64]) -> None:
    edges = strongest_edges(graph)
    weight = graph.weights[*edges.T]
    if graph.edges == "sign":
        colours = [NEGATIVE_EDGE if one < 0 else POSITIVE_EDGE for one in weight]
    else:
        ends = [(graph.colours[i], graph.colours[j]) for i, j in edges]
        colours = [one if one == other else BETWEEN_EDGE for one, other in ends]
    strength = np.abs(weight) / darkest
    rgba = [(*to_rgb(colour), 0.06 + 0.64 * s**1.4) for colour, s in zip(colours, strength, strict=True)]
    paths = [_path(position[edge], np.diff(graph.layers[edge])[0]) for edge in edges]
    axes.add_collection(LineCollection(paths, colors=rgba, linewidths=0.3 + 1.1 * strength, zorder=1))


def _path(ends: NDArray[np.float64], layers_apart: int) -> NDArray[np.float64]:
    """Straight from one layer to the next; bent around what lies between where it stays or goes farther."""
    if abs(layers_apart) == 1:
        return ends
    length = np.hypot(*(ends[1] - ends[0]))
    bend = np.array([0.35 * length, 0.0]) if layers_apart == 0 else np.array([0.0, 0.2 * length])
    t = np.linspace(0.0, 1.0, 13)[:, None]
    return np.asarray((1 - t) * ends[0] + t * ends[1] + 2 * t * (1 - t) * bend)


def _name_layers(axes: Axes, layers: NDArray[np.int64], position: NDArray[np.float64]) -> None:
    """Number and units below each column; in full where there is room, else with the words once at the left."""
    sizes = np.bincount(layers)
    middles = [float(position[layers == layer, 0].mean()) for layer in range(len(sizes))]
    wordy = len(sizes) == 1 or min(np.diff(middles)) >= WORDY
    style: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 7.5, "linespacing": 1.3, "color": TEXT}
    for layer, (x, size) in enumerate(zip(middles, sizes, strict=True)):
        unit = "unit" if size == 1 else "units"
        axes.text(x, -0.14, f"layer {layer + 1}\n{size} {unit}" if wordy else f"{layer + 1}\n{size}", **style)
    if not wordy:
        axes.text(middles[0] - 0.12, -0.14, "layer\nunits", **{**style, "ha": "right", "color": FAINT_TEXT})

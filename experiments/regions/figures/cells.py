"""How is a window of cells drawn: sides, dual graph, training points and decision boundary?"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from numpy.typing import NDArray

from netsci_bench.contract.palette import BLUE, CELL_GRAPH, LIGHT_BLUE, LIGHT_ORANGE, RUST
from netsci_bench.measures.polyhedra.boundary_distance import boundary_segments
from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex

FILLS = np.array([LIGHT_BLUE, LIGHT_ORANGE])  # sides: light, so that points and lines are seen
DOTS = np.array([BLUE, RUST])  # classes: the same two hues, dark
MOST_EDGES = 400  # of the dual graph; more are a grey veil
MOST_DOTS = 1000  # training points; more are a cloud


def draw_cells(axes: Axes, cells: ReluComplex, sides: NDArray[np.int8]) -> None:
    """Polygons, dual graph where it can be read, and decision boundary."""
    polygons = [cells.vertices[corners] for corners in np.split(cells.corners, cells.starts[1:-1])]
    axes.add_collection(PolyCollection(polygons, facecolors=FILLS[sides], edgecolors="white", linewidths=0.6))
    if is_readable(cells):
        one, other = cell_graph(cells).tocoo().coords
        middles = np.array([polygon.mean(axis=0) for polygon in polygons])
        lines = middles[np.stack([one, other], axis=1)[one < other]]
        axes.add_collection(LineCollection(lines, colors=CELL_GRAPH, linewidths=0.4, alpha=0.7))
        axes.plot(*middles.T, ".", color=CELL_GRAPH, ms=2)
    axes.add_collection(LineCollection([*boundary_segments(cells)], colors="black", linewidths=1.6))
    low, high = cells.vertices.min(axis=0), cells.vertices.max(axis=0)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xticks=[], yticks=[], aspect="equal")


def is_readable(cells: ReluComplex) -> bool:
    """Whether the dual graph has few enough edges to be drawn."""
    return bool(cell_graph(cells).nnz <= 2 * MOST_EDGES)


def draw_points(axes: Axes, points: NDArray[np.float64], labels: NDArray[np.float64], size: float = 5) -> None:
    """Training points in the colours of their classes."""
    shown = slice(None, None, -(-len(points) // MOST_DOTS))
    x, y = points[shown].T
    axes.scatter(x, y, s=size, c=DOTS[(labels[shown] > 0).astype(int)], linewidths=0, zorder=3)


def match_sides_to_classes(
    sides: NDArray[np.int8], of_points: NDArray[np.int64], labels: NDArray[np.float64]
) -> NDArray[np.int8]:
    """The sides, named so that most points stand on the side of their colour: a partition has no names of its own."""
    inside = of_points >= 0
    classes = labels[inside] > 0
    agrees = sides[of_points[inside]] == classes
    balanced = agrees[classes].mean() + agrees[~classes].mean()
    return sides if balanced >= 1 else (1 - sides).astype(np.int8)

"""In which cell of a ReLU complex does each point lie?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.packed_patterns import packed_patterns, row_numbers
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_layers import Layer, activation_patterns


def cells_of(
    cells: ReluComplex, layers: Sequence[Layer], points: Float[NDArray[np.floating], "points 2"]
) -> Int[NDArray[np.int64], " points"]:
    """Return for each point the cell that it lies in, -1 beyond the window.

    Formula: the cell whose activation pattern is the point's; a point on a line, or within rounding of one, whose
    pattern no cell has, lies in the cell that it is deepest in.
    Shapes: (points, 2) to (points,). Units: none.
    Raises: ValueError if the points are not finite, or the network is not that of the complex.
    Source: none, a definition.

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> net = [(np.array([[1.0, 0.0]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
    >>> cells = relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]]))
    >>> cells_of(cells, net, np.array([[-0.5, 0.0], [0.5, 0.0], [7.0, 0.0]]))
    array([ 0,  1, -1])
    """
    widths = tuple(len(bias) for _, bias in layers[:-1])
    if widths != cells.widths:
        raise ValueError(f"the cells are those of a network with hidden layers {cells.widths}, not {widths}")
    cell_of_point = row_numbers(packed_patterns(activation_patterns(layers, points), widths), cells.packed)
    low, high = cells.vertices.min(axis=0), cells.vertices.max(axis=0)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    for number in np.flatnonzero(inside & (cell_of_point < 0)):
        cell_of_point[number] = _deepest(cells, points[number])
    return np.where(inside, cell_of_point, -1)


def _deepest(cells: ReluComplex, point: NDArray[np.floating]) -> int:
    """Return the cell whose nearest border line is farthest inwards of the point."""
    corner, next_corner = _border(cells)
    along = next_corner - corner
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), np.finfo(np.float64).tiny)
    offset = point - corner
    inwards = (along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0]) / length
    return int(np.minimum.reduceat(inwards, cells.starts[:-1]).argmax())


def _border(cells: ReluComplex) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of all cells, and for each the next one counterclockwise around the same cell."""
    after = np.arange(1, len(cells.corners) + 1)
    after[cells.starts[1:] - 1] = cells.starts[:-1]
    return cells.vertices[cells.corners], cells.vertices[cells.corners[after]]

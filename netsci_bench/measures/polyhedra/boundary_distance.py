"""How far is each cell of a ReLU complex from where the network changes its mind?

The output is affine on each cell, so the decision boundary is a segment in every cell that it crosses, and all
distances are exact to rounding. Cells ordered by distance, `filtrations.rank_steps`, make a filtration that
grows out of the boundary.
"""

from typing import no_type_check

import numpy as np
from jaxtyping import Float
from numba import njit
from numpy.typing import NDArray

from netsci_bench.measures.polyhedra.relu_cells import ReluComplex


def boundary_segments(
    cells: ReluComplex, output: int = 0, level: float = 0.0
) -> Float[NDArray[np.float64], "segments 2 2"]:
    """Return the segments that the decision boundary is made of.

    Formula: {x: f(x) = level}, f the output of that number, cell by cell. Where a cell is touched at a vertex only
    the segment has no length; of a cell where f is the level throughout it is the border.
    Shapes: (segments, 2 ends, 2 coordinates). Units: those of the inputs.
    Raises: ValueError if there is no such output or the level is not finite. Source: none, a definition.

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> cells = relu_complex([(np.array([[1.0, 0.0]]), np.array([0.5]))], np.array([[-1.0, -1.0], [1.0, 1.0]]))
    >>> boundary_segments(cells).tolist()
    [[[-0.5, -1.0], [-0.5, 1.0]]]
    """
    return _segments(cells, output, level)[0]


def boundary_distances(cells: ReluComplex, output: int = 0, level: float = 0.0) -> Float[NDArray[np.float64], " F"]:
    """Return the distance of each cell from the decision boundary inside the window.

    Formula: min |x - y| over x in the closed cell and y in {f = level}; 0 where the boundary meets the cell, inf
    everywhere if it is nowhere in the window.
    Shapes: (F,). Units: those of the inputs. Time grows as E x segments.
    Raises: ValueError as `boundary_segments`. Source: none, a definition.

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> net = [(np.array([[1.0, 0.0]]), np.zeros(1)), (np.array([[1.0]]), np.array([-0.25]))]
    >>> boundary_distances(relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]])))
    array([0.25, 0.  ])
    """
    segments, met = _segments(cells, output, level)
    distances: NDArray[np.float64] = np.zeros(cells.sizes[2])
    if not met.all():
        of_sides = _side_distances(cells.vertices, cells.sides, segments)
        distances = np.minimum.reduceat(of_sides[cells.around], cells.starts[:-1])
        distances[met] = 0.0
    return distances


def _segments(cells: ReluComplex, output: int, level: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the segments, and which cells the boundary meets."""
    if not (0 <= output < cells.outputs.shape[1] and np.isfinite(level)):
        raise ValueError(f"output {output} at level {level} of a network with {cells.outputs.shape[1]} outputs")
    f = cells.outputs[:, output] - level
    a, b = cells.sides.T
    crossed = f[a] * f[b] < 0.0
    share = np.divide(f[a], f[a] - f[b], out=np.zeros(len(a)), where=crossed)[:, None]
    middles = (1.0 - share) * cells.vertices[a] + share * cells.vertices[b]
    # Around each cell: a corner where f is 0 counts, then the side after it if f changes its sign there.
    counts = np.stack([f[cells.corners] == 0.0, crossed[cells.around]], axis=1).ravel()
    points = np.stack([cells.vertices[cells.corners], middles[cells.around]], axis=1).reshape(-1, 2)[counts]
    owner = np.repeat(np.arange(cells.sizes[2]), 2 * np.diff(cells.starts))[counts]
    number = np.bincount(owner, minlength=cells.sizes[2])
    first = np.cumsum(number) - number
    index = np.arange(len(owner)) - first[owner]
    after = first[owner] + (index + 1) % number[owner]
    wanted = (number[owner] != 2) | (index == 0)  # two points make one segment, not one there and one back
    return np.stack([points, points[after]], axis=1)[wanted], number > 0


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def _side_distances(vertices, sides, segments):
    """Return each side's distance from the nearest segment, inf if there are none.

    No segment crosses the inside of a side that counts, so an end of one of the two is as near as any point.
    """
    nearest = np.full(len(vertices), np.inf)
    for vertex in range(len(vertices)):
        for segment in range(len(segments)):
            square = _square(vertices[vertex], segments[segment, 0], segments[segment, 1])
            nearest[vertex] = min(nearest[vertex], square)
    result = np.empty(len(sides))
    for side in range(len(sides)):
        a, b = sides[side]
        least = min(nearest[a], nearest[b])
        for segment in range(len(segments)):
            for end in range(2):
                least = min(least, _square(segments[segment, end], vertices[a], vertices[b]))
        result[side] = np.sqrt(least)
    return result


@njit(cache=True)
@no_type_check
def _square(point, start, end):
    """Return the squared distance of a point from a segment."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    length = along_x * along_x + along_y * along_y
    share = 0.0
    if length > 0.0:
        share = min(1.0, max(0.0, (x * along_x + y * along_y) / length))
    x, y = x - share * along_x, y - share * along_y
    return x * x + y * y

"""Where do the nodes of a layered network lie, whatever its layers? That follows from the layers alone.

Ozer (2025) spaced the nodes of one network by hand and names no rule for others. Here a layer is a column; one that
is too long becomes a block of several. Lengths are inches on paper, so that the common size of the nodes can be
the largest at which no two of them touch. A unit has the same place in every picture of its network.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

READABLE = 30  # units in one column that the eye still tells apart
BLOCKS = 0.4  # the share of the width that blocks may take from the edges between them
SPREAD = 0.6  # how far a short layer is spread: 0 leaves it in the middle, 1 gives it the whole height
LARGEST = 0.075  # radius of the largest node, as a share of the shorter side of the box
TOUCHING = 0.9  # the radii of two neighbours add up to at most this share of their distance

Box = tuple[float, float]  # width and height


def node_positions(layers: NDArray[np.int64], box: Box) -> NDArray[np.float64]:
    """Where the nodes lie in a box (width, height): layers from left to right, units from top to bottom; (n, 2).

    Raises: ValueError if a layer number below the highest has no units.

    >>> node_positions(np.array([0, 0, 0, 1]), (2.0, 3.0)).round(2).tolist()
    [[0.0, 2.5], [0.0, 1.5], [0.0, 0.5], [2.0, 1.5]]
    """
    sizes = np.bincount(layers)
    if not sizes.all():
        raise ValueError(f"layers {np.flatnonzero(sizes == 0).tolist()} have no units; number them without gaps")
    rows = _rows(sizes, box)
    step = box[1] / rows
    columns = -(-sizes // rows)
    widths = (columns - 1) * step
    free = box[0] - widths.sum()
    gap = free / (len(sizes) - 1) if len(sizes) > 1 else 0.0
    left = np.cumsum([0.0 if gap else free / 2, *(widths[:-1] + gap)])
    placed = np.empty((len(layers), 2))
    for layer, size in enumerate(sizes):
        placed[layers == layer] = _block(size, columns[layer], step, rows) + np.array([left[layer], box[1] / 2])
    return placed


def _rows(sizes: NDArray[np.int64], box: Box) -> int:
    """As few rows as leave the edges their share of the width: the fewer the rows, the larger the nodes."""
    longest = int(sizes.max())
    for rows in range(min(longest, READABLE), longest):
        if ((-(-sizes // rows) - 1) * box[1] / rows).sum() <= BLOCKS * box[0]:
            return rows
    return longest


def _block(size: int, columns: int, step: float, rows: int) -> NDArray[np.float64]:
    """One layer about the middle of its left side: a short one is spread, though not over the whole height."""
    long = -(-size // columns)
    column, row = np.divmod(np.arange(size), long)
    held = np.bincount(column)[column]  # the last column may hold fewer: it is centred too
    return np.column_stack([column * step, ((held - 1) / 2 - row) * step * (rows / long) ** SPREAD])


def largest_radius(points: NDArray[np.float64], values: NDArray[np.float64], box: Box) -> float:
    """The radius of value 1 at which areas follow the values (pictures, n) and no two nodes touch in any picture.

    >>> place = node_positions(np.array([0, 0]), (2.0, 2.0))
    >>> round(largest_radius(place, np.array([[1.0, 4.0]]), (2.0, 2.0)), 3)
    0.075
    """
    roots = np.sqrt(np.maximum(values, 1e-12))
    radius = LARGEST * min(box) / float(roots.max())
    if len(points) == 1:
        return radius
    neighbours = KDTree(points).query(points, k=min(9, len(points)))  # itself and the eight around it
    near, which = (np.asarray(one) for one in neighbours)
    pairs = roots[:, :, None] + roots[:, which[:, 1:]]
    return min(radius, TOUCHING * float((near[:, 1:] / pairs).min()))

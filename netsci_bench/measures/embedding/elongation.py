"""Are clusters of points round, or long and winding?

A long cluster that winds like a snake has the same spread in all directions as a round one. So one looks at pieces
of it: around each point, at a share of its cluster.
"""

import numpy as np
from jaxtyping import Float64, Int64
from numpy.typing import NDArray
from scipy.spatial import KDTree

FEWEST = 8  # points of a piece: of fewer the ratio says more about chance than about shape


def elongation(
    points: Float64[NDArray[np.float64], "points 2"], labels: Int64[NDArray[np.int64], " points"], share: float = 0.25
) -> float:
    """Return how long pieces of the clusters are, as a multiple of their width.

    Formula: the median over points of sqrt(l1 / l2), where l1 >= l2 are the eigenvalues of the covariance of the
    nearest points of its own class: this share of the class, and no fewer than 8.
    Shapes: (points, 2), (points) to a number. Units: none; 1 is as long as wide, a disc has about 1.4, a line is
    infinitely long. A piece without any width counts as a line, one of equal points as round.
    A cluster that winds more than once within such a piece counts as wide.
    Raises: ValueError if no class has more than 8 points, or a coordinate is not finite.
    Source: ours; Pícha & Profota (2025), section 5, speak of tentacles and snaking lines and give no number.

    >>> turns = np.linspace(0, 12, 200)
    >>> snake = np.stack([turns, np.sin(turns)], axis=1)
    >>> elongation(snake, np.zeros(200, dtype=int), 0.1) > 5
    True
    """
    exact: NDArray[np.float64] = np.asarray(points, dtype=np.float64)
    if not np.isfinite(exact).all():
        raise ValueError("a coordinate is not finite")
    pieces = []
    for label in np.unique(labels):
        cluster = exact[labels == label]
        if len(cluster) > FEWEST:
            nearest = KDTree(cluster).query(cluster, max(FEWEST, round(share * len(cluster))))[1]
            pieces.append(_ratios(cluster[nearest]))
    if not pieces:
        raise ValueError(f"no class has more than {FEWEST} points")
    return float(np.median(np.concatenate(pieces)))


def _ratios(pieces: Float64[NDArray[np.float64], "pieces points 2"]) -> Float64[NDArray[np.float64], " pieces"]:
    centred = pieces - pieces.mean(axis=1, keepdims=True)
    narrow, wide = np.linalg.eigvalsh(np.einsum("nki,nkj->nij", centred, centred)).T
    flat = narrow <= 1e-12 * wide
    ratios = np.where(wide > 0, np.inf, 1.0)
    np.divide(wide, narrow, out=ratios, where=~flat)
    lengths: Float64[NDArray[np.float64], " pieces"] = np.sqrt(ratios)
    return lengths

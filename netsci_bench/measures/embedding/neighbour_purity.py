"""Do points lie among their own class, and are those that do not the misclassified ones?"""

import numpy as np
from jaxtyping import Bool, Float64, Int64
from numpy.typing import NDArray
from scipy.spatial import KDTree


def neighbour_purity(
    points: Float64[NDArray[np.float64], "points dimensions"], labels: Int64[NDArray[np.int64], " points"], k: int
) -> float:
    """Return the mean share of a point's k nearest other points that are of its own class.

    Shapes: (points, dimensions), (points) to a number. Units: share, in [0, 1]; labels at random give the chance that
    two points have the same class. Raises: ValueError if there are not more than k points.
    Source: the leave-one-out vote of k nearest neighbours, as a mean instead of a majority.

    >>> neighbour_purity(np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1]), 1)
    1.0
    """
    return float(np.mean(labels[_nearest(points, k)[1]] == labels[:, None]))


def off_cluster_share(
    points: Float64[NDArray[np.float64], "points dimensions"],
    labels: Int64[NDArray[np.int64], " points"],
    wrong: Bool[NDArray[np.bool_], " points"],
    k: int = 10,
) -> float:
    """Return how many of the points that lie farthest from their own class are misclassified.

    Formula: each point's distance is that to the k-th nearest other point of its class (to the farthest, if there are
    fewer). Of as many of the farthest points as there are misclassified ones, the share that is misclassified; at
    equal distances the expected share. So 1 means that they are the same points, and at random it is the share of
    misclassified points among all.
    Shapes: (points, dimensions), (points), (points) to a number. Units: share, in [0, 1].
    Raises: ValueError if no point is misclassified, or a class has a single point.
    Source: ours; Pícha & Profota (2025), Fig. 11, show such points and give no number.

    >>> points, labels = np.array([[0.0], [1], [2], [30], [31], [2.5]]), np.array([0, 0, 0, 1, 1, 1])
    >>> off_cluster_share(points, labels, np.array([False] * 5 + [True]), k=1)
    1.0
    """
    count = int(wrong.sum())
    if count == 0:
        raise ValueError("no point is misclassified: nothing can lie off its cluster")
    distances = np.empty(len(points))
    for label in np.unique(labels):
        own = labels == label
        distances[own] = _nearest(points[own], min(k, int(own.sum()) - 1))[0][:, -1]
    edge = np.sort(distances)[-count]
    beyond, at_edge = distances > edge, distances == edge
    still_free = count - int(beyond.sum())
    return float((wrong[beyond].sum() + still_free * wrong[at_edge].mean()) / count)


def _nearest(points: NDArray[np.float64], k: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distances and numbers of each point's k nearest others, also where other points have the same place."""
    if not 1 <= k < len(points):
        raise ValueError(f"{len(points)} points cannot have {k} nearest neighbours each")
    exact: NDArray[np.float64] = np.asarray(points, dtype=np.float64)
    distances, nodes = KDTree(exact).query(exact, k + 1)
    others = listed_others(nodes)
    return distances[others].reshape(-1, k), nodes[others].reshape(-1, k)


def listed_others(nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the nearest points listed for each point (``points k+1``) are others: all but one in each row.

    >>> listed_others(np.array([[0, 1], [0, 1], [1, 0]]))
    array([[False,  True],
           [ True, False],
           [ True, False]])
    """
    itself = nodes == np.arange(len(nodes))[:, None]
    itself[~itself.any(axis=1), -1] = True  # among many at one place it may not be listed
    return np.asarray(~itself)

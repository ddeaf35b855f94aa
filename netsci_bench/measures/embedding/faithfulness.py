"""What does a projection keep of the neighbours and of the distances of points?"""

import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from scipy.stats import rankdata
from sklearn.manifold import trustworthiness

MOST_POINTS = 20_000  # all distances of them take 3 GB


def neighbours_kept(
    points: Float64[NDArray[np.float64], "points features"],
    projected: Float64[NDArray[np.float64], "points dimensions"],
    k: int,
) -> float:
    """Return the trustworthiness of a projection: whether those who are near in it were near before.

    Formula: 1 - 2 / (n k (2n - 3k - 1)) times the sum over points of the ranks, beyond k, that those of their k
    nearest in the projection have among the points. Shapes: (points, features), (points, dimensions) to a number.
    Units: none; 1 where all neighbours were neighbours, about 0.5 for a random projection. Memory: points squared.
    Raises: ValueError if k is not less than half the number of points, or for more than 20,000 points.
    Source: Venna & Kaski (2001); the code is that of scikit-learn.

    >>> square = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1.5], [3, 3], [5, 4]])
    >>> neighbours_kept(square, square, 2)
    1.0
    """
    _refuse_too_many(points)
    return float(trustworthiness(*(np.asarray(x, dtype=np.float64) for x in (points, projected)), n_neighbors=k))


def distances_kept(
    points: Float64[NDArray[np.float64], "points features"],
    projected: Float64[NDArray[np.float64], "points dimensions"],
) -> float:
    """Return Spearman's correlation between all distances before and after a projection.

    Shapes: (points, features), (points, dimensions) to a number. Units: rank correlation. Memory: points squared.
    Raises: ValueError if all distances are equal, on one side, or for more than 20,000 points.
    Source: Kobak & Berens (2019), "The art of using t-SNE", as a measure of global structure.

    >>> line = np.array([[0.0], [1.0], [3.0], [7.0]])
    >>> round(distances_kept(line, 5 * line), 12)
    1.0
    """
    _refuse_too_many(points)
    before, after = (rankdata(pdist(np.asarray(given, dtype=np.float64))) for given in (points, projected))
    if np.ptp(before) == 0 or np.ptp(after) == 0:
        raise ValueError("all points are equally far from each other: there is no order of distances to keep")
    return float(np.corrcoef(before, after)[0, 1])


def _refuse_too_many(points: NDArray[np.float64]) -> None:
    if len(points) > MOST_POINTS:
        raise ValueError(
            f"all distances of {len(points):,} points do not fit into memory: take {MOST_POINTS:,} or fewer"
        )

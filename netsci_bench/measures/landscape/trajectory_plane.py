"""In which plane does a training move, and how much of it lies in another plane?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Path = Float[NDArray[np.floating], "checkpoints weights"]
Directions = Float[NDArray[np.floating], "directions weights"]


@dataclass(frozen=True)
class TrajectoryPlane:
    """The plane of a path, its last checkpoint being the origin.

    ``directions``: two unit vectors (``2 weights``); ``shares``: of the path's variation, along each of them;
    ``places``: of the checkpoints in the plane (``checkpoints 2``).
    """

    directions: Float[NDArray[np.float64], "2 weights"]
    shares: tuple[float, float]
    places: Float[NDArray[np.float64], "checkpoints 2"]


def trajectory_plane(path: Path) -> TrajectoryPlane:
    """Return the plane of the two principal components of a path through the space of weights.

    Formula: the first two right singular vectors of the path less its mean; each share is the square of the singular
    value over the sum of squares, each place the difference from the last checkpoint times the directions. A
    direction has the sign that lets the path end above where it began.
    Shapes: (checkpoints, weights). Units: shares none, places those of the weights.
    Raises: ValueError for fewer than three checkpoints, a weight that is not finite, or a path that does not move.
    Source: Li et al. (2018), NeurIPS 31, section 6; their code, which takes scikit-learn's PCA.

    >>> plane = trajectory_plane(np.array([[0.0, 0, 0], [2, 1, 0], [4, 0, 0]]))
    >>> np.abs(plane.directions).round(6).tolist(), round(sum(plane.shares), 6)
    ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], 1.0)
    """
    exact = _checked(path)
    _, values, vectors = np.linalg.svd(exact - exact.mean(axis=0), full_matrices=False)
    directions = vectors[:2] * np.where(vectors[:2] @ (exact[-1] - exact[0]) < 0, -1.0, 1.0)[:, None]
    shares = values**2 / np.sum(values**2)
    return TrajectoryPlane(directions, (float(shares[0]), float(shares[1])), (exact - exact[-1]) @ directions.T)


def share_in_plane(path: Path, directions: Directions) -> float:
    """Return the share of a path's variation that lies in the plane (or space) of some directions.

    Formula: sum |Q (x_t - mean)|^2 / sum |x_t - mean|^2 with Q the projection on the span of the directions.
    Shapes: (checkpoints, weights) and (directions, weights). Units: share, in [0, 1].
    Raises: ValueError as ``trajectory_plane`` does, or if a direction is 0 or depends on the others.
    Source: Li et al. (2018), NeurIPS 31, section 6: random directions miss nearly all of it.

    >>> share_in_plane(np.array([[0.0, 0, 0], [1, 0, 1], [2, 0, 2]]), np.array([[1.0, 0, 0], [0, 1, 0]]))
    0.5
    """
    exact = _checked(path)
    basis, triangle = np.linalg.qr(np.asarray(directions, dtype=np.float64).T)
    if np.abs(np.diag(triangle)).min() <= 1e-12 * np.abs(triangle).max():
        raise ValueError("directions that span a plane are neither 0 nor parallel")
    centred = exact - exact.mean(axis=0)
    return float(round(np.sum((centred @ basis) ** 2) / np.sum(centred**2), 15))


def _checked(path: Path) -> NDArray[np.float64]:
    exact: NDArray[np.float64] = np.asarray(path, dtype=np.float64)
    if exact.ndim != 2 or len(exact) < 3:
        raise ValueError(f"a path of {exact.shape} spans no plane: three checkpoints or more are needed")
    if not np.isfinite(exact).all():
        raise ValueError("a weight is not finite: the training has diverged")
    if not np.ptp(exact, axis=0).any():
        raise ValueError("all checkpoints are equal: the training does not move")
    return exact

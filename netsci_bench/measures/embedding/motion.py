"""How far do points move from one picture to the next, once turning and scaling are taken out?"""

import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray


def relative_motion(series: Float64[NDArray[np.float64], "epochs points dimensions"]) -> float:
    """Return how far points move from one epoch to the next, relative to how far they lie from their middle.

    Formula: the mean over successive epochs of rms |x_t+1 - x_t| / rms |x_t+1 - mean|. Nothing is aligned: a picture
    that turns as a whole moves.
    Shapes: (epochs, points, dimensions) to a number. Units: none; 0 if nothing moves, sqrt(2) for random pictures.
    Raises: ValueError for fewer than two epochs, or an epoch in which all points are equal.
    Source: ours; Pícha & Profota (2025), section 4.4.2, want to keep a picture from spinning.

    >>> corners = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    >>> relative_motion(np.stack([corners, -corners]))
    2.0
    """
    if len(series) < 2:
        raise ValueError("one picture does not move: two epochs or more are needed")
    exact: NDArray[np.float64] = np.asarray(series, dtype=np.float64)
    sizes = np.sqrt(((exact - exact.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1))
    if not (sizes > 0).all():
        raise ValueError("all points of an epoch are equal: nothing can move in it")
    steps = np.sqrt((np.diff(exact, axis=0) ** 2).sum(axis=2).mean(axis=1))
    return float(np.mean(steps / sizes[1:]))


def aligned(
    points: Float64[NDArray[np.float64], "points dimensions"],
    reference: Float64[NDArray[np.float64], "points dimensions"],
) -> Float64[NDArray[np.float64], "points dimensions"]:
    """Return points turned, mirrored and shifted so that they lie as near to a reference as they can; not scaled.

    Formula: (x - mean x) R + mean y with R = U V', U S V' the singular value decomposition of (x - mean x)' (y -
    mean y). Shapes: (points, dimensions) twice to (points, dimensions). Units: those of the points.
    Source: Schönemann (1966), the orthogonal Procrustes problem.

    >>> corners = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    >>> aligned(corners[:, ::-1] + 7, corners).round(9) + 0.0
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.],
           [ 0., -1.]])
    """
    (centred, _), (aim, middle) = _centred(points), _centred(reference)
    left, _, right = np.linalg.svd(centred.T @ aim)
    turned: NDArray[np.float64] = centred @ left @ right + middle
    return turned


def unexplained_share(
    points: Float64[NDArray[np.float64], "points dimensions"],
    reference: Float64[NDArray[np.float64], "points dimensions"],
) -> float:
    """Return the share of a picture's variance that another one cannot explain, turned and scaled as it likes.

    Formula: 1 - (sum of singular values of x' y)^2 / (|x|^2 |y|^2) of centred x and y: Procrustes' disparity.
    Shapes: (points, dimensions) twice to a number. Units: share, in [0, 1]; 0 for equal pictures.
    Raises: ValueError if all points of one of them are equal.
    Source: Gower (1975); scipy.spatial.procrustes.

    >>> corners = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    >>> round(unexplained_share(3 * corners[:, ::-1], corners), 9)
    0.0
    """
    (first, _), (second, _) = _centred(points), _centred(reference)
    variance = (first**2).sum() * (second**2).sum()
    if variance == 0:
        raise ValueError("all points of a picture are equal")
    return float(1 - np.linalg.svd(first.T @ second, compute_uv=False).sum() ** 2 / variance)


def _centred(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points less their middle, and that middle."""
    exact: NDArray[np.float64] = np.asarray(points, dtype=np.float64)
    return exact - exact.mean(axis=0), exact.mean(axis=0)

"""How much of the variance of points lies in their first principal components, and where do they lie in these?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray


@dataclass(frozen=True)
class Components:
    """Shares of the variance, largest first, and the coordinates of the points in the first components."""

    shares: Float[NDArray[np.float64], " features"]
    coordinates: Float[NDArray[np.float64], "points dimensions"]


def principal_components(values: Float[NDArray[np.floating], "points features"], dimensions: int) -> Components:
    """Return the principal components of points whose features are centred, and not scaled.

    Formula: the eigenvalues of the covariance over their sum; coordinates (x - mean) V, V the first eigenvectors,
    each with the sign that makes its largest entry positive.
    Shapes: (points, features) to shares (features,) and coordinates (points, dimensions). Units: none, and those of
    the features. Raises: ValueError if a value is not finite, the points do not vary, or unless
    1 <= dimensions <= features. Source: Pearson (1901), Phil. Mag. 2, 559.

    >>> found = principal_components(np.array([[0.0, 0], [2, 0], [0, 1], [2, 1]]), 1)
    >>> found.shares.round(3), found.coordinates.ravel().round(3)
    (array([0.8, 0.2]), array([-1.,  1., -1.,  1.]))
    """
    exact: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    if not 1 <= dimensions <= exact.shape[1]:
        raise ValueError(f"{dimensions} components of {exact.shape[1]} features: there are 1 to as many as features")
    if not np.isfinite(exact).all():
        raise ValueError("a value is not finite")
    centred = exact - exact.mean(axis=0)
    if not centred.any():
        raise ValueError("the points do not vary: they have no principal components")
    found, vectors = np.linalg.eigh(centred.T @ centred)
    variances, axes = np.clip(found[::-1], 0.0, None), vectors[:, ::-1][:, :dimensions]
    largest = np.abs(axes).argmax(axis=0)
    return Components(variances / variances.sum(), centred @ (axes * np.sign(axes[largest, range(dimensions)])))

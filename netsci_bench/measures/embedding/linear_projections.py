"""Where do the outputs of a network lie in a plane that stays the same in all epochs?

Star coordinates give each output an axis of its own, the axes spread evenly over a circle. PCA takes the directions
in which the outputs of one trained epoch differ most, and keeps them for all others.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray


@dataclass(frozen=True)
class Basis:
    """Directions in which outputs are looked at, after the mean was taken off and the spread divided out."""

    mean: Float64[NDArray[np.float64], " outputs"]
    spread: Float64[NDArray[np.float64], " outputs"]
    axes: Float64[NDArray[np.float64], "outputs dimensions"]

    def project(self, outputs: Float64[NDArray[np.float64], "points outputs"]) -> NDArray[np.float64]:
        """The coordinates of points (``points dimensions``)."""
        coordinates: NDArray[np.float64] = (
            (np.asarray(outputs, dtype=np.float64) - self.mean) / self.spread @ self.axes
        )
        return coordinates


def principal_basis(outputs: Float64[NDArray[np.float64], "points outputs"], dimensions: int = 2) -> Basis:
    """Return the principal components of standardised outputs.

    Formula: the eigenvectors of the covariance of (x - mean) / deviation with the largest eigenvalues, largest first,
    each with the sign that makes its largest entry positive. An output that never changes is left as it is.
    Shapes: (points, outputs) to (outputs, dimensions). Units: none.
    Raises: ValueError if an output is not finite, or all of them are constant.
    Source: Pícha & Profota (2025), section 4.4.2.

    >>> basis = principal_basis(np.array([[0.0, 0], [1, 2], [2, 4], [3, 6]]), 1)
    >>> basis.axes.ravel().round(3)
    array([0.707, 0.707])
    """
    exact: NDArray[np.float64] = np.asarray(outputs, dtype=np.float64)
    if not np.isfinite(exact).all():
        raise ValueError("an output is not finite")
    mean, spread = exact.mean(axis=0), exact.std(axis=0)
    if not spread.any():
        raise ValueError("all outputs are constant: they have no principal components")
    spread = np.where(spread > 0, spread, 1.0)
    scaled = (exact - mean) / spread
    vectors = np.linalg.eigh(scaled.T @ scaled)[1][:, ::-1][:, :dimensions]
    largest = np.abs(vectors).argmax(axis=0)
    return Basis(mean, spread, vectors * np.sign(vectors[largest, range(vectors.shape[1])]))


def star_axes(outputs: int) -> Float64[NDArray[np.float64], "outputs 2"]:
    """Return a unit vector for each output, evenly spread over the circle; times outputs they give star coordinates.

    Shapes: a number to (outputs, 2). Units: none. Raises: ValueError without outputs.
    Source: Pícha & Profota (2025), section 4.4.1; Kandogan (2000).

    >>> star_axes(4).round(3) + 0.0
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.],
           [ 0., -1.]])
    """
    if outputs < 1:
        raise ValueError("there are no outputs to give an axis")
    angles = 2 * np.pi * np.arange(outputs) / outputs
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)

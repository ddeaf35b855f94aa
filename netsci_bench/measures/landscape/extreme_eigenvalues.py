"""Which are the lowest and the highest eigenvalue of a matrix that is only given by its products?"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigvalsh_tridiagonal

Product = Callable[[NDArray[np.float64]], NDArray[np.float64]]
STEPS = 30
ROUNDING = 1e-12


class Extremes(NamedTuple):
    """Two eigenvalues, and how negative the lowest is relative to the strongest."""

    lowest: float
    highest: float

    @property
    def negative_ratio(self) -> float:
        """max(0, -lowest) / max(|lowest|, |highest|); 0 if both are 0."""
        strongest = max(abs(self.lowest), abs(self.highest))
        return max(0.0, -self.lowest) / strongest if strongest else 0.0


def extreme_eigenvalues(product: Product, size: int, steps: int = STEPS) -> Extremes:
    """Return the lowest and the highest eigenvalue of a symmetric matrix, by Lanczos' method.

    Formula: the extreme eigenvalues of the tridiagonal matrix that the steps build in the space of start, H start,
    H^2 start, ..., each vector made orthogonal to all before. They lie within the true ones and reach them as fast at
    both ends as they stand apart from the others; there are as many products as steps. From a fixed vector: the same
    matrix gives the same answer.
    Shapes: a function (size,) -> (size,). Units: those of the matrix.
    Raises: ValueError for an empty matrix, or a product that is not finite.
    Source: Golub & Van Loan (2013), Matrix Computations, section 10.1; Li et al. (2018), NeurIPS 31, section 5, take
    the eigenvalues by the same method, with restarts.

    >>> values = np.array([-2.0, 0.5, 1.0, 3.0, 7.0])
    >>> tuple(round(value, 6) for value in extreme_eigenvalues(lambda v: values * v, 5))
    (-2.0, 7.0)
    """
    if size < 1:
        raise ValueError("an empty matrix has no eigenvalues")
    vector = np.random.default_rng(0).normal(size=size)
    basis, diagonal, beside = [vector / np.linalg.norm(vector)], [], [0.0]
    for _ in range(min(steps, size)):
        new = np.asarray(product(basis[-1]), dtype=np.float64)
        if not np.isfinite(new).all():
            raise ValueError("a product of the matrix is not finite")
        diagonal.append(float(basis[-1] @ new))
        known = np.stack(basis)
        for _ in range(2):  # once is not enough in floating point
            new = new - known.T @ (known @ new)
        beside.append(float(np.linalg.norm(new)))
        if beside[-1] <= ROUNDING * max(map(abs, [*diagonal, *beside])):
            break  # this space holds all that the start has
        basis.append(new / beside[-1])
    values = eigvalsh_tridiagonal(diagonal, beside[1 : len(diagonal)])
    return Extremes(float(values[0]), float(values[-1]))

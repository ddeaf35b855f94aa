"""Which are the smallest eigenvalues above 0 of a connected graph whose nodes have masses?

Every solver here starts from a fixed vector: the same graph gives the same answer.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csc_array, diags_array
from scipy.sparse.linalg import LinearOperator, SuperLU, eigsh, splu

# Up to so many nodes with mass a dense solver is as fast, and it takes a space of 2 or 3 dimensions as it is.
DENSE_NODES = 200
# The pencil is shifted so far below 0, in units of trace(L) / trace(M): enough to factorise a singular matrix,
# and so little that the smallest eigenvalues stay by far the nearest.
SHIFT = 1e-8


def smallest_eigenpairs(
    matrix: csc_array, masses: Float[NDArray[np.float64], " n"], wanted: int
) -> tuple[Float[NDArray[np.float64], " wanted"], Float[NDArray[np.float64], "n wanted"]]:
    """Return the smallest lambda above the trivial 0 of L x = lambda M x, ascending, and their x.

    Formula: M = diag(masses), sum_i m_i x_i = 0; nodes without mass are eliminated by the Schur complement
    L_ff - L_fe L_ee^-1 L_ef and get x_e = -L_ee^-1 L_ef x_f. Vectors have no stated length or sign.
    Shapes: the Laplacian of a connected graph, sparse (n, n), and (n,) to (wanted,) and (n, wanted).
    Units: lambda those of the weights over mass. Raises: nothing, takes a connected graph where more than
    `wanted` nodes have mass. Source: shift-invert mode of Lehoucq, Sorensen & Yang (1998), ARPACK Users' Guide.

    >>> values, _ = smallest_eigenpairs(csc_array(np.array([[1.0, -1.0], [-1.0, 1.0]])), np.array([1.0, 1.0]), 1)
    >>> values.round(12)
    array([2.])
    """
    if np.count_nonzero(masses) <= DENSE_NODES:
        return _by_schur_complement(matrix, masses, wanted)
    return _by_shift_invert(matrix, masses, wanted)


def _by_schur_complement(
    matrix: csc_array, masses: NDArray[np.float64], wanted: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    full, empty = np.flatnonzero(masses), np.flatnonzero(masses == 0.0)
    complement = matrix[full][:, full].toarray()
    follow = np.zeros((len(empty), len(full)))
    if len(empty):
        coupling = matrix[empty][:, full].toarray()
        follow = -_factorised(csc_array(matrix[empty][:, empty])).solve(coupling)
        complement += coupling.T @ follow
    root = np.sqrt(masses[full])
    scaled = complement / np.outer(root, root)
    values, vectors = eigh((scaled + scaled.T) / 2.0, subset_by_index=(0, wanted))
    result = np.empty((len(masses), wanted))
    result[full] = vectors[:, 1:] / root[:, None]
    result[empty] = follow @ result[full]
    return values[1:], result


def _by_shift_invert(
    matrix: csc_array, masses: NDArray[np.float64], wanted: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shift = SHIFT * matrix.trace() / masses.sum()
    lu, share = _factorised(csc_array(matrix + diags_array(shift * masses))), masses / masses.sum()

    def inverse(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        # Without its constant part, which would be 1 / shift times as large as all the rest and drown it.
        solved: NDArray[np.float64] = lu.solve(vector.ravel())
        return np.asarray(solved - share @ solved, dtype=np.float64)

    values, vectors = eigsh(
        matrix,
        k=wanted,
        M=diags_array(masses),
        sigma=-shift,
        OPinv=LinearOperator(matrix.shape, matvec=inverse, dtype=np.float64),
        # A vector that the inverse has made lies where nodes without mass follow their neighbours.
        v0=inverse(masses * np.random.default_rng(0).normal(size=len(masses))),
    )
    order = np.argsort(values)
    return values[order], vectors[:, order]


def _factorised(matrix: csc_array) -> SuperLU:
    """Return the factors of a symmetric, positive definite matrix, by the ordering that suits planar graphs."""
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

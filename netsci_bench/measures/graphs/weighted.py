"""Is this matrix a graph with non-negative weights, and how strongly is each of its nodes tied?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.graphs.signed_weights import POLICIES
from netsci_bench.measures.graphs.square_matrix import finite_square


def nonnegative_weights(
    weights: Float[NDArray[np.floating], "rows columns"],
) -> Float[NDArray[np.float64], "n n"]:
    """Return the weights in float64 after checking that none is negative.

    Formula: w_ij as given, w_ij >= 0. Shapes: (n, n) in and out. Units: those of the input.
    Raises: ValueError if a weight is negative (names the entry and the policies for signed weights), or if
    the weights are not square and finite. Source: none, a precondition.

    >>> nonnegative_weights(np.array([[0.0, 2.0], [2.0, 0.0]]))
    array([[0., 2.],
           [2., 0.]])
    """
    graph = finite_square(weights)
    if graph.min() < 0.0:
        row, column = np.unravel_index(graph.argmin(), graph.shape)
        raise ValueError(
            f"weights[{row}, {column}] = {graph[row, column]} is negative; make them non-negative first "
            f"by signed_weights.nonnegative with one of the policies {', '.join(POLICIES)}"
        )
    return graph


def symmetric_weights(
    weights: Float[NDArray[np.floating], "rows columns"],
) -> Float[NDArray[np.float64], "n n"]:
    """Return the weights in float64 after checking that they are an undirected, non-negative graph.

    Formula: w_ij = w_ji >= 0, compared exactly. Shapes: (n, n) in and out. Units: those of the input.
    Raises: ValueError if the matrix is not exactly symmetric, or as `nonnegative_weights` does.
    Source: none, a precondition.

    >>> symmetric_weights(np.array([[0.0, 2.0], [2.0, 0.0]])).shape
    (2, 2)
    """
    graph = nonnegative_weights(weights)
    if not np.array_equal(graph, graph.T):
        raise ValueError("weights of an undirected graph must be exactly symmetric")
    return graph


def strengths(weights: Float[NDArray[np.floating], "n n"]) -> Float[NDArray[np.float64], " n"]:
    """Return the strength of each node of an undirected graph.

    Formula: k_i = sum_j w_ij + w_ii: both ends of a self-loop count, as in networkx, so that sum_i k_i is
    twice the total weight. Shapes: (n, n) to (n,). Units: those of the weights. Raises: nothing, takes
    checked weights.
    Source: Newman (2004), Phys. Rev. E 70, 056131.

    >>> strengths(np.array([[1.0, 2.0], [2.0, 0.0]]))
    array([4., 2.])
    """
    graph: NDArray[np.float64] = np.asarray(weights, dtype=np.float64)
    return np.asarray(graph.sum(axis=1) + graph.diagonal())

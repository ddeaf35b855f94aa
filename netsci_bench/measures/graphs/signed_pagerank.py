"""What comes out when signed weights are fed to PageRank as published code does?

IT IS NO PROBABILITY. With signed weights a row is divided by its signed sum, "transition probabilities" may
be negative or above 1, and so may the values returned. It is here to reproduce published numbers and to
measure how far they are from a PageRank; for a measure use `netsci_bench.measures.graphs.pagerank.pagerank`.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.sparse import csr_array

from netsci_bench.measures.graphs.square_matrix import finite_square

MAX_STEPS = 100
TOL = 1e-6


@np.errstate(over="ignore", invalid="ignore")  # a diverging iteration overflows on its way; that is an answer
def signed_pagerank(
    weights: Float[NDArray[np.floating], "n n"], damping: float = 0.85
) -> tuple[Float[NDArray[np.float64], " n"], bool]:
    """Return what networkx.pagerank makes of signed weights, and whether its iteration converges.

    THE VALUES MAY BE NEGATIVE OR ABOVE 1 AND ARE NO PROBABILITY (they still sum to 1).
    Formula: x = d (x P + dangling mass / n) + (1 - d) / n with P_ij = w_ij / sum_j w_ij by the signed sum; a
    row whose sum is 0 is dangling: its weights are dropped and its mass goes to all nodes.
    At most 100 power iterations from 1/n, stopping when the L1 change is below n * 1e-6. Where these do not
    converge networkx raises PowerIterationFailedConvergence; here the fixed point is then found by a linear
    solve and returned with False.
    Shapes: (n, n), rows are sources, to (n,). Units: none.
    Raises: ValueError if the weights are not square and finite; numpy.linalg.LinAlgError if the iteration
    does not converge and there is no single fixed point either.
    Source: networkx 3, `pagerank`, applied to a graph with signed weights.

    >>> signed_pagerank(np.array([[0.0, 1.0], [1.0, 0.0]]))
    (array([0.5, 0.5]), True)
    """
    # The sums go through the same sparse arithmetic as networkx's: whether they cancel to 0 hangs on
    # rounding.
    transitions = csr_array(finite_square(weights))
    sums: NDArray[np.float64] = np.asarray(transitions.sum(axis=1))
    dangling = sums == 0.0
    factors = np.divide(1.0, sums, out=np.zeros_like(sums), where=~dangling)
    transitions = csr_array(transitions.multiply(factors[:, None]))
    n = len(sums)
    rank = np.full(n, 1.0 / n)
    for _ in range(MAX_STEPS):
        last = rank
        rank = damping * (last @ transitions + last[dangling].sum() / n) + (1.0 - damping) / n
        if np.abs(rank - last).sum() < n * TOL:
            return rank, True
    return _fixed_point(transitions.toarray() + dangling[:, None] / n, damping), False


def _fixed_point(transitions: NDArray[np.float64], damping: float) -> NDArray[np.float64]:
    n = len(transitions)
    return np.linalg.solve(np.eye(n) - damping * transitions.T, np.full(n, (1.0 - damping) / n))

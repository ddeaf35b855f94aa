"""Where does a random walker, who now and then jumps anywhere, spend its time on a weighted graph?"""

import math

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.graphs.weighted import nonnegative_weights


def pagerank(
    weights: Float[NDArray[np.floating], "n n"], damping: float = 0.85, tol: float = 1e-10
) -> Float[NDArray[np.float64], " n"]:
    """Return the PageRank of every node, a probability.

    Formula: x = d (x P + dangling mass / n) + (1 - d) / n with P_ij = w_ij / sum_j w_ij, by power iteration
    from x = 1/n until the L1 change is below n * tol, the stopping rule of networkx. A node without
    out-weight is dangling: its mass goes to all nodes alike.
    Shapes: (n, n), rows are sources (an undirected graph is its symmetric matrix), to (n,).
    Units: probability, sums to 1.
    Raises: ValueError for a negative weight (names the policies that mend it), weights not square and finite,
    damping outside [0, 1), or tol not above 0.
    Source: Page, Brin, Motwani & Winograd (1999), Stanford InfoLab 1999-66.

    >>> pagerank(np.array([[0.0, 1.0], [1.0, 0.0]]))
    array([0.5, 0.5])
    """
    if not (0.0 <= damping < 1.0 and tol > 0.0):
        raise ValueError(f"damping must lie in [0, 1) and tol above 0, not {damping} and {tol}")
    graph = nonnegative_weights(weights)
    strength = graph.sum(axis=1)
    dangling = strength == 0.0
    # Dividing the walker's position by the strength spares a normalised copy of the whole matrix.
    strength[dangling] = 1.0
    n = len(graph)
    rank = np.full(n, 1.0 / n)
    for _ in range(_steps(n * tol, damping)):
        last = rank
        rank = damping * ((last / strength) @ graph + last[dangling].sum() / n) + (1.0 - damping) / n
        if np.abs(rank - last).sum() < n * tol:
            break
    return np.asarray(rank / rank.sum(), dtype=np.float64)


def _steps(change: float, damping: float) -> int:
    """Return after how many steps the change must be below `change`: every step shrinks it by the damping."""
    if damping == 0.0 or change >= 2.0:
        return 1
    return 1 + math.ceil(math.log(change / 2.0) / math.log(damping))

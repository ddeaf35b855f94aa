"""Which communities come of joining, again and again, the two whose union raises modularity most?"""

from typing import no_type_check

import numpy as np
from jaxtyping import Float, Int
from numba import njit
from numpy.typing import NDArray

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.graphs.weighted import strengths, symmetric_weights


def greedy_modularity(weights: Float[NDArray[np.floating], "n n"]) -> Int[NDArray[np.int64], " n"]:
    """Return the communities found by Clauset, Newman & Moore's greedy maximisation of modularity.

    Formula: from singletons, join the pair (c, d) with the largest gain in Q, w_cd / m - k_c k_d / (2 m^2),
    until every gain is negative. Only linked communities are joined. Ties: the pair with the lowest node
    indices is joined first, where a union goes by the higher index of its two parts, as in networkx; with
    equal weights rounding decides what is a tie, so only tie-free weights give a partition that no
    relabelling changes. On dense graphs the Q found may lie far below the best; see
    `netsci_bench.measures.communities.detection`.
    Shapes: (n, n) symmetric to labels (n,), numbered in order of first appearance. Units: none.
    Raises: ValueError for a negative weight (names the policies), weights not square, finite and symmetric.
    A graph without weight gives singletons.
    Source: Clauset, Newman & Moore (2004), Phys. Rev. E 70, 066111; networkx,
    `greedy_modularity_communities`.

    >>> greedy_modularity(np.kron(np.eye(2), 1.0 - np.eye(3)))
    array([0, 0, 0, 1, 1, 1])
    """
    graph = symmetric_weights(weights)
    strength = strengths(graph)
    total = strength.sum() / 2.0
    if total == 0.0:
        return np.arange(len(graph))
    share = strength * (0.5 / total)
    gains = graph / total - 2.0 * np.outer(share, share)
    # A node without weight gains exactly 0 everywhere and would be joined for nothing.
    joined: NDArray[np.int64] = _joined(gains, strength > 0.0)
    return canonical_labels(joined)


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def _joined(gains, alive):
    """Return for each node the name of its community; `gains` and `alive` are used up."""
    n = len(gains)
    community = np.arange(n)
    best = np.full(n, -1)
    for row in range(n):
        if alive[row]:
            best[row] = _best_partner(gains, alive, row)
    while True:
        lower = _best_row(gains, alive, best)
        if lower < 0 or gains[lower, best[lower]] < 0.0:
            return community
        upper = best[lower]
        alive[lower] = False
        for node in range(n):
            if community[node] == lower:
                community[node] = upper
        _join(gains, alive, best, lower, upper)


@njit(cache=True)
@no_type_check
def _join(gains, alive, best, lower, upper):
    """Join community `lower` into `upper`: gains add up, and every best partner is brought up to date."""
    n = len(gains)
    for other in range(n):
        if alive[other] and other != upper:
            held = best[other]
            highest = gains[other, held]
            gain = gains[upper, other] + gains[lower, other]
            gains[upper, other] = gain
            gains[other, upper] = gain
            if gain > highest or (gain == highest and upper < held):
                best[other] = upper
            elif held in (lower, upper):
                # Only where the best has got worse must the row be read again.
                best[other] = _best_partner(gains, alive, other)
    best[upper] = _best_partner(gains, alive, upper)


@njit(cache=True)
@no_type_check
def _best_partner(gains, alive, row):
    """Return the living community whose union with `row` gains most, -1 if there is none."""
    best = -1
    for other in range(len(gains)):
        if alive[other] and other != row and (best < 0 or gains[row, other] > gains[row, best]):
            best = other
    return best


@njit(cache=True)
@no_type_check
def _best_row(gains, alive, best):
    """Return the living community with the largest gain of all, -1 if none can be joined."""
    # An upward loop with a strict comparison keeps, here and above, the lowest of equals.
    row = -1
    for other in range(len(gains)):
        joinable = alive[other] and best[other] >= 0
        if joinable and (row < 0 or gains[other, best[other]] > gains[row, best[row]]):
            row = other
    return row

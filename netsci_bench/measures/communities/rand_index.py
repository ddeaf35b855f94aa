"""How often do two partitions agree on whether two nodes belong together, beyond chance?"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.measures.communities.canonical_labels import canonical_labels


def adjusted_rand_index(a: Int[NDArray[np.integer], " nodes"], b: Int[NDArray[np.integer], " other_nodes"]) -> float:
    """Return how far two partitions of the same nodes agree beyond chance: 1 if equal, about 0 if unrelated.

    Formula: (S - E) / (M - E); S the pairs together in both, E = A B / N and M = (A + B) / 2 with A, B the pairs
    together in each and N all pairs. Equal partitions give 1, also trivial ones.
    Shapes: (n,) and (n,) to one number. Units: none; at most 1, negative where they agree less than by chance.
    Raises: ValueError if the labels are not of the same length or there are none.
    Source: Hubert & Arabie (1985), J. Classif. 2, 193.

    >>> adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    if a.shape != b.shape or not a.size:
        raise ValueError(f"partitions of the same, at least one, nodes are needed, not {a.shape} and {b.shape}")
    first, second = canonical_labels(a), canonical_labels(b)
    if np.array_equal(first, second):
        return 1.0
    both = _pairs(np.unique(np.stack([first, second]), axis=1, return_counts=True)[1])
    one, other = _pairs(np.bincount(first)), _pairs(np.bincount(second))
    chance = one * other / _pairs(np.array([len(first)]))
    return (both - chance) / ((one + other) / 2.0 - chance)


def _pairs(sizes: NDArray[np.integer]) -> float:
    exact: NDArray[np.float64] = sizes.astype(np.float64)
    return float((exact * (exact - 1.0) / 2.0).sum())

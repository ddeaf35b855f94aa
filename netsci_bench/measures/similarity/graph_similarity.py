"""How alike are graphs of the same nodes, by what they give each node or each edge, and which pair is most alike?"""

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.similarity.correlation import spearman


def pattern_similarity(
    patterns: Float[NDArray[np.floating], "graphs places"], groups: Int[NDArray[np.integer], " grouped"]
) -> Float[NDArray[np.float64], "graphs graphs"]:
    """Return the similarity of each two graphs: the correlation of their patterns after centring within groups.

    Formula: r_ab = sum_p x_ap x_bp / sqrt(sum_p x_ap^2 sum_p x_bp^2), x_ap = v_ap - mean of v_a over the group of p;
    with one group it is Pearson's correlation. Without the centring two layers of unlike size, and so of unlike
    mean PageRank, make any two graphs of one network look alike. A pattern that does not vary within a group is
    like none: 0, and 0 on the diagonal too.
    Shapes: (graphs, entries), entries being nodes or edges, and a group number for each, to (graphs, graphs),
    symmetric. Units: none, in [-1, 1].
    Raises: ValueError if there is no entry, the groups are not one per entry, or a value is not finite.
    Source: Pearson's correlation; the centring is that of an analysis of covariance with one factor.

    >>> patterns = np.array([[1.0, 2.0, 10.0, 12.0], [1.0, 3.0, 50.0, 54.0]])
    >>> pattern_similarity(patterns, np.array([0, 0, 1, 1])).round(6)
    array([[1., 1.],
           [1., 1.]])
    """
    if not patterns.shape[1] or groups.shape != patterns.shape[1:]:
        raise ValueError(f"patterns {patterns.shape} need a group for each of at least one place, not {groups.shape}")
    if not np.isfinite(patterns).all():
        graph, index = np.argwhere(~np.isfinite(patterns))[0]
        raise ValueError(f"patterns[{graph}, {index}] is {patterns[graph, index]}, not a finite number")
    exact: NDArray[np.float64] = np.asarray(patterns, dtype=np.float64)
    largest = np.abs(exact).max(axis=1, keepdims=True)
    scaled = exact / np.where(largest > 0.0, largest, 1.0)  # squares of very large values would overflow
    member = np.unique(groups)[:, None] == groups
    centred = scaled - (scaled @ member.T / member.sum(axis=1)) @ member
    constant = _constant_within(scaled, member)
    centred[constant] = 0.0  # what is left there is rounding
    norms = np.linalg.norm(centred, axis=1)
    unit = centred / np.where(norms > 0.0, norms, 1.0)[:, None]
    result = np.clip(unit @ unit.T, -1.0, 1.0)
    np.fill_diagonal(result, norms > 0.0)
    return np.asarray((result + result.T) / 2.0, dtype=np.float64)


def _constant_within(patterns: NDArray[np.float64], member: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which patterns have one and the same value throughout each group."""
    spans = np.stack([np.ptp(patterns[:, places], axis=1) for places in member])
    return np.asarray(spans.max(axis=0) == 0.0)


def pair_rank(similarity: Float[NDArray[np.floating], "graphs graphs"], a: int, b: int) -> int:
    """Return the rank of a pair among all pairs, 1 for the most similar; equal pairs share the better rank.

    Formula: 1 + the number of pairs i < j with r_ij > r_ab. Shapes: (graphs, graphs) symmetric to one number.
    Units: ranks, 1 to graphs (graphs - 1) / 2. Raises: ValueError if a and b are not two of the graphs.
    Source: none, a definition (standard competition ranking).

    >>> pair_rank(np.array([[1.0, 0.2, 0.9], [0.2, 1.0, 0.5], [0.9, 0.5, 1.0]]), 1, 2)
    2
    """
    if a == b or not (0 <= a < len(similarity) and 0 <= b < len(similarity)):
        raise ValueError(f"{a} and {b} are not two of {len(similarity)} graphs")
    pairs = similarity[np.triu_indices(len(similarity), 1)]
    return 1 + int(np.sum(pairs > similarity[min(a, b), max(a, b)]))


def pair_excess(similarity: Float[NDArray[np.floating], "graphs graphs"], a: int, b: int) -> float:
    """Return how much more similar a pair is than the other pairs are on average.

    Formula: r_ab - mean of r_ij over all other pairs i < j: 0 on average for a pair taken at random.
    Shapes: (graphs, graphs) symmetric, at least 3 graphs, to one number. Units: those of the similarity.
    Raises: ValueError if a and b are not two of the graphs, or there is no other pair.
    Source: none, a definition (a comparison with all pairs as the null).

    >>> round(pair_excess(np.array([[1.0, 0.2, 0.9], [0.2, 1.0, 0.4], [0.9, 0.4, 1.0]]), 0, 2), 12)
    0.6
    """
    pair_rank(similarity, a, b)  # refuses what is no pair
    pairs = similarity[np.triu_indices(len(similarity), 1)].astype(np.float64)
    if len(pairs) == 1:
        raise ValueError("two graphs are one pair: there is no other to compare it with")
    own = float(similarity[min(a, b), max(a, b)])
    return float(own - (pairs.sum() - own) / (len(pairs) - 1))


def pair_agreement(
    similarity: Float[NDArray[np.floating], "graphs graphs"], other: Float[NDArray[np.floating], "_ _"]
) -> float:
    """Return how far two similarities order the pairs alike: 1 if in the same order, 0 if unrelated.

    Formula: Spearman's correlation of r_ij and s_ij over all pairs i < j, the statistic of the Mantel test.
    Shapes: both (graphs, graphs) symmetric, at least 3 graphs, to one number. Units: none, in [-1, 1].
    Raises: ValueError if the two are not of one shape or there are fewer than two pairs.
    Source: Mantel (1967), Cancer Res. 27, 209, with ranks.

    >>> first = np.array([[1.0, 0.2, 0.9], [0.2, 1.0, 0.4], [0.9, 0.4, 1.0]])
    >>> round(pair_agreement(first, first**3), 12)
    1.0
    """
    if similarity.shape != other.shape:
        raise ValueError(f"similarities {similarity.shape} and {other.shape} are not of the same graphs")
    upper = np.triu_indices(len(similarity), 1)
    return float(spearman(np.stack([similarity[upper], other[upper]], axis=1))[0, 1])

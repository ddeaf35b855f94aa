"""How many communities does a partition amount to, and how far do two partitions agree beyond chance?"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.information.expected import entropy, expected_information, mutual_information


def effective_number(labels: Int[NDArray[np.integer], " n"]) -> float:
    """Return how many communities of equal size would be as diverse as those of at least two nodes.

    Formula: exp(-sum_c p_c ln p_c), p_c = n_c / sum_c n_c over the communities with n_c >= 2; 0 if there are
    none. Shapes: (n,) to one number. Units: communities. Raises: ValueError if labels are not
    one-dimensional.
    Source: Hill (1973), Ecology 54, 427, the diversity of order 1.

    >>> round(effective_number(np.array([0, 0, 1, 1, 2])), 12)
    2.0
    """
    sizes = np.bincount(canonical_labels(labels))
    shared = sizes[sizes >= 2]
    return float(np.exp(entropy(shared))) if shared.size else 0.0


def community_count(labels: Int[NDArray[np.integer], " n"]) -> int:
    """Return how many communities have at least two nodes.

    Shapes: (n,) to one number. Units: communities. Raises: ValueError if labels are not one-dimensional.
    Source: none, a definition; a node alone is no group.

    >>> community_count(np.array([0, 0, 1, 1, 2]))
    2
    """
    return int(np.sum(np.bincount(canonical_labels(labels)) >= 2))


def depth_share(communities: Int[NDArray[np.integer], " nodes"], layers: Int[NDArray[np.integer], " nodes"]) -> float:
    """Return how far communities lie in regions of their own along the depth of a network.

    Formula: epsilon squared, 1 - (SSW / (n - k)) / (SST / (n - 1)), the share of the variance of the layer number
    that k communities explain, less what they explain by chance: 1 if each lies in one layer, 0 on average for
    labels in random order. Unlike `interleaving`, two layers side by side are a region. 0 where nothing can be
    explained: one community, one layer, or as many communities as nodes.
    Shapes: (n,) and (n,) to one number. Units: none; at most 1, negative where they explain less than by chance.
    Raises: ValueError if the labels are not of the same length or there are none.
    Source: Kelley (1935), Proc. Natl. Acad. Sci. 21, 554.

    >>> depth_share(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    1.0
    """
    if communities.shape != layers.shape or not communities.size:
        raise ValueError(f"a layer for each of at least one node is needed, not {communities.shape}, {layers.shape}")
    labels, depth = canonical_labels(communities), layers.astype(np.float64)
    sizes = np.bincount(labels)
    total = float(((depth - depth.mean()) ** 2).sum())
    if not total or len(sizes) in (1, len(labels)):
        return 0.0
    means = np.bincount(labels, weights=depth) / sizes
    within = float(((depth - means[labels]) ** 2).sum())
    return 1.0 - (within / (len(labels) - len(sizes))) / (total / (len(labels) - 1))


def adjusted_mutual_information(
    a: Int[NDArray[np.integer], " nodes"], b: Int[NDArray[np.integer], " other_nodes"]
) -> float:
    """Return how far two partitions of the same nodes agree beyond chance: 1 if equal, about 0 if unrelated.

    Formula: (I - E[I]) / ((H(a) + H(b)) / 2 - E[I]), with E[I] the exact mean of the mutual information I
    over all pairs of partitions with the same community sizes. Equal partitions give 1, also trivial ones.
    Shapes: (n,) and (n,) to one number. Units: none; at most 1, negative where they agree less than by
    chance.
    Raises: ValueError if the labels are not of the same length or there are none.
    Source: Vinh, Epps & Bailey (2010), J. Mach. Learn. Res. 11, 2837.

    >>> adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    if a.shape != b.shape or not a.size:
        raise ValueError(f"partitions of the same, at least one, nodes are needed, not {a.shape} and {b.shape}")
    first, second = canonical_labels(a), canonical_labels(b)
    if np.array_equal(first, second):
        return 1.0
    sizes, other_sizes = np.bincount(first), np.bincount(second)
    chance = expected_information(sizes, other_sizes)
    bound = (entropy(sizes) + entropy(other_sizes)) / 2.0
    return float((mutual_information(first, second) - chance) / (bound - chance))


def interleaving(
    communities: Int[NDArray[np.integer], " nodes"], layers: Int[NDArray[np.integer], " nodes"]
) -> float:
    """Return how far communities run across layers: 0 if they are the layers, about 1 if they ignore them.

    Formula: 1 - adjusted mutual information. Not the plain normalised mutual information, which rises with
    the number of communities by itself: many small random communities would look bound to the layers.
    Shapes: (n,) and (n,) to one number. Units: none; above 1 where they agree less than by chance.
    Raises: ValueError as `adjusted_mutual_information`. Source: Vinh, Epps & Bailey (2010), as there.

    >>> interleaving(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    0.0
    """
    return 1.0 - adjusted_mutual_information(communities, layers)

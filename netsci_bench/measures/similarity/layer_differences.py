"""Does a matrix of differences between layers fall into blocks, and do two such matrices show the same?"""

from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.similarity.correlation import spearman


def absolute_differences(
    curve: Float[NDArray[np.floating], " layers"],
) -> Float[NDArray[np.float64], "layers layers"]:
    """Return how far the values of each two layers lie apart: D_ij = |Q_i - Q_j|.

    Shapes: (layers,) to (layers, layers). Units: those of the curve. Raises: ValueError if a value is not finite.
    Source: Lu et al. (2022), ECCV, section 5.1.

    >>> absolute_differences(np.array([0.1, 0.4, 0.2])).round(6)
    array([[0. , 0.3, 0.1],
           [0.3, 0. , 0.2],
           [0.1, 0.2, 0. ]])
    """
    if not np.isfinite(curve).all():
        raise ValueError(f"the value of layer {int(np.argmin(np.isfinite(curve)))} is not finite")
    values = curve.astype(np.float64)
    return np.asarray(np.abs(values[:, None] - values[None, :]))


def block_contrast(
    differences: Float[NDArray[np.floating], "layers layers"], stages: Int[NDArray[np.integer], " layers"]
) -> float:
    """Return how much more layers of two stages differ than layers of one stage that lie equally far apart.

    Formula: over all distances d at which both kinds of pairs exist, sum_d n_d (mean D between stages - mean D
    within) / sum_d n_d, n_d the smaller number of pairs of the two kinds; over the mean D of all pairs i < j. A
    straight climb has 0 whatever its stages are, since D depends on the distance alone.
    Shapes: (layers, layers) symmetric and (layers,), stages in the order of the layers. Units: mean differences.
    Raises: ValueError if no distance has pairs of both kinds, or no two layers differ.
    Source: ours; Lu et al. (2022), section 5.1, give a picture.

    >>> two_blocks = absolute_differences(np.array([0.0, 0.0, 1.0, 1.0]))
    >>> block_contrast(two_blocks, np.array([0, 0, 1, 1])), block_contrast(two_blocks, np.array([0, 1, 1, 2]))
    (1.5, -1.5)
    """
    first, second = np.triu_indices(len(stages), 1)
    values = differences[first, second].astype(np.float64)
    if not values.mean() > 0.0:
        raise ValueError("no two layers differ: there are no blocks to see")
    apart = second - first
    between = stages[first] != stages[second]
    gains, weights = [], []
    for distance in np.unique(apart):
        here = apart == distance
        counts = int((here & between).sum()), int((here & ~between).sum())
        if min(counts):
            gains.append(values[here & between].mean() - values[here & ~between].mean())
            weights.append(min(counts))
    if not gains:
        raise ValueError("no layers of one stage and of two lie equally far apart: there is nothing to compare")
    return float(np.average(gains, weights=weights) / values.mean())


def inside_excess(
    differences: Float[NDArray[np.floating], "layers layers"], inside: Bool[NDArray[np.bool_], " layers"]
) -> float:
    """Return how much more a layer behind an addition differs from layers inside of blocks than from its own kind.

    Formula: the layers outside are o_0, o_1, ...; a layer m inside of block k lies between o_k-1 and o_k. The excess
    is D(o_i, m) - (D(o_i, o_k-1) + D(o_i, o_k)) / 2, averaged over the layers of a block, then over all i and k, over
    the mean D of all pairs i < j. On a straight climb whose blocks are even it is 0.
    Shapes: (layers, layers) symmetric and (layers,), in the order of the layers. Units: mean differences.
    Raises: ValueError if the first or the last layer lies inside, none does, or no two layers differ.
    Source: ours; Lu et al. (2022), section 5.1, and Kornblith et al. (2019) describe such a picture in words.

    >>> inside = np.array([False, True, False, True, False])
    >>> float(inside_excess(absolute_differences(np.array([0.0, 0.5, 1.0, 1.5, 2.0])), inside))
    0.0
    >>> round(inside_excess(absolute_differences(np.array([0.0, 1.0, 0.0, 1.0, 0.0])), inside), 3)
    1.667
    """
    if inside[0] or inside[-1] or not inside.any():
        raise ValueError("layers inside of blocks must lie between layers behind an addition")
    values = differences.astype(np.float64)
    mean = values[np.triu_indices(len(values), 1)].mean()
    if not mean > 0.0:
        raise ValueError("no two layers differ: there are no blocks to see")
    outside = np.flatnonzero(~inside)
    excess = [
        values[np.ix_(outside, np.arange(before + 1, after))].mean(axis=1)
        - values[np.ix_(outside, [before, after])].mean(axis=1)
        for before, after in pairwise(outside)
        if after - before > 1
    ]
    return float(np.mean(excess) / mean)


def agreement_beyond_distance(
    first: Float[NDArray[np.floating], "layers layers"], second: Float[NDArray[np.floating], "_ _"]
) -> float:
    """Return how far two matrices order the pairs of layers alike, beyond what the distance of the layers explains.

    Formula: Spearman's correlation over all pairs i < j of what is left of the ranks after the mean rank of all pairs
    of the same distance j - i is taken off; distances of a single pair say nothing and are left out. Two matrices
    that depend on the distance alone have no agreement beyond it: 0.
    Shapes: both (layers, layers) symmetric, to one number. Units: none, in [-1, 1].
    Raises: ValueError if the shapes differ, or there are fewer than 4 layers. Source: ours, a partial Mantel test.

    >>> ramp = absolute_differences(np.array([0.0, 1.0, 2.0, 3.0, 4.0]))
    >>> agreement_beyond_distance(ramp, ramp**2)
    0.0
    >>> steps = absolute_differences(np.array([0.0, 0.0, 0.1, 3.0, 3.3]))
    >>> round(agreement_beyond_distance(steps, steps), 9)
    1.0
    """
    if first.shape != second.shape or len(first) < 4:
        raise ValueError(f"matrices {first.shape} and {second.shape} must be of the same 4 layers or more")
    rows, columns = np.triu_indices(len(first), 1)
    several = columns - rows < len(first) - 1
    apart = (columns - rows)[several]
    left = [_beyond(matrix[rows, columns][several], apart) for matrix in (first, second)]
    return float(spearman(np.stack(left, axis=1))[0, 1])


def _beyond(values: NDArray[np.floating], groups: NDArray[np.integer]) -> NDArray[np.float64]:
    """Ranks less the mean rank of their group, rounded: what is left of equal ranks is 0."""
    order = np.sort(values)
    ranks = (np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right") + 1) / 2.0
    means = np.bincount(groups, weights=ranks) / np.maximum(np.bincount(groups), 1)
    return np.asarray(np.round(ranks - means[groups], 9))


def stage_numbers(opening: Bool[NDArray[np.bool_], " steps"]) -> Int[NDArray[np.int64], " layers"]:
    """Return for each layer the number of its stage; ``opening`` marks the steps that begin a new one.

    Shapes: (layers - 1,) to (layers,). Units: none. Raises: nothing. Source: none, a definition.

    >>> stage_numbers(np.array([False, True, False]))
    array([0, 0, 1, 1])
    """
    return np.concatenate([[0], np.cumsum(opening)]).astype(np.int64)

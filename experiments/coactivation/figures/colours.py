"""How does a community keep its colour from one stage to the next? It goes to where most of its nodes went."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import seaborn as sns
from scipy.optimize import linear_sum_assignment

from netsci_bench.contract.palette import SINGLETON_NODE

# of seaborn's colour-blind palette all but its grey; vermilion last, which is near the red of negative edges
PALETTE = [sns.color_palette("colorblind").as_hex()[index] for index in (0, 1, 2, 4, 9, 5, 8, 6, 3)]


def match_colours(partitions: Sequence[np.ndarray]) -> list[list[str]]:
    """A colour for each node at each stage, such that the overlap of equal colours from stage to stage is largest.

    >>> first, second = match_colours([np.array([0, 0, 0, 1, 1]), np.array([0, 1, 1, 2, 2])])
    >>> first[1:] == second[1:], second[0] == SINGLETON_NODE
    (True, True)
    """
    names = [_named(partitions[0], {}, 0)]
    for before, now in pairwise(partitions):
        free = 1 + max((name for each in names for name in each.values()), default=-1)
        names.append(_named(now, _followed(before, now, names[-1]), free))
    return [
        [_colour(named.get(label)) for label in labels.tolist()]
        for labels, named in zip(partitions, names, strict=True)
    ]


def communities_of_several(labels: np.ndarray) -> list[int]:
    """Labels of the communities with more than one node, the largest first.

    Shapes: one label for each node, (n,).
    """
    communities, sizes = np.unique(labels, return_counts=True)
    return [int(communities[index]) for index in np.argsort(-sizes, kind="stable") if sizes[index] > 1]


def _named(labels: np.ndarray, inherited: dict[int, int], free: int) -> dict[int, int]:
    """A number for each community of more than one node: the inherited one, or the next that none ever had."""
    new = [label for label in communities_of_several(labels) if label not in inherited]
    return inherited | {label: free + number for number, label in enumerate(new)}


def _followed(before: np.ndarray, now: np.ndarray, names: dict[int, int]) -> dict[int, int]:
    old, new = list(names), communities_of_several(now)
    overlap = np.array([[np.sum((before == a) & (now == b)) for b in new] for a in old]).reshape(len(old), len(new))
    pairs = zip(*linear_sum_assignment(-overlap), strict=True)
    return {new[b]: names[old[a]] for a, b in pairs if overlap[a, b]}


def _colour(name: int | None) -> str:
    return SINGLETON_NODE if name is None else PALETTE[name % len(PALETTE)]

"""Are the cells that are born and die from one checkpoint to the next nearer to the decision boundary than others?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.polyhedra.packed_patterns import row_numbers


@dataclass(frozen=True)
class Watched:
    """The cells of a checkpoint: their packed patterns, and their distances as they are and in random order."""

    packed: NDArray[np.uint8]
    distances: NDArray[np.float64]
    shuffled: NDArray[np.float64]


class Turnover(Metrics):
    """Cells that are there at one of two checkpoints in a row and not at the other.

    ``excess``: share of them in the nearer half of the cells (up to the median distance), less that share of all
    cells; the mean over all pairs of checkpoints at which some were, 0 if there never were; ``permuted``: the same
    with the distances in random order; ``share``: of the cells, how many they are.
    """

    excess: float
    permuted: float
    share: float


def measure_turnover(checkpoints: Sequence[Watched]) -> tuple[Turnover, Turnover]:
    """Births, of which the cells are those of the later checkpoint, and deaths, of the earlier one."""
    pairs = list(pairwise(checkpoints))
    return describe([(new, old) for old, new in pairs]), describe(pairs)


def describe(pairs: Sequence[tuple[Watched, Watched]]) -> Turnover:
    """The cells of the first of each pair that the second has not."""
    gone = [row_numbers(of.packed, other.packed) < 0 for of, other in pairs]
    return Turnover(
        excess=mean_excess([of.distances for of, _ in pairs], gone),
        permuted=mean_excess([of.shuffled for of, _ in pairs], gone),
        share=float(np.mean([np.mean(some) for some in gone])),
    )


def mean_excess(distances: Sequence[NDArray[np.float64]], chosen: Sequence[NDArray[np.bool_]]) -> float:
    """By how much the chosen cells lie more often in the nearer half than all cells do.

    >>> mean_excess([np.array([0.0, 1.0, 2.0, 3.0])], [np.array([True, False, False, False])])
    0.5
    """
    excess = []
    for values, some in zip(distances, chosen, strict=True):
        near = values <= np.median(values)
        if some.any():
            excess.append(near[some].mean() - near.mean())
    return float(np.mean(excess)) if excess else 0.0

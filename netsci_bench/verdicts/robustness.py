"""Does the verdict rest on one seed, or on the shape of the spread? Deletions of one seed, and the sign test."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from netsci_bench.verdicts.looks import half_tail


@dataclass(frozen=True)
class Deletions:
    """The word without each seed in turn, in the order of the seeds."""

    whole: str
    words: tuple[str, ...]

    @property
    def flips(self) -> int:
        """How many deletions give another word."""
        return sum(word != self.whole for word in self.words)

    @property
    def reversals(self) -> int:
        """How many deletions turn reproduced into contradicted or back."""
        return sum({word, self.whole} == {"reproduced", "contradicted"} for word in self.words)


def leave_one_out(values: Sequence[float], judge: Callable[[Sequence[float]], str]) -> Deletions:
    """Judge again without each seed in turn.

    Args:
        values: one per seed.
        judge: values -> word, at the level of the look that stands.

    >>> leave_one_out([1.0, 2.0, -9.0], lambda v: "reproduced" if sum(v) > 0 else "undecided")
    Deletions(whole='undecided', words=('undecided', 'undecided', 'reproduced'))
    """
    rest = ([*values[:i], *values[i + 1 :]] for i in range(len(values)))
    return Deletions(judge(values), tuple(judge(others) for others in rest))


def sign_test(values: Sequence[float], edge: float, above: bool = True) -> float:
    """The p of the one-sided test that more than half of all values lie above an edge (or below it).

    It asks for the median, needs no normal values, and no outlier moves it. Values on the edge are left out; ``nan``
    (a seed that diverged) counts against. No values left: 1.

    >>> sign_test([0.2, 0.1, 0.4, 0.3, 0.1], 0.0)
    0.03125
    """
    array = np.asarray(values, float)
    array = array[array != edge]
    side = array > edge if above else array < edge
    return float(half_tail(int(side.sum()), len(array))) if len(array) else 1.0


def sign_test_of_mean(values: Sequence[float], low: float, high: float) -> float:
    """The sign test beside a mean: that the median lies on the side of the edges on which the mean lies.

    For a mean inside the band the larger p of the two edges, for one outside it the p that the median lies there too.
    ``nan`` is left out of the mean and counts against.
    """
    mean = float(np.nanmean(values)) if not np.isnan(values).all() else math.nan
    if mean < low or mean > high:
        edge = low if mean < low else high
        return sign_test(values, edge, above=mean > high)
    ends = [(low, True), (high, False)]
    return max((sign_test(values, edge, above) for edge, above in ends if math.isfinite(edge)), default=0.0)

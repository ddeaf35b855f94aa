"""What do the seeds say, one by one? Ways of judging by counts: ``each`` and ``median``.

Both are sign tests with exact binomial levels, so no outlier moves them. ``inf`` is a censored value, beyond every
number ("never leads"). ``nan`` is a seed that diverged: it lies outside every band, on the side that contradicts.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from netsci_bench.verdicts.decisions import Criterion, Judged, Word, explain, is_around_no_effect
from netsci_bench.verdicts.looks import HALF, SURELY, half_tail

Floats = NDArray[np.float64]


def judge_each(values: Sequence[float] | Floats, criterion: Criterion, level: float) -> Judged:
    """By the share of seeds inside the band against one half, with exact bounds (Clopper & Pearson 1934).

    A direction is contradicted when more than half the seeds show the other one, and smaller than expected when more
    than half lie outside the band and more than half on the paper's side of no effect.

    >>> judge_each([1.0, 2.0, 3.0, 1.0, 2.0], Criterion(low=0.5), 0.05).word
    'reproduced'
    """
    array, n = np.asarray(values, float), len(values)
    inside, against = int(criterion.holds(array).sum()), int(criterion.opposes(array).sum())
    word, p_value = _word(_tail(inside, n), _tail(against, n), _p_smaller(array, criterion), level)
    low, high = share_interval(inside, n, level)
    side = "show the other direction" if criterion.kind == "direction" else "outside"
    why = f"{inside} of {n} seeds lie inside the band, {against} {side}"
    return Judged(word, why, inside / n, low, high, p_value)


def judge_median(values: Sequence[float] | Floats, criterion: Criterion, level: float) -> Judged:
    """By the interval of the median between two of the values; the median may lie beyond every number.

    The median lies in the band when at least half the values are not below it and at least half not above it. A seed
    that diverged has the worst rank.
    """
    array, n, c = np.asarray(values, float), len(values), criterion
    lost = np.isnan(array)
    below, above = int(((array < c.low) | lost).sum()), int(((array > c.high) | lost).sum())
    p_inside = max(_tail(n - below, n), _tail(n - above, n))
    against = int(c.opposes(array).sum()) if c.kind == "direction" else max(below, above)
    word, p_value = _word(p_inside, _tail(against, n), _p_smaller(array, c), level)
    lowest, highest = np.where(lost, _worst(c, -1), array), np.where(lost, _worst(c, 1), array)
    low, high = median_interval(lowest, level)[0], median_interval(highest, level)[1]
    middle = np.sort(highest if c.high < math.inf else lowest)[[(n - 1) // 2, n // 2]]
    why = explain(word, "the median", is_around_no_effect(low, high, c))
    why += f"; {lost.sum()} of {n} seeds diverged" if lost.any() else ""
    return Judged(word, why, float(middle[0] if np.isinf(middle).any() else middle.mean()), low, high, p_value)


def share_interval(inside: int, n: int, level: float) -> tuple[float, float]:
    """The bounds of the true share when so many of n lie inside, each wrong with at most this chance.

    Source: Clopper & Pearson (1934).

    >>> [round(end, 3) for end in share_interval(5, 5, 0.05)]
    [0.549, 1.0]
    """
    low = 0.0 if inside == 0 else float(special.betaincinv(inside, n - inside + 1, level))
    high = 1.0 if inside == n else float(special.betainccinv(inside + 1, n - inside, level))
    return low, high


def median_interval(values: Sequence[float] | Floats, level: float) -> tuple[float, float]:
    """Two of the values between which the median lies, each end wrong with at most this chance; else infinite.

    The lower end is the value of the largest rank r for which at most r - 1 heads of n fair coins are rare enough.

    >>> median_interval([1, 2, 3, 4, math.inf], 0.05)
    (1.0, inf)
    """
    ordered = np.sort(np.asarray(values, float))
    below = special.bdtr(np.arange(float(len(ordered))), len(ordered), HALF)
    rank = int(np.sum(below <= level * SURELY))
    if rank == 0:
        return -math.inf, math.inf
    return float(ordered[rank - 1]), float(ordered[-rank])


def _tail(count: int, n: int) -> float:
    return float(half_tail(count, n))


def _p_smaller(array: Floats, c: Criterion) -> float:
    """That more than half miss a band of ours, and that more than half are on the paper's side of no effect."""
    if c.kind != "direction":
        return 1.0
    right = array > c.no_effect if c.rising else array < c.no_effect
    return max(_tail(int((~c.holds(array)).sum()), len(array)), _tail(int(right.sum()), len(array)))


def _word(inside: float, against: float, smaller: float, level: float) -> tuple[Word, float]:
    """The word of the smallest p, where it is small enough."""
    words: list[tuple[float, Word]] = [(inside, "reproduced"), (against, "contradicted")]
    p_value, word = min([*words, (smaller, "smaller than expected")], key=lambda pair: pair[0])
    return (word if p_value <= level * SURELY else "undecided"), p_value


def _worst(c: Criterion, sign: int) -> float:
    """Where a seed that diverged ranks: on the far side of a band with one edge, else at both ends."""
    if math.isinf(c.low) != math.isinf(c.high):
        return -math.inf if c.rising else math.inf
    return sign * math.inf

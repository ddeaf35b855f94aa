"""How much do two reports differ in one number? Paired by seed where they share seeds, else as two samples.

Seeds are shared on purpose: two reports of one experiment draw the same data, initial weights and batches at the same
seed, so a small difference is seen where the seeds alone vary much. The interval of a mean difference is Student's;
of two samples it is Welch's (1947).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

LEVEL = 0.95  # two-sided, of an interval of a difference


@dataclass(frozen=True)
class Difference:
    """The mean of B less that of A.

    Attributes:
        estimate: the difference, in the unit of the metric.
        low, high: its 95 % interval; None where there are fewer than two values on a side.
        p: two-sided, that there is none; None likewise.
        pairs: how many seeds both have; 0: two samples.
    """

    estimate: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    pairs: int = 0


def difference(a: Mapping[int, float], b: Mapping[int, float]) -> Difference | None:
    """The difference between two sets of values by seed; None where one of them is empty.

    >>> difference({0: 1.0, 1: 2.0, 2: 4.0}, {0: 2.0, 1: 3.0, 2: 5.0})
    Difference(estimate=1.0, low=1.0, high=1.0, p=0.0, pairs=3)
    """
    if not a or not b:
        return None
    seeds = sorted(a.keys() & b.keys())
    if len(seeds) >= 2:
        apart = np.array([b[seed] - a[seed] for seed in seeds])
        variance = float(apart.var(ddof=1)) / len(seeds)
        return _with_interval(float(apart.mean()), variance, len(seeds) - 1, len(seeds))
    one, other = (np.array(list(side.values())) for side in (a, b))
    estimate = float(other.mean() - one.mean())
    if min(len(one), len(other)) < 2:
        return Difference(estimate, pairs=len(seeds))
    parts = [float(side.var(ddof=1)) / len(side) for side in (one, other)]
    variance, freedom = math.fsum(parts), (len(one) - 1, len(other) - 1)
    weights = math.fsum(part**2 / f for part, f in zip(parts, freedom, strict=True))
    return _with_interval(estimate, variance, variance**2 / weights if weights else math.inf, 0)


def _with_interval(estimate: float, variance: float, freedom: float, pairs: int) -> Difference:
    """Without any spread the interval is a point, and a difference is certain."""
    error = math.sqrt(variance)
    if not error > 0:
        return Difference(estimate, estimate, estimate, 0.0 if estimate else 1.0, pairs)
    reach = float(special.stdtrit(freedom, (1 + LEVEL) / 2)) * error
    p = 2 * float(special.stdtr(freedom, -abs(estimate) / error))
    return Difference(estimate, estimate - reach, estimate + reach, p, pairs)

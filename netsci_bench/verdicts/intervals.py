"""How uncertain is the mean of a few seeds? Student's t interval of a mean, and its one-sided tests.

Source: Student (1908), The probable error of a mean; the two one-sided tests are those of Schuirmann (1987).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.90  # of every interval: both one-sided tests at 5 %


@dataclass(frozen=True)
class MeanInterval:
    """A mean of ``n`` values and the half-width of its interval, in the unit of the values."""

    n: int
    mean: float
    half: float

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.mean + self.half

    def p_value(self, low: float, high: float) -> float:
        """The p-value of the verdict on the band from ``low`` to ``high``; an open edge is infinite.

        For a mean inside the band it is the larger p of the two one-sided tests for equivalence; for a mean outside,
        one minus that.
        """
        p = max(self._p_above(self.mean - low), self._p_above(high - self.mean))
        return 1 - p if self.mean < low or self.mean > high else p

    def _p_above(self, distance: float) -> float:
        """The p of the one-sided test that the true mean is on the inner side of an edge at this distance."""
        error = self.half / _quantile(self.n)
        if math.isinf(distance) or error == 0:
            return 0.0 if distance >= 0 else 1.0
        return float(stats.t.sf(distance / error, self.n - 1))


def mean_interval(values: Sequence[float] | NDArray[np.float64], least_half: float = 0.0) -> MeanInterval:
    """The 90 % interval of the mean of two or more values, with a half-width of at least ``least_half``."""
    array = np.asarray(values)
    n, mean, spread = len(array), float(array.mean()), float(array.std(ddof=1))
    if array.min() == array.max():  # by rounding, the mean of five times 0.1 is not 0.1, and the spread not 0
        mean, spread = float(array[0]), 0.0
    return MeanInterval(n, mean, max(_quantile(n) * spread / math.sqrt(n), least_half))


def _quantile(n: int) -> float:
    return float(stats.t.ppf((1 + LEVEL) / 2, n - 1))

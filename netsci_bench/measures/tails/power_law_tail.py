"""From which degree on does a distribution look most like a power law?"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray
from scipy.special import zeta

STEPS = np.linspace(np.log(0.02), np.log(30.0), 500)  # ln (exponent - 1); a parabola finds what lies between
GRID = 1.0 + np.exp(STEPS)
FEWEST = 25  # observations in a tail: with fewer no family can be distinguished from another


@dataclass(frozen=True)
class Tail:
    """A tail from ``x_min`` on, its exponent, and its Kolmogorov-Smirnov distance from that power law."""

    x_min: int
    alpha: float
    distance: float
    size: int


def power_law_tail(degrees: Int[NDArray[np.integer], " n"], fewest: int = FEWEST) -> Tail:
    """Return the tail that lies nearest to a power law.

    Formula: for every x_min that occurs, with at least ``fewest`` observations and two different degrees from it on,
    a = argmax -a sum ln x - m ln zeta(a, x_min) over 1.02 to 31; the distance is max_x |S(x) - P(x)| over all whole
    x >= x_min, S and P being distribution functions; the x_min with the least distance is taken, the smallest of
    several. Degrees below 1 are left out.
    Shapes: (n,) to one `Tail`. Units: none. Raises: ValueError if there is no such x_min.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, section 3.3.

    >>> tail = power_law_tail(np.repeat([1, 2, 3, 4, 5], [3600, 900, 400, 225, 144]))  # as 1 / x^2
    >>> tail.x_min, tail.size
    (1, 5269)
    """
    positive: NDArray[np.integer] = degrees[degrees >= 1].astype(np.int64)
    values, counts = np.unique(positive, return_counts=True)
    left = np.cumsum(counts[::-1])[::-1]  # observations from each value on
    candidates = [i for i in range(len(values) - 1) if left[i] >= fewest]
    if not candidates:
        raise ValueError(
            f"{left[0] if len(left) else 0} degrees above 0, {len(values)} different: no tail to look at"
        )
    logs = np.cumsum((counts * np.log(values))[::-1])[::-1]
    exponents = _exponents(values[: candidates[-1] + 1], left, logs)
    tails = [_tail(values[i:], counts[i:], float(exponents[i])) for i in candidates]
    return min(tails, key=lambda tail: tail.distance)


def _exponents(
    x_min: NDArray[np.integer], left: NDArray[np.integer], logs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The exponent of greatest likelihood for each x_min, on the grid and then on a parabola."""
    count = len(x_min)
    table = np.stack([_log_zeta(int(least)) for least in x_min], axis=1)
    likelihood = -GRID[:, None] * logs[None, :count] - left[None, :count] * table
    best = np.clip(likelihood.argmax(axis=0), 1, len(GRID) - 2)
    low, middle, high = (likelihood[best + step, np.arange(count)] for step in (-1, 0, 1))
    bend = low - 2.0 * middle + high
    shift = np.where(bend < 0.0, 0.5 * (low - high) / np.where(bend < 0.0, bend, -1.0), 0.0)
    return np.asarray(1.0 + np.exp(STEPS[best] + (STEPS[1] - STEPS[0]) * np.clip(shift, -1.0, 1.0)))


@lru_cache(maxsize=4096)
def _log_zeta(x_min: int) -> NDArray[np.float64]:
    """Ln of the sum of x^-a from x_min on, for every exponent of the grid: resampled data have the same x_min."""
    return np.asarray(np.log(zeta(GRID, float(x_min))))


def _tail(values: NDArray[np.integer], counts: NDArray[np.integer], alpha: float) -> Tail:
    """The distance of one tail; it is greatest at an observed degree or right below the next."""
    observed = np.cumsum(counts) / counts.sum()
    at = np.concatenate([values + 1, values[1:]]).astype(float)  # P(x) = 1 - zeta(a, x + 1) / zeta(a, x_min)
    model = 1.0 - zeta(alpha, at) / zeta(alpha, float(values[0]))
    distance = np.abs(np.concatenate([observed, observed[:-1]]) - model).max()
    return Tail(int(values[0]), alpha, float(distance), int(counts.sum()))

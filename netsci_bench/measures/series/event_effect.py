"""Is a series higher at certain times than it would be at times drawn at random?

The trend is taken away first: a series that only rises is higher at late times, whatever happens then.
"""

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

# A spread that is so small a share of the values is rounding.
ROUNDING = 1e-12


def above_running_median(series: Float[NDArray[np.float64], " n"], reach: int) -> Float[NDArray[np.float64], " n"]:
    """Return how far each value lies above the median of its neighbourhood.

    Formula: x_i - median(x_(i-reach), ..., x_(i+reach)), of fewer values at both ends.
    Shapes: (n,) to (n,). Units: those of the series. Raises: ValueError if `reach` is below 1. Source: none.

    >>> above_running_median(np.array([1.0, 2.0, 9.0, 4.0, 5.0]), 1)
    array([-0.5,  0. ,  5. , -1. ,  0.5])
    """
    if reach < 1:
        raise ValueError(f"a neighbourhood reaches at least 1 place to each side, not {reach}")
    exact: NDArray[np.float64] = np.asarray(series, dtype=np.float64)
    middles = [np.median(exact[max(0, i - reach) : i + reach + 1]) for i in range(len(exact))]
    return np.asarray(exact - np.array(middles), dtype=np.float64)


def step_up(series: Float[NDArray[np.float64], " n"], reach: int) -> Float[NDArray[np.float64], " n"]:
    """Return how much higher the series is after each index than before it.

    Formula: mean(x_(i+1), ..., x_(i+reach)) - mean(x_(i-reach), ..., x_(i-1)), of fewer values at both ends, and 0
    at the first and the last index, which have none on one side.
    Shapes: (n,) to (n,). Units: those of the series. Raises: ValueError if `reach` is below 1. Source: none.

    >>> step_up(np.array([1.0, 1.0, 9.0, 3.0, 3.0]), 2)
    array([ 0.,  5.,  2., -2.,  0.])
    """
    if reach < 1:
        raise ValueError(f"a neighbourhood reaches at least 1 place to each side, not {reach}")
    exact: NDArray[np.float64] = np.asarray(series, dtype=np.float64)
    inner = range(1, len(exact) - 1)
    steps = [exact[i + 1 : i + 1 + reach].mean() - exact[max(0, i - reach) : i].mean() for i in inner]
    return np.array([0.0, *steps, 0.0][: len(exact)])


def event_effect(
    series: Float[NDArray[np.float64], " n"], events: Int[NDArray[np.integer], " k"], first: int
) -> float:
    """Return how many standard deviations the mean at the events lies above that at permuted times.

    Formula: z = (mean of the k values at events - m) / (s sqrt((1 - k/n) / k)), m and s^2 the mean and variance
    (over n - 1) of the n values from place `first` on: the exact mean and standard deviation over all choices of k
    different times among these. 0 where nothing can be said: without events, where every time is an
    event, or where the series does not vary.
    Shapes: (n,) and (k,) to one number. Units: standard deviations.
    Raises: ValueError if an event lies before `first` or beyond the series. Source: Cochran (1977), Sampling
    Techniques, theorem 2.2.

    >>> round(event_effect(np.array([7.0, 0.0, 0.0, 3.0, 0.0]), np.array([3]), 1), 3)
    1.732
    """
    if len(events) and not first <= events.min() <= events.max() < len(series):
        raise ValueError(f"an event lies outside {first}..{len(series) - 1}")
    exact: NDArray[np.float64] = np.asarray(series, dtype=np.float64)
    choices, k = exact[first:], len(events)
    spread = float(choices.std(ddof=1)) if len(choices) > 1 else 0.0
    if k == 0 or k == len(choices) or spread <= ROUNDING * float(np.abs(choices).max()):
        return 0.0
    of_mean = spread * np.sqrt((1.0 - k / len(choices)) / k)
    return float((exact[events].mean() - choices.mean()) / of_mean)

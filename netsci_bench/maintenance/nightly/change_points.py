"""Since which night is a number another one? The levels of its history, found by ruptures (an optional library).

The method is PELT (Killick, Fearnhead and Eckley 2012) for changes of the mean, with the penalty ``6 s^2 log n``.
``s`` is the noise, from the median difference of neighbouring nights, which a few jumps do not change. Where nights
have the same bits there is no noise, and every jump is found. In noise alone a change is seen in about 4 % of series
of ten nights and 1 % of thirty.
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

PENALTY = 6.0  # times the variance and the logarithm of the number of nights
NORMAL = 1.4826  # median absolute deviation -> standard deviation of a normal distribution
SMALLEST = 1e-9  # of the range: noise below this is none
FEWEST = 4  # nights
HOW_TO_INSTALL = "pip install 'netsci-bench[nightly]' draws change points into the history"


def can_find() -> bool:
    """Whether ruptures is installed."""
    return find_spec("ruptures") is not None


def change_points(values: Sequence[float]) -> list[int]:
    """The places at which a new level begins, ascending; none where ruptures is missing or nights are few."""
    array = np.asarray(values, float)
    span = float(np.ptp(array)) if len(array) else 0.0
    if len(array) < FEWEST or not span or not can_find():
        return []
    import ruptures

    scaled = (array - array.min()) / span
    variance = max(_noise(scaled), SMALLEST) ** 2
    found = ruptures.KernelCPD(kernel="linear", min_size=1, jump=1).fit(scaled.reshape(-1, 1))
    return [int(place) for place in found.predict(pen=PENALTY * variance * math.log(len(array)))[:-1]]


def _noise(values: NDArray[np.float64]) -> float:
    """The standard deviation of single nights, from the differences of neighbours."""
    return NORMAL * float(np.median(np.abs(np.diff(values)))) / math.sqrt(2)

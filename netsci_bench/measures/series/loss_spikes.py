"""When does a loss that is falling shoot up for a moment?"""

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray


def loss_spikes(
    losses: Float[NDArray[np.float64], " n"], reach: int, ratio: float
) -> Int[NDArray[np.int64], " spikes"]:
    """Return the indices of the spikes, ascending.

    Formula: i is a spike if losses[i] > losses[j] for the `reach` indices j on either side of it (>= for those after
    it), and losses[i] >= ratio * median(losses[i - reach : i]). The first `reach` values, which have no such past,
    hold none; towards the end there are fewer values after.
    Shapes: (n,) to (spikes,). Units: indices.
    Raises: ValueError if `reach` is not at least 1, `ratio` is not above 1, or a loss is negative or not finite.
    Source: none, the rule is ours.

    >>> loss_spikes(np.array([4.0, 3.0, 3.0, 9.0, 3.0, 2.0, 2.0, 3.0]), 2, 2.0)
    array([3])
    """
    if reach < 1 or not ratio > 1.0:
        raise ValueError(f"a spike needs a reach of at least 1 and a ratio above 1, not {reach} and {ratio}")
    if not np.isfinite(losses).all() or losses.min(initial=0.0) < 0.0:
        raise ValueError("a loss is negative, NaN or infinite")
    places = []
    for i in range(reach, len(losses)):
        past, future = losses[i - reach : i], losses[i + 1 : i + 1 + reach]
        is_peak = losses[i] > past.max() and losses[i] >= future.max(initial=0.0)
        if is_peak and losses[i] >= ratio * np.median(past):
            places.append(i)
    return np.array(places, dtype=np.int64)

"""From which epoch on is one net ahead of another?"""

import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

WINDOW = 20  # epochs of the running mean by which a net is ahead of another


def running_means(values: ArrayLike, window: int = WINDOW) -> Float[NDArray[np.float64], "... windows"]:
    """Means over each ``window`` epochs that follow each other; the epochs are the last axis."""
    means: NDArray[np.float64] = sliding_window_view(np.asarray(values, float), window, axis=-1).mean(axis=-1)
    return means


def first_epoch_ahead(ours: list[float], theirs: list[float], window: int = WINDOW) -> float:
    """First epoch from which the running mean of our accuracies stays above theirs; if none, one after the last.

    >>> first_epoch_ahead([1, 1, 2, 2, 3], [2, 2, 1, 2, 1], window=2)
    4.0
    """
    window = min(window, len(ours))
    behind = np.flatnonzero(running_means(np.subtract(ours, theirs), window) <= 0)
    return float(window + (behind[-1] + 1 if len(behind) else 0))

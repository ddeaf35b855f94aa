"""When does training stop that is stopped once a value has not become better for a while?"""

import numpy as np
from jaxtyping import Real
from numpy.typing import NDArray


def patience_stop(values: Real[NDArray[np.number], " looks"], patience: int, burn_in: int = 0) -> int | None:
    """Return the look at which training stops, None if it is never stopped.

    Formula: from look `burn_in` on, the first look that ends `patience` looks in succession without a value above
    the largest of the monitored looks before. For a loss, give its negative.
    Shapes: (looks,) to one number, from 0. Units: looks. Raises: ValueError if a value is NaN, patience is below 1 or
    burn_in below 0. Source: Rieck et al. (2019), ICLR, algorithm 2; Prechelt (1998), Neural Networks 11, 761.

    >>> patience_stop(np.array([1.0, 3.0, 2.0, 3.0, 4.0]), 2), patience_stop(np.array([1.0, 2.0, 3.0]), 1)
    (3, None)
    """
    if patience < 1 or burn_in < 0:
        raise ValueError(f"patience must be at least 1 and burn_in at least 0, not {patience} and {burn_in}")
    monitored: NDArray[np.float64] = np.asarray(values, dtype=np.float64)[burn_in:]
    if np.isnan(monitored).any():
        raise ValueError("a value that is NaN is neither better nor worse")
    if not len(monitored):
        return None
    best_before = np.maximum.accumulate(monitored)[:-1]
    better = np.concatenate([[True], monitored[1:] > best_before])
    last_better = np.maximum.accumulate(np.where(better, np.arange(len(better)), 0))
    stopped = np.flatnonzero(np.arange(len(better)) - last_better >= patience)
    return int(stopped[0]) + burn_in if len(stopped) else None

"""How much of its whole fall has a falling value, such as a loss, done at each step?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray


def fall_shares(values: Float[NDArray[np.floating], " steps"]) -> Float[NDArray[np.float64], " steps"]:
    """Return at each step the share of the fall from the first value to the lowest one that is done.

    Formula: (v_0 - v_t) / (v_0 - min v). It is 0 at the first step, 1 at the lowest, and below 0 where the value lies
    above the first. The lowest value and not the last: a value that rises again has fallen before.
    Shapes: (steps,) to (steps,). Units: none. Raises: ValueError if a value is not finite, there are fewer than two,
    or none lies below the first. Source: none, a definition; 0.95 is the 5 % criterion of settling in control theory.

    >>> fall_shares(np.array([10.0, 4.0, 2.0, 3.0]))
    array([0.   , 0.75 , 1.   , 0.875])
    """
    series = values.astype(np.float64)
    if len(series) < 2 or not np.isfinite(series).all():
        raise ValueError(f"a fall needs two or more values, all finite, not {series.tolist()[:5]}")
    fall = series[0] - series.min()
    if fall <= 0.0:
        raise ValueError("no value lies below the first: there is no fall of which to take a share")
    return np.asarray((series[0] - series) / fall)

"""Where does a curve over layers fall, stand still, or rise very slowly?"""

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray


def slow_steps(curve: Float[NDArray[np.floating], " layers"], least: float) -> Bool[NDArray[np.bool_], " steps"]:
    """Return for each step from a layer to the next whether it gains less than ``least``.

    Formula: Q_(l+1) - Q_l < least: a degradation where this is negative, a plateau where it is about 0.
    Shapes: (layers,) to (layers - 1,). Units: those of the curve.
    Raises: ValueError if there are fewer than 2 layers or a value is not finite.
    Source: Lu et al. (2022), ECCV, section 4.1: "descends, reaches a plateau, or rises very slowly", without a
    number; ``least`` is the caller's reading of it.

    >>> slow_steps(np.array([0.1, 0.3, 0.305, 0.2]), least=0.01)
    array([False,  True,  True])
    """
    if len(curve) < 2 or not np.isfinite(curve).all():
        raise ValueError(f"a curve of {len(curve)} layers must have 2 or more, and finite values")
    return np.diff(curve) < least

"""How well does a partition into two sides, which have no names, agree with two classes?"""

import numpy as np
from jaxtyping import Bool
from numpy.typing import NDArray


def balanced_accuracy(
    sides: Bool[NDArray[np.bool_], " points"], classes: Bool[NDArray[np.bool_], " points"]
) -> float:
    """Return the mean share of each class on its own side, under the better naming of the sides.

    Formula: max(a, 1 - a), a = (share of True in the class True + share of False in the class False) / 2. A
    partition with one side only gets 1/2, however unequal the classes.
    Shapes: (points,) both. Units: a fraction in [1/2, 1]. Raises: ValueError if a class has no points.
    Source: Brodersen et al. (2010), ICPR, 3121.

    >>> balanced_accuracy(np.array([True, True, True, False]), np.array([True, True, False, False]))
    0.75
    """
    if classes.all() or not classes.any():
        raise ValueError("balanced accuracy needs points of both classes")
    accuracy = float(sides[classes].mean() + (~sides[~classes]).mean()) / 2.0
    return max(accuracy, 1.0 - accuracy)

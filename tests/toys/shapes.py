"""Are annotated types and shapes those of the values? beartype's check, as the import hook of jaxtyping calls it."""

from typing import Self

import numpy as np
from beartype import BeartypeConf, FrozenDict, beartype

# a whole number is a float, as for mypy, and one of numpy's is a whole number
NUMBERS = FrozenDict({int: int | np.integer, float: float | int | np.integer | np.floating})
_check = beartype(conf=BeartypeConf(hint_overrides=NUMBERS))


def checked(function):
    """The function with its types checked; ``Self`` means something to beartype on whole classes only."""
    return function if Self in getattr(function, "__annotations__", {}).values() else _check(function)

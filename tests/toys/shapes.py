"""Are annotated types and shapes those of the values? beartype's check, as the import hook of jaxtyping calls it."""

from typing import Self

from beartype import BeartypeConf, beartype

_check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # a whole number is a float, as for mypy


def checked(function):
    """The function with its types checked; ``Self`` means something to beartype on whole classes only."""
    return function if Self in getattr(function, "__annotations__", {}).values() else _check(function)

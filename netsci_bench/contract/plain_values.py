"""Is that a plain number, a whole step, a name? Converted where nothing is lost, refused at the call where not.

What an experiment hands over may be a scalar of numpy or torch; what a YAML file says may be a truth value or a text
where a number is wanted. No library is imported here: such scalars are known by what they offer.
"""

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, field_validator

LARGEST_STEP = 2**63 - 1  # of MLflow
LONGEST_NAME = 200  # characters
NO_FILE_NAME = '<>:"/\\|?*'  # some system gives each of them a meaning
NUMERIC = "iuf"  # numpy's kinds of integers and floats; dates, texts and truth values have others


def number(value: Any, what: str) -> float:
    """A number as ``float``; scalars of numpy and torch are converted.

    Args:
        value: a number, or an array of no dimension.
        what: what it is, for the message.

    Raises:
        TypeError: it is no number (a truth value and a text are none).
        ValueError: it is too large for a ``float``.

    >>> number(3, "the loss")
    3.0
    """
    plain = scalar(value)
    if isinstance(plain, bool) or not isinstance(plain, Real):
        raise TypeError(f"{what} must be a number, not {_shown(value)}")
    try:
        return float(plain)
    except OverflowError as error:
        raise ValueError(f"{what} is too large for a float") from error


def whole(value: Any, what: str) -> int:
    """A whole number as ``int``.

    Raises:
        TypeError: it is no number; ValueError: it is not whole, or has more than 64 bits.
    """
    plain = scalar(value)
    if isinstance(plain, int) and not isinstance(plain, bool):
        exact = int(plain)
    elif math.isfinite(of_float := number(plain, what)) and of_float.is_integer():
        exact = int(of_float)
    else:
        raise ValueError(f"{what} must be a whole number, not {_shown(value)}")
    if abs(exact) > LARGEST_STEP:
        raise ValueError(f"{what} has more than 64 bits: {_shown(value)}")
    return exact


def name(text: Any, what: str) -> str:
    """A name that a page and MLflow can show: printable, not blank, of at most 200 characters.

    Raises:
        TypeError: it is no text; ValueError: it cannot be shown.
    """
    if not isinstance(text, str):
        raise TypeError(f"{what} must be a text, not {_shown(text)}")
    if not text.strip() or text != text.strip() or not text.isprintable() or len(text) > LONGEST_NAME:
        rule = f"1 to {LONGEST_NAME} printable characters without blanks at its ends"
        raise ValueError(f"{what} must have {rule}: {_shown(text)}")
    return str(text)


def file_name(text: Any, what: str) -> str:
    """A name that is one file on every system.

    Raises:
        TypeError, ValueError: as ``name``; or it names a folder, or something else than a file.
    """
    known = name(text, what)
    if set(known) & set(NO_FILE_NAME) or known.startswith(".") or len(known.encode()) > LONGEST_NAME:
        raise ValueError(f"{what} must be the name of a file, without a dot at its start: {_shown(text)}")
    return known


def scalar(value: Any) -> Any:
    """The Python number in an array of no dimension; anything else as it is."""
    shape = getattr(value, "shape", None)
    if shape is None or len(shape) or not hasattr(value, "item"):
        return value
    kind = getattr(getattr(value, "dtype", None), "kind", NUMERIC[0])
    return value.item() if kind in NUMERIC else value


def plain(value: Any, what: str) -> Any:
    """Numbers, and lists of them from lists, tuples and arrays; what holds no number is left to its type.

    Raises:
        TypeError: there is a truth value or a text in it.
    """
    if len(getattr(value, "shape", ())) and hasattr(value, "tolist"):
        value = list(value)
    if isinstance(value, list | tuple):
        return [plain(inner, f"{what}[{place}]") for place, inner in enumerate(value)]
    if value is None or isinstance(value, BaseModel | Mapping):
        return value
    exact = scalar(value)
    return exact if isinstance(exact, int) and not isinstance(exact, bool) else number(value, what)


class Exact(BaseModel):
    """A model that takes no truth value or text for a number, and no number for a truth value."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _same_kind(cls, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        made = handler(value)
        if fault := _changed_kind(value, made, "it"):
            raise ValueError(fault)
        return made


class Frozen(Exact):
    """The same, which cannot be changed and refuses unknown keys: the base of what is read from YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Measured(BaseModel):
    """A model whose numbers may come from numpy or torch."""

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        try:
            return plain(value, "it")
        except TypeError as error:
            raise ValueError(str(error)) from error


def _changed_kind(given: Any, made: Any, what: str) -> str:
    """What pydantic has made a number or a truth value of that was none; else empty."""
    if isinstance(made, bool):
        return "" if isinstance(given, bool) else f"{what} must be true or false, not {_shown(given)}"
    if isinstance(made, int | float):
        return f"{what} must be a number, not {_shown(given)}" if isinstance(given, bool | str | bytes) else ""
    if isinstance(made, Mapping) and isinstance(given, Mapping):
        pairs = [(key, given[key], value) for key, value in made.items() if key in given]
    elif isinstance(made, list | tuple) and isinstance(given, list | tuple):
        pairs = list(zip(range(len(made)), given, made, strict=False))
    elif isinstance(made, set | frozenset) and isinstance(given, list | tuple | set | frozenset):
        pairs = [("", inner, 0) for inner in given if type(inner) not in {type(one) for one in made}]
    else:
        return ""
    faults = (_changed_kind(inner, value, f"{what}[{place}]") for place, inner, value in pairs)
    return next(filter(None, faults), "")


def _shown(value: Any) -> str:
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"

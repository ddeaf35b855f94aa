"""Is this the same result? One digest of everything that could change a number.

It covers the meaning of the code, all params (defaults and excluded fields included), data checksums, the seed, the
kind of device, the number of threads, and the versions of the libraries that the code imports. It does not cover
paths, names of functions, host and date: a checkout and a wheel give the same address, and so does a function that
was moved.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import Any

from pydantic import BaseModel

from netsci_bench.contract.catalogue_entries import UNMEASURED, Code, Dataset, Weights
from netsci_bench.contract.errors import Mistake

ADDRESS_DIGITS = 20  # 80 bits
NO_NUMBERS = {"jaxtyping", "pydantic", "safetensors"}  # libraries whose version cannot change a number
DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn"}  # imported package -> distribution, to save time


@dataclass(frozen=True)
class Conditions:
    """What a number depends on besides code and params. ``device`` is a kind (``cpu``, ``cuda``), not a model."""

    seed: int
    device: str
    threads: int


def address(code: str, params: Any, where: Conditions, versions: Mapping[str, str]) -> str:
    """The content address of one seed's result or of a training.

    Args:
        code: digest of all code that it depends on.
        params: as their types hold them, or as plain data (see ``every_field``).
        where: seed, device and threads.
        versions: of the libraries that the code imports.
    """
    parts = {"code": code, "params": every_field(params), "versions": dict(versions), **asdict(where)}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:ADDRESS_DIGITS]


def every_field(value: Any) -> Any:
    """Params as plain data with all fields, including those that their type excludes from serialisation.

    Data and weights are replaced by their checksums, and code by its digest, without any names.

    Raises:
        Mistake: the ``repr`` of a value differs from process to process.
    """
    match value:
        case Dataset() | Weights() | Code():
            known = value.fingerprint not in ("", UNMEASURED)
            return {type(value).__name__: value.fingerprint if known else value.name}
        case BaseModel():
            return {name: every_field(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return {str(every_field(key)): every_field(inner) for key, inner in value.items()}
        case list() | tuple():
            return [every_field(inner) for inner in value]
        case Set():
            return sorted((every_field(inner) for inner in value), key=repr)
        case Enum():
            return [type(value).__name__, value.name]
        case str() | bool() | int() | float() | None:
            return value
    return [type(value).__name__, _stable(value)]


def _stable(value: Any) -> str:
    text = repr(value)
    if " at 0x" in text:
        what = f"a {type(value).__name__} among the params has no repr that identifies its value"
        raise Mistake(what, remedy="define __repr__ in its class, or write its parts as params")
    return text


def versions(libraries: frozenset[str]) -> dict[str, str]:
    """Version of each installed library, found without importing it."""
    found = {root: _version(root) for root in sorted(libraries - NO_NUMBERS)}
    return {root: number for root, number in found.items() if number}


def _version(root: str) -> str:
    """Version of what brings a package of this name; nothing where no distribution does."""
    with suppress(PackageNotFoundError):
        return version(DISTRIBUTIONS.get(root, root))
    for distribution in _all_providers().get(root, []):
        with suppress(PackageNotFoundError):
            return version(distribution)
    return ""


@cache
def _all_providers() -> Mapping[str, list[str]]:
    """Slow, because all installed files are listed."""
    return packages_distributions()


def name_of(function: Callable[..., object]) -> str:
    """``module:name`` of a function.

    Raises:
        Mistake: it is not a function at the top level of a module, so its code cannot be found.
    """
    name = getattr(function, "__qualname__", "")
    if not name.isidentifier():
        what = f"{name or function!r} cannot be followed: it is not a function at the top level of a module"
        raise Mistake(what, getattr(function, "__module__", ""), "define it with `def` at the top level")
    return f"{function.__module__}:{name}"

"""Is this the same result? One digest over everything that could change a number.

What the code means + every param (defaults and excluded fields included) + data checksums + seed + device kind +
threads + the versions of the libraries that the code imports. No path, name of a function, host or date enters: a
checkout and a wheel, and a function before and after it was moved, give the same address.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Set
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
DISTRIBUTIONS = {"igraph": "igraph", "sklearn": "scikit-learn"}  # root of an import -> where it has another name


@dataclass(frozen=True)
class Conditions:
    """What a number depends on beside code and params. ``device`` is a kind (``cpu``, ``cuda``), not a card."""

    seed: int
    device: str
    threads: int


def address(code: str, params: Any, where: Conditions, versions: Mapping[str, str]) -> str:
    """The content address of one seed's result or of a training.

    Args:
        code: digest of all code that it rests on.
        params: as their types hold them, or as plain data (see ``every_field``).
        where: seed, device and threads.
        versions: of the libraries that the code imports.
    """
    parts = {"code": code, "params": every_field(params), "versions": dict(versions), **asdict(where)}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:ADDRESS_DIGITS]


def every_field(value: Any) -> Any:
    """Params as plain data: every field as it is, whatever their type leaves out when it writes itself.

    Data and weights enter by their checksums, code by its digest, none of them by its name.

    Raises:
        Mistake: a value has no text that is the same in every process.
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
        what = f"a {type(value).__name__} among the params has no text that tells it from another one"
        raise Mistake(what, remedy="give it a __repr__, or write its parts as params")
    return text


def versions(libraries: frozenset[str]) -> dict[str, str]:
    """Version of each installed library among the imports; nothing is imported to find out."""
    numbers = {}
    for root in sorted(libraries - NO_NUMBERS):
        for distribution in (DISTRIBUTIONS.get(root, root), *_providers(root)):
            try:
                numbers[root] = version(distribution)
                break
            except PackageNotFoundError:
                continue
    return numbers


def _providers(root: str) -> list[str]:
    """The distributions that bring a package whose name is not theirs; a slow look at all that is installed."""
    return _all_providers().get(root, [])


@cache
def _all_providers() -> Mapping[str, list[str]]:
    return packages_distributions()


def name_of(function: Callable[..., object]) -> str:
    """``module:name`` of a function.

    Raises:
        Mistake: it is not a function at the top level of a module, so that its code cannot be found.
    """
    name = getattr(function, "__qualname__", "")
    if not name.isidentifier():
        what = f"{name or function!r} cannot be followed: it is not a function at the top level of a module"
        raise Mistake(what, getattr(function, "__module__", ""), "define it with `def` at the top level")
    return f"{function.__module__}:{name}"

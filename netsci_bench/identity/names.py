"""What does a name in a module stand for: a definition of ours, somebody's module, a library, or the bench?

Ours is told apart definition by definition, because a test forbids computed names in it. Everybody else's code is
taken module by module, whole. What is installed as a library enters by its version, and the bench not at all, but
for the few functions of it that make numbers.
"""

import sys
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from pathlib import Path

from netsci_bench.identity.source import Module, module, module_file, module_spec, packages_above, source_file
from netsci_bench.identity.syntax import NOTHING, Meaning

OURS = "netsci_bench"
ROOMS = ("experiments", "nets", "measures")  # of ours, what is followed
RANDOMNESS = f"{OURS}.contract.randomness"  # of the bench, what makes numbers
INSTALLED = {"site-packages", "dist-packages"}  # folders where everybody's packages lie side by side


class Kind(Enum):
    """How the code of a module enters an address."""

    DEFINITIONS = auto()  # one by one
    WHOLE = auto()
    LIBRARY = auto()  # by its version
    STANDARD = auto()  # Python's own: not at all
    BENCH = auto()  # not at all


def kind(name: str, own: str) -> Kind:
    """How a module enters the address of an experiment whose root package is ``own``."""
    root = name.partition(".")[0]
    if root == OURS:
        followed = name.startswith(tuple(f"{OURS}.{room}." for room in ROOMS)) or f"{name}.".startswith(
            f"{RANDOMNESS}."
        )
        return Kind.DEFINITIONS if followed else Kind.BENCH
    if root == own:
        return Kind.WHOLE
    return _kind_of_root(root)


@cache
def _kind_of_root(root: str) -> Kind:
    if root in sys.stdlib_module_names or root in sys.builtin_module_names:
        return Kind.STANDARD
    spec = module_spec(root)
    places = [*(spec.submodule_search_locations or ()), spec.origin or ""] if spec else []
    return Kind.LIBRARY if not spec or any(INSTALLED & set(Path(p).parts) for p in places) else Kind.WHOLE


def meaning(place: Module, name: str, inner: dict[str, str], own: str) -> Meaning:
    """What a dotted name in a module of ours stands for; ``inner``: what the scopes around it import."""
    first, _, rest = name.partition(".")
    attributes = tuple(rest.split(".")) if rest else ()
    if first in inner:
        return of_target(inner[first], attributes, own)
    if first in place.definitions:
        also = of_target(place.imports[first], attributes, own) if first in place.imports else NOTHING
        return Meaning(f"{place.name}:{first}", also.text, attributes)
    if first in place.imports:
        return of_target(place.imports[first], attributes, own)
    for star in place.stars:
        if (key := definition(f"{star}:{first}")) or kind(star, own) is Kind.LIBRARY:
            return Meaning(key, "" if key else f"{star}.{name}?", attributes if key else ())
    return NOTHING


def of_target(target: str, attributes: tuple[str, ...], own: str) -> Meaning:
    """What ``module:name`` or ``module``, followed by attributes, stands for."""
    parts = (*target.replace(":", ".").split("."), *attributes)
    match kind(".".join(parts), own):
        case Kind.LIBRARY | Kind.STANDARD:
            return Meaning(text=".".join(parts))
        case Kind.BENCH:
            return Meaning(text=OURS, rest=parts[_module_length(parts) :])
    length = _module_length(parts)
    owner, rest = ".".join(parts[:length]), parts[length:]
    if kind(owner, own) is Kind.DEFINITIONS and rest:
        if key := definition(f"{owner}:{rest[0]}"):
            return Meaning(key, rest=rest[1:])
        passed_on = module(owner).imports.get(rest[0], "") if source_file(owner) else ""
        if passed_on and passed_on != target:
            return of_target(passed_on, rest[1:], own)
    return Meaning(owner, rest=rest)


def definition(target: str) -> str:
    """``module:name`` where the target is defined, through modules that only pass it on; empty if nowhere."""
    owner, _, name = target.rpartition(":")
    if not owner or source_file(owner) is None:
        return ""
    place = module(owner)
    if name in place.definitions:
        return f"{owner}:{name}"
    if name in place.imports:
        onward = place.imports[name]
        return "" if onward == target or ":" not in onward else definition(onward)
    return next((key for star in place.stars if (key := definition(f"{star}:{name}"))), "")


def modules_run(place: Module, own: str) -> Iterator[str]:
    """The modules whose code enters because this one imports them, itself and the packages above it first."""
    for name in (*packages_above(place.name), *place.imported):
        if kind(name, own) in (Kind.DEFINITIONS, Kind.WHOLE) and module_file(name):
            yield name


def _module_length(parts: tuple[str, ...]) -> int:
    """How many of the parts, at least one, are the name of a module or package."""
    longer = (n for n in range(2, len(parts) + 1) if module_spec(".".join(parts[:n])) is None)
    return next(longer, len(parts) + 1) - 1

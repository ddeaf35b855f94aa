"""What does a name in a module stand for: our definition, a user's module, a library, or the bench?

In our own code single definitions are followed, because a test forbids computed names there. A user's modules enter
the address whole. An installed library enters by its version. The bench does not enter, except for the functions that
make random numbers.
"""

import os
import site
import sys
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache

from netsci_bench.identity.source import Module, module_file, module_spec, packages_above, read_module, source_file
from netsci_bench.identity.syntax import NOTHING, Meaning

OURS = "netsci_bench"
ROOMS = ("experiments", "nets", "measures")  # our rooms whose definitions are followed
IN_ROOMS = tuple(f"{OURS}.{room}." for room in ROOMS)
RANDOMNESS = f"{OURS}.contract.randomness"  # the only module of the bench that is followed
INSTALLED = ("site-packages", "dist-packages")  # names of folders with installed packages


class Kind(Enum):
    """How the code of a module enters an address."""

    DEFINITIONS = auto()  # one by one
    WHOLE = auto()
    LIBRARY = auto()  # by its version
    STANDARD = auto()  # Python's own: not at all
    BENCH = auto()  # not at all


def kind(name: str, own: str) -> Kind:
    """How a module enters the address of an experiment whose top-level package is ``own``."""
    root = name.partition(".")[0]
    if root == OURS:
        followed = name.startswith(IN_ROOMS) or f"{name}.".startswith(f"{RANDOMNESS}.")
        return Kind.DEFINITIONS if followed else Kind.BENCH
    if root == own:
        return Kind.WHOLE
    return _kind_of_root(root)


@cache
def _kind_of_root(root: str) -> Kind:
    if root in sys.stdlib_module_names or root in sys.builtin_module_names:
        return Kind.STANDARD
    spec = module_spec(root)
    paths = [*(spec.submodule_search_locations or ()), spec.origin or ""] if spec else []
    return Kind.LIBRARY if not spec or any(map(belongs_to_a_library, paths)) else Kind.WHOLE


def belongs_to_a_library(path: str) -> bool:
    """Whether a file lies in a folder of installed packages: of this Python, of its user, or on the search path."""
    return path.startswith(_library_folders(tuple(sys.path)))


@cache
def _library_folders(search_path: tuple[str, ...]) -> tuple[str, ...]:
    on_path = (folder for folder in search_path if _holds_distributions(folder))
    folders = {*site.getsitepackages(), site.getusersitepackages(), *on_path}
    return tuple(written + os.sep for folder in folders for written in {folder, os.path.realpath(folder)})


@cache
def _holds_distributions(folder: str) -> bool:
    """Whether a folder is called as installed packages are, and pip has put one there."""
    if os.path.basename(folder) not in INSTALLED or not os.path.isdir(folder):
        return False
    return any(name.endswith((".dist-info", ".egg-info")) for name in os.listdir(folder))


def find_meaning(source: Module, name: str, inner: dict[str, str], own: str) -> Meaning:
    """What a dotted name in a module of ours stands for; ``inner``: the imports of the scopes around it."""
    first, _, rest = name.partition(".")
    attributes = tuple(rest.split(".")) if rest else ()
    if first in inner:
        return resolve_target(inner[first], attributes, own)
    if first in source.definitions:
        also = resolve_target(source.imports[first], attributes, own) if first in source.imports else NOTHING
        return Meaning(f"{source.name}:{first}", also.text, attributes)
    if first in source.imports:
        return resolve_target(source.imports[first], attributes, own)
    for star in source.stars:
        if (key := find_definition(f"{star}:{first}")) or kind(star, own) is Kind.LIBRARY:
            return Meaning(key, "" if key else f"{star}.{name}?", attributes if key else ())
    return NOTHING


def resolve_target(target: str, attributes: tuple[str, ...], own: str) -> Meaning:
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
        if key := find_definition(f"{owner}:{rest[0]}"):
            return Meaning(key, rest=rest[1:])
        imported = read_module(owner).imports.get(rest[0], "") if source_file(owner) else ""
        if imported and imported != target:
            return resolve_target(imported, rest[1:], own)
    return Meaning(owner, rest=rest)


def find_definition(target: str) -> str:
    """``module:name`` where the target is defined, also if other modules re-export it; empty if it is not found."""
    owner, _, name = target.rpartition(":")
    if not owner or source_file(owner) is None:
        return ""
    source = read_module(owner)
    if name in source.definitions:
        return f"{owner}:{name}"
    if name in source.imports:
        imported = source.imports[name]
        return "" if imported == target or ":" not in imported else find_definition(imported)
    return next((key for star in source.stars if (key := find_definition(f"{star}:{name}"))), "")


def list_modules_run(source: Module, own: str) -> Iterator[str]:
    """The modules whose code enters when this one is imported: its packages, itself, and its imports."""
    for name in (*packages_above(source.name), *source.imported):
        if kind(name, own) in (Kind.DEFINITIONS, Kind.WHOLE) and module_file(name):
            yield name


def _module_length(parts: tuple[str, ...]) -> int:
    """How many of the parts, at least one, form the name of a module or package."""
    longer = (n for n in range(2, len(parts) + 1) if module_spec(".".join(parts[:n])) is None)
    return next(longer, len(parts) + 1) - 1

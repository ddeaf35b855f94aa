"""Which registries are there beside ours? Each installed package that declares one as an entry point.

    [project.entry-points."netsci_bench.registries"]
    acme = "acme_netsci.specs"  # a package that holds only YAML

The ids in it begin with ``acme/``. It is found by its distribution's metadata and the folder of its root package:
nothing of its code is imported, so that a plug-in that cannot be imported can still be listed, and named as broken.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.slug import SLUG

GROUP = "netsci_bench.registries"
TAKEN = {"file"}  # ids of specs that are given by their path begin so


@dataclass(frozen=True)
class PluginRegistry:
    """A folder of specs with catalogues beside them; ``name`` begins its ids, ours has none."""

    name: str
    folder: Path


@dataclass(frozen=True)
class Installed:
    """The third parties' registries, and by name what is wrong with those that cannot be used."""

    registries: tuple[PluginRegistry, ...]
    broken: dict[str, Mistake]


def installed(ours: Path) -> Installed:
    """Every registry that an installed package declares; ``ours`` is our own folder, whose ids nobody may take."""
    return _on(ours, tuple(sys.path))


@cache
def _on(ours: Path, _: tuple[str, ...]) -> Installed:
    """What is installed on an import path, which is looked through once: that takes some hundredths of a second."""
    registries: dict[str, PluginRegistry] = {}
    broken: dict[str, Mistake] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        known = registries.get(point.name)
        try:
            plug_in = PluginRegistry(point.name, _folder(point, ours))
            if known and known.folder != plug_in.folder:
                raise _wrong(point, f"the name is also given to {known.folder}", "uninstall one of the two")
            registries[point.name] = plug_in
        except Mistake as mistake:
            broken[point.name] = mistake
    return Installed(tuple(registries.values()), broken)


def is_taken(name: str, ours: Path) -> bool:
    """Whether other ids begin with this name already: those of files, or of a folder of our own registry."""
    return name in TAKEN or (ours / name).exists()


def _folder(point: EntryPoint, ours: Path) -> Path:
    if not SLUG.fullmatch(point.name) or is_taken(point.name, ours):
        raise _wrong(point, "the name begins other ids, or is not of small letters, digits and dashes", "rename it")
    for folder in _folders(point.value):
        if folder.is_dir():
            return folder
    raise _wrong(point, f"there is no package {point.value!r}", "install it again, with its YAML files")


def _folders(package: str) -> Iterator[Path]:
    """Where a package may lie: only its root is looked up, since looking up a part imports what is above it."""
    root, *parts = package.split(".")
    try:
        spec = find_spec(root)
    except (ImportError, ValueError):  # a broken finder, or __main__
        return
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place).joinpath(*parts)


def _wrong(point: EntryPoint, what: str, remedy: str) -> Mistake:
    owner = point.dist.name if point.dist else "an installed package"
    return Mistake(f"the plug-in is broken: {what}", f"{point.name} ({owner})", remedy)

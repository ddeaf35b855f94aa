"""How does a name in YAML become a function? ``package.module:function`` is imported only when it is needed."""

import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from netsci_bench.contract.errors import Mistake


def load(name: str) -> Any:
    """The object that ``package.module:attribute`` names.

    Raises:
        Mistake: there is no such module, or it has no such attribute.
    """
    module_name, _, attribute = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not module_name.startswith(error.name):
            raise Mistake(f"{module_name} needs the package {error.name!r}, which is not installed") from error
        raise Mistake(f"there is no module {module_name}", remedy=_nearest_module(error.name)) from error
    except Exception as error:  # a user's module may fail in any way; only its own ids must fail
        raise Mistake(f"{module_name} cannot be imported: {type(error).__name__}: {error}") from error
    if not hasattr(module, attribute):
        matches = get_close_matches(attribute, dir(module), n=1)
        remedy = f"did you mean {matches[0]!r}?" if matches else ""
        raise Mistake(f"there is no {attribute!r} in {module_name}", remedy=remedy)
    return getattr(module, attribute)


class FromSource(SourceFileLoader):
    """Compiles at each import: Python takes its cached bytecode for current while size and second agree."""

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """None to be had, by which Python neither reads nor writes a cache."""
        raise OSError(path)


class SpecFolders(MetaPathFinder):
    """Finds modules in the folder of a spec outside the registry, if they are found nowhere else."""

    def __init__(self) -> None:
        self.folders: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The import spec of a top-level module in one of the folders; None if no folder has it."""
        return _from_source(PathFinder.find_spec(fullname, self.folders, target)) if path is None else None

    def add(self, folder: Path) -> None:
        """Search a folder from now on."""
        resolved = str(folder.resolve())
        if self not in sys.meta_path:
            sys.meta_path.append(self)
            sys.meta_path.insert(sys.meta_path.index(PathFinder), Fresh(self.folders))
        if resolved not in self.folders:
            self.folders.append(resolved)


class Fresh(MetaPathFinder):
    """Finds what Python's search path has, and compiles it where it lies in one of the folders of specs."""

    def __init__(self, folders: list[str]) -> None:
        self.folders = folders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The import spec of a module in or below one of the folders; None for any other."""
        spec = PathFinder.find_spec(fullname, path, target)
        origin = Path(spec.origin) if spec and spec.has_location and spec.origin else None
        inside = origin and any(origin.is_relative_to(folder) for folder in self.folders)
        return _from_source(spec) if inside else None


def _from_source(spec: ModuleSpec | None) -> ModuleSpec | None:
    if spec and isinstance(spec.loader, SourceFileLoader):
        spec.loader = FromSource(spec.loader.name, spec.loader.path)
    return spec


spec_folders = SpecFolders()


def _nearest_module(name: str) -> str:
    parent, _, leaf = name.rpartition(".")
    spec = importlib.util.find_spec(parent) if parent else None
    folders = spec.submodule_search_locations or [] if spec else []
    siblings = [p.stem for f in folders for p in Path(f).iterdir() if p.suffix == ".py" or p.is_dir()]
    matches = get_close_matches(leaf, siblings, n=1)
    return f"did you mean {parent}.{matches[0]}?" if matches else "write it as package.module:function"

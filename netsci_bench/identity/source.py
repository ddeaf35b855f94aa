"""What does a module define, import and do? The source is read as text; none of it is run.

The definition of a name consists of all top-level statements that bind or change it: both branches of an ``if`` and
every later ``TABLE["key"] = value`` count. All other statements are effects: the module *does* something when it is
imported, which concerns everyone who imports it.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.machinery import ModuleSpec
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.memory import read_source
from netsci_bench.identity.scopes import imported_from, imports_of
from netsci_bench.identity.syntax import is_prose

PLAIN = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class Module:
    """One source file; relative imports start at ``package``."""

    name: str
    package: str
    body: tuple[ast.stmt, ...]

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """Name -> the statements that bind or change it."""
        statements: dict[str, list[ast.stmt]] = {}
        for statement in self.body:
            for name in dict.fromkeys(_bound_names(statement)):
                statements.setdefault(name, []).append(statement)
        return {name: found for name, found in statements.items() if any(_binds(s, name) for s in found)}

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name -> ``module`` or ``module:name``, for imports anywhere in the module."""
        return imports_of(self._nodes, self.package)

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """The modules of star imports."""
        return tuple(imported_from(n, self.package) for n in self._imports_from if n.names[0].name == "*")

    @cached_property
    def imported(self) -> tuple[str, ...]:
        """All modules that the import statements may run, with their packages; some names may not be modules."""
        targets = [alias.name for n in self._nodes if isinstance(n, ast.Import) for alias in n.names]
        for node in self._imports_from:
            owner = imported_from(node, self.package)
            targets += [owner, *(f"{owner}.{alias.name}" for alias in node.names if alias.name != "*")]
        return tuple(dict.fromkeys(above for target in targets for above in packages_above(target)))

    @cached_property
    def plainly_imported(self) -> frozenset[str]:
        """The modules of ``import a.b.c`` statements, whose names are found by attribute."""
        return frozenset(alias.name for n in self._nodes if isinstance(n, ast.Import) for alias in n.names)

    @cached_property
    def effects(self) -> list[ast.stmt]:
        """The statements that do more than define names of this module."""
        return [s for s in self.body if not (is_prose(s) or _is_plain(s, self.definitions) or _is_for_types(s))]

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for statement in self.body for node in ast.walk(statement)]

    @property
    def _imports_from(self) -> list[ast.ImportFrom]:
        return [node for node in self._nodes if isinstance(node, ast.ImportFrom)]


def read_module(name: str) -> Module:
    """The module of a dotted name.

    Raises:
        Mistake: there is no such module with Python source.
    """
    path = source_file(name)
    if path is None:
        raise Mistake(f"there is no module {name} with Python source")
    return _parsed(name, name if path.stem == "__init__" else name.rpartition(".")[0], read_source(path))


def source_file(name: str) -> Path | None:
    """The source file of a module, if it has one."""
    file = module_file(name)
    return file if file and file.suffix == ".py" else None


@cache
def module_file(name: str) -> Path | None:
    """The file of a module; None for a built-in module or a folder without ``__init__.py``."""
    spec = module_spec(name)
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None


@cache
def module_spec(name: str) -> ModuleSpec | None:
    """The import spec of a module; unlike ``importlib.util.find_spec`` this never imports a package."""
    package = name.rpartition(".")[0]
    above = module_spec(package) if package else None
    if package and (above is None or above.submodule_search_locations is None):
        return None
    folders = list(above.submodule_search_locations) if above and above.submodule_search_locations else None
    finders = (finder for finder in sys.meta_path if hasattr(finder, "find_spec"))
    return next((spec for finder in finders if (spec := finder.find_spec(name, folders))), None)


def packages_above(name: str) -> Iterator[str]:
    """``a``, ``a.b`` and ``a.b.c`` of ``a.b.c``."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@cache
def _parsed(name: str, package: str, text: str) -> Module:
    return Module(name, package, tuple(ast.parse(text).body))


def _is_plain(statement: ast.stmt, own: dict[str, list[ast.stmt]]) -> bool:
    """Whether a statement only defines names of its module."""
    match statement:
        case ast.Assign(targets=targets):
            return all(name in own for target in targets for name in _roots(target))
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return all(name in own for name in _roots(target))
    return isinstance(statement, PLAIN | ast.Pass)


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _binds(statement: ast.stmt, name: str) -> bool:
    """Whether a statement binds the name, and does not only change the object that it has."""
    match statement:
        case ast.Assign(targets=targets):
            return any(isinstance(n, ast.Name) and n.id == name for t in targets for n in ast.walk(t))
        case ast.AnnAssign(target=target):
            return isinstance(target, ast.Name)
        case ast.AugAssign():
            return False
    return True


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Assign():
            yield from (name for target in statement.targets for name in _roots(target))
        case ast.AnnAssign() | ast.AugAssign():
            yield from _roots(statement.target)
        case ast.For() | ast.With() | ast.While() | ast.If() | ast.Try() | ast.TryStar() | ast.Match():
            inner = (node for node in ast.iter_child_nodes(statement))
            yield from (name for node in inner for name in _bound_inside(node))


def _bound_inside(node: ast.AST) -> Iterator[str]:
    """The names that a part of a compound statement binds: a statement, a loop target, an ``except`` block, ..."""
    if isinstance(node, ast.stmt):
        yield from _bound_names(node)
    elif isinstance(node, ast.Name | ast.Tuple):
        yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    elif isinstance(node, ast.ExceptHandler | ast.match_case | ast.withitem):
        yield from (name for child in ast.iter_child_nodes(node) for name in _bound_inside(child))


def _roots(target: ast.expr) -> Iterator[str]:
    """``a`` for ``a = ...``, ``a[0] = ...`` and ``a.b = ...``; each name of a tuple."""
    match target:
        case ast.Name():
            yield target.id
        case ast.Tuple() | ast.List():
            yield from (name for element in target.elts for name in _roots(element))
        case ast.Starred() | ast.Subscript() | ast.Attribute():
            yield from _roots(target.value)

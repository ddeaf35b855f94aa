"""What does a module define, import and do? Read as text: nothing of it is run.

A name's definition is every top-level statement that binds or changes it, so that both branches of an ``if`` and
every later ``TABLE["key"] = value`` count. Every other statement is something that the module *does* when it is
imported: an effect, which holds for whoever imports it.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.machinery import ModuleSpec
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.scopes import imported_from, imports_of
from netsci_bench.identity.syntax import is_prose

PLAIN = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class Module:
    """One source file. Relative imports start at ``package``."""

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
        return {name: those for name, those in statements.items() if any(_binds(s, name) for s in those)}

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name -> ``module`` or ``module:name``, wherever in the module it is imported."""
        return imports_of(self._nodes, self.package)

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """Modules all of whose names are imported."""
        return tuple(imported_from(n, self.package) for n in self._imports_from if n.names[0].name == "*")

    @cached_property
    def imported(self) -> tuple[str, ...]:
        """Every module that an import statement may run, packages above it included; some may be no modules."""
        targets = [alias.name for n in self._nodes if isinstance(n, ast.Import) for alias in n.names]
        for node in self._imports_from:
            owner = imported_from(node, self.package)
            targets += [owner, *(f"{owner}.{alias.name}" for alias in node.names if alias.name != "*")]
        return tuple(dict.fromkeys(above for target in targets for above in packages_above(target)))

    @cached_property
    def plainly_imported(self) -> frozenset[str]:
        """Modules of ``import a.b.c`` statements, whose names are found by attribute."""
        return frozenset(alias.name for n in self._nodes if isinstance(n, ast.Import) for alias in n.names)

    @cached_property
    def effects(self) -> list[ast.stmt]:
        """What the module does beside defining names of its own."""
        return [s for s in self.body if not (is_prose(s) or _is_plain(s, self.definitions) or _is_for_types(s))]

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for statement in self.body for node in ast.walk(statement)]

    @property
    def _imports_from(self) -> list[ast.ImportFrom]:
        return [node for node in self._nodes if isinstance(node, ast.ImportFrom)]


def module(name: str) -> Module:
    """The module of a dotted name.

    Raises:
        Mistake: there is none with Python source.
    """
    path = source_file(name)
    if path is None:
        raise Mistake(f"there is no module {name} with Python source")
    return _parsed(name, name if path.stem == "__init__" else name.rpartition(".")[0], path.read_text("utf-8"))


def source_file(name: str) -> Path | None:
    """Where the source of a module lies, if it has any."""
    file = module_file(name)
    return file if file and file.suffix == ".py" else None


@cache
def module_file(name: str) -> Path | None:
    """The file that a module is loaded from; none of a built-in or a folder without ``__init__.py``."""
    spec = module_spec(name)
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None


@cache
def module_spec(name: str) -> ModuleSpec | None:
    """How a module would be found; unlike ``importlib.util.find_spec`` it imports no package to find out."""
    above = name.rpartition(".")[0]
    within = module_spec(above) if above else None
    if above and (within is None or within.submodule_search_locations is None):
        return None
    places = list(within.submodule_search_locations) if within and within.submodule_search_locations else None
    finders = (finder for finder in sys.meta_path if hasattr(finder, "find_spec"))
    return next((spec for finder in finders if (spec := finder.find_spec(name, places))), None)


def packages_above(name: str) -> Iterator[str]:
    """``a``, ``a.b`` and ``a.b.c`` of ``a.b.c``."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@cache
def _parsed(name: str, package: str, text: str) -> Module:
    return Module(name, package, tuple(ast.parse(text).body))


def _is_plain(statement: ast.stmt, own: dict[str, list[ast.stmt]]) -> bool:
    """Whether a statement only defines names of its own module."""
    match statement:
        case ast.Assign(targets=targets):
            return all(name in own for target in targets for name in _roots(target))
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return all(name in own for name in _roots(target))
    return isinstance(statement, PLAIN | ast.Pass)


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _binds(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives the name a value, and does not only change what it has."""
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
    """What a part of a compound statement binds: a statement, a loop's target, an ``except`` or ``case`` block."""
    if isinstance(node, ast.stmt):
        yield from _bound_names(node)
    elif isinstance(node, ast.Name | ast.Tuple):
        yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    elif isinstance(node, ast.ExceptHandler | ast.match_case | ast.withitem):
        yield from (name for child in ast.iter_child_nodes(node) for name in _bound_inside(child))


def _roots(target: ast.expr) -> Iterator[str]:
    """``a`` of ``a = ...``, ``a[0] = ...`` and ``a.b = ...``; each name of a tuple."""
    match target:
        case ast.Name():
            yield target.id
        case ast.Tuple() | ast.List():
            yield from (name for element in target.elts for name in _roots(element))
        case ast.Starred() | ast.Subscript() | ast.Attribute():
            yield from _roots(target.value)

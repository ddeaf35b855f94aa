"""What does a module define and import? Read as text: nothing of it is run.

A name's definition is every top-level statement that binds or changes it, so that both branches of an ``if`` and
every later ``TABLE["key"] = value`` count.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, resolve_name
from pathlib import Path

from netsci_bench.errors import Mistake
from netsci_bench.importing import see_experiments

INSTALLED = {"site-packages", "dist-packages"}  # folders where everybody's packages lie side by side


@dataclass(frozen=True)
class Module:
    """Top-level definitions of one source file, and its imports.

    Attributes:
        name, package: dotted names; relative imports start at the package.
        definitions: name -> the statements that bind it.
        imports: local name -> ``module`` or ``module:name``.
        stars: modules all of whose names are imported.
    """

    name: str
    package: str
    definitions: dict[str, list[ast.stmt]]
    imports: dict[str, str]
    stars: tuple[str, ...]


def module(name: str) -> Module:
    """The module of a dotted name.

    Raises:
        Mistake: there is none with Python source.
    """
    path = source_file(name)
    if path is None:
        raise Mistake(f"there is no module {name} with Python source")
    return _parsed(name, name if path.stem == "__init__" else name.rpartition(".")[0], path.read_text("utf-8"))


@cache
def source_file(name: str) -> Path | None:
    """Where the source of a module lies, if it has any."""
    spec = _spec(name)
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None


@cache
def beside(root: str, other: str) -> bool:
    """Whether two top-level modules lie in the same folder, and that folder is a project's own."""
    shelf = _shelf(root)
    return shelf is not None and shelf.name not in INSTALLED and shelf == _shelf(other)


def imported(statements: list[ast.stmt], package: str) -> dict[str, str]:
    """Local name -> what it is imported from, anywhere in the statements; ``*`` is left out."""
    found: dict[str, str] = {}
    for node in _nodes(statements):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            owner = _owner(node, package)
            found |= {a.asname or a.name: f"{owner}:{a.name}" for a in node.names if a.name != "*"}
    return found


@cache
def _parsed(name: str, package: str, text: str) -> Module:
    body = ast.parse(text).body
    definitions: dict[str, list[ast.stmt]] = {}
    for statement in body:
        for bound in dict.fromkeys(_bound_names(statement)):
            definitions.setdefault(bound, []).append(statement)
    stars = [n for n in _nodes(body) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
    return Module(name, package, definitions, imported(body, package), tuple(_owner(n, package) for n in stars))


def _owner(node: ast.ImportFrom, package: str) -> str:
    return resolve_name("." * node.level + (node.module or ""), package) if node.level else str(node.module)


def _nodes(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    return (node for statement in statements for node in ast.walk(statement))


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


def _shelf(root: str) -> Path | None:
    """The folder in which a top-level module or package lies."""
    spec = _spec(root)
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).resolve().parent
    return Path(spec.origin).resolve().parent if spec.has_location and spec.origin else None


def _spec(name: str) -> ModuleSpec | None:
    see_experiments()
    try:
        return find_spec(name)
    except (ModuleNotFoundError, ValueError):  # ValueError: __main__, which has no spec
        return None

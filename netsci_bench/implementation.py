"""Which code does a result rest on? Every function reached from the experiment, each with a digest of its own.

The walk reads source as text and imports nothing. It follows names from a function to the definitions they stand
for, through the experiments, ``nets`` and ``measures`` (and a plug-in's own package), and stops at the bench,
whose files cannot change a number.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from netsci_bench.canonical import canonical, digest
from netsci_bench.errors import Mistake
from netsci_bench.importing import see_experiments

ROOMS = ("experiments", "nets", "measures", "viewer")  # the bench itself is not walked


@dataclass(frozen=True)
class Implementation:
    """``functions``: ``module:name`` -> digest; ``libraries``: root names of third-party imports reached."""

    functions: dict[str, str]
    libraries: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """One digest over all functions."""
        return digest("\n".join(f"{name} {code}" for name, code in self.functions.items()))


@dataclass(frozen=True)
class _Module:
    """Top-level definitions of one source file, and its imports: local name -> ``module`` or ``module:name``."""

    name: str
    definitions: dict[str, list[ast.stmt]]
    imports: dict[str, str]


def implementation(name: str) -> Implementation:
    """Everything reached from ``module:function``.

    Raises:
        Mistake: the module has no Python source, or no such function.
    """
    roots = {"netsci_bench", name.partition(".")[0].partition(":")[0]}
    functions: dict[str, str] = {}
    libraries: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        module = _module(here.partition(":")[0])
        statements = module.definitions.get(here.partition(":")[2])
        if statements is None:
            raise Mistake(f"there is no {here.partition(':')[2]!r} in {module.name}")
        functions[here] = digest("".join(canonical(s) for s in statements))
        for target in _targets(module, statements):
            if target.replace(":", ".").partition(".")[0] not in roots:
                libraries.add(target.replace(":", ".").partition(".")[0])
            elif (found := _definition(target)) and found not in functions and _is_walked(found):
                waiting.append(found)
    return Implementation(dict(sorted(functions.items())), frozenset(libraries))


def _is_walked(name: str) -> bool:
    ours = name.startswith("netsci_bench.")
    return not ours or any(name.startswith(f"netsci_bench.{room}.") for room in ROOMS)


def _definition(target: str) -> str:
    """``module:name`` where the target is defined, through modules that only pass it on; empty if nowhere."""
    owner, _, name = target.replace(":", ".").rpartition(".")
    if not owner or _source_file(owner) is None:
        return ""
    module = _module(owner)
    if name in module.definitions:
        return f"{owner}:{name}"
    passed_on = module.imports.get(name, target)
    return "" if passed_on == target else _definition(passed_on)


def _targets(module: _Module, statements: list[ast.stmt]) -> Iterator[str]:
    """What the names in the statements stand for: ``module:name``, or ``module`` for an imported module."""
    imports = module.imports | _imports(statements)
    for node in (n for statement in statements for n in ast.walk(statement)):
        if isinstance(node, ast.Name):
            if node.id in module.definitions:
                yield f"{module.name}:{node.id}"
            elif node.id in imports:
                yield imports[node.id]
        elif isinstance(node, ast.Attribute):
            first, _, rest = _dotted(node).partition(".")
            if first in imports and rest:
                yield f"{imports[first].replace(':', '.')}.{rest}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        prefix = _dotted(node.value)
        return f"{prefix}.{node.attr}" if prefix else ""
    return node.id if isinstance(node, ast.Name) else ""


@cache
def _source_file(module: str) -> Path | None:
    see_experiments()
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None


def _module(name: str) -> _Module:
    path = _source_file(name)
    if path is None:
        raise Mistake(f"there is no module {name} with Python source")
    return _parsed(name, path.read_text(encoding="utf-8"))


@cache
def _parsed(name: str, source: str) -> _Module:
    body = ast.parse(source).body
    definitions: dict[str, list[ast.stmt]] = {}
    for statement in _top_level(body):
        for bound in _bound_names(statement):
            definitions.setdefault(bound, []).append(statement)
    return _Module(name, definitions, _imports(body))


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module, those inside ``if`` and ``try`` included."""
    for statement in body:
        if isinstance(statement, ast.If | ast.Try):
            for block in ("body", "orelse", "finalbody"):
                yield from _top_level(getattr(statement, block, []))
        else:
            yield statement


def _bound_names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return []


def _imports(statements: list[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in (n for statement in statements for n in ast.walk(statement)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {a.asname or a.name: f"{node.module}:{a.name}" for a in node.names}
    return found

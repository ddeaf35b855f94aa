"""Which code does a result rest on? Every function reached from the experiment, each with a digest of its own.

The walk reads source as text. It follows names from a function to the definitions they stand for, through the
experiments, ``nets`` and ``measures``, and stops at the bench, whose files cannot change a number. Of an experiment
that is not ours it follows its own package and the modules that lie beside it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from netsci_bench.errors import Mistake
from netsci_bench.identity.canonical import canonical, digest
from netsci_bench.identity.source import Module, beside, imported, module, source_file

OURS = "netsci_bench"
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


def implementation(name: str) -> Implementation:
    """Everything reached from ``module:function``.

    Raises:
        Mistake: the module has no Python source, or no such function.
    """
    own = _root(name)
    functions: dict[str, str] = {}
    libraries: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        place = module(here.partition(":")[0])
        statements = place.definitions.get(here.partition(":")[2])
        if statements is None:
            raise Mistake(f"there is no {here.partition(':')[2]!r} in {place.name}")
        functions[here] = digest("".join(canonical(s) for s in statements))
        for target in _targets(place, statements):
            if not _is_followed(_root(target), own):
                libraries.add(_root(target))
            elif (found := _definition(target)) and found not in functions and _is_walked(found):
                waiting.append(found)
    return Implementation(dict(sorted(functions.items())), frozenset(libraries))


def _root(target: str) -> str:
    return target.replace(":", ".").partition(".")[0]


def _is_followed(root: str, own: str) -> bool:
    return root in (OURS, own) or (own != OURS and beside(own, root))


def _is_walked(name: str) -> bool:
    ours = name.startswith(f"{OURS}.")
    return not ours or any(name.startswith(f"{OURS}.{room}.") for room in ROOMS)


def _definition(target: str) -> str:
    """``module:name`` where the target is defined, through modules that only pass it on; empty if nowhere."""
    owner, _, name = target.replace(":", ".").rpartition(".")
    if not owner or source_file(owner) is None:
        return ""
    place = module(owner)
    if name in place.definitions:
        return f"{owner}:{name}"
    if name in place.imports:
        return "" if place.imports[name] == target else _definition(place.imports[name])
    return next((found for star in place.stars if (found := _definition(f"{star}:{name}"))), "")


def _targets(place: Module, statements: list[ast.stmt]) -> Iterator[str]:
    """What the names in the statements stand for: ``module:name``, or ``module`` for an imported module."""
    imports = place.imports | imported(statements, place.package)
    for node in (n for statement in statements for n in ast.walk(statement)):
        if isinstance(node, ast.Name):
            yield from _meanings(node.id, place, imports)
        elif isinstance(node, ast.Attribute):
            first, _, rest = _dotted(node).partition(".")
            if first in imports and rest:
                yield f"{imports[first].replace(':', '.')}.{rest}"


def _meanings(name: str, place: Module, imports: dict[str, str]) -> Iterator[str]:
    """A name that is both defined and imported (``try: import x``, ``except: x = None``) means both."""
    if name in place.definitions:
        yield f"{place.name}:{name}"
    if name in imports:
        yield imports[name]
    if name not in place.definitions and name not in imports:
        yield from (f"{star}:{name}" for star in place.stars)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        prefix = _dotted(node.value)
        return f"{prefix}.{node.attr}" if prefix else ""
    return node.id if isinstance(node, ast.Name) else ""

"""Which names does a function, class or comprehension bind itself? They do not stand for anything outside it."""

import ast
from collections.abc import Iterable, Iterator
from importlib.util import resolve_name

LOCAL = "local"  # always bound in this scope
AMBIGUOUS = "ambiguous"  # bound in this scope, but read from outside before that: counts as both
NESTED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def function_scope(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, package: str) -> dict[str, str]:
    """Name -> ``LOCAL``, or the target of its import, for all names that a function binds."""
    arguments = node.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    body = node.body if isinstance(node.body, list) else [node.body]
    inside = list(_of_this_scope(body))
    outside = {name for n in inside if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names}
    names = {p.arg for p in parameters if p} | set(_bound(inside))
    return dict.fromkeys(names - outside, LOCAL) | imports_of(inside, package)


def class_scope(node: ast.ClassDef, package: str) -> dict[str, str]:
    """The same for a class body, in which a name is read from outside until it is bound."""
    inside = list(_of_this_scope(node.body))
    return dict.fromkeys(_bound(inside), AMBIGUOUS) | imports_of(inside, package)


def comprehension_scope(node: ast.AST) -> dict[str, str]:
    """The same for a comprehension, whose first iterable is evaluated outside."""
    targets = [n for generator in node.generators for n in ast.walk(generator.target)]  # type: ignore[attr-defined]
    return dict.fromkeys(_bound(targets), AMBIGUOUS)


def imports_of(nodes: Iterable[ast.AST], package: str) -> dict[str, str]:
    """Local name -> ``module`` or ``module:name``, for the import statements among the nodes; without ``*``."""
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            owner = imported_from(node, package)
            names |= {a.asname or a.name: f"{owner}:{a.name}" for a in node.names if a.name != "*"}
    return names


def imported_from(node: ast.ImportFrom, package: str) -> str:
    """The absolute name of the module in a ``from`` import."""
    return resolve_name("." * node.level + (node.module or ""), package) if node.level else str(node.module)


def _of_this_scope(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes that are not inside a nested function or class; of a comprehension only ``:=``."""
    for node in body:
        yield node
        if isinstance(node, COMPREHENSIONS):
            yield from (n for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
        elif not isinstance(node, NESTED):
            yield from _of_this_scope(ast.iter_child_nodes(node))


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.NamedExpr(target=ast.Name(id=name)):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name

"""Which names does a function, class or comprehension bind itself? Those do not stand for anything outside it."""

import ast
from collections.abc import Iterable, Iterator
from importlib.util import resolve_name

LOCAL = "local"  # bound here: never what it would mean outside
AMBIGUOUS = "ambiguous"  # bound here, and outside it at some moments: counts as both
NESTED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def function_scope(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, package: str) -> dict[str, str]:
    """Name -> ``LOCAL``, or what it is imported from, of all that is bound inside a function."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    body = node.body if isinstance(node.body, list) else [node.body]
    inside = list(_of_this_scope(body))
    outside = {name for n in inside if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names}
    names = {a.arg for a in every if a} | set(_bound(inside))
    return dict.fromkeys(names - outside, LOCAL) | imports_of(inside, package)


def class_scope(node: ast.ClassDef, package: str) -> dict[str, str]:
    """The same of a class body, in which a name means what is outside until it is bound."""
    inside = list(_of_this_scope(node.body))
    return dict.fromkeys(_bound(inside), AMBIGUOUS) | imports_of(inside, package)


def comprehension_scope(node: ast.AST) -> dict[str, str]:
    """The same of a comprehension, whose first iterable is read outside."""
    targets = [n for generator in node.generators for n in ast.walk(generator.target)]  # type: ignore[attr-defined]
    return dict.fromkeys(_bound(targets), AMBIGUOUS)


def imports_of(nodes: Iterable[ast.AST], package: str) -> dict[str, str]:
    """Local name -> ``module`` or ``module:name`` of the import statements among the nodes; ``*`` is left out."""
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
    """The absolute name of the module that is imported from."""
    return resolve_name("." * node.level + (node.module or ""), package) if node.level else str(node.module)


def _of_this_scope(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node that is not inside a nested function or class; comprehensions bind only by ``:=``."""
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

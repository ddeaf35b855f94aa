"""When is code the same code? When its meaning is: one digest for a piece of source on every supported Python.

Docstrings, comments, layout and paths never enter. ``ast.dump`` would not do: it differs between 3.11, 3.12 and
3.13 for the same source.
"""

import ast
import hashlib

FORGOTTEN = {"ctx", "kind", "type_comment"}  # fields that say nothing or differ between Python versions
DIGEST_DIGITS = 12
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def digest(text: str) -> str:
    """A short SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_DIGITS]


def canonical(node: object) -> str:
    """The meaning of a syntax tree as text.

    >>> with_prose = 'def f(x):  # a comment' + chr(10) + '    "says"' + chr(10) + '    return  x'
    >>> canonical(ast.parse(with_prose)) == canonical(ast.parse('def f( x ): return x'))
    True
    """
    if isinstance(node, list):
        return "[" + ",".join(canonical(item) for item in node if not _is_empty_text(item)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    parts = []
    for field, value in ast.iter_fields(node):
        kept = _without_docstring(value) if field == "body" and isinstance(node, DEFINITIONS) else value
        if kept is not None and kept != [] and field not in FORGOTTEN:
            parts.append(f"{field}={canonical(kept)}")
    return f"{type(node).__name__}({','.join(parts)})"


def _is_empty_text(node: object) -> bool:
    """An empty constant, which some Python versions put between the parts of an f-string."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body

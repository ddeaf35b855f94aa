"""When is code the same code? When its meaning is: one digest for a piece of source on every supported Python.

Docstrings, comments, layout and paths never enter. ``ast.dump`` would not do: it differs between 3.11, 3.12 and
3.13 for the same source.
"""

import ast
import hashlib

FORGOTTEN = {"ctx", "kind", "type_comment"}  # fields that say nothing or differ between Python versions
DIGEST_DIGITS = 12


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
        return "[" + ",".join(canonical(item) for item in node if not _is_prose(item)) + "]"
    if not isinstance(node, ast.AST):
        return ascii(node)  # what repr shows as it is depends on the Unicode version
    parts = []
    for field, value in ast.iter_fields(node):
        kept = _told(value) if isinstance(node, ast.JoinedStr) else value
        if kept is not None and kept != [] and field not in FORGOTTEN:
            parts.append(f"{field}={canonical(kept)}")
    return f"{type(node).__name__}({','.join(parts)})"


def _is_prose(node: object) -> bool:
    """A string that stands alone: a docstring, or what is said about a field below it."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _told(parts: list[ast.expr]) -> list[ast.expr]:
    """The parts of an f-string without empty constants, which some Python versions put between the others."""
    return [part for part in parts if not (isinstance(part, ast.Constant) and part.value == "")]

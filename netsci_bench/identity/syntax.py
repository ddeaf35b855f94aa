"""When are two pieces of code the same? When their syntax is, without comments and without the names of other code.

The syntax tree is written as text without docstrings, comments, layout and paths. A name that stands for another
definition is written as a numbered reference, so renaming or moving that definition changes nothing. ``ast.dump``
cannot be used: its output for the same source differs between Python 3.11, 3.12 and 3.13.
"""

import ast
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from netsci_bench.identity.scopes import AMBIGUOUS, LOCAL, class_scope, comprehension_scope, function_scope

LEFT_OUT = {"ctx", "kind", "type_comment"}  # fields without meaning, or different between Python versions
DIGEST_DIGITS = 12
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ANNOTATIONS = {"annotation", "returns"}


def digest(text: str) -> str:
    """The first digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_DIGITS]


@dataclass(frozen=True)
class Meaning:
    """What the beginning of a dotted name stands for.

    Attributes:
        key: of a definition or module whose digest replaces the name; empty if ``text`` does.
        text: the full name of anything else, whatever its local name is (``numpy.mean`` for ``np.mean``).
        rest: the attributes that follow.
    """

    key: str = ""
    text: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """The text of a piece of code, in which ``§0`` stands for the first reference, and so on."""

    text: str
    references: tuple[str, ...] = ()


NOTHING = Meaning()
MeaningOf = Callable[[str, dict[str, str]], Meaning]  # of a dotted name, given what inner scopes import


@dataclass
class Reader:
    """Reads the statements of one definition.

    Attributes:
        key: of the definition; a reference to itself is written ``§self``.
        meaning_of: returns what a name stands for that is not bound in an inner scope.
        package: where relative imports start.
        with_imports: whether import statements are part of the text.
    """

    key: str
    meaning_of: MeaningOf
    package: str = ""
    with_imports: bool = False
    _references: dict[str, int] = field(default_factory=dict)
    _scopes: list[dict[str, str]] = field(default_factory=list)

    def shape(self, statements: list[ast.stmt]) -> Shape:
        """The statements as text with references."""
        text = "".join(self._top_level(s) for s in statements if not is_prose(s))
        return Shape(text, tuple(self._references))

    def _top_level(self, node: ast.stmt) -> str:
        """A top-level statement, without the name of a function or class, which is not part of the meaning."""
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        return self._fields(node, without={"name"} if named else set())

    def _text(self, node: object) -> str:
        match node:
            case list():
                return "[" + ",".join(self._text(item) for item in node if not is_prose(item)) + "]"
            case ast.Name() | ast.Attribute():
                return self._reference(node)
            case ast.Import() | ast.ImportFrom() if not self.with_imports:
                return "import"  # the imported name is resolved where it is used
            case ast.AST():
                return self._fields(node)
        return ascii(node)  # repr escapes other characters in other Unicode versions

    def _fields(self, node: ast.AST, without: set[str] = frozenset()) -> str:  # type: ignore[assignment]
        parts = []
        for name, value in ast.iter_fields(node):
            kept = _without_empty(value) if isinstance(node, ast.JoinedStr) else value
            if kept is not None and kept != [] and name not in LEFT_OUT | without:
                parts.append(f"{name}={self._field(node, name, kept)}")
        return f"{type(node).__name__}({','.join(parts)})"

    def _field(self, node: ast.AST, name: str, value: object) -> str:
        """A field, read in its scope: decorators and defaults do not see the names inside a function."""
        if name in ANNOTATIONS:
            return self._text(value) + "".join(self._text(quoted) for quoted in _quoted(value))
        scope: dict[str, str] = {}
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and name == "body":
            scope = function_scope(node, self.package)
        elif isinstance(node, ast.ClassDef) and name == "body":
            scope = class_scope(node, self.package)
        elif isinstance(node, COMPREHENSIONS):
            scope = comprehension_scope(node)
        with self._inside(scope):
            return self._text(value)

    @contextmanager
    def _inside(self, scope: dict[str, str]) -> Iterator[None]:
        self._scopes.append(scope)
        yield
        self._scopes.pop()

    def _reference(self, node: ast.Name | ast.Attribute) -> str:
        name = dotted(node)
        if not name:  # an attribute of an expression, such as ``f().x``
            return self._fields(node)
        first = name.partition(".")[0]
        bound = next((scope[first] for scope in reversed(self._scopes) if first in scope), None)
        if bound == LOCAL:
            return self._fields(node) if isinstance(node, ast.Attribute) else f"Name({name!a})"
        meaning = self.meaning_of(name, {} if bound in (None, AMBIGUOUS) else {first: str(bound)})
        plain = f"Name({name!a})"
        if meaning == NOTHING:
            return plain
        stands_for = f"{self._number(meaning.key)}{meaning.text}{''.join('.' + part for part in meaning.rest)}"
        return f"{stands_for}|{plain}" if bound == AMBIGUOUS else stands_for

    def _number(self, key: str) -> str:
        if key in ("", self.key):
            return "§self" if key else ""
        return f"§{self._references.setdefault(key, len(self._references))}"


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a name or attributes of a name; empty for anything else."""
    if isinstance(node, ast.Attribute):
        prefix = dotted(node.value)
        return f"{prefix}.{node.attr}" if prefix else ""
    return node.id if isinstance(node, ast.Name) else ""


def is_prose(node: object) -> bool:
    """Whether a statement is only a string: a docstring, or the description of a field."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _without_empty(parts: list[ast.expr]) -> list[ast.expr]:
    """The parts of an f-string without empty constants, which only some Python versions insert."""
    return [part for part in parts if not (isinstance(part, ast.Constant) and part.value == "")]


def _quoted(annotation: object) -> list[ast.expr]:
    """The expressions in quotes within an annotation; strings that are not expressions are left out."""
    nodes = ast.walk(annotation) if isinstance(annotation, ast.AST) else ()
    expressions = []
    for text in [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]:
        try:
            expressions.append(ast.parse(text, mode="eval").body)
        except SyntaxError:
            continue
    return expressions

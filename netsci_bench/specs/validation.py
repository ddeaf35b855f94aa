"""What is wrong with this YAML, on which line, and what was probably meant?

Turns pydantic's error list into one Mistake whose lines read ``file:line: what -> remedy``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from netsci_bench.contract.errors import Mistake
from netsci_bench.specs.yaml_lines import Document, Where

NEAR, MOST_CHOICES = 3, 12  # names that a message may list: near ones, or all there are
PYDANTIC = re.compile(r"^(Value error|Assertion failed), ")  # its words before those of a validator
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Origin:
    """Where data was written: the file, and the mappings in it that were merged (the last one wins)."""

    document: Document
    at: tuple[Where, ...] = ((),)

    def place(self, where: Where) -> str:
        """``file:line`` of the innermost thing on the way there that is written down, in whichever mapping it is."""
        starts = [start for start in self.at if start in self.document.lines] or [()]
        if not where:
            return self.document.place(starts[0])
        start = max(reversed(starts), key=lambda s: self._known(s, where))
        return self.document.place((*start, *where))

    def _known(self, start: Where, where: Where) -> int:
        """How many parts of ``where`` are written down below ``start``."""
        return max(n for n in range(len(where) + 1) if (*start, *where[:n]) in self.document.lines)

    def name(self, where: Where) -> str:
        """The dotted name of a key as the reader of the file would say it."""
        return ".".join(str(part) for part in (*self.at[0], *where))


def validated(model: type[Model], data: Any, origin: Origin, context: dict[str, Any] | None = None) -> Model:
    """``data`` as a ``model``; ``context`` resolves names of data sets and models (see ``named``).

    Raises:
        Mistake: with one line per problem: file, line, what is wrong, the nearest right name.
    """
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        problems = [_problem(model, e, origin) for e in error.errors(include_url=False)]
        raise Mistake("\n".join(problems)) from error


def nearest(wrong: str, right: Iterable[str]) -> str:
    """``did you mean ...?`` with the nearest three, or the choice where nothing is near; empty where there is none.

    >>> nearest("smok", ["smoke", "paper"]), nearest("x", ["a", "b"]), nearest("x", [])
    ("did you mean 'smoke'?", 'choose from: a, b', '')
    """
    choice = sorted(set(right))
    first, *others = [*get_close_matches(wrong, choice, n=NEAR, cutoff=0.5), ""]
    if first:
        more = ", ".join(repr(name) for name in others if name)
        return f"did you mean {first!r}?" + (f" (or {more})" if more else "")
    if len(choice) > MOST_CHOICES:
        near = ", ".join(map(repr, get_close_matches(wrong, choice, n=NEAR, cutoff=0)))
        return f"the nearest of {len(choice)} are {near}"
    return f"choose from: {', '.join(choice)}" if choice else ""


def _problem(model: type[BaseModel], error: Any, origin: Origin) -> str:
    where: Where = error["loc"]
    if where[-1:] == ("[key]",) and error["type"] != "extra_forbidden":  # pydantic's word for the key itself
        where = where[:-1]
    name = origin.name(where)
    remedy = ""
    match error["type"]:
        case "extra_forbidden":
            what = f"unknown key {name!r}"
            remedy = nearest(str(where[-1]), _names_at(model, where[:-1]))
        case "missing":
            what, where = f"the key {name!r} is missing", where[:-1]
        case "value_error":
            what = f"{name}: {error['ctx']['error']}" if name else str(error["ctx"]["error"])
        case "literal_error" | "enum":
            what = f"{name}: {error['input']!r} is not a choice"
            remedy = nearest(str(error["input"]), re.findall(r"'([^']*)'", error["ctx"]["expected"]))
        case _:
            what = f"{name}: {PYDANTIC.sub('', error['msg'])} (it says {error['input']!r})"
    return str(Mistake(what, origin.place(where), remedy))


def _names_at(model: Any, where: Where) -> list[str]:
    """Names of the fields of the model that ``where`` leads to."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        if not where:
            return list(model.model_fields)
        field = model.model_fields.get(str(where[0]))
        return _names_at(field.annotation, where[1:]) if field else []
    inner = [a for a in get_args(model) if a is not type(None)]
    for candidate in reversed(inner):
        step = where[1:] if where and len(inner) > 1 and not _is_union(model) else where
        if names := _names_at(candidate, step):
            return names
    return []


def _is_union(annotation: Any) -> bool:
    return type(None) in get_args(annotation)

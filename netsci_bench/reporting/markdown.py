"""How is any text or table written in Markdown, whatever special characters it contains?"""

import re
from collections.abc import Callable, Sequence

from netsci_bench.reporting.wording import one_line

MARKS = re.compile(r"([\\`*\[\]<>|~$])|(?<!\w)_|_(?!\w)")  # characters with a meaning in Markdown
MOST_NAMES = 3
CODE = re.compile(r"`([^`|\\<>]+)`")  # a span of code that needs no escapes


def escaped(text: str) -> str:
    r"""Text that Markdown shows unchanged, also in a table.

    >>> print(escaped("a|b <i> snake_case"))
    a\|b \<i\> snake_case
    """
    return _marked(one_line(text))


def prose(text: str) -> str:
    r"""Text with its code spans (between backticks) kept as such.

    >>> print(prose("set `lr_max` to a*b"))
    set `lr_max` to a\*b
    """
    parts = re.split(CODE, one_line(text))
    return "".join(f"`{part}`" if place % 2 else _marked(part) for place, part in enumerate(parts))


def few(names: Sequence[str]) -> str:
    """The first names of a long list, and how many more there are; report.json has all.

    >>> few(["a", "b"]), few([f"claim-{n}" for n in range(9)])
    ('a, b', 'claim-0, claim-1, claim-2 and 6 more')
    """
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES + 1 else ", ".join(names)


def link(text: str, url: str) -> str:
    """Text with a link to a URL; only the text if the URL is empty."""
    return f"[{escaped(text)}](<{url}>)" if url else escaped(text)


def table(cells: Sequence[Sequence[str]], written: Callable[[str], str] = escaped) -> str:
    """A table whose first row is the header; ``written`` converts a cell to Markdown."""
    lines = ["| " + " | ".join(map(written, row)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]])


def _marked(text: str) -> str:
    return MARKS.sub(lambda mark: "\\" + mark[0], text)

"""How does a text or a table stand in Markdown as it is, whatever marks it holds?"""

import re
from collections.abc import Callable, Sequence

from netsci_bench.reporting.wording import one_line

MARKS = re.compile(r"([\\`*\[\]<>|~$])|(?<!\w)_|_(?!\w)")  # what Markdown would read as more than a letter


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is, in a table too.

    >>> print(escaped("a|b <i> snake_case"))
    a\|b \<i\> snake_case
    """
    return MARKS.sub(lambda mark: "\\" + mark[0], one_line(text))


def link(text: str, url: str) -> str:
    """Text that leads to a URL, where there is one."""
    return f"[{escaped(text)}](<{url}>)" if url else escaped(text)


def table(cells: Sequence[Sequence[str]], written: Callable[[str], str] = escaped) -> str:
    """A table whose first row is the head; ``written`` makes Markdown of a cell."""
    lines = ["| " + " | ".join(map(written, row)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]])

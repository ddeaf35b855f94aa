"""How is any text or table written in Markdown, whatever special characters it contains?"""

import re
from collections.abc import Callable, Sequence

from netsci_bench.reporting.wording import one_line

MARKS = re.compile(r"([\\`*\[\]<>|~$])|(?<!\w)_|_(?!\w)")  # characters with a meaning in Markdown


def escaped(text: str) -> str:
    r"""Text that Markdown shows unchanged, also in a table.

    >>> print(escaped("a|b <i> snake_case"))
    a\|b \<i\> snake_case
    """
    return MARKS.sub(lambda mark: "\\" + mark[0], one_line(text))


def link(text: str, url: str) -> str:
    """Text with a link to a URL; only the text if the URL is empty."""
    return f"[{escaped(text)}](<{url}>)" if url else escaped(text)


def table(cells: Sequence[Sequence[str]], written: Callable[[str], str] = escaped) -> str:
    """A table whose first row is the header; ``written`` converts a cell to Markdown."""
    lines = ["| " + " | ".join(map(written, row)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]])

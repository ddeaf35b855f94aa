"""How does a run show its verdicts? As a table on a terminal, else as aligned plain text."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from netsci_bench.reporting.first_screen import MOST, Line
from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import COLUMNS
from netsci_bench.reporting.wording import one_line

STYLES = {  # of the class of a row; any other is dim
    "reproduced": "bold blue",  # also colour-blind readers can distinguish blue and red; there is a symbol too
    "contradicted": "bold red",
    **dict.fromkeys(("smaller-than-expected", "undecided", "depends-on-the-reading"), "yellow"),
}
WIDTHS = (44, 40)  # of a claim and of our values: keeps a line of plain text at about 130 columns


def verdict_table(report: Report) -> Table:
    """The verdicts as a rich table with the result as its title; claims are text, never markup."""
    table = Table(title=Text("\n".join(_opening(report))), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column == "verdict")
    for line in _lines(report):
        *cells, verdict = line.cells
        style = STYLES.get(line.css_class, "dim")
        table.add_row(*(Text(cell) for cell in cells), Text(verdict.replace(", ", ",\n  "), style=style))
    table.caption, table.caption_justify = Text(_more(report)), "left"
    return table


def verdict_lines(report: Report) -> list[str]:
    """The verdicts as lines of aligned text without escape codes: failed seeds first, then the claims."""
    lines = list(_aligned(_lines(report))) if report.rows else []
    return [*_opening(report), *lines, *filter(None, [_more(report)])]


def _lines(report: Report) -> list[Line]:
    """All claims, or of many those rows that the report begins with."""
    return [Line(row.cells, row.css_class) for row in report.rows] if _fits(report) else report.first_lines


def _fits(report: Report) -> bool:
    return len(report.rows) <= MOST


def _more(report: Report) -> str:
    """Where the others are."""
    return "" if _fits(report) else f"{len(report.rows)} claims in all: every one is in the report"


def _opening(report: Report) -> list[str]:
    """The result in one line, then a line for each failed seed."""
    return [
        *filter(None, [report.exploration]),
        report.headline,
        *(f"seed {seed['seed']} FAILED: {one_line(seed['error'])}" for seed in report.failed),
    ]


def _aligned(table: Sequence[Line]) -> Iterator[str]:
    """The columns of every other page; the claim and our values are wrapped in their own."""
    yield from aligned([COLUMNS, *(row.cells for row in table)], WIDTHS)


def aligned(cells: Sequence[Sequence[str]], most: Sequence[int]) -> Iterator[str]:
    """A table as lines of text, its header first; the first columns are at most so wide, and wrapped there."""
    limits = [*most, *[sys.maxsize] * len(cells[0])]
    widths = [min(max(len(row[i]) for row in cells), limits[i]) for i in range(len(cells[0]))]
    for row in cells:
        wrapped = [textwrap.wrap(text, width) for text, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            yield "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()

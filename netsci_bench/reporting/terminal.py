"""How does a run show its verdicts? As a table on a terminal, else as aligned plain text."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from netsci_bench.contract.result import Word
from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import COLUMNS, Row
from netsci_bench.reporting.wording import one_line

STYLES: dict[Word, str] = {
    "reproduced": "bold blue",  # also colour-blind readers can distinguish blue and red; there is a symbol too
    "contradicted": "bold red",
    "smaller than expected": "yellow",
    "undecided": "yellow",
    "not judged": "dim",
}
SAYS_WIDTH = 44  # keeps a line of plain text at about 120 columns


def verdict_table(report: Report) -> Table:
    """The verdicts as a rich table with the result as its title; claims are text, never markup."""
    table = Table(title=Text("\n".join(_opening(report))), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column == "verdict")
    for row in report.rows:
        *cells, verdict = row.cells
        table.add_row(
            *(Text(cell) for cell in cells), Text(verdict.replace(", ", ",\n  "), style=STYLES[row.verdict.word])
        )
    return table


def verdict_lines(report: Report) -> list[str]:
    """The verdicts as lines of aligned text without escape codes: failed seeds first, then the claims."""
    return _opening(report) + (list(_aligned(report.rows)) if report.rows else [])


def _opening(report: Report) -> list[str]:
    """The result in one line, then a line for each failed seed."""
    return [report.headline, *(f"seed {seed['seed']} FAILED: {one_line(seed['error'])}" for seed in report.failed)]


def _aligned(table: Sequence[Row]) -> Iterator[str]:
    """The columns of every other page; the claim is wrapped in its own."""
    cells = [COLUMNS, *(row.cells for row in table)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(COLUMNS))]
    widths[0] = min(widths[0], SAYS_WIDTH)
    for says, *others in cells:
        first, *rest = textwrap.wrap(says, SAYS_WIDTH) or [""]
        line = [text.ljust(width) for text, width in zip((first, *others), widths, strict=True)]
        yield "  ".join(line).rstrip()
        yield from rest

"""How does a run show its verdicts? As a table in a terminal, as aligned plain text elsewhere."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from netsci_bench.plan import Plan
from netsci_bench.report.rows import COLUMNS, Row, failed, headline, rows
from netsci_bench.report.wording import one_line
from netsci_bench.result import Outcome, Verdict, Word

STYLES: dict[Word, str] = {
    "reproduced": "bold blue",  # blue against red is told apart by every eye; the symbol says it again
    "contradicted": "bold red",
    "undecided": "yellow",
    "not judged": "dim",
}
SAYS_WIDTH = 44  # so that a line of plain text stays near 120 columns


def verdict_table(plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict]) -> Table:
    """The verdicts as a rich table, the answer as its title; claims are text, never markup."""
    title = [headline(plan, outcomes, verdicts), *(_failure(outcome) for outcome in failed(outcomes))]
    table = Table(title=Text("\n".join(title)), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column == "verdict")
    for row in rows(plan, outcomes, verdicts):
        *cells, verdict = row.cells
        table.add_row(
            *(Text(cell) for cell in cells), Text(verdict.replace(", ", ",\n  "), style=STYLES[row.verdict.word])
        )
    return table


def verdict_lines(plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict]) -> list[str]:
    """The same as lines of aligned text without any escape code: failed seeds first, then the claims."""
    table = rows(plan, outcomes, verdicts)
    lines = [headline(plan, outcomes, verdicts), *(_failure(outcome) for outcome in failed(outcomes))]
    return lines + list(_aligned(table)) if table else lines


def _failure(outcome: Outcome) -> str:
    return f"seed {outcome.seed} FAILED: {one_line(outcome.error)}"


def _aligned(table: Sequence[Row]) -> Iterator[str]:
    """The verdict leads, the claim comes last and wraps below itself."""
    order = (5, 3, 2, 1, 4)
    cells = [[COLUMNS[i] for i in order], *([row.cells[i] for i in order] for row in table)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(order))]
    claims = [COLUMNS[0], *(row.says for row in table)]
    for row, says in zip(cells, claims, strict=True):
        left = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        first, *rest = textwrap.wrap(says, SAYS_WIDTH) or [""]
        yield f"{left}  {first}".rstrip()
        yield from (" " * (len(left) + 2) + line for line in rest)

"""How does a table become a file? The end of its name says: CSV and Parquet for programs, LaTeX for a paper."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange import frames
from netsci_bench.maintenance.exchange.latex import latex_table
from netsci_bench.reporting import tables
from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import COLUMNS
from netsci_bench.reporting.tables import Cells
from netsci_bench.specs.validation import nearest
from netsci_bench.storage.atomic import write_bytes

if TYPE_CHECKING:
    from pandas import DataFrame

ENDINGS = (".csv", ".parquet", ".tex")


@dataclass(frozen=True)
class Table:
    """A table in both forms: ``frame`` has every number in full, ``cells`` is what a page shows."""

    frame: "Callable[[], DataFrame]"
    cells: Callable[[], Cells]


def tables_of(report: Report) -> dict[str, Table]:
    """Name -> table of everything that can be exported of a report."""
    content = report.content
    return {
        "verdicts": Table(lambda: frames.verdicts_frame(report), lambda: _verdict_cells(report)),
        "results": Table(lambda: frames.results_frame(content), lambda: tables.raw_values(content)),
        "seeds": Table(lambda: frames.seeds_frame(content), lambda: tables.seconds(content)),
    }


def choose_table(report: Report, name: str) -> Table:
    """One of them.

    Raises:
        Mistake: there is no such table.
    """
    known = tables_of(report)
    if name not in known:
        raise Mistake(f"there is no table {name!r}", remedy=nearest(name, known))
    return known[name]


def write_table(table: Table, path: Path) -> None:
    """Write a table in the format that the end of the file's name stands for.

    Raises:
        Mistake: it stands for none, the folder is not there, or there is nothing to write in LaTeX.
    """
    check_path(path, ENDINGS)
    write_bytes(path, _written(table, path.suffix))


def check_path(path: Path, endings: Sequence[str]) -> None:
    """See that a file can be written there, in a format that its name says.

    Raises:
        Mistake: its ending is none of these, or the folder is not there.
    """
    if path.suffix not in endings:
        raise Mistake(f"the name of the file says no format: {path}", remedy=f"end it with {', '.join(endings)}")
    if not path.parent.is_dir():
        raise Mistake("there is no such folder", str(path.parent), "make it first")


def _written(table: Table, ending: str) -> bytes:
    if ending == ".csv":
        text: str = table.frame().to_csv(index=False, lineterminator="\n")
        return text.encode()
    if ending == ".parquet":
        content = io.BytesIO()
        table.frame().to_parquet(content, index=False)
        return content.getvalue()
    if not (cells := table.cells()):
        raise Mistake("this table is empty")
    return latex_table(cells).encode()


def _verdict_cells(report: Report) -> Cells:
    """The columns of every table of claims; the verdict in words, since fonts of LaTeX lack its symbols."""
    return [COLUMNS, *((*row.cells[:-1], row.word) for row in report.rows)]

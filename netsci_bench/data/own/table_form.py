"""How is this table to be read: which lines, which columns, which numbers? Found out from its first lines.

Whatever is clear is taken, whatever is guessed is told with its line, and whatever can be read in two ways is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from netsci_bench.data.own.label_column import is_label_text, label_column
from netsci_bench.data.own.number_format import NumberFormat, guessed_format, looks_like_a_number
from netsci_bench.data.own.table_head import Row, column_named, head_rows, is_header
from netsci_bench.data.sources.errors import SourceError

FEWEST_TO_COUNT = 3  # rows from which on a column that counts them is no accident


@dataclass(frozen=True)
class TableOptions:
    """What the user says about a table; what is left out is found out from its first lines.

    ``header``: whether its first line is one; ``delimiter``, ``decimal``, ``thousands``: one sign each; ``drop``:
    columns to leave out, by name or number from 1; ``keep_index``: a column that counts the rows is a feature;
    ``text_labels``: labels are names even where they look like numbers.
    """

    header: bool | None = None
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    drop: tuple[str, ...] = ()
    keep_index: bool = False
    text_labels: bool = False


@dataclass(frozen=True)
class OwnTable:
    """A file with a row per sample, the column of its labels, and how many of its last rows are held out.

    ``label``: ``first``, ``last``, a name in the header or a number from 1; where it is empty it is guessed.
    """

    file: Path
    label: str
    test_last: int
    options: TableOptions = field(default_factory=TableOptions)


@dataclass(frozen=True)
class TableForm:
    """How a table is to be read; columns count from 0, lines from 1."""

    names: tuple[str, ...]  # of the columns; empty without a header
    columns: int
    first_line: int  # of the rows
    delimiter: str
    numbers: NumberFormat
    label: int
    dropped: tuple[int, ...]
    text_labels: bool
    notes: tuple[str, ...]


def table_form(table: OwnTable) -> TableForm:
    """The form of a table, from its first lines and what the user says.

    Raises:
        SourceError: the file is no table, or can be read in two ways; the text names the line and the option.
    """
    options, file = table.options, table.file
    try:
        rows, delimiter, notes = head_rows(file, options.delimiter, options.header)
        header, more = is_header(rows, options.header)
        names, data = (rows[0].cells, rows[1:]) if header else ((), rows)
        _refuse_odd_rows(rows[0], data, header)
        columns = len(rows[0].cells)
        notes += more + _odd_names(names, rows[0].line)
        dropped, told = _dropped(names, columns, data, options)
        left = [column for column in range(columns) if column not in dropped]
        if len(left) < 2:
            raise SourceError("has one column only: a label and at least one feature are needed")
        label, found = label_column(names, left, data, table.label)
        text, said = is_label_text(data, label, options.text_labels)
        numeric = [column for column in left if column != label or not text]
        numbers, guessed = guessed_format(_cells(data, numeric), options.decimal, options.thousands)
    except SourceError as error:
        raise SourceError(f"{file}: {error}") from error
    notes = [*notes, *told, *found, *said, *guessed]
    return TableForm(
        names, columns, data[0].line, delimiter, numbers, label, tuple(sorted(dropped)), text, tuple(notes)
    )


def _refuse_odd_rows(first: Row, data: Sequence[Row], header: bool) -> None:
    if not data:
        raise SourceError("holds no rows")
    columns = len(first.cells)
    for row in data:
        if len(row.cells) != columns:
            there = "header" if header else "first row"
            raise SourceError(f"line {row.line}: {len(row.cells)} cells, where the {there} has {columns}")
    again = [row.line for row in data if header and row.cells == first.cells]
    if again and not all(map(looks_like_a_number, first.cells)):
        raise SourceError(f"line {again[0]} repeats the header: were two files joined? take the line out")


def _dropped(
    names: Sequence[str], columns: int, data: Sequence[Row], options: TableOptions
) -> tuple[set[int], list[str]]:
    """Columns that are left out: those that the user names, and an index that has no name."""
    dropped = {column_named(wanted, names, range(columns)) for wanted in options.drop}
    if 0 in dropped or options.keep_index or len(data) < FEWEST_TO_COUNT:
        return dropped, []
    cells = [row.cells[0] for row in data if row.cells]
    whole = all(cell.isascii() and cell.isdigit() for cell in cells) and len(set(cells)) == len(cells)
    if not whole:
        return dropped, []
    if names and (not names[0] or names[0].startswith("Unnamed: ")):
        note = "column 1 has no name and a different number in each row: it is read as an index and left out"
        return {*dropped, 0}, [f"{note} (--keep-index keeps it)"]
    if [int(cell) for cell in cells] == list(range(int(cells[0]), int(cells[0]) + len(cells))):
        first = ", ".join(cells[:3])
        raise SourceError(f"column 1 counts the rows ({first}, ...): say --drop 1 to leave it out, or --keep-index")
    return dropped, []


def _odd_names(names: Sequence[str], line: int) -> list[str]:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    notes = [f"line {line}: {names.count(n)} columns have the name {n!r}; each is kept" for n in twice]
    empty = [column + 1 for column, name in enumerate(names) if not name]
    return notes + [f"line {line}: column {column} has no name" for column in empty]


def _cells(data: Sequence[Row], columns: Sequence[int]) -> list[tuple[int, str]]:
    return [(row.line, row.cells[column]) for row in data for column in columns if column < len(row.cells)]

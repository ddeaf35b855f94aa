"""What do the first lines of a table say: which sign stands between its cells, and is its first line a header?"""

import csv
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path

from netsci_bench.data.formats.csv_rows import LONGEST_LINE
from netsci_bench.data.formats.gzipped import open_unpacked
from netsci_bench.data.own.number_format import DATE, MISSING, looks_like_a_number
from netsci_bench.data.sources.errors import SourceError

HEAD_BYTES = 1 << 20
HEAD_ROWS = 1000
COMMENTS = ("#", "%")
DELIMITERS = (",", ";", "\t", "|", " ")
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
STRANGE = {
    b"PK\x03\x04": "a zip or spreadsheet file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF file",
}
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)  # a spreadsheet's own first line


@dataclass(frozen=True)
class Row:
    """A line that is not empty: its number in the file, and its cells."""

    line: int
    cells: tuple[str, ...]


def split(line: str, delimiter: str) -> tuple[str, ...]:
    """The cells of a line, without quotes and blanks around them."""
    if delimiter == " ":
        return tuple(line.split())
    plain = line.strip("\r\n")
    cells = plain.split(delimiter)
    if '"' in plain:
        with suppress(csv.Error):  # a cell longer than a reader of cells takes: it is told as one that is no number
            cells = next(csv.reader([plain], delimiter=delimiter, skipinitialspace=True))
    return tuple(cell.strip() for cell in cells)


def head_rows(file: Path, delimiter: str, asked: bool | None) -> tuple[list[Row], str, list[str]]:
    """The first rows of a file, the sign between their cells (guessed where it is empty), and what was guessed.

    Comments above them are left out, but the last one is the header where it has as many cells as the rows below,
    as numpy writes it (and the user does not say that there is none).

    Raises:
        SourceError: the file is empty or no text, or a quoted cell goes over several lines.
    """
    lines = _head_lines(file)
    notes: list[str] = []
    if lines and (said := SEPARATOR_LINE.fullmatch(lines[0][1].strip())):
        delimiter = delimiter or said[1]
        notes.append(f"line {lines[0][0]}: `{said[0]}` names the sign between cells and is left out")
        lines = lines[1:]
    comments = list(takewhile(lambda line: line[1].lstrip().startswith(COMMENTS), lines))
    lines = lines[len(comments) :]
    if not lines:
        raise SourceError("holds no rows")
    if not delimiter:
        delimiter = _best_delimiter([text for _, text in lines])
        if delimiter != ",":
            notes.append(f"line {lines[0][0]}: cells are separated by {NAMES[delimiter]}")
    for number, text in lines:
        if delimiter != " " and text.count('"') % 2:
            raise SourceError(f"line {number}: a quotation mark that is not closed on its line")
    rows = [Row(number, split(text, delimiter)) for number, text in lines]
    if comments and asked is not False and (named := _commented_header(comments[-1], rows[0], delimiter)):
        comments, rows = comments[:-1], [named, *rows]
    return rows, delimiter, notes + [f"line {number} is a comment and left out" for number, _ in comments]


def _commented_header(comment: tuple[int, str], first: Row, delimiter: str) -> Row | None:
    """The names of columns behind a sign of comments, of which at least one is a name."""
    cells = split(comment[1].strip().lstrip("#%").strip(), delimiter)
    names = len(cells) == len(first.cells) > 1 and not any(map(looks_like_a_number, cells))
    return Row(comment[0], cells) if names and any(map(looks_like_a_number, first.cells)) else None


def is_header(rows: Sequence[Row], asked: bool | None) -> tuple[bool, list[str]]:
    """Whether the first row is a header, and what was guessed.

    Raises:
        SourceError: it may be either; the text says what to say.
    """
    first, shown = rows[0], ",".join(rows[0].cells)[:60]
    if asked is not None:
        return asked, []
    unclear = SourceError(f"line {first.line} is `{shown}`: is it a header or a row? say --header or --no-header")
    names = [i for i, cell in enumerate(first.cells) if not looks_like_a_number(cell)]
    numbers = [cell for cell in first.cells if looks_like_a_number(cell)]
    if not names:
        if counts_on(numbers):
            raise unclear
        return False, [f"line {first.line} holds numbers only and is read as a row, not as a header"]
    header = True, [f"line {first.line} `{shown}` is read as the header"]
    if not numbers:
        return header
    above = [i for i in names if _numeric_below(rows, i)]  # names above numbers
    if not above:
        if counts_on(numbers):
            raise unclear
        return False, [f"line {first.line} `{shown}` is read as a row, not as a header"]
    if all(_no_name(first.cells[i]) for i in above) and not (above == [0] and not first.cells[0]):
        return False, [f"line {first.line} `{shown}` is read as a row, not as a header"]
    if counts_on(numbers) or numbers == ["0"]:
        return header
    raise unclear


def counts_on(cells: Sequence[str]) -> bool:
    """Whether cells may be names that count columns: 0, 1, 2; 400, 402, 404; 0, 0.1, 0.2 (twins in pandas)."""
    try:
        values = [float(cell) for cell in cells]
    except ValueError:
        return False
    steps = {after - before for before, after in pairwise(values)}
    if len(cells) == 2:
        return values in ([0.0, 1.0], [1.0, 2.0])
    return len(cells) > 2 and all(math.isclose(step, min(steps), rel_tol=1e-6) for step in steps) and min(steps) > 0.0


def _no_name(cell: str) -> bool:
    return cell.lower() in MISSING or DATE.fullmatch(cell) is not None


def column_named(wanted: str, names: Sequence[str], among: Sequence[int]) -> int:
    """The column with a name, or with a number from 1, among those that are left.

    Raises:
        SourceError: there is none, or there are several.
    """
    number = int(wanted) - 1 if wanted.isascii() and wanted.isdigit() else -1
    named = [column for column in among if column < len(names) and names[column] == wanted]
    found = sorted({*named, *([number] if number in among else [])})
    if len(found) == 1:
        return found[0]
    there = ", ".join(name or "''" for name in names[:20]) or f"1 to {max(among) + 1}"
    if not found:
        raise SourceError(f"has no column {wanted!r}; there are {there}")
    raise SourceError(f"has {len(found)} columns that {wanted!r} may mean: {', '.join(str(c + 1) for c in found)}")


def _numeric_below(rows: Sequence[Row], column: int) -> bool:
    below = [row.cells[column] for row in rows[1:] if len(row.cells) > column]
    return bool(below) and all(looks_like_a_number(cell) or cell.lower() in MISSING for cell in below)


def _head_lines(file: Path) -> list[tuple[int, str]]:
    with open_unpacked(file) as (_, text):
        head = text.read(HEAD_BYTES)
        head += text.readline(LONGEST_LINE)
    for start, what in STRANGE.items():
        if head.startswith(start):
            raise SourceError(f"is {what}: save it as a .csv file in UTF-8")
    if b"\0" in head:
        raise SourceError("is no text file")
    if b"\r" in head and b"\n" not in head:
        raise SourceError("has the line ends of an old Macintosh: save it with the line ends of this system")
    lines = head.decode("utf-8-sig", errors="replace").split("\n")
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()][: HEAD_ROWS + 1]


def _best_delimiter(lines: Sequence[str]) -> str:
    """The sign under which most cells are numbers; of equal ones the one that makes more cells, then the first."""

    def share(delimiter: str) -> tuple[float, bool]:
        rows = [split(line, delimiter) for line in (lines[1:] or lines)]
        cells = [cell for row in rows if len(row) > 1 for cell in row]
        numbers = sum(looks_like_a_number(cell) for cell in cells)
        return numbers / max(1, len(cells)), len({len(row) for row in rows}) == 1

    return max(DELIMITERS, key=share)

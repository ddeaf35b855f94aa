"""How does a file of comma-separated numbers become rows, block by block, and on which line is it wrong?

A file may be far larger than the memory (HIGGS has eleven million rows), so blocks of whole lines are parsed one
after the other. A block that the fast parser refuses is read again cell by cell, only to say what is wrong where.
"""

import codecs
import gzip
import io
import math
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.run import Progress
from netsci_bench.data.formats.gzipped import open_unpacked
from netsci_bench.data.sources.errors import SourceError

BLOCK_BYTES = 1 << 23  # 8 MB of text are some 10,000 rows of HIGGS: parsed in a tenth of a second
LONGEST_LINE = 1 << 24  # 16 MB: a million numbers; a file without line ends must not fill the memory

Rows = NDArray[np.float32]
Tell = Callable[[Progress], None]


def number_rows(file: Path, tell: Tell = lambda _: None) -> Iterator[Rows]:
    """The rows of a file (raw or gzip-compressed) as blocks of float32, each ``rows columns``.

    A first line without a single number is taken for a header and left out; empty lines are left out too. ``tell``
    hears how far the reading is, in bytes of the file as it lies on the disk.

    Raises:
        SourceError: a cell is empty, no number or not finite, or a line has not as many cells as the first one; the
            text names the line. Or the file is empty, or damaged.
    """
    line, columns = 1, 0
    with open_unpacked(file) as (raw, text):
        while block := whole_lines(text, file):
            body = _without_header(block.removeprefix(codecs.BOM_UTF8)) if line == 1 else block
            columns = columns or _cells(body)
            rows = _parsed(body, columns)
            if rows is None:
                raise _fault(body, columns, file.name, line + block.count(b"\n") - body.count(b"\n"))
            line += block.count(b"\n")
            tell(Progress(f"reading {file.name}", raw.tell(), file.stat().st_size, "B"))
            if len(rows):
                yield rows
    if not columns:
        raise SourceError(f"{file.name} holds no rows")


def whole_lines(text: IO[bytes], file: Path) -> bytes:
    """The next block of whole lines; empty at the end of the file.

    Raises:
        SourceError: the file is a damaged gzip file, or has no line ends.
    """
    try:
        block = text.read(BLOCK_BYTES)
        rest = text.readline(LONGEST_LINE) if block else b""
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{file.name} is a truncated or damaged gzip file ({error})") from error
    if len(rest) == LONGEST_LINE:
        raise SourceError(f"{file.name} has a line of more than {LONGEST_LINE >> 20} MB: it is not a table")
    return block + rest


def _without_header(block: bytes) -> bytes:
    first, _, rest = block.partition(b"\n")
    named = first.strip() and not any(_number(cell) is not None for cell in first.split(b","))
    return rest if named else block


def _cells(block: bytes) -> int:
    """How many cells the first line that is not empty has; 0 if there is none."""
    return next((line.count(b",") + 1 for line in block.split(b"\n") if line.strip()), 0)


def _parsed(block: bytes, columns: int) -> Rows | None:
    """All rows of a block; None where anything at all is wrong with it."""
    if not block.strip():
        return np.empty((0, columns), np.float32)
    import pandas as pd  # takes a while, and a stored data set does without

    try:
        table = pd.read_csv(io.BytesIO(block), header=None, dtype=np.float64, na_filter=False)
    except (ValueError, pd.errors.ParserError):
        return None
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is told below
        rows = table.to_numpy().astype(np.float32)  # in two steps: float64 hides how exactly pandas parses
    return rows if rows.shape[1] == columns and np.isfinite(rows).all() else None


def _fault(block: bytes, columns: int, name: str, before: int) -> SourceError:
    """What is wrong with a block of which ``before`` is the number of its first line."""
    for number, line in enumerate(block.split(b"\n"), start=before):
        if not line.strip():
            continue
        cells = line.split(b",")
        if len(cells) != columns:
            return SourceError(f"{name} line {number}: {len(cells)} cells, where the first row has {columns}")
        for column, cell in enumerate(cells, start=1):
            if (what := _wrong(cell)) is not None:
                return SourceError(f"{name} line {number}, column {column}: {what}")
    return SourceError(f"{name}: the lines from {before} on are no table of comma-separated numbers")


def _wrong(cell: bytes) -> str | None:
    number = _number(cell)
    shown = repr(cell.strip().decode(errors="replace")[:40])
    if number is None:
        return "is empty" if not cell.strip() else f"{shown} is not a number"
    finite = math.isfinite(number) and abs(number) <= float(np.finfo(np.float32).max)
    return None if finite else f"{shown} is not finite"


def _number(cell: bytes) -> float | None:
    try:
        return float(cell.decode().strip().strip('"'))
    except ValueError:
        return None

"""How do the lines of a table become features and labels, block by block, and on which line is one wrong?

The fast parser reads a block; where it or what it found leaves any doubt, the block is read again cell by cell, in
exactly the form that was found or asked for, and the first wrong cell is told.
"""

import codecs
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netsci_bench.contract.run import Progress
from netsci_bench.data.formats.csv_rows import Rows, Tell, whole_lines
from netsci_bench.data.formats.gzipped import open_unpacked
from netsci_bench.data.own.label_column import MOST_NUMBERED
from netsci_bench.data.own.number_format import DATE, MISSING, looks_like_a_number
from netsci_bench.data.own.table_form import TableForm
from netsci_bench.data.own.table_head import split
from netsci_bench.data.sources.errors import SourceError

TRUTH = re.compile(rb"true|false", re.IGNORECASE)
LARGEST = float(np.finfo(np.float32).max)
Labels = NDArray[np.uint8] | list[str]


@dataclass(frozen=True)
class Block:
    """Rows of a table: features (float32), labels as numbers or names, and how many empty lines were left out."""

    features: Rows
    labels: Labels
    empty: int


def table_blocks(file: Path, form: TableForm, tell: Tell) -> Iterator[Block]:
    """The rows of a table in their order; ``tell`` hears how far the reading is, in bytes on the disk.

    Raises:
        SourceError: a cell is not what the form says, or a line has another number of cells; the text says where.
    """
    line = 1
    with open_unpacked(file) as (raw, text):
        while block := whole_lines(text, file):
            lines = block.count(b"\n")
            before = max(0, min(form.first_line - line, lines))
            body = block.removeprefix(codecs.BOM_UTF8) if line == 1 else block
            body = body.split(b"\n", before)[-1] if before else body
            yield _fast(body, form) or _cell_by_cell(body, form, f"{file} line", line + before)
            line += lines
            tell(Progress(f"reading {file.name}", raw.tell(), file.stat().st_size, "B"))


def _fast(body: bytes, form: TableForm) -> Block | None:
    """All rows of a block; None where it is better read cell by cell."""
    text = {form.label, *form.dropped} if form.text_labels else set(form.dropped)
    doubtful = form.numbers.thousands or form.delimiter in (" ", form.numbers.decimal)
    # Of a column of nothing but true and false the fast parser would make 1 and 0; the first row shows it.
    if doubtful or not body.strip() or TRUTH.search(body.lstrip().partition(b"\n")[0]):
        return None
    types = {column: str if column in text else np.float64 for column in range(form.columns)} if text else np.float64
    how = {"sep": form.delimiter, "decimal": form.numbers.decimal, "skipinitialspace": True, "low_memory": False}
    try:
        table = pd.read_csv(io.BytesIO(body), header=None, dtype=types, na_filter=False, **how)
    except (ValueError, pd.errors.ParserError):
        return None
    if table.shape[1] != form.columns:
        return None
    labels = _labels(table[form.label].tolist() if form.text_labels else table[form.label].to_numpy())
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is told cell by cell
        rows = _features(table, form).astype(np.float32)  # in two steps: exactly as the text says
    empty = body.count(b"\n") + (not body.endswith(b"\n")) - len(rows)
    return Block(rows, labels, empty) if labels is not None and np.isfinite(rows).all() else None


def _features(table: pd.DataFrame, form: TableForm) -> NDArray[np.float64]:
    if form.text_labels or form.dropped:
        return np.asarray(table.drop(columns=[form.label, *form.dropped]), dtype=np.float64)
    return np.delete(table.to_numpy(), form.label, axis=1)


def _labels(values: NDArray[np.float64] | list[object]) -> Labels | None:
    if isinstance(values, list):
        names = [value.strip() for value in values if isinstance(value, str)]
        sound = len(names) == len(values) and not any(name.lower() in MISSING for name in names)
        return names if sound else None
    whole = (values == np.floor(values)) & (values >= 0) & (values < MOST_NUMBERED)
    return values.astype(np.uint8) if whole.all() else None


def _cell_by_cell(body: bytes, form: TableForm, place: str, first: int) -> Block:
    features: list[list[float]] = []
    labels: list[str] = []
    numbers: list[float] = []
    empty = 0
    for number, line in enumerate(body.removesuffix(b"\n").split(b"\n") if body else [], start=first):
        if not line.strip():
            empty += 1
            continue
        cells = _split(line, form, f"{place} {number}")
        features.append([])
        for column, cell in enumerate(cells):
            where = f"{place} {number}, column {column + 1}"
            if column in form.dropped:
                continue
            if column != form.label:
                features[-1].append(_number(cell, form, where))
            elif form.text_labels:
                labels.append(_name(cell, where))
            else:
                numbers.append(_class(cell, form, where))
    rows = np.array(features, dtype=np.float32).reshape(len(features), form.columns - 1 - len(form.dropped))
    return Block(rows, labels if form.text_labels else np.array(numbers, dtype=np.uint8), empty)


def _split(line: bytes, form: TableForm, place: str) -> tuple[str, ...]:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"{place} is not UTF-8 text: save the file as UTF-8") from error
    if form.delimiter != " " and text.count('"') % 2:
        raise SourceError(f"{place}: a quotation mark that is not closed on its line")
    cells = split(text, form.delimiter)
    if len(cells) != form.columns:
        there = "first row" if not form.names else "header"
        raise SourceError(f"{place}: {len(cells)} cells, where the {there} has {form.columns}")
    if cells == form.names and not all(map(looks_like_a_number, cells)):
        raise SourceError(f"{place} repeats the header: were two files joined? take the line out")
    return cells


def _number(cell: str, form: TableForm, where: str) -> float:
    value = form.numbers.number(cell)
    if value is not None and math.isfinite(value) and abs(value) <= LARGEST:
        return value
    shown = repr(cell[:40])
    if not cell:
        raise SourceError(f"{where}: is empty")
    if value is not None or cell.lower().lstrip("+-") in ("inf", "infinity", "nan"):
        raise SourceError(f"{where}: {shown} is not finite")
    if cell.lower() in MISSING:
        raise SourceError(f"{where}: {shown} stands for a missing value")
    if DATE.fullmatch(cell):
        raise SourceError(f"{where}: {shown} is a date, not a number; --drop leaves a column out")
    hint = f" with {form.numbers.decimal!r} before decimals; say --decimal or --thousands"
    raise SourceError(f"{where}: {shown} is not a number{hint if looks_like_a_number(cell) else ''}")


def _name(cell: str, where: str) -> str:
    if cell.lower() in MISSING:
        raise SourceError(f"{where}: the label is {'empty' if not cell else repr(cell)}")
    return cell


def _class(cell: str, form: TableForm, where: str) -> float:
    if cell and not looks_like_a_number(cell) and cell.lower() not in MISSING:
        raise SourceError(f"{where}: the label {cell[:40]!r} is no number, as those above; say --text-labels")
    value = _number(cell, form, where)
    if not value.is_integer() or not 0 <= value < MOST_NUMBERED:
        raise SourceError(
            f"{where}: the label is {value:g}, no whole number from 0 to {MOST_NUMBERED - 1}; "
            "say --label for another column, or --text-labels"
        )
    return value

"""How does a table of the user's own become a data set, however many rows it has?

The rows go through the memory block by block; only the last ones, which are the test part, are held until it is known
that they are the last, and the labels until all names of classes are known.
"""

from collections import deque
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.data.formats.csv_rows import Rows, Tell
from netsci_bench.data.formats.growing_arrays import GrowingArrays
from netsci_bench.data.own.reading import Reading, shown_names
from netsci_bench.data.own.table_form import OwnTable, TableForm, table_form
from netsci_bench.data.own.table_rows import Block, table_blocks
from netsci_bench.data.sources.errors import SourceError

SHOWN_ROWS, SHOWN_CELLS = 5, 8
MOST_CLASSES = 65_536  # labels are uint16 at most


class ClassNumbers:
    """Labels as they come, and at the end the number of each class: names are numbered in sorted order."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.parts: list[NDArray[np.integer]] = []

    def add(self, labels: NDArray[np.uint8] | list[str]) -> None:
        """Take in the labels of a block.

        Raises:
            SourceError: there are more classes than labels can number.
        """
        if isinstance(labels, list):
            labels = np.array([self.names.setdefault(n, len(self.names)) for n in labels], dtype=np.uint32)
        if len(self.names) > MOST_CLASSES:
            raise SourceError(
                f"the labels are more than {MOST_CLASSES} different texts: say --label for another column"
            )
        self.parts.append(labels)

    def finish(self) -> NDArray[np.integer]:
        """The class of every row."""
        labels: NDArray[np.integer] = np.concatenate(self.parts)
        if not self.names:
            return labels
        rank = {name: place for place, name in enumerate(sorted(self.names))}
        order = np.array([rank[name] for name in self.names], dtype=np.uint8 if len(rank) <= 256 else np.uint16)
        numbered: NDArray[np.integer] = order[labels]
        return numbered


def read_table(table: OwnTable, folder: Path, tell: Tell) -> Reading:
    """Write ``train_features`` (float32), ``train_labels`` (uint8 or uint16), and likewise ``test``, into a folder.

    Raises:
        SourceError: a cell or a label is wrong (the text says where), or there are too few rows.
    """
    form = table_form(table)
    waiting: deque[Rows] = deque()
    first: list[str] = []
    classes, held, empty = ClassNumbers(), 0, 0
    with GrowingArrays(folder) as arrays:
        for block in table_blocks(table.file, form, tell):
            first += _shown(block, len(first))
            classes.add(block.labels)
            waiting.append(block.features)
            held, empty = held + len(block.features), empty + block.empty
            while held - len(waiting[0]) >= table.test_last:
                held -= len(waiting[0])
                arrays.append("train_features", waiting.popleft())
        labels = classes.finish()
        _refuse_too_few(table, len(labels))
        _append_last(arrays, waiting, table.test_last)
        arrays.append("train_labels", labels[: -table.test_last])
        arrays.append("test_labels", labels[-table.test_last :])
        notes = [*form.notes, *_told(form, labels, sorted(classes.names), table.test_last)]
        notes += [f"{empty} empty lines are left out"] if empty else []
        return Reading(arrays.finish(), tuple(notes), tuple(first))


def _append_last(arrays: GrowingArrays, waiting: Collection[Rows], test_last: int) -> None:
    """The blocks that were held: the last rows are the test part, those before them belong to the training part."""
    held = sum(map(len, waiting))
    for features in waiting:
        train = max(0, held - test_last)
        arrays.append("train_features", features[:train])
        arrays.append("test_features", features[train:])
        held -= len(features)


def _refuse_too_few(table: OwnTable, rows: int) -> None:
    if rows <= table.test_last:
        raise SourceError(f"{table.file} has {rows} rows: when {table.test_last} test, none is left to train")


def _told(form: TableForm, labels: NDArray[np.integer], names: list[str], test_last: int) -> list[str]:
    """The classes, how many rows each has, and those that one part lacks."""
    counts = np.bincount(labels)
    present = np.flatnonzero(counts).tolist()
    shown = [f"{number} is {names[number]!r}" if names else str(number) for number in present]
    told = [f"{len(present)} classes: {shown_names(shown, 20)}"]
    if not names and present != list(range(len(present))):
        told.append(f"classes are the numbers as they stand: a model needs {len(counts)} outputs, 0 to {present[-1]}")
    missing = sorted(set(present) - set(labels[:-test_last].tolist()))
    told += [f"class {number} is in no training row" for number in missing[:3]]
    dropped = ", ".join(str(column + 1) for column in form.dropped)
    return told + ([f"columns left out: {dropped}"] if dropped else [])


def _shown(block: Block, before: int) -> list[str]:
    lines = []
    rows = zip(block.features[: SHOWN_ROWS - before].tolist(), block.labels, strict=False)
    for number, (row, label) in enumerate(rows, start=before + 1):
        cells = ", ".join(f"{value:g}" for value in row[:SHOWN_CELLS])
        more = ", ..." if len(row) > SHOWN_CELLS else ""
        lines.append(f"row {number}: label {label}, features {cells}{more} ({len(row)} in all)")
    return lines

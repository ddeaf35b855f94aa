"""How does a table of the user's own become a data set, however many rows it has?

The rows go through the memory block by block; only the last ones, which are the test part, are held until it is known
that they are the last.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import ArraySpec
from netsci_bench.data.formats.csv_rows import Rows, Tell, number_rows
from netsci_bench.data.formats.growing_arrays import GrowingArrays
from netsci_bench.data.formats.tables import parted
from netsci_bench.data.sources.errors import SourceError

Block = tuple[Rows, NDArray[np.uint8]]  # features, labels


@dataclass(frozen=True)
class OwnTable:
    """A file of comma-separated numbers, the column of its labels, and how many of its last rows are to test."""

    file: Path
    label: Literal["first", "last"]
    test_last: int


def table_arrays(table: OwnTable, folder: Path, tell: Tell) -> dict[str, ArraySpec]:
    """Write ``train_features`` (float32), ``train_labels`` (uint8), and likewise ``test``, into a folder.

    Raises:
        SourceError: a cell or a label is wrong (the text says where), or there are too few rows.
    """
    waiting: deque[Block] = deque()
    held = done = 0
    with GrowingArrays(folder) as arrays:
        for rows in number_rows(table.file, tell):
            waiting.append(parted(rows, table.label, table.file.name, done + 1))
            held, done = held + len(rows), done + len(rows)
            while held - len(waiting[0][0]) >= table.test_last:
                block = waiting.popleft()
                held -= len(block[0])
                _append(arrays, "train", block)
        if done <= table.test_last:
            raise SourceError(
                f"{table.file.name} has {done} rows: when {table.test_last} test, none is left to train"
            )
        for features, labels in waiting:
            first = max(0, held - table.test_last)  # rows of this block that come before the test part
            _append(arrays, "train", (features[:first], labels[:first]))
            _append(arrays, "test", (features[first:], labels[first:]))
            held -= len(features)
        return arrays.finish()


def _append(arrays: GrowingArrays, part: str, block: Block) -> None:
    arrays.append(f"{part}_features", block[0])
    arrays.append(f"{part}_labels", block[1])

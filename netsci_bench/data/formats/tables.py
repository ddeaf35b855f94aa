"""How do the files of a table become the arrays of a data set? Features and labels, part by part.

Two forms: ``bits``, one file of comma-separated zeros and ones for each array, and rows with a label in their first
or last column, which are dealt out to the parts in the order in which they come.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats.csv_rows import Rows, number_rows
from netsci_bench.data.sources.errors import SourceError

MOST_CLASSES = 256  # labels are uint8

Shape = tuple[int, ...]


def bits(file: Path) -> NDArray[np.uint8]:
    """Rows of zeros and ones.

    Raises:
        SourceError: the file is no table of numbers, or holds another number.
    """
    rows = np.concatenate(list(number_rows(file)))
    if not np.isin(rows, (0, 1)).all():
        raise SourceError(f"{file.name} holds other numbers than 0 and 1")
    return rows.astype(np.uint8)


def labelled_rows(
    file: Path, names: Sequence[str], shapes: Sequence[Shape], at: Literal["first", "last"]
) -> dict[str, NDArray[Any]]:
    """Features (float32) and labels (uint8) of the parts, in turn: ``names`` are features, labels, features, ...

    Every part takes as many rows as its shape says, in the order of the file.

    Raises:
        SourceError: the file is no such table, or has not exactly as many rows as the parts together.
        Mistake: the catalogue's arrays are no pairs of features and labels.
    """
    if len(names) % 2 or len(shapes) != len(names):
        raise Mistake("rows with labels become pairs of arrays: features, then labels")
    features, labels = parted(np.concatenate(list(number_rows(file))), at, file.name, 1)
    ends = np.cumsum([0, *(shape[0] for shape in shapes[::2])]).tolist()
    if ends[-1] != len(labels):
        raise SourceError(f"{file.name} holds {len(labels)} rows, not {ends[-1]}")
    arrays: dict[str, NDArray[Any]] = {}
    for place, (start, stop) in enumerate(pairwise(ends)):
        arrays[names[2 * place]], arrays[names[2 * place + 1]] = features[start:stop], labels[start:stop]
    return arrays


def parted(rows: Rows, at: Literal["first", "last"], name: str, first_row: int) -> tuple[Rows, NDArray[np.uint8]]:
    """Features and labels of rows of which the first is row ``first_row`` of the file (a header not counted).

    Raises:
        SourceError: there is no feature, or a label is no whole number from 0 to 255.
    """
    if rows.shape[1] < 2:
        raise SourceError(f"{name} has one column only: a label and at least one feature are needed")
    labels, features = (rows[:, 0], rows[:, 1:]) if at == "first" else (rows[:, -1], rows[:, :-1])
    whole = (labels == np.floor(labels)) & (labels >= 0) & (labels < MOST_CLASSES)
    if not whole.all():
        row = int(np.argmin(whole))
        raise SourceError(
            f"{name}: the label of row {first_row + row} is {labels[row]:g}, no whole number from 0 to "
            f"{MOST_CLASSES - 1}; is it the {at} column?"
        )
    return np.ascontiguousarray(features), labels.astype(np.uint8)

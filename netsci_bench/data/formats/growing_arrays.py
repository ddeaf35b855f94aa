"""How are arrays written that are larger than the memory, when nobody knows yet how many rows they will have?

Rows are appended to ordinary ``.npy`` files as they come, and hashed on the way; headers are written last. Mapped
files would do as well, but their pages would count as memory of the process.
"""

import hashlib
import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import ArraySpec


class GrowingArrays:
    """The arrays of a folder under way: ``append`` to each by its name, then ``finish``; closed on leaving."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrays: dict[str, _Growing] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for array in self.arrays.values():
            array.stream.close()

    def append(self, name: str, rows: NDArray[Any]) -> None:
        """More rows of an array, as many as there are; the first ones decide its type and the shape of a row.

        Raises:
            ValueError: the rows have another shape than the first ones.
        """
        if name not in self.arrays:
            stream = (self.folder / f"{name}.npy").open("wb")
            self.arrays[name] = _Growing(stream, rows.shape[1:], rows.dtype.newbyteorder("<"))
            stream.write(self.arrays[name].header())
        self.arrays[name].append(rows)

    def finish(self) -> dict[str, ArraySpec]:
        """Write the headers, wait until all is on the disk, and say what was written."""
        return {name: array.finish() for name, array in self.arrays.items()}


@dataclass
class _Growing:
    """One of them."""

    stream: IO[bytes]
    row: tuple[int, ...]
    dtype: np.dtype[Any]
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def append(self, rows: NDArray[Any]) -> None:
        if rows.shape[1:] != self.row:
            raise ValueError(f"rows of shape {rows.shape[1:]} meet {self.row}")
        content = np.ascontiguousarray(rows, dtype=self.dtype).data
        self.stream.write(content)
        self.digest.update(content)
        self.rows += len(rows)

    def finish(self) -> ArraySpec:
        self.stream.seek(0)
        self.stream.write(self.header())
        self.stream.flush()
        os.fsync(self.stream.fileno())
        return ArraySpec(shape=(self.rows, *self.row), dtype=self.dtype.name, sha256=self.digest.hexdigest())

    def header(self) -> bytes:
        """The header for the rows so far: numpy leaves room for their number, so that its length stays the same."""
        header = io.BytesIO()
        about = {"descr": self.dtype.str, "fortran_order": False, "shape": (self.rows, *self.row)}
        np.lib.format.write_array_header_1_0(header, about)
        return header.getvalue()

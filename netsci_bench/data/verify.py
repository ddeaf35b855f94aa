"""Are these the right bytes? Shape, type and SHA-256 of every array, just fetched or stored long ago."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset, Source
from netsci_bench.data.sources.errors import SourceError

State = Literal["ok", "missing", "corrupt"]


def folder_of(dataset: Dataset, home: Path) -> Path:
    """Where the arrays of a data set are kept."""
    return home / "data" / f"{dataset.name}@{dataset.fingerprint}"


def verify(dataset: Dataset, home: Path) -> list[tuple[str, State]]:
    """Name and state of every array of a data set, each hashed in full (MNIST: about 0.1 s)."""
    folder = folder_of(dataset, home)
    return [(name, _state(folder / f"{name}.npy", spec)) for name, spec in dataset.arrays.items()]


def _state(file: Path, spec: ArraySpec) -> State:
    if not file.is_file():
        return "missing"
    try:
        array = opened(file)
    except (OSError, ValueError):
        return "corrupt"
    return "corrupt" if wrong(array, spec) else "ok"


def opened(file: Path) -> NDArray[Any]:
    """The array in an ``.npy`` file, memory-mapped and read-only.

    Raises:
        ValueError: the file is not an ``.npy`` file, or is shorter than its header says.
    """
    return np.lib.format.open_memmap(file, mode="r")


def wrong(array: NDArray[Any], spec: ArraySpec) -> str:
    """What differs from the catalogue, in words; an empty string when nothing does."""
    if array.shape != spec.shape:
        return f"has the shape {list(array.shape)}, not {list(spec.shape)}"
    if array.dtype != np.dtype(spec.dtype).newbyteorder("<"):
        return f"holds {array.dtype}, not {spec.dtype}"
    digest = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
    return "" if digest == spec.sha256 else f"has the SHA-256 {digest[:12]}..., not {spec.sha256[:12]}..."


def refuse_other_files(source: Source, files: Sequence[Path]) -> None:
    """Nothing when every file is the one whose MD5 its publisher gives; of most sources none is given.

    Raises:
        SourceError: naming the first file that is not.
    """
    for file, wanted in zip(files, source.md5, strict=False):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        if digest != wanted:
            raise SourceError(f"{file.name} has the MD5 {digest}, not {wanted}, which is the published one")


def refuse_wrong(arrays: Mapping[str, NDArray[Any]], dataset: Dataset) -> None:
    """Nothing when every array is what the catalogue says.

    Raises:
        SourceError: naming each array that is not, and what differs.
    """
    faults = {name: wrong(arrays[name], spec) for name, spec in dataset.arrays.items()}
    if any(faults.values()):
        raise SourceError("; ".join(f"{name} {fault}" for name, fault in faults.items() if fault))

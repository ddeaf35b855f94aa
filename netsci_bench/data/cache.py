"""How does a data set lie on disk, and how does a broken copy get noticed before anything is trained on it?

One folder per data set and checksum, one ``.npy`` file per array, and a manifest. A small data set is hashed
at each use. For a large one that would cost seconds, so a file that has kept the size and the time that it
was stored with is believed, and any other is hashed again.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.verify import folder_of, opened, refuse_wrong
from netsci_bench.storage.artifacts import MANIFEST
from netsci_bench.storage.atomic import sync_file

ALWAYS_HASHED_BYTES = 80_000_000  # 0.2 s at 400 MB/s; MNIST and Fashion-MNIST (55 MB) lie below


def read(dataset: Dataset, home: Path) -> dict[str, NDArray[Any]]:
    """The stored arrays, memory-mapped and read-only.

    Raises:
        FileNotFoundError: it is not there, or not completely.
        SourceError: it is there, but its bytes are not the right ones.
    """
    folder = folder_of(dataset, home)
    noted = _manifest(folder)
    try:
        arrays = {name: opened(folder / f"{name}.npy") for name in dataset.arrays}
    except ValueError as error:
        raise SourceError(str(error)) from error
    large = sum(array.nbytes for array in arrays.values()) > ALWAYS_HASHED_BYTES
    if not (large and noted == _state(folder, dataset)):
        refuse_wrong(arrays, dataset)
    return arrays


def put(dataset: Dataset, arrays: Mapping[str, NDArray[Any]], home: Path) -> None:
    """Store arrays that were found right: written aside, then renamed, so that no reader sees half of them.

    To be called under the data set's lock.
    """
    folder = folder_of(dataset, home)
    aside = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name in dataset.arrays:
        with (aside / f"{name}.npy").open("wb") as file:
            np.save(file, np.ascontiguousarray(arrays[name]), allow_pickle=False)
        sync_file(aside / f"{name}.npy")  # after a power cut the manifest must not vouch for bytes that never arrived
    store_arrays(dataset, aside, home)


def store_arrays(dataset: Dataset, aside: Path, home: Path) -> None:
    """Put a folder that holds the right arrays, written to the disk, into its place."""
    folder = folder_of(dataset, home)
    (aside / MANIFEST).write_text(json.dumps(_state(aside, dataset), indent=1), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    aside.rename(folder)


def _state(folder: Path, dataset: Dataset) -> dict[str, list[int | str]]:
    """Size, time of the last change and checksum of every array."""
    stats = {name: (folder / f"{name}.npy").stat() for name in dataset.arrays}
    return {n: [s.st_size, s.st_mtime_ns, dataset.arrays[n].sha256] for n, s in stats.items()}


def _manifest(folder: Path) -> Any:
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # missing or damaged: then every byte is hashed

"""How does a data set of the catalogue become arrays, whatever this machine can reach?

Its sources are tried in order and the first whose arrays have the right checksums is kept; it happens once
per machine, however many processes ask at the same time.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from netsci_bench.contract.catalogue_entries import Dataset, Source
from netsci_bench.contract.errors import DataUnavailable, Failure
from netsci_bench.data.cache import put, read
from netsci_bench.data.formats.readers import read_arrays
from netsci_bench.data.sources.any_source import Tell, alone, from_any_source
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.verify import folder_of, refuse_other_files, refuse_wrong


def arrays(dataset: Dataset, home: Path, progress: Tell) -> Mapping[str, NDArray[Any]]:
    """The arrays of a data set by name, fetched when they are not on this machine yet.

    They are checked against the catalogue's checksums at each call; a broken copy is fetched again.

    Args:
        dataset: which, with its checksums and sources.
        home: the bench's own folder; the arrays lie in ``data/<name>@<fingerprint>`` below it.
        progress: is told how far a download is, in bytes.

    Returns:
        Memory-mapped arrays that cannot be written to, of the shapes that the catalogue states.

    Raises:
        DataUnavailable: no source gave the right bytes; the text names each and why it failed. Or it is not known yet
            which bytes are the right ones.
        Failure: ``home`` cannot be written to.
    """
    if not dataset.measured:
        raise unmeasured(dataset)
    try:
        return read(dataset, home)
    except (OSError, SourceError):
        pass  # said below, under the lock, where nobody is just replacing it
    try:
        with alone(dataset.name, folder_of(dataset, home), progress):
            return _again_or_fetched(dataset, home, progress)
    except OSError as error:
        raise Failure(f"cannot keep data: {error}", str(home), "make room, or set NETSCI_BENCH_HOME") from error


def _again_or_fetched(dataset: Dataset, home: Path, tell: Tell) -> Mapping[str, NDArray[Any]]:
    try:
        return read(dataset, home)  # another process may have been faster
    except FileNotFoundError:
        pass
    except SourceError as fault:
        logging.getLogger(__name__).warning("the stored %s is broken (%s): fetching it again", dataset.name, fault)
    put(dataset, from_any_source(dataset, folder_of(dataset, home), _right, tell), home)
    return read(dataset, home)


def unmeasured(dataset: Dataset) -> DataUnavailable:
    """What is said of a data set whose checksums the catalogue could not state."""
    what = f"{dataset.title}: its checksums are not in the catalogue, they are measured on your machine"
    remedy = dataset.remedy or f"first run `netsci-bench data fetch {dataset.name}`"
    return DataUnavailable(what, f"data set {dataset.name}", remedy)


def _right(dataset: Dataset, source: Source, files: list[Path]) -> dict[str, NDArray[Any]]:
    """The arrays in the files of a source, refused when they are not the catalogue's."""
    arrays = read_files(dataset, source, files)
    refuse_wrong(arrays, dataset)
    return arrays


def read_files(dataset: Dataset, source: Source, files: list[Path]) -> dict[str, NDArray[Any]]:
    """The arrays in the files of a source, whatever they are; the files' own checksums are held to.

    Raises:
        SourceError: a file is not the published one, or not in the format that the source states.
    """
    refuse_other_files(source, files)
    shapes = [spec.shape for spec in dataset.arrays.values()]
    return read_arrays(source.read, files, list(dataset.arrays), shapes)

"""How does a data set of the catalogue become arrays, whatever this machine can reach?

Its sources are tried in order and the first whose arrays have the right checksums is kept; it happens once
per machine, however many processes ask at the same time.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from numpy.typing import NDArray

from netsci_bench.data.formats import read_arrays
from netsci_bench.data.shelf import put, read
from netsci_bench.data.source_error import SourceError
from netsci_bench.data.sources import files_from, remedy
from netsci_bench.data.verify import folder_of, refuse_wrong
from netsci_bench.errors import DataUnavailable, Failure
from netsci_bench.named import Dataset, Source
from netsci_bench.run import Progress

Tell = Callable[[Progress], None]


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
        DataUnavailable: no source gave the right bytes; the text names each and why it failed.
        Failure: ``home`` cannot be written to.
    """
    try:
        return read(dataset, home)
    except (OSError, SourceError):
        pass  # said below, under the lock, where nobody is just replacing it
    try:
        with _alone(dataset, home, progress):
            return _again_or_fetched(dataset, home, progress)
    except OSError as error:
        raise Failure(f"cannot keep data: {error}", str(home), "make room, or set NETSCI_BENCH_HOME") from error


@contextmanager
def _alone(dataset: Dataset, home: Path, tell: Tell) -> Iterator[None]:
    """Only one process at a time gets in here; the others wait, and are told that they do."""
    folder = folder_of(dataset, home)
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{folder}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(Progress(f"waiting for another process that fetches {dataset.name}", 0, 1))
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _again_or_fetched(dataset: Dataset, home: Path, tell: Tell) -> Mapping[str, NDArray[Any]]:
    try:
        return read(dataset, home)  # another process may have been faster
    except FileNotFoundError:
        pass
    except SourceError as fault:
        logging.getLogger(__name__).warning("the stored %s is broken (%s): fetching it again", dataset.name, fault)
    downloads = folder_of(dataset, home).with_name(f"{dataset.name}@{dataset.fingerprint}.downloads")
    put(dataset, _from_any_source(dataset, downloads, tell), home)
    shutil.rmtree(downloads, ignore_errors=True)
    return read(dataset, home)


def _from_any_source(dataset: Dataset, downloads: Path, tell: Tell) -> dict[str, NDArray[Any]]:
    reasons = []
    for number, source in enumerate(dataset.sources, start=1):
        folder = downloads / f"{number}-{source.kind}"
        try:
            return _from_source(dataset, source, folder, tell)
        except (SourceError, OSError) as reason:
            reasons.append(f"{source.kind} {source.at}: {reason}")
    tried = "".join(f"\n  {number}. {reason}" for number, reason in enumerate(reasons, start=1))
    what = f"no source gave {dataset.title} with the right checksums{tried}"
    raise DataUnavailable(what, f"data set {dataset.name}", remedy(dataset))


def _from_source(dataset: Dataset, source: Source, folder: Path, tell: Tell) -> dict[str, NDArray[Any]]:
    """The arrays from one source; files with wrong bytes are deleted, half a download is kept."""
    resumed = folder.exists()
    files = files_from(source, folder, tell)
    try:
        found = read_arrays(source.read, files, list(dataset.arrays))
        refuse_wrong(found, dataset)
        return found
    except SourceError:
        shutil.rmtree(folder, ignore_errors=True)
        if not resumed:
            raise
    return _from_source(dataset, source, folder, tell)  # what was continued may have been the wrong half

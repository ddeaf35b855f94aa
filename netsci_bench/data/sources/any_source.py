"""How is something of the catalogue fetched from whichever of its sources works, and by one process only?

The sources are tried in order, and what the first good one gives is kept. Half a download is kept for the next
attempt; files with the wrong bytes are not.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from netsci_bench.contract.catalogue_entries import Dataset, Source, Weights
from netsci_bench.contract.errors import DataUnavailable
from netsci_bench.contract.run import Progress
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.sources.kinds import files_from, remedy

Tell = Callable[[Progress], None]
Wanted = TypeVar("Wanted", Dataset, Weights)
Result = TypeVar("Result")
Take = Callable[[Wanted, Source, list[Path]], Result]  # raises SourceError where the files are not the right ones


@contextmanager
def alone(name: str, folder: Path, tell: Tell) -> Iterator[None]:
    """Only one process at a time fills a folder; the others wait, and are told that they do."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{folder}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(Progress(f"waiting for another process that fetches {name}", 0, 1))
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def from_any_source(wanted: Wanted, folder: Path, take: Take[Wanted, Result], tell: Tell) -> Result:
    """What ``take`` makes of the files of the first source that works; downloads lie beside ``folder`` meanwhile.

    Raises:
        DataUnavailable: no source gave a file whose checksum matches; the text names each and why it failed.
    """
    downloads = folder.with_name(f"{folder.name}.downloads")
    reasons = []
    for number, source in enumerate(wanted.sources, start=1):
        try:
            result = _from_source(wanted, source, downloads / f"{number}-{source.kind}", take, tell)
        except (SourceError, OSError) as reason:
            reasons.append(f"{source.kind} {source.at}: {reason}")
        else:
            shutil.rmtree(downloads, ignore_errors=True)
            return result
    tried = "".join(f"\n  {number}. {reason}" for number, reason in enumerate(reasons, start=1))
    what = f"no source gave {wanted.title} with the right checksums{tried}"
    kind = "weights" if isinstance(wanted, Weights) else "data set"
    raise DataUnavailable(what, f"{kind} {wanted.name}", remedy(wanted))


def _from_source(wanted: Wanted, source: Source, folder: Path, take: Take[Wanted, Result], tell: Tell) -> Result:
    resumed = folder.exists()
    files = files_from(source, folder, tell)
    try:
        return take(wanted, source, files)
    except SourceError:
        shutil.rmtree(folder, ignore_errors=True)
        if not resumed:
            raise
    return _from_source(wanted, source, folder, take, tell)  # what was continued may have been the wrong half

"""Where are results stored, and when is one finished? One folder per content address, renamed when it is finished.

The work is done in ``unfinished/<address>``, under a lock. At the end its files are flushed to the disk, a manifest
of checksums is added, and the folder is renamed to ``done/<address>``. So a crash, a kill or a full disk never leaves
a folder that looks finished, and the next run resumes in the unfinished one. Trainings and results use the same
functions.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from netsci_bench.contract.errors import disk_failure
from netsci_bench.storage.artifacts import MANIFEST
from netsci_bench.storage.atomic import sync_file, sync_folder


@dataclass(frozen=True)
class Store:
    """A folder of results by content address."""

    root: Path

    def done(self, address: str) -> Path | None:
        """The finished folder of an address, if every file in it matches its manifest."""
        folder = self.root / "done" / address
        return folder if folder.is_dir() and _is_intact(folder) else None

    def get(self, address: str, build: Callable[[Path], None], waiting: Callable[[], None] = lambda: None) -> Path:
        """The finished folder of an address; ``build(folder)`` makes it if there is none.

        If two processes need the same address, it is built once: the second waits for the first.

        Args:
            address: content address.
            build: writes into the given folder, which may contain the files of an interrupted build.
            waiting: called once a second while another process builds; may raise to stop waiting.

        Raises:
            Failure: the disk is full or the folder cannot be written to.
        """
        if finished := self.done(address):
            return finished
        try:
            with self._lock(address, waiting):
                return self.done(address) or self._build(address, build)
        except OSError as error:
            if failure := disk_failure(error, self.root):
                raise failure from error
            raise

    def forget(self, address: str) -> None:
        """Remove an address, finished or not, so that it is built again."""
        with self._lock(address, lambda: None):
            shutil.rmtree(self.root / "done" / address, ignore_errors=True)
            shutil.rmtree(self.root / "unfinished" / address, ignore_errors=True)

    def holds(self, address: str) -> bool:
        """Whether there is a finished folder, intact or damaged; its files are not read."""
        return (self.root / "done" / address).is_dir()

    def discard(self, address: str, unless: Callable[[], bool]) -> None:
        """Remove a finished folder that depends on a damaged one, unless another process has just repaired that."""
        if (self.root / "done" / address).exists() and not unless():
            with self._lock(address, lambda: None):
                if not unless():
                    shutil.rmtree(self.root / "done" / address, ignore_errors=True)

    def _build(self, address: str, build: Callable[[Path], None]) -> Path:
        finished = self.root / "done" / address
        if finished.exists():  # damaged: a file has changed since it was finished
            shutil.rmtree(finished)
        folder = self.root / "unfinished" / address
        folder.mkdir(parents=True, exist_ok=True)
        build(folder)
        _seal(folder)
        finished.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, finished)
        sync_folder(finished.parent)
        return finished

    def _lock(self, address: str, waiting: Callable[[], None]) -> "_PollingLock":
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        return _PollingLock(FileLock(folder / f"{address}.lock"), waiting)


@dataclass(frozen=True)
class _PollingLock:
    """A lock that calls ``waiting`` once a second while another process holds it."""

    lock: FileLock
    waiting: Callable[[], None]

    def __enter__(self) -> None:
        while True:
            try:
                self.lock.acquire(timeout=1)
                return
            except TimeoutError:
                self.waiting()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_intact(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        present = {p.relative_to(folder).as_posix(): _sha256(p) for p in _files(folder)}
    except (OSError, ValueError):
        return False
    return bool(present == manifest)


def _seal(folder: Path) -> None:
    """Write a manifest of checksums and wait until everything is on the disk."""
    manifest = {p.relative_to(folder).as_posix(): _sha256(p) for p in _files(folder)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in [*_files(folder), folder / MANIFEST]:
        sync_file(path)
    for inner in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        sync_folder(inner)

"""Where are results stored, and when is one finished? One folder per content address, renamed when it is finished.

The work is done in ``unfinished/<address>``, under a lock. At the end its files are flushed to the disk, a manifest
of checksums is added and entered in the ledger, and the folder is renamed to ``done/<address>``. So a crash, a kill
or a full disk never leaves a folder that looks finished, and the next run resumes in the unfinished one. Trainings
and results use the same functions.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from netsci_bench.contract.errors import disk_failure
from netsci_bench.storage.atomic import sync_folder
from netsci_bench.storage.ledger import Ledger
from netsci_bench.storage.manifest import find_damage, seal, seal_of
from netsci_bench.storage.places import check_file, check_folder


@dataclass(frozen=True)
class Store:
    """A folder of results by content address."""

    root: Path

    def done(self, address: str) -> Path | None:
        """The finished folder of an address, if nothing in it has changed since it was finished.

        Raises:
            Failure: something of another kind lies in its place.
        """
        folder = self.root / "done" / address
        return None if self.damage(address) or not folder.is_dir() else folder

    def damage(self, address: str) -> str:
        """Why the finished folder of an address cannot be used, in a few words; empty if it can or there is none.

        Raises:
            Failure: something of another kind lies in its place.
        """
        folder = self.root / "done" / address
        check_folder(folder)
        if not folder.is_dir():
            return ""
        unknown = (
            "" if Ledger(self.root).vouches(folder) else f"its manifest is not the one in {Ledger(self.root).file}"
        )
        return find_damage(folder) or unknown

    def check_places(self, address: str) -> None:
        """Whether an address can be built here, as far as its places tell.

        Raises:
            Failure: something of another kind lies in the place of its folder or its lock.
        """
        for kind in ("done", "unfinished"):
            check_folder(self.root / kind / address)
        check_file(self.lock_file(address))

    def get(self, address: str, build: Callable[[Path], None], waiting: Callable[[], None] = lambda: None) -> Path:
        """The finished folder of an address; ``build(folder)`` makes it if there is none.

        If two processes need the same address, it is built once: the second waits for the first.

        Args:
            address: content address.
            build: writes into the given folder, which may contain the files of an interrupted build.
            waiting: called once a second while another process builds; may raise to stop waiting.

        Raises:
            Failure: the disk is full, the folder cannot be written to, or something of another kind lies in its
                place.
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

    def take_in(self, address: str, folder: Path) -> bool:
        """Take a folder that another store has finished for its own; whether there was none here.

        ``folder``: on the same file system, with its manifest, which fits.
        """
        with self._lock(address, lambda: None):
            if self.done(address):
                return False
            _remove(self.root / "done" / address)  # it is damaged, if it is there
            _remove(self.root / "unfinished" / address)
            self._finish(address, folder)
            return True

    def take_in_unfinished(self, address: str, folder: Path) -> bool:
        """Go on from a folder that another store has begun; whether nothing was begun here.

        ``folder``: on the same file system.
        """
        with self._lock(address, lambda: None):
            here = self.root / "unfinished" / address
            if self.done(address) or any(path.is_file() for path in here.rglob("*")):
                return False
            _remove(here)
            here.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder, here)
            sync_folder(here.parent)
            return True

    def lock_file(self, address: str) -> Path:
        """The lock that whoever builds an address holds."""
        return self.root / "locks" / f"{address}.lock"

    def forget(self, address: str) -> None:
        """Remove an address, finished or not, so that it is built again."""
        with self._lock(address, lambda: None):
            _remove(self.root / "done" / address)
            _remove(self.root / "unfinished" / address)

    def holds(self, address: str) -> bool:
        """Whether there is a finished folder, intact or damaged; its files are not read."""
        return (self.root / "done" / address).is_dir()

    def discard(self, address: str, unless: Callable[[], bool]) -> None:
        """Remove a finished folder that depends on a damaged one, unless another process has just repaired that."""
        if (self.root / "done" / address).exists() and not unless():
            with self._lock(address, lambda: None):
                if not unless():
                    _remove(self.root / "done" / address)

    def _build(self, address: str, build: Callable[[Path], None]) -> Path:
        finished = self.root / "done" / address
        _remove(finished)  # it is damaged, if it is there
        folder = self.root / "unfinished" / address
        folder.mkdir(parents=True, exist_ok=True)
        build(folder)
        seal(folder)
        return self._finish(address, folder)

    def _finish(self, address: str, folder: Path) -> Path:
        """Enter a sealed folder in the ledger, and move it to where it counts as finished."""
        Ledger(self.root).add(address, seal_of(folder))
        finished = self.root / "done" / address
        finished.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, finished)
        sync_folder(finished.parent)
        return finished

    def _lock(self, address: str, waiting: Callable[[], None]) -> "_PollingLock":
        self.check_places(address)
        lock = self.lock_file(address)
        lock.parent.mkdir(parents=True, exist_ok=True)
        return _PollingLock(FileLock(lock), waiting)


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


def _remove(folder: Path) -> None:
    """Remove a folder, or a link to one; what the link leads to stays."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)

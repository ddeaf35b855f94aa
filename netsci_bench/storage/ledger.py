"""Which manifests did the bench itself write? Those in the ledger: a file of the store to which lines are only added.

A manifest shows that a file was edited, but not that the manifest was edited with it. So when a folder is finished,
the checksum of its manifest becomes a line of the ledger. Each line holds the checksum of the line before: a line
that was edited or taken out no longer fits its neighbour, and what it says is not believed. This guards against
edits, not against somebody who rewrites the whole ledger; a report keeps the numbers, too (see ``pipeline``).
"""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from errno import ENOSPC
from functools import lru_cache
from hashlib import sha256
from os import fsync, strerror
from pathlib import Path
from typing import Any

from filelock import FileLock

from netsci_bench.storage.manifest import seal_of
from netsci_bench.storage.places import check_file, check_folder

NAME = "ledger.jsonl"
ENOUGH = 65_536  # bytes of its end, in which the last line lies
NO_LEDGER = "%s is missing: the %d results of this store are taken as they are"


@dataclass(frozen=True)
class Ledger:
    """The ledger of a store with this root."""

    root: Path

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.root / NAME

    def vouches(self, folder: Path) -> bool:
        """Whether the manifest of a finished folder is the one that was written when it was finished.

        A store from before there was a ledger, or whose ledger was removed, gets one of all that it holds; that is
        said in one line.

        Raises:
            Failure: something of another kind lies in the place of the ledger.
        """
        check_file(self.file)
        known = self._read() if self.file.exists() else self._taken_over(folder.parent)
        return bool(seal := seal_of(folder)) and known.get(folder.name) == seal

    def add(self, address: str, seal: str) -> None:
        """Write down the checksum of the manifest of an address.

        Raises:
            Failure: something of another kind lies in the place of the ledger.
        """
        if not self.file.exists() and any((self.root / "done").glob("*")):
            self._taken_over(self.root / "done")
        self._append({address: seal})

    def _read(self) -> Mapping[str, str]:
        state = self.file.stat()
        return _believed(self.file, state.st_size, state.st_mtime_ns)

    def _taken_over(self, done: Path) -> Mapping[str, str]:
        seals = {folder.name: seal for folder in sorted(done.iterdir()) if (seal := seal_of(folder))}
        logging.getLogger(__name__).warning(NO_LEDGER, self.file, len(seals))
        with suppress(OSError):  # a store that cannot be written to can be read
            self._append(seals)
        return seals

    def _append(self, seals: Mapping[str, str]) -> None:
        check_file(self.file)
        lock = self.root / "locks" / "ledger.lock"
        check_folder(lock.parent)
        lock.parent.mkdir(parents=True, exist_ok=True)
        check_file(lock)
        with FileLock(lock), self.file.open("ab", buffering=0) as file:
            length, last = _end(self.file)
            file.truncate(length)
            added = _chained(seals, last)
            try:
                if file.write(added) < len(added):
                    raise OSError(ENOSPC, strerror(ENOSPC), str(self.file))
                fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(length)
                raise


def _chained(seals: Mapping[str, str], before: bytes) -> bytes:
    """A line for each address, after a line."""
    lines = [before]
    for address, seal in seals.items():
        entry = {"address": address, "manifest": seal, "before": sha256(lines[-1]).hexdigest()}
        lines.append(json.dumps(entry).encode())
    return b"".join(line + b"\n" for line in lines[1:])


def _whole_lines(content: bytes) -> bytes:
    """Without the last line where that is only half there, as after a crash."""
    return content[: content.rfind(b"\n") + 1]


def _end(file: Path) -> tuple[int, bytes]:
    """How long a ledger is without a half line at its end, and its last whole line; read from its end if possible."""
    size = file.stat().st_size
    for length in (min(size, ENOUGH), size):
        with file.open("rb") as opened:
            opened.seek(size - length)
            whole = _whole_lines(opened.read(length))
        lines = whole.splitlines()
        if len(lines) > 1 or length == size:  # the first line of a part may have begun before it
            break
    return size - length + len(whole), lines[-1] if lines else b""


@dataclass
class _Parsed:
    """What was read of a ledger so far: its bytes by number and checksum, its last line, and what it vouches for."""

    length: int = 0
    checksum: bytes = sha256().digest()
    last: bytes = b""
    entry: dict[str, Any] = field(default_factory=dict)  # what the last line says
    seals: dict[str, str] = field(default_factory=dict)

    def begins(self, content: bytes) -> bool:
        """Whether a content goes on from what was read."""
        return len(content) >= self.length and sha256(content[: self.length]).digest() == self.checksum

    def go_on(self, content: bytes) -> None:
        """Read the lines that have come since; the last is believed until one comes that does not confirm it."""
        for line in content[self.length :].splitlines():
            entry = _entry(line)
            if self.entry and entry.get("before") != sha256(self.last).hexdigest():
                self.seals[str(self.entry.get("address"))] = ""
            if entry:
                self.seals[str(entry.get("address"))] = str(entry.get("manifest"))
            self.last, self.entry = line, entry
        self.length, self.checksum = len(content), sha256(content).digest()


_PARSED: dict[Path, _Parsed] = {}


@lru_cache(maxsize=4)
def _believed(file: Path, _size: int, _changed: int) -> Mapping[str, str]:
    """Address -> checksum of its manifest, of the last line of each address that its neighbour confirms."""
    content = _whole_lines(file.read_bytes())
    known = _PARSED.get(file)
    if known is None or not known.begins(content):
        known = _PARSED[file] = _Parsed()
    known.go_on(content)
    return dict(known.seals)


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}

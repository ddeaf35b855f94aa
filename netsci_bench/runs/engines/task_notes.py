"""How far is each task that was sent to a cluster? A note in the home for each, and never a question to the cluster.

``tasks/<address>.json`` is written when the task is sent, when it begins and when it stops; ``tasks/<address>.job``
is the number that the cluster gave it. A task that is at work touches its note, so that a node that is gone can be
told from one that computes. The notes of a task that is done are removed: what it made is in the store.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from netsci_bench.runs.failures import seed_log
from netsci_bench.runs.job import Job
from netsci_bench.storage.atomic import write_json, write_text

FOLDER = "tasks"  # of the home
SECONDS_BETWEEN_SIGNS = 20.0  # of life of a task
State = Literal["waiting", "running", "interrupted", "killed", "failed"]


@dataclass(frozen=True)
class TaskNote:
    """One task.

    Attributes:
        id, tier, seed: what it measures, or the first that needs the training that it builds.
        address: what it builds in the store; training: whether that is a shared training.
        state: ``interrupted`` at a checkpoint, to go on; ``killed``: it went on too often, or not at all.
        why: it stopped; attempts: how often it was begun.
    """

    id: str
    tier: str
    seed: int
    address: str
    training: bool
    state: State = "waiting"
    why: str = ""
    attempts: int = 0


@dataclass(frozen=True)
class TaskNotes:
    """The notes of one home."""

    home: Path

    def write(self, note: TaskNote) -> None:
        """Write a note, or another one in its place."""
        (self.home / FOLDER).mkdir(parents=True, exist_ok=True)
        write_json(self._file(note.address), asdict(note))

    def read(self, address: str) -> TaskNote | None:
        """The note of a task; None: it was never sent, or it is done."""
        with suppress(OSError, ValueError, TypeError):
            return TaskNote(**json.loads(self._file(address).read_text(encoding="utf-8")))
        return None

    def write_number(self, address: str, number: str) -> None:
        """Write down which number the cluster gave to a task, such as ``12_3``."""
        write_text(self._file(address).with_suffix(".job"), number)

    def number(self, address: str) -> str:
        """The number that the cluster gave to a task; empty where it has none yet."""
        with suppress(OSError):
            return self._file(address).with_suffix(".job").read_text(encoding="utf-8")
        return ""

    def remove(self, address: str) -> None:
        """Remove the notes of a task that is done."""
        for suffix in (".json", ".job"):
            self._file(address).with_suffix(suffix).unlink(missing_ok=True)

    def all(self) -> Iterator[TaskNote]:
        """The note of every task that is not done, in the order of id and seed."""
        found = [note for file in (self.home / FOLDER).glob("*.json") if (note := self.read(file.stem))]
        yield from sorted(found, key=lambda note: (note.id, note.tier, not note.training, note.seed))

    def seconds_silent(self, address: str) -> float:
        """How long ago a task wrote or touched its note."""
        with suppress(OSError):
            return max(0.0, time.time() - self._file(address).stat().st_mtime)
        return 0.0

    def log(self, note: TaskNote) -> Path:
        """Where to read what a task said: the log of its process, or what the cluster kept."""
        own = seed_log(self.home, note.id, note.tier, note.seed)
        own = own.with_stem(f"training-{note.address}") if note.training else own
        number = self.number(note.address)
        return own if own.exists() or not number else cluster_log(self.home, number)

    @contextmanager
    def alive(self, note: TaskNote) -> Iterator[None]:
        """While inside, the task is running, and shows it."""
        self.write(replace(note, state="running", why="", attempts=note.attempts + 1))
        ended = threading.Event()
        signs = threading.Thread(target=self._touch, args=(note.address, ended), daemon=True)
        signs.start()
        try:
            yield
        finally:
            ended.set()
            signs.join()

    def _touch(self, address: str, ended: threading.Event) -> None:
        while not ended.wait(SECONDS_BETWEEN_SIGNS):
            with suppress(OSError):
                os.utime(self._file(address))

    def _file(self, address: str) -> Path:
        return self.home / FOLDER / f"{address}.json"


def note_of(job: Job) -> TaskNote:
    """The first note of the task that does a job."""
    return TaskNote(job.plan.id, job.plan.tier_name, job.seed, job.address, job.training is not None)


def cluster_log(home: Path, number: str) -> Path:
    """The file in which the cluster keeps what a task writes to standard error."""
    return home / "slurm" / number / f"{number}_0_log.err"

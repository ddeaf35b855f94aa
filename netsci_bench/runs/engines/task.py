"""What does one task of a cluster do? It builds one address, and notes how that went.

The work is done by the same process as on one machine. When the cluster asks for the end (its time is over, or
another task goes before it), that process is asked to end at its next checkpoint, with exit code 75. After Slurm's
warning (SIGUSR2) submitit puts the task back into the queue; after SIGTERM the task itself ends with 75, and whoever
waits for it sends it again once Slurm no longer knows it.
"""

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from subprocess import TimeoutExpired
from typing import Any

from netsci_bench.contract.errors import Interrupted
from netsci_bench.runs import signals
from netsci_bench.runs.engines.processes import WorkerPool, WorkerResult, work
from netsci_bench.runs.engines.task_notes import TaskNotes, note_of
from netsci_bench.runs.job import Job
from netsci_bench.storage.store import Store

SECONDS_TO_END = 60.0  # for a checkpoint, after Slurm's warning


@dataclass
class Task:
    """Builds the address of a job; ``needs``: the trainings that come before it."""

    job: Job
    needs: Sequence[str] = ()
    children: WorkerPool = field(default_factory=WorkerPool)

    def __call__(self) -> None:
        """Do it; it ends with 75 where it can go on later, else with 0: the note says how it went.

        Raises:
            SystemExit: with 75.
        """
        notes, store = TaskNotes(self.job.home), Store(self.job.home / "store")
        note = notes.read(self.job.address) or note_of(self.job)
        if why := self._failed_before(notes):
            notes.write(replace(note, state="failed", why=why))
            return
        self.children = WorkerPool()
        with notes.alive(note), signals.handled(self.children.stop, (signal.SIGTERM,)):
            ending = work(self.job, self.children, lambda step: None)
        note = notes.read(self.job.address) or note
        if ending.word == "done" or store.holds(self.job.address):
            for address in (self.job.address, *filter(store.holds, self.needs)):
                notes.remove(address)
        elif ending.word == "interrupted":
            notes.write(replace(note, state="interrupted", why=ending.why))
            sys.exit(Interrupted.exit_code)
        else:
            notes.write(replace(note, state="killed" if _by_accident(ending) else "failed", why=ending.why))

    def checkpoint(self) -> Any:
        """What is sent again after Slurm's warning: the same, once the process has ended at a checkpoint."""
        from submitit.helpers import DelayedSubmission

        self.children.stop(signal.SIGUSR2, None)
        for process in list(self.children.running):
            with suppress(TimeoutExpired):
                process.wait(SECONDS_TO_END)
        notes = TaskNotes(self.job.home)
        if note := notes.read(self.job.address):
            notes.write(replace(note, state="interrupted", why=self.children.stopped))
        return DelayedSubmission(Task(self.job, self.needs))

    def _failed_before(self, notes: TaskNotes) -> str:
        """Why a training that it needs cannot be built; one that was only interrupted or killed it builds itself."""
        before = [note for address in self.needs if (note := notes.read(address)) and note.state == "failed"]
        return f"its training failed: {before[0].why}" if before else ""


def _by_accident(ending: WorkerResult) -> bool:
    """Whether something killed the process, such as the kernel for want of memory; it may go on elsewhere."""
    return ending.why.startswith("its process was killed by SIGKILL")

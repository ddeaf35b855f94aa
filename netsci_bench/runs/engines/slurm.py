"""How are seeds measured on a cluster? One task for each seed, and one before it for each training that it shares.

The tasks of a plan are two arrays: its trainings, and its seeds, which begin when the arrays with their trainings
have ended, however those ended. A training that another id has sent is not sent again. The store stays what it is on
one machine: two tasks of the same address build it once. How far they are stands in notes in the home.

This command only waits for the store. It can be ended, and typed again: it finds its tasks. Slurm itself is asked
(``squeue``, once a minute) only whether it still knows a task that has no end: one that is gone is sent again.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import Signals
from types import FrameType

from netsci_bench.runs import signals
from netsci_bench.runs.engines.engine import Tell
from netsci_bench.runs.engines.processes import WorkerResult
from netsci_bench.runs.engines.queue import known_numbers, send
from netsci_bench.runs.engines.task import Task
from netsci_bench.runs.engines.task_notes import TaskNote, TaskNotes, note_of
from netsci_bench.runs.engines.trainings import missing_trainings
from netsci_bench.runs.job import Job
from netsci_bench.storage.store import Store

SECONDS_BETWEEN_LOOKS = 1.0  # at the store
SECONDS_BETWEEN_QUESTIONS = 60.0  # to Slurm
MOST_ATTEMPTS = 3  # of a task that something kills


@dataclass
class SlurmEngine:
    """Sends tasks and waits for the store.

    Attributes:
        home: on a file system that all nodes share.
        at_a_time: tasks of an array; 0: as many as Slurm will.
        deadline: when to stop waiting, on the monotonic clock; the tasks go on.
        sent: addresses that this command has seen to.
    """

    home: Path
    at_a_time: int = 0
    deadline: float = float("inf")
    stopped: str = ""
    remedy: str = (
        "the tasks go on: `netsci-bench status` says how far they are, and the same command reads the results"
    )
    sent: set[str] = field(default_factory=set)
    asked: float = 0.0

    @property
    def notes(self) -> TaskNotes:
        """The notes of this home."""
        return TaskNotes(self.home)

    def submit(self, jobs: Sequence[Job]) -> None:
        """Send a task for each job of a plan that has none, and for the trainings that these share.

        Raises:
            Failure: Slurm does not take them.
        """
        new = self._without_task([job for job in jobs if job.address not in self.sent])
        self.sent |= {job.address for job in jobs}
        if not new:
            return
        plan = replace(new[0].plan, seeds=tuple(job.seed for job in new))
        needs = missing_trainings(plan, self.home)
        trainings = {a: Job(plan, seed, self.home, training=a) for seed, places in needs.items() for a in places}
        self._send([Task(job) for job in self._without_task(trainings.values())], set())
        after = {self.notes.number(address).partition("_")[0] for address in trainings} - {""}
        self._send([Task(job, needs.get(job.seed, [])) for job in new], after)

    def results(self, jobs: Sequence[Job], tell: Tell) -> Iterator[tuple[Job, WorkerResult]]:
        """Each job with how it ended, as soon as its task has."""
        signals.insist()
        self.submit(jobs)
        waiting = {job.address: job for job in jobs}
        self.asked = time.monotonic()
        with signals.handled(self._stop):
            while waiting and not self.stopped:
                for address, job in list(waiting.items()):
                    if ending := self._ending(job):
                        del waiting[address]
                        yield job, ending
                self._send_lost_again(list(waiting.values()))
                if time.monotonic() > self.deadline:
                    self.stopped = "time limit reached"
                elif waiting:
                    time.sleep(SECONDS_BETWEEN_LOOKS)
        for job in waiting.values():
            yield job, WorkerResult("interrupted", self.stopped)

    def _stop(self, signum: int, _: FrameType | None) -> None:
        self.stopped = f"stopped by {Signals(signum).name}"

    def _ending(self, job: Job) -> WorkerResult | None:
        """How a job has ended; None: it has not."""
        if Store(self.home / "store").holds(job.address):
            self.notes.remove(job.address)
            return WorkerResult("done")
        note = self.notes.read(job.address)
        if note is None or note.state not in ("killed", "failed"):
            return None
        if note.state == "killed" and note.attempts < MOST_ATTEMPTS:
            self._send_again([job])
            return None
        return WorkerResult("failed", note.why, job.log if job.log.exists() else self.notes.log(note))

    def _send_lost_again(self, jobs: Sequence[Job]) -> None:
        """Send the tasks again that have no end and that Slurm does not know any more; asked once a minute."""
        if not jobs or time.monotonic() - self.asked < SECONDS_BETWEEN_QUESTIONS:
            return
        self.asked = time.monotonic()
        self._send_again(self._without_task(jobs))

    def _send_again(self, jobs: Sequence[Job]) -> None:
        """By the same way as at first, with the trainings that are still missing."""
        self.sent -= {job.address for job in jobs}
        self.submit(jobs)

    def _without_task(self, jobs: Iterable[Job]) -> list[Job]:
        """The jobs that are not done, and of which no task waits or runs."""
        store, known = Store(self.home / "store"), known_numbers()
        missing = [job for job in jobs if not store.holds(job.address)]
        return [job for job in missing if not self._goes_on(self.notes.read(job.address), known)]

    def _goes_on(self, note: TaskNote | None, known: set[str] | None) -> bool:
        """Whether a task waits or runs; while Slurm does not answer, a task that was sent is taken to."""
        if note is None or note.state in ("killed", "failed"):
            return False
        number = self.notes.number(note.address)
        return bool(number) and (known is None or number in known)

    def _send(self, tasks: Sequence[Task], after: set[str]) -> None:
        """Send tasks, each with a note first, so that none is at work without one."""
        for task in tasks:
            earlier = self.notes.read(task.job.address)
            self.notes.remove(task.job.address)
            attempts = earlier.attempts if earlier and earlier.state == "killed" else 0
            self.notes.write(replace(note_of(task.job), attempts=attempts))
        for task, number in send(tasks, self.home, after, self.at_a_time):
            self.notes.write_number(task.job.address, number)

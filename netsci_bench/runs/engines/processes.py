"""How is a seed run apart from everything else? In a process with pinned threads, ended politely.

Each process leads a session of its own, so that Ctrl-C reaches only the bench, which asks its processes to end at
their next checkpoint; a second Ctrl-C ends them at once. A process whose bench is gone notices by its standard
input (see ``worker``).
"""

import json
import os
import pickle
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import IO, Any

from netsci_bench.contract.errors import Interrupted
from netsci_bench.contract.run import Progress
from netsci_bench.runs.job import Job
from netsci_bench.runs.process_environment import process_environment, python_module

LAST_LINES = 3  # of a crashed process's standard error: enough to see the exception


@dataclass(frozen=True)
class WorkerResult:
    """How a seed's process ended: done, interrupted at a checkpoint, or failed for a reason; ``log``: all it said."""

    word: str
    why: str = ""
    log: Path | None = None


@dataclass
class WorkerPool:
    """The processes at work, when they must end, and why they have been asked to."""

    deadline: float = float("inf")  # on the monotonic clock
    running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    stopped: str = ""

    def seconds(self) -> float | None:
        """How many seconds are left; None when there is no limit."""
        return None if self.deadline == float("inf") else max(0.0, self.deadline - time.monotonic())

    def stop(self, signum: int, _: FrameType | None) -> None:
        """Ask once; insist the second time."""
        insist = bool(self.stopped)
        self.stopped = f"stopped by {signal.Signals(signum).name}"
        for process in list(self.running):
            process.kill() if insist else process.terminate()


def work(job: Job, children: WorkerPool, progress: Callable[[Progress], None]) -> WorkerResult:
    """Run one job in a process of its own and wait for its end."""
    if children.stopped or children.seconds() == 0:
        return WorkerResult("interrupted", children.stopped or "time limit reached")
    with _log(job) as errors:
        process = _started(job, errors)
        children.running.add(process)
        if children.stopped:  # asked after it was started and before it could be told
            process.terminate()
        try:
            _tell(process, job)
            last = _listen(process, progress)
            code = process.wait()
        finally:
            children.running.discard(process)
            with suppress(BrokenPipeError):  # what it died too early to read
                process.stdin.close()  # type: ignore[union-attr]
            process.stdout.close()  # type: ignore[union-attr]
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    if code < 0 and children.stopped:  # before it could listen to signals, or at once because it was insisted
        return WorkerResult("interrupted", children.stopped)
    return replace(_ending(code, last, said), log=job.log if said and job.log.exists() else None)


def ask(job: Job, seconds: float) -> dict[str, Any]:
    """The last event of a job's process, which is killed after so many seconds."""
    with tempfile.TemporaryFile() as errors, _started(job, errors) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            _tell(process, job)
            return _listen(process, lambda step: None)
        finally:
            timer.cancel()
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()  # type: ignore[union-attr]


@contextmanager
def _log(job: Job) -> Iterator[IO[bytes]]:
    """The seed's log, which is kept if anything was said; a nameless file where the home cannot have one."""
    try:
        job.log.parent.mkdir(parents=True, exist_ok=True)
        file: IO[bytes] = job.log.open("w+b")
    except OSError:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    with file:
        yield file
        empty = not file.seek(0, os.SEEK_END)
    if empty:
        with suppress(OSError):
            job.log.unlink()


def _started(job: Job, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        python_module(job.module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=process_environment(job.plan.threads),
        start_new_session=True,
    )


def _tell(process: subprocess.Popen[bytes], job: Job) -> None:
    """Write the job to its standard input, which stays open: when it closes, the bench is gone."""
    assert process.stdin
    with suppress(BrokenPipeError):  # it died at once; its exit code and last words will say why
        process.stdin.write(pickle.dumps(job))
        process.stdin.flush()


def _listen(process: subprocess.Popen[bytes], progress: Callable[[Progress], None]) -> dict[str, Any]:
    """Pass progress on; the last other event says how it went."""
    last: dict[str, Any] = {}
    assert process.stdout
    for line in process.stdout:
        try:
            event = json.loads(line)
        except ValueError:  # half a line: it was killed while it spoke
            continue
        if event.pop("event") == "progress":
            progress(Progress(**event))
        else:
            last = event
    process.stdout.close()
    return last


def _ending(code: int, last: dict[str, Any], said: list[str]) -> WorkerResult:
    if code == 0:
        return WorkerResult("done")
    if code == Interrupted.exit_code:
        return WorkerResult("interrupted", last.get("why", ""))
    if last:
        return WorkerResult("failed", last["why"])
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    crashed = [number for number, line in enumerate(said) if line.startswith("Fatal Python error")]
    words = said[crashed[-1] : crashed[-1] + 1] if crashed else said[-LAST_LINES:]
    return WorkerResult("failed", f"its process was {how}" + (f": {' | '.join(words)}" if words else ""))

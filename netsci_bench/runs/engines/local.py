"""How are seeds measured on this machine? Some at a time, each in a process of its own, as many as memory allows."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial

from netsci_bench.runs import signals
from netsci_bench.runs.engines.engine import Tell
from netsci_bench.runs.engines.memory import MemoryGuard
from netsci_bench.runs.engines.processes import WorkerPool, WorkerResult, work
from netsci_bench.runs.job import Job

SECONDS_BETWEEN_WAKES = 0.5  # how late a signal may be heard


@dataclass
class LocalEngine:
    """Processes side by side; ``deadline``: when to stop, on the monotonic clock."""

    at_a_time: int
    deadline: float = float("inf")
    remedy: str = ""
    stopped: str = ""

    def results(self, jobs: Sequence[Job], tell: Tell) -> Iterator[tuple[Job, WorkerResult]]:
        """Each job with how it ended, as soon as it has."""
        children = WorkerPool(self.deadline)
        guard = MemoryGuard(children, jobs[0].plan.tier.memory_gb)
        signals.insist()
        with signals.handled(children.stop), ThreadPoolExecutor(self.at_a_time) as pool:
            submitted = {pool.submit(_one, job, guard, tell): job for job in jobs}
            for future in _completed(set(submitted)):
                yield submitted[future], future.result()
        self.stopped = children.stopped


def _completed(futures: set[Future[WorkerResult]]) -> Iterator[Future[WorkerResult]]:
    """Each future when it is done.

    In between the main thread wakes: it alone runs the handlers of signals, and a signal that the system delivers to
    another thread wakes nobody.
    """
    while futures:
        done, futures = wait(futures, SECONDS_BETWEEN_WAKES, FIRST_COMPLETED)
        yield from done


def _one(job: Job, guard: MemoryGuard, tell: Tell) -> WorkerResult:
    with guard.room():
        return work(replace(job, seconds=guard.children.seconds()), guard.children, partial(tell, job.seed))

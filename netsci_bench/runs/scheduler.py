"""How does a plan become outcomes? Read from the store what is there, measure the rest, one process per seed.

A seed that fails takes nobody with it: the others go on, and its outcome says why it has no metrics.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from netsci_bench.contract.errors import Interrupted, NothingMeasured
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Progress
from netsci_bench.runs.hardware import cores
from netsci_bench.runs.job import Job
from netsci_bench.runs.outcome import read_outcome
from netsci_bench.runs.plan import Plan
from netsci_bench.runs.processes import WorkerPool, WorkerResult, signals_to, work
from netsci_bench.storage.store import Store


@dataclass(frozen=True)
class ExecutionOptions:
    """How hard to try.

    Attributes:
        jobs: processes at a time; 0: as many as the cores can serve.
        deadline: when to stop, on the monotonic clock.
        fresh: whether to forget what is in the store.
    """

    jobs: int = 0
    deadline: float = math.inf
    fresh: bool = False

    def at_a_time(self, threads: int) -> int:
        """How many processes of so many threads each."""
        return self.jobs or max(1, cores() // threads)


@dataclass(frozen=True)
class Listener:
    """Who is told what happens: a step of a seed (seed None: of the data), and every seed's end."""

    progress: Callable[[int | None, Progress], None] = lambda seed, step: None
    finished: Callable[[Outcome], None] = lambda outcome: None


def collect_outcomes(plan: Plan, home: Path, execution: ExecutionOptions, listener: Listener) -> list[Outcome]:
    """One outcome per seed, in the order of the seeds; a failed seed has a reason and no metrics.

    Raises:
        Interrupted: it was asked to stop, or the time was over, before every seed was done.
        NothingMeasured: every seed failed.
        DataUnavailable: no source gave the data.
    """
    store = Store(home / "store")
    if execution.fresh:
        for address in plan.addresses.values():
            store.forget(address)
    outcomes = {s: o for s, a in plan.addresses.items() if (o := read_outcome(store, s, a, fresh=False))}
    for known in outcomes.values():
        listener.finished(known)
    missing = [seed for seed in plan.seeds if seed not in outcomes]
    if missing:
        _fetch_data(plan, home, listener)
        outcomes |= _measured([Job(plan, seed, home, fresh=execution.fresh) for seed in missing], execution, listener)
    if all(o.error and not o.diverged for o in outcomes.values()):
        raise NothingMeasured(f"every seed failed, the first with: {outcomes[plan.seeds[0]].error}")
    return [outcomes[seed] for seed in plan.seeds]


def _fetch_data(plan: Plan, home: Path, listener: Listener) -> None:
    """Once, before any seed's process starts: an error is told once, and nobody waits for a download twice."""
    from netsci_bench.data.fetch import arrays
    from netsci_bench.data.weights import weights_file

    def tell(step: Progress) -> None:
        listener.progress(None, step)

    for name in plan.resolved.datasets:
        arrays(plan.question.datasets[name], home, tell)
    for name in plan.resolved.weights:
        weights_file(plan.question.weights[name], home, tell)


def _measured(jobs: list[Job], execution: ExecutionOptions, listener: Listener) -> dict[int, Outcome]:
    children = WorkerPool(execution.deadline)
    endings: dict[int, WorkerResult] = {}
    outcomes: dict[int, Outcome] = {}
    with signals_to(children), ThreadPoolExecutor(execution.at_a_time(jobs[0].plan.threads)) as pool:
        submitted = {pool.submit(_one, job, children, listener): job for job in jobs}
        for future in as_completed(submitted):
            job = submitted[future]
            endings[job.seed] = future.result()
            if result := _outcome(job, endings[job.seed]):
                outcomes[job.seed] = result
                listener.finished(result)
    left = [ending for ending in endings.values() if ending.word == "interrupted"]
    if left or children.stopped:  # a stop that came too late for the seeds still ends the command
        what = f"{children.stopped or left[0].why}; {len(left)} of {len(jobs)} seeds are not done"
        again = "without --fresh" if execution.fresh else "again"
        raise Interrupted(what, remedy=f"run the same command {again}: it goes on from the last checkpoint")
    return outcomes


def _one(job: Job, children: WorkerPool, listener: Listener) -> WorkerResult:
    return work(replace(job, seconds=children.seconds()), children, lambda step: listener.progress(job.seed, step))


def _outcome(job: Job, ending: WorkerResult) -> Outcome | None:
    """What a process's end means for its seed; None when it can go on later."""
    if ending.word == "interrupted":
        return None
    address = job.plan.addresses[job.seed]
    if ending.word == "done":
        stored = read_outcome(Store(job.home / "store"), job.seed, address, fresh=True)
        if stored:
            return stored
        ending = WorkerResult("failed", "its result is damaged on disk")
    return Outcome(seed=job.seed, address=address, error=" ".join(ending.why.split()))

"""How does a plan become outcomes? Read from the store what is there; an engine measures the rest.

A seed that fails takes nobody with it: the others go on, and its outcome says why it has no metrics.
"""

import logging
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.contract.errors import EverySeedFailed, Interrupted
from netsci_bench.contract.result import Numbers, Outcome
from netsci_bench.contract.run import Progress
from netsci_bench.runs.engines.engine import Engine
from netsci_bench.runs.engines.local import LocalEngine
from netsci_bench.runs.engines.processes import WorkerResult
from netsci_bench.runs.engines.slurm import SlurmEngine
from netsci_bench.runs.failures import LOGS
from netsci_bench.runs.first_claims import note_claims
from netsci_bench.runs.hardware import cores
from netsci_bench.runs.job import Job
from netsci_bench.runs.outcome import read_outcome
from netsci_bench.runs.plan import Plan
from netsci_bench.storage.store import Store


@dataclass(frozen=True)
class ExecutionOptions:
    """How hard to try.

    Attributes:
        jobs: processes at a time; 0: as many as the cores can serve.
        deadline: when to stop, on the monotonic clock.
        fresh: whether to forget what is in the store.
        verbose: whether to print the log of a seed that failed, with its whole traceback.
        cluster: where it is measured; None: on this machine.
    """

    jobs: int = 0
    deadline: float = math.inf
    fresh: bool = False
    verbose: bool = False
    cluster: SlurmEngine | None = None

    def engine(self, threads: int) -> Engine:
        """What measures seeds of so many threads each."""
        again = "without --fresh" if self.fresh else "again"
        remedy = f"run the same command {again}: it goes on from the last checkpoint"
        return self.cluster or LocalEngine(self.at_a_time(threads), self.deadline, remedy)

    def at_a_time(self, threads: int) -> int:
        """How many processes of so many threads each."""
        return self.jobs or max(1, cores() // threads)


@dataclass(frozen=True)
class Listener:
    """Who is told what happens: a step of a seed (seed None: of the data), and every seed's end.

    ``begun`` hears how many seeds are to be measured, how many at a time, the seconds that the spec promises, and the
    trainings of a seed that it names.
    """

    progress: Callable[[int | None, Progress], None] = lambda seed, step: None
    finished: Callable[[Outcome], None] = lambda outcome: None
    begun: Callable[[int, int, float, Sequence[str]], None] = lambda total, at_a_time, promised, trainings: None


def collect_outcomes(
    plan: Plan, home: Path, execution: ExecutionOptions, listener: Listener, shown: Numbers | None = None
) -> list[Outcome]:
    """One outcome per seed, in the order of the seeds; a failed seed has a reason and no metrics.

    Raises:
        Interrupted: it was asked to stop, or the time was over, before every seed was done.
        EverySeedFailed: no seed gave metrics.
        DataUnavailable: no source gave the data.
    """
    store = Store(home / "store")
    if execution.fresh:
        for address in plan.addresses.values():
            store.forget(address)
    outcomes = {s: o for s in plan.seeds if (o := _stored(plan, s, store, shown or {}))}
    for known in outcomes.values():
        listener.finished(known)
    missing = [seed for seed in plan.seeds if seed not in outcomes]
    if missing:
        _prepare(plan, missing, home, listener)
        promised = plan.tier.minutes * 60 * len(missing) / len(plan.tier.seeds)
        listener.begun(len(missing), execution.at_a_time(plan.threads), promised, tuple(plan.spec.trainings))
        outcomes |= _measured([Job(plan, seed, home, fresh=execution.fresh) for seed in missing], execution, listener)
    if all(o.error and not o.diverged for o in outcomes.values()):
        remedy = f"the logs are in {home / LOGS / plan.id / plan.tier_name}; -v prints them"
        what = f"every seed failed, the first with: {outcomes[plan.seeds[0]].error}"
        failure = EverySeedFailed(what, remedy=remedy)
        failure.outcomes = [outcomes[seed] for seed in plan.seeds]
        raise failure
    return [outcomes[seed] for seed in plan.seeds]


def submit_missing(plan: Plan, home: Path, cluster: SlurmEngine) -> None:
    """Send to a cluster what the store lacks of a plan, and wait for nothing.

    Raises:
        BenchError: as ``collect_outcomes``.
    """
    missing = [seed for seed in plan.seeds if _stored(plan, seed, Store(home / "store"), {}) is None]
    if missing:
        _prepare(plan, missing, home, Listener())
        cluster.submit([Job(plan, seed, home) for seed in missing])


def _prepare(plan: Plan, missing: list[int], home: Path, listener: Listener) -> None:
    """What is done once, before any of the missing seeds starts."""
    _fetch_data(plan, home, listener)
    note_claims(Store(home / "store").root, [plan.addresses[seed] for seed in missing], plan.spec.claims.values())


def _stored(plan: Plan, seed: int, store: Store, shown: Numbers) -> Outcome | None:
    """The stored outcome of a seed, unless its report shows other numbers: then somebody has edited one of them."""
    address = plan.addresses[seed]
    outcome = read_outcome(store, seed, address, False, plan.resolved.metrics)
    if outcome is None or shown.get(address, (outcome.scalars, outcome.lists)) == (outcome.scalars, outcome.lists):
        return outcome
    what = "the result of seed %d in %s has other numbers than its report: it is measured again"
    logging.getLogger(__name__).warning(what, seed, outcome.folder)
    store.forget(address)
    return None


def _fetch_data(plan: Plan, home: Path, listener: Listener) -> None:
    """Once, before any seed's process starts: an error is told once, and nobody waits for a download twice."""
    if not (plan.resolved.datasets or plan.resolved.weights):
        return
    from netsci_bench.data.fetch import arrays
    from netsci_bench.data.weights import weights_file

    def tell(step: Progress) -> None:
        listener.progress(None, step)

    for name in plan.resolved.datasets:
        arrays(plan.question.datasets[name], home, tell)
    for name in plan.resolved.weights:
        weights_file(plan.question.weights[name], home, tell)


def _measured(jobs: list[Job], execution: ExecutionOptions, listener: Listener) -> dict[int, Outcome]:
    engine, left = execution.engine(jobs[0].plan.threads), []
    outcomes: dict[int, Outcome] = {}
    for job, ending in engine.results(jobs, listener.progress):
        left += [ending.why] if ending.word == "interrupted" else []
        if execution.verbose:
            _print_log(ending)
        if result := _outcome(job, ending):
            outcomes[job.seed] = result
            listener.finished(result)
    if left or engine.stopped:  # a stop that came too late for the seeds still ends the command
        what = f"{engine.stopped or left[0]}; {len(left)} of {len(jobs)} seeds are not done"
        raise Interrupted(what, remedy=engine.remedy)
    return outcomes


def _print_log(ending: WorkerResult) -> None:
    if ending.word == "failed" and ending.log:
        print(ending.log.read_text(encoding="utf-8", errors="replace").rstrip(), file=sys.stderr, flush=True)


def _outcome(job: Job, ending: WorkerResult) -> Outcome | None:
    """What a process's end means for its seed; None when it can go on later."""
    if ending.word == "interrupted":
        return None
    address = job.plan.addresses[job.seed]
    if ending.word == "done":
        stored = read_outcome(Store(job.home / "store"), job.seed, address, True, job.plan.resolved.metrics)
        if stored:
            return stored
        ending = WorkerResult("failed", "its result is damaged on disk")
    log = f"; log: {ending.log.relative_to(job.home).as_posix()} in the home" if ending.log else ""
    return Outcome(seed=job.seed, address=address, error=" ".join(ending.why.split()) + log)

"""What happens inside one seed's own process? It builds one address in the store and talks on its standard output.

The parent starts it as ``python -m netsci_bench.runs.worker`` with pinned threads, writes the job to its standard
input and keeps that open: when it closes, the parent is gone and the worker ends at its next checkpoint, as it does
on SIGTERM and at its deadline. Each line of its standard output is one event as JSON; whatever libraries print goes
to standard error.
"""

import faulthandler
import json
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Diverged, Failure, Interrupted
from netsci_bench.contract.run import Arrays, Build, Progress, Run
from netsci_bench.contract.schema import Params, flat
from netsci_bench.identity.address import Conditions, address, every_field, name_of, versions
from netsci_bench.identity.audit import Watch, watch
from netsci_bench.identity.implementation import Implementation, implementation
from netsci_bench.identity.module_state import ModuleState, own_generators
from netsci_bench.runs.failures import describe_failure
from netsci_bench.runs.inputs.resolution import make_params
from netsci_bench.runs.job import Job
from netsci_bench.runs.outcome import read_outcome, write_series
from netsci_bench.runs.plan import Plan
from netsci_bench.runs.process_environment import pass_over_matplotlibrc, silence
from netsci_bench.specs.signature import read_signature
from netsci_bench.storage.artifacts import RESULT
from netsci_bench.storage.store import Store

MEASURING = Progress("measuring", 0, 0)  # what comes after a training, unless it says more
SECONDS_BETWEEN_PROGRESS = 0.2  # a terminal shows no more, and a pipe need not carry it


@dataclass
class Stop:
    """Why the work should end at its next checkpoint; empty while there is no reason."""

    deadline: float
    reason: str = ""

    def __call__(self) -> str:
        """The reason, if there is one by now."""
        if not self.reason and time.monotonic() > self.deadline:
            self.reason = "time limit reached"
        return self.reason

    def ask(self, reason: str) -> None:
        """Ask for the end."""
        self.reason = self.reason or reason


@dataclass
class EventWriter:
    """Writes events for the parent, progress not more often than it can be shown."""

    stream: IO[str]
    said: dict[str, float] = field(default_factory=dict)

    def event(self, kind: str, **what: Any) -> None:
        """One line of JSON."""
        try:
            print(json.dumps({"event": kind, **what}), file=self.stream, flush=True)
        except BrokenPipeError:  # nobody listens; the store will have the result
            self.stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115

    def progress(self, step: Progress) -> None:
        """How far a long step is."""
        now = time.monotonic()
        if 0 < step.total <= step.done or now - self.said.get(step.what, 0.0) > SECONDS_BETWEEN_PROGRESS:
            self.said[step.what] = now
            self.event("progress", **asdict(step))


@dataclass(frozen=True)
class WorkerContext:
    """What a Run is given: the store, the data and the parent's ear, behind plain functions."""

    job: Job
    stop: Stop
    events: EventWriter
    watch: Watch
    used: dict[str, str] = field(default_factory=dict)  # address of a training -> its name here
    state: ModuleState = field(default_factory=ModuleState)

    def run(self, folder: Path, name: str = "") -> Run:
        """A Run that may write into one folder; ``name``: of the training, put behind what its steps are called."""
        return Run(
            seed=self.job.seed,
            device=self.job.plan.device,
            folder=self.watch.allow(folder),
            arrays=self.arrays,
            file=self.file,
            once=self.once,
            progress=partial(self._progress, name) if name else self.events.progress,
            stopping=self.stop,
        )

    def arrays(self, dataset: Dataset) -> Arrays:
        """The arrays of a data set, fetched once per machine."""
        from netsci_bench.data.fetch import arrays

        return arrays(dataset, self.job.home, self.events.progress)

    def file(self, weights: Weights) -> Path:
        """The file of weights, fetched once per machine."""
        from netsci_bench.data.weights import weights_file

        return self.watch.allow(weights_file(weights, self.job.home, self.events.progress))

    def once(self, build: Build, params: Params, name: str = "") -> Path:
        """The done folder of a shared training."""
        place = self.place(build, params)
        if self.job.fresh and place not in self.used:
            self.store.forget(place)
        self.used[place] = name or self.used.get(place, "")  # asked for again without a name, it keeps its own
        folder = self.store.get(place, partial(self._training, build, params, name), self._look_around)
        self.events.progress(MEASURING)
        return self.watch.allow(folder)

    def place(self, build: Build, params: Params) -> str:
        """The address of a shared training."""
        code = self._covered(name_of(build))
        where = Conditions(self.job.seed, self.job.plan.device, self.job.plan.threads)
        return address(code.code, params, where, versions(code.libraries))

    @property
    def store(self) -> Store:
        """The store of this home."""
        return Store(self.job.home / "store")

    def result(self) -> Path:
        """The done folder of the seed itself."""
        place = self.job.plan.addresses[self.job.seed]
        kinds = self.job.plan.resolved.metrics
        self.store.discard(place, lambda: read_outcome(self.store, self.job.seed, place, False, kinds) is not None)
        return self.store.get(place, self.measure, self._look_around)

    def _progress(self, name: str, step: Progress) -> None:
        self.events.progress(replace(step, what=f"{step.what} {name}"))

    def _training(self, build: Build, params: Params, name: str, folder: Path) -> None:
        run = self.run(folder, name or (str(len(self.used)) if len(self.used) > 1 else ""))
        with own_generators(self.job.seed):
            build(params, run)
        self.watch.check(())
        write_series(run, folder)

    def measure(self, folder: Path) -> None:
        """Call the experiment, and write what it measured into a folder."""
        begun, plan = time.monotonic(), self.job.plan
        measure, params = read_signature(plan.spec.experiment).function, make_params(plan.question)
        if self._covered(plan.spec.experiment).code != plan.code or every_field(params) != plan.resolved.fields:
            raise Failure("the code was edited after the run was planned", remedy="run the same command again")
        run, why = self.run(folder), ""
        try:
            metrics = dict(flat(measure(params, run)))
        except Diverged as error:
            metrics, why = {}, str(error)
        self.watch.check(())
        write_series(run, folder)
        answer = {
            "metrics": metrics,
            "diverged": why,
            "trainings": self.used,
            "seconds": round(time.monotonic() - begun, 3),
        }
        (folder / RESULT).write_text(json.dumps(answer, indent=1, allow_nan=False), encoding="utf-8")

    def _covered(self, name: str) -> Implementation:
        """The code of a function; from now on the run may rest on it.

        Raises:
            Failure: the run has used something already that is not covered, or has changed a module of that code.
        """
        code = implementation(name)
        self.state.check(key.partition(":")[0] for key in code.functions)
        self.watch.check(code.files.union(*(implementation(m).files for m in self.job.plan.resolved.models)))
        return code

    def _look_around(self) -> None:
        if reason := self.stop():
            raise Interrupted(reason)


def main(context: type[WorkerContext] = WorkerContext) -> int:
    """Do one job; the exit code says how it ended (0 done, 1 failed, 75 stopped at a checkpoint)."""
    faulthandler.enable()  # a crash of native code leaves its frames in the log too
    events = EventWriter(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)  # what libraries print must not be taken for events
    pass_over_matplotlibrc()
    watching = watch()  # before the job is read: that imports the module of the experiment
    job: Job = pickle.load(sys.stdin.buffer)
    watching.allow(job.home / "compiled")
    stop = Stop(time.monotonic() + job.seconds if job.seconds is not None else float("inf"))
    signal.signal(signal.SIGTERM, lambda *_: stop.ask("it was asked to stop"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and decides
    threading.Thread(target=_until_parent_is_gone, args=(stop.ask,), daemon=True).start()
    return attempt(context(job, stop, events, watching))


def attempt(context: WorkerContext) -> int:
    """Build the seed's result and say how that went."""
    try:
        _pin_threads(context.job.plan)
        context.result()
    except Interrupted as stopped:
        context.events.event("interrupted", why=stopped.what)
        return stopped.exit_code
    except Exception as error:  # a seed may fail in any way; the others go on
        with suppress(OSError):  # a full disk has no room for the log
            traceback.print_exc()  # into the seed's log
        context.events.event("failed", why=describe_failure(error, context.job.plan.spec.experiment))
        return Failure.exit_code
    context.events.event("done")
    return 0


def _pin_threads(plan: Plan) -> None:
    """Threads and determinism of torch, only where the experiment reaches torch."""
    if "torch" in plan.versions:
        from netsci_bench.nets.device import numeric_settings

        numeric_settings(plan.device, plan.threads)


def _until_parent_is_gone(ask: Callable[[str], None]) -> None:
    while os.read(0, 1024):  # the raw descriptor: a lock of sys.stdin would block the end of the process
        pass
    ask("the process that started it is gone")


if __name__ == "__main__":
    how = main()
    silence()
    sys.exit(how)

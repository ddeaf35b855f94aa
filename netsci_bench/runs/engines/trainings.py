"""Which trainings will the seeds of a plan ask for, and how is one of them built alone? The experiment is asked.

It is called with an empty folder in the place of each training that is missing, until it reads in there. So the
trainings are known that it asks for before it reads any of them; one whose params depend on what another has learned
is built by the seed itself, under the lock of the store, as on one machine. Nothing that is measured here is kept.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Build
from netsci_bench.contract.schema import Params
from netsci_bench.runs.engines.processes import ask
from netsci_bench.runs.job import Job
from netsci_bench.runs.plan import Plan
from netsci_bench.runs.process_environment import silence
from netsci_bench.runs.worker import WorkerContext, main

LONGEST = 30.0  # seconds: an experiment that measures longer before it asks for a training is not asked any further


def missing_trainings(plan: Plan, home: Path) -> dict[int, list[str]]:
    """Seed -> addresses of the trainings that it will ask for and that the store does not have."""
    answer = ask(Job(plan, plan.seeds[0], home, training=""), LONGEST)
    return {int(seed): places for seed, places in answer.get("trainings", {}).items()}


class Reached(Exception):
    """The training that was wanted is there."""


@dataclass(frozen=True)
class Ahead(WorkerContext):
    """Calls the experiment to find out what it asks for; ``asked``: the addresses that are missing."""

    asked: list[str] = field(default_factory=list)
    empty: Path = Path()

    def once(self, build: Build, params: Params, name: str = "") -> Path:
        """The folder of a training, if it is there, or is the one that is to be built; else an empty one."""
        place = self.place(build, params)
        if place == self.job.training:
            super().once(build, params, name)
            raise Reached
        if done := self.store.done(place):
            return self.watch.allow(done)
        self.asked.extend({place} - set(self.asked))
        return self.empty

    def result(self) -> Path:
        """Build the training of the job, or say what each seed asks for.

        Raises:
            Failure: the seed did not ask for this training.
        """
        if self.job.training:
            if not self._reaches():
                raise Failure(f"the seed does not ask for the training {self.job.training}")
            return self.store.root
        found: dict[int, list[str]] = {}
        for seed in self.job.plan.seeds:
            one = replace(self, job=replace(self.job, seed=seed), asked=[], used={})
            with suppress(Exception):  # such as for a file that is not in the empty folder
                one._reaches()
            found[seed] = one.asked
            self.events.event("trainings", trainings=found)
            if not one.asked:  # an experiment that trains nothing measures here, once too often already
                break
        sys.exit(0)

    def _reaches(self) -> bool:
        """Whether the experiment, called once, asks for the training that is wanted."""
        with TemporaryDirectory() as folder:
            self.watch.allow(Path(folder))
            empty, scratch = Path(folder, "empty"), Path(folder, "scratch")
            empty.mkdir()
            scratch.mkdir()
            try:
                replace(self, empty=empty).measure(scratch)
            except Reached:
                return True
        return False


if __name__ == "__main__":
    how = main(Ahead)
    silence()
    sys.exit(how)

"""What is a seed's process asked to do? One seed of a plan, sent to it whole."""

from dataclasses import dataclass
from pathlib import Path

from netsci_bench.runs.failures import seed_log
from netsci_bench.runs.plan import Plan


@dataclass(frozen=True)
class Job:
    """One seed of a plan: where the store is, and how many seconds there are (None: as many as it takes).

    ``fresh``: the trainings it rests on are forgotten first, each once. ``training``: only the shared training of
    this address is built; empty: nothing is, and it is said which trainings the seeds of the plan will ask for.
    """

    plan: Plan
    seed: int
    home: Path
    seconds: float | None = None
    fresh: bool = False
    training: str | None = None

    @property
    def address(self) -> str:
        """What it builds."""
        return self.training or self.plan.addresses[self.seed]

    @property
    def module(self) -> str:
        """What its process runs."""
        return "netsci_bench.runs.worker" if self.training is None else "netsci_bench.runs.engines.trainings"

    @property
    def log(self) -> Path:
        """Where the standard error of its process is kept."""
        log = seed_log(self.home, self.plan.id, self.plan.tier_name, self.seed)
        return log.with_stem(f"training-{self.training}") if self.training else log

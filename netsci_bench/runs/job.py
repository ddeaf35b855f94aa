"""What is a seed's process asked to do? One seed of a plan, sent to it whole."""

from dataclasses import dataclass
from pathlib import Path

from netsci_bench.runs.failures import seed_log
from netsci_bench.runs.plan import Plan


@dataclass(frozen=True)
class Job:
    """One seed of a plan: where the store is, and how many seconds there are (None: as many as it takes).

    ``fresh``: the trainings it rests on are forgotten first, each once.
    """

    plan: Plan
    seed: int
    home: Path
    seconds: float | None = None
    fresh: bool = False

    @property
    def log(self) -> Path:
        """Where the standard error of its process is kept."""
        return seed_log(self.home, self.plan.id, self.plan.tier_name, self.seed)

"""How long will a run still take? From the seeds that have ended, else from the spec's minutes and the phase."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from netsci_bench.contract.run import Progress

LEAST_SHARE = 0.05  # of a phase: from less nothing can be extrapolated


@dataclass
class Phase:
    """Where a seed is: since when it runs, its phase, since when, which share of it, and how many came before."""

    begun: float
    name: str
    since: float
    share: float = 0.0
    before: int = 0

    def seconds_of_all(self, now: float, trainings: Sequence[str]) -> float:
        """Until the end of this phase and, where it is one of several named trainings, of those that come after it.

        Of these each is taken to need as long as the phases so far did on the average.
        """
        until_its_end = self.since - self.begun + (now - self.since) / self.share
        places = [place for place, name in enumerate(trainings) if self.name.endswith(f" {name}")]
        after = len(trainings) - 1 - places[0] if places else 0
        return until_its_end * (1 + after / (self.before + 1))


@dataclass
class RunClock:
    """One time left for all seeds of a run, of which ``at_a_time`` are measured side by side.

    ``promised``: seconds that the spec promises for all seeds; 0: nothing is promised. ``trainings``: what the spec
    calls the trainings of a seed, in their order; none: it does not say.
    """

    now: Callable[[], float] = time.monotonic
    total: int = 0
    at_a_time: int = 1
    promised: float = 0.0
    trainings: Sequence[str] = ()
    begun: float = 0.0
    ended: list[float] = field(default_factory=list)  # seconds of each seed that has ended
    running: dict[int, Phase] = field(default_factory=dict)

    def begin(self, total: int, at_a_time: int, promised: float, trainings: Sequence[str] = ()) -> None:
        """So many seeds are to be measured from now on."""
        self.total, self.at_a_time, self.promised, self.begun = total, max(1, at_a_time), promised, self.now()
        self.trainings = trainings

    def step(self, seed: int, step: Progress) -> None:
        """A seed has come this far in one of its phases."""
        now = self.now()
        last = self.running.get(seed)
        if last is None or last.name != step.what:
            begun, before = (last.begun, last.before + 1) if last else (now, 0)
            last = self.running[seed] = Phase(begun, step.what, now, before=before)
        last.share = step.done / step.total if step.total else 0.0

    def end(self, seed: int, seconds: float) -> None:
        """A seed has ended that took so long."""
        self.running.pop(seed, None)
        self.ended.append(seconds)

    @property
    def seconds_left(self) -> float | None:
        """Of all seeds together; None where nothing is known, as of a seed that takes longer than the others did."""
        left = self._seconds_expected()
        return None if left == 0.0 and self.running else left

    def _seconds_expected(self) -> float | None:
        if len(self.ended) >= self.total:
            return 0.0 if self.total else None
        one = self._seconds_of_one()
        if one is None:
            return None
        now = self.now()
        lanes = [max(0.0, one - (now - seed.begun)) for seed in self.running.values()]
        waiting = self.total - len(self.ended) - len(lanes)
        lanes += [0.0] * (self.at_a_time - len(lanes))
        for _ in range(waiting):  # each is taken by the process that is free first
            lanes[lanes.index(min(lanes))] += one
        return max(lanes)

    @property
    def share(self) -> float:
        """How much of the time has passed, from 0 to 1."""
        left = self._seconds_expected()
        passed = self.now() - self.begun
        return 0.0 if left is None else passed / (passed + left) if passed + left else 1.0

    def _seconds_of_one(self) -> float | None:
        """Of one seed: measured, else the longer of a promise not yet broken and what the phases at work lead to."""
        if self.ended:
            return sum(self.ended) / len(self.ended)
        now = self.now()
        promised = self.promised / math.ceil(self.total / self.at_a_time)
        kept = promised if now - self.begun < promised else 0.0
        at_work = [seed for seed in self.running.values() if seed.share >= LEAST_SHARE]
        led = [seed.seconds_of_all(now, self.trainings) for seed in at_work]
        return max([kept, *led]) or None


def in_words(seconds: float | None) -> str:
    """``about 4 min left``; empty where it is not known.

    >>> in_words(23.2), in_words(250), in_words(9000)
    ('about 23 s left', 'about 4 min left', 'about 2.5 h left')
    """
    if seconds is None:
        return ""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s left"
    return f"about {seconds / 60:.0f} min left" if seconds < 5400 else f"about {seconds / 3600:.1f} h left"

"""How many times faster is ours than what a user would pick instead? Both in turns, in one run, on the same inputs.

A ratio of two times that were taken one after the other depends little on the machine, and a busy moment meets both.
It is written into `extra_info` of pytest-benchmark, where `netsci-bench nightly --perf` reads it, and of which
`tests/perf/table.py` makes `reports/performance.md`.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture
from stopwatch import Action, Clock, seconds

from netsci_bench.runs.hardware import processor_name

LONG, MOST = 0.1, 100  # seconds that a round should take, and how often something is done for that


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        kernel: what is timed; peer: what a user would pick instead; inputs: what both are given.
        agreement: how far the test has found their results to be the same, before it timed them.
        size: what grows from row to row with the same kernel and peer; None where there is one size only.
        device: where it is computed, unless on the processor.
    """

    kernel: str
    peer: str
    inputs: str
    agreement: str
    size: float | None = None
    device: str = ""


@dataclass(frozen=True)
class Race:
    """Seconds of ours and of the peer's, a pair for each round."""

    here: Sequence[float]
    there: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """How many times longer the peer took, in each round."""
        return [theirs / ours for ours, theirs in zip(self.here, self.there, strict=True)]

    def at_least(self, least: float) -> None:
        """Hold the fastest rounds to a bound; on a busy machine a low ratio proves nothing: the test is skipped."""
        ratio = min(self.there) / min(self.here)
        if ratio < least and busy():
            pytest.skip(f"this machine is busy: {ratio:.2f} is not held against {least}")
        assert ratio >= least


def long_enough(action: Action, clock: Clock) -> tuple[Action, int]:
    """An action that does another one so often that its time can be told, and how often."""
    often = min(MOST, max(1, round(LONG / max(seconds(action, clock), LONG / MOST))))
    return (lambda: [action() for _ in range(often)]), often


def busy() -> bool:
    """Whether more processes want to run than there are cores."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


@dataclass(frozen=True)
class Racer:
    """Lets ours and others run in turns under pytest-benchmark, and writes the row: the fixture ``race``."""

    benchmark: BenchmarkFixture

    def __call__(
        self, row: Row, ours: Action, theirs: Action, rounds: int = 5, clock: Clock = time.process_time
    ) -> Race:
        """Time both in turns, what is short so often that it takes a tenth of a second, and write the row."""
        (first, often), (second, as_often) = (long_enough(action, clock) for action in (ours, theirs))
        here, there = self.in_turns([first, second], rounds, clock)
        return self.written(row, [s / often for s in here], [s / as_often for s in there], clock)

    def in_turns(self, actions: Sequence[Action], rounds: int, clock: Clock = time.process_time) -> list[list[float]]:
        """Seconds of all rounds, a list for each action; the first is ours, which pytest-benchmark times as well."""
        ours, *others = actions
        taken: list[list[float]] = [[] for _ in actions]

        def time_others() -> None:
            for action, times in zip(others, taken[1:], strict=True):
                times.append(seconds(action, clock))

        self.benchmark.pedantic(lambda: taken[0].append(seconds(ours, clock)), setup=time_others, rounds=rounds)
        return taken

    def written(
        self, row: Row, here: Sequence[float], there: Sequence[float], clock: Clock = time.process_time
    ) -> Race:
        """Write the row with the seconds of all rounds of both sides."""
        result = Race(here, there)
        ratio, low, high = median(result.ratios), min(result.ratios), max(result.ratios)
        measured = {"ratio": ratio, "low": low, "high": high, "rounds": len(here)}
        times = {"here": median(here), "there": median(there), "threads": torch.get_num_threads()}
        times |= {"clock": "processor" if clock is time.process_time else "wall"}
        machine = {"processor": processor_name(), "cores": os.cpu_count(), "load": os.getloadavg()[0], "busy": busy()}
        self.benchmark.extra_info |= asdict(row) | measured | times | machine
        print(
            f"\n{row.kernel}, {row.inputs}: {median(here):.3g} s here, {median(there):.3g} s with {row.peer}; "
            f"{ratio:.2f} times ({low:.2f} to {high:.2f}, {len(here)} rounds)"
        )
        return result

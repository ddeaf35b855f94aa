"""What does a user see while it runs? Bars on a terminal, plain lines elsewhere, nothing with ``--quiet``.

Phases have names: the data, each training, the measuring, the report with its figures. There is one time left, for
all seeds together.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netsci_bench.cli.time_left import RunClock, in_words
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Progress
from netsci_bench.runs.scheduler import Listener

if TYPE_CHECKING:  # it takes a while to import
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

SECONDS_BETWEEN_LINES = 10.0  # a log that is read later needs no more
REPORTING = "  report: tables and figures"


def on_terminal() -> bool:
    """Whether a person is looking."""
    return sys.stdout.isatty()


@contextmanager
def show_progress(total: int, quiet: bool) -> Iterator[Listener]:
    """A listener for a run of ``total`` seeds, in the way that fits; at its end the report is announced."""
    if quiet:
        yield Listener()
        return
    with show_steps(total) as listener:
        yield listener
    print(REPORTING, flush=True)


@contextmanager
def show_steps(total: int = 1) -> Iterator[Listener]:
    """The same without a report."""
    if on_terminal():
        with _bars(total) as listener:
            yield listener
    else:
        lines = _Lines(total)
        yield Listener(lines.progress, lines.finished, lines.clock.begin)


@dataclass
class _Lines:
    """Plain lines without any escape code: a phase of the data at once, now and then one per seed, and its end."""

    total: int
    done: int = 0
    clock: RunClock = field(default_factory=RunClock)
    begun: float = field(default_factory=time.monotonic)
    said: dict[int | None, float] = field(default_factory=dict)
    phases: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(self, seed: int | None, step: Progress) -> None:
        now = time.monotonic()
        with self.lock:
            if seed is not None:
                self.clock.step(seed, step)
            new = seed is None and step.what not in self.phases
            if not new and now - self.said.get(seed, self.begun) < SECONDS_BETWEEN_LINES:
                return
            self.said[seed] = now
            self.phases.add(step.what)
            left = in_words(self.clock.seconds_left) if seed is not None else ""
        print(f"  {whose(seed)}: " + ", ".join(filter(None, (step.what, amount(step), left))), flush=True)

    def finished(self, outcome: Outcome) -> None:
        with self.lock:
            self.done += 1
            _ended(self.clock, outcome)
            left = in_words(self.clock.seconds_left) if outcome.fresh and self.done < self.total else ""
        more = f"{self.done} of {self.total}" + (f", {left}" if left else "")
        print(f"  seed {outcome.seed}: {_ending(outcome)} ({more})", flush=True)


def _ended(clock: RunClock, outcome: Outcome) -> None:
    """A seed that failed says nothing of how long it took but when it began."""
    if outcome.fresh:
        seed = clock.running.get(outcome.seed)
        clock.end(outcome.seed, outcome.seconds or clock.now() - (seed.begun if seed else clock.begun))


def whose(seed: int | None) -> str:
    """Which part of a run a step belongs to."""
    return "data" if seed is None else f"seed {seed}"


def amount(step: Progress) -> str:
    """How far a step is, in whole units; empty where it has none.

    >>> amount(Progress("training", 0.75, 5, "epoch")), amount(Progress("training", 1, 1, "epoch"))
    ('0 of 5 epochs', '1 of 1 epoch')
    >>> amount(Progress("mnist from example.org", 2.5e6, 0, "B")), amount(Progress("measuring", 0, 0))
    ('2.5 MB', '')
    """
    if step.unit == "B":
        size, unit = (1e6, "MB") if max(step.done, step.total) >= 1e6 else (1e3, "kB")
        of = f" of {step.total / size:.1f}" if step.total else ""
        return f"{step.done / size:.1f}{of} {unit}"
    if not step.unit:
        return ""
    unit = step.unit if step.total == 1 or step.unit.endswith("s") else f"{step.unit}s"
    return f"{int(step.done)} of {int(step.total)} {unit}" if step.total else f"{int(step.done)} {unit}"


def _ending(outcome: Outcome) -> str:
    if outcome.error:
        return f"{'diverged' if outcome.diverged else 'FAILED'}: {outcome.error}"
    how = f"measured in {outcome.seconds:.0f} s" if outcome.fresh else "found in the store"
    return "; ".join((how, *outcome.warnings))


@dataclass
class _Rows:
    """The rows of a terminal: one for the run, one for the data, one for each seed at work."""

    bars: "Bars"
    total: int
    clock: RunClock = field(default_factory=RunClock)
    done: int = 0
    rows: dict[int | None, tuple["TaskID", str]] = field(
        default_factory=dict
    )  # seed -> its row, the phase shown in it
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.run = self.bars.add_task("", total=1.0, amount="", visible=False)

    def begin(self, total: int, at_a_time: int, promised: float, trainings: Sequence[str] = ()) -> None:
        with self.lock:
            self.clock.begin(total, at_a_time, promised, trainings)
            self._drop(None)
            self._show_run()

    def progress(self, seed: int | None, step: Progress) -> None:
        total = step.total if step.unit or step.done else None  # no unit and nothing done: nobody knows how far
        with self.lock:
            row, phase = self.rows.get(seed, (None, ""))
            if row is None or phase != step.what:
                self._drop(seed)
                row = self.bars.add_task(f"{whose(seed)}: {step.what}", total=total or None, amount="")
                self.rows[seed] = (row, step.what)
            self.bars.update(row, completed=step.done, total=total or None, amount=amount(step))
            if seed is not None:
                self.clock.step(seed, step)
                self._show_run()

    def finished(self, outcome: Outcome) -> None:
        self.bars.console.print(f"  seed {outcome.seed}: {_ending(outcome)}", highlight=False, markup=False)
        with self.lock:
            self.done += 1
            _ended(self.clock, outcome)
            self._drop(outcome.seed)
            self._show_run()

    def _show_run(self) -> None:
        what = amount(Progress("", self.done, self.total, "seed"))
        left = in_words(self.clock.seconds_left)
        self.bars.update(self.run, description=what, completed=self.clock.share, amount=left, visible=True)

    def _drop(self, seed: int | None) -> None:
        if seed in self.rows:
            self.bars.remove_task(self.rows.pop(seed)[0])


@contextmanager
def _bars(total: int) -> Iterator[Listener]:
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[amount]}"))
    with Bars(*columns, TimeElapsedColumn(), transient=True) as bars:
        rows = _Rows(bars, total)
        yield Listener(rows.progress, rows.finished, rows.begin)

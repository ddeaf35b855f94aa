"""What does a user see while it runs? Bars on a terminal, plain lines elsewhere, nothing with ``--quiet``."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Progress
from netsci_bench.runs.scheduler import Listener

SECONDS_BETWEEN_LINES = 10.0  # a log that is read later needs no more


def on_terminal() -> bool:
    """Whether a person is looking."""
    return sys.stdout.isatty()


@contextmanager
def show_progress(total: int, quiet: bool) -> Iterator[Listener]:
    """A listener that shows progress in the way that fits; ``total`` is the number of seeds."""
    if quiet:
        yield Listener()
    elif on_terminal():
        with _bars(total) as listener:
            yield listener
    else:
        lines = _Lines(total)
        yield Listener(lines.progress, lines.finished)


@dataclass
class _Lines:
    """Plain lines without any escape code: now and then one per seed, and one at its end."""

    total: int
    done: int = 0
    begun: float = field(default_factory=time.monotonic)
    said: dict[int | None, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(self, seed: int | None, step: Progress) -> None:
        now = time.monotonic()
        with self.lock:
            if now - self.said.get(seed, self.begun) < SECONDS_BETWEEN_LINES:
                return
            self.said[seed] = now
        print(f"  {_whose(seed)}: {step.what} {_amount(step)}", flush=True)

    def finished(self, outcome: Outcome) -> None:
        with self.lock:
            self.done += 1
            left = (time.monotonic() - self.begun) / self.done * (self.total - self.done)
            more = f", about {left:.0f} s left" if outcome.fresh and self.done < self.total else ""
        print(f"  seed {outcome.seed}: {_ending(outcome)} ({self.done} of {self.total}{more})", flush=True)


def _whose(seed: int | None) -> str:
    return "data" if seed is None else f"seed {seed}"


def _amount(step: Progress) -> str:
    unit = f" {step.unit}" if step.unit else ""
    return f"{step.done:g} of {step.total:g}{unit}" if step.total else f"{step.done:g}{unit}"


def _ending(outcome: Outcome) -> str:
    if outcome.error:
        return f"FAILED: {outcome.error}"
    how = f"measured in {outcome.seconds:.0f} s" if outcome.fresh else "found in the store"
    return "; ".join((how, *outcome.warnings))


@contextmanager
def _bars(total: int) -> Iterator[Listener]:
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Bars(*columns, TimeRemainingColumn(), transient=True) as bars:
        seeds = bars.add_task("seeds", total=total)
        tasks = {}
        lock = threading.Lock()

        def progress(seed: int | None, step: Progress) -> None:
            with lock:
                if (seed, step.what) not in tasks:
                    tasks[seed, step.what] = bars.add_task(f"{_whose(seed)}: {step.what}", total=step.total or None)
            bars.update(tasks[seed, step.what], completed=step.done, visible=step.done < step.total)

        def finished(outcome: Outcome) -> None:
            bars.console.print(f"  seed {outcome.seed}: {_ending(outcome)}", highlight=False, markup=False)
            bars.update(seeds, advance=1)

        yield Listener(progress, finished)

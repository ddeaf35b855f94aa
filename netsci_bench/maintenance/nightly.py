"""Does everything still give what was recorded? Every spec run afresh, each held against its recorded report.

One experiment that fails, differs or cannot be measured never hides among good ones: all of them are run, and the
exit code is that of the worst: 1 a crash or a failed seed, 3 a verdict differs or a metric moved, 4 not measured.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from netsci_bench.contract.errors import BenchError, DataUnavailable, Interrupted, Mistake
from netsci_bench.maintenance.changes import list_changes
from netsci_bench.maintenance.recording import last_report
from netsci_bench.pipeline import Finished, RunOptions, run_experiment
from netsci_bench.reporting.redact import redact
from netsci_bench.runs.plan import RunRequest
from netsci_bench.specs.registry import Entry
from netsci_bench.verdicts.drift import Drift, find_drift

State = Literal["as recorded", "differs", "crashed", "not measured", "no record", "not reached"]
EXIT_CODES: dict[State, int] = {
    "crashed": 1,
    "differs": 3,
    "not measured": 4,
    "not reached": Interrupted.exit_code,
    "no record": 0,
    "as recorded": 0,
}


@dataclass(frozen=True)
class Night:
    """What the night said of one id.

    Attributes:
        drift: how it differs from the record; None where there is none, or nothing was measured.
        report: what was measured, as in report.json; empty when nothing was.
        error: why it crashed, was not measured, or has failed seeds.
    """

    id: str
    state: State
    tier: str = ""
    drift: Drift | None = None
    report: Mapping[str, Any] | None = None
    error: str = ""


def run_nights(
    sources: Sequence[Callable[[], list[Entry]]], request: RunRequest, options: RunOptions, record: Path
) -> Iterator[Night]:
    """One Night per id that has the tier, as they come; after an interruption the rest is *not reached*."""
    stopped = ""
    for entry in (item for read_entries in sources for item in _readable(read_entries)):
        if isinstance(entry, Night):
            yield entry
            continue
        if request.tier and request.tier not in entry.spec.tiers:
            continue  # it has no such tier
        if not stopped:
            try:
                yield run_night(entry, request, options, record)
                continue
            except Interrupted as error:
                stopped = error.what
        yield Night(entry.id, "not reached", error=stopped)


def run_night(entry: Entry, request: RunRequest, options: RunOptions, record: Path) -> Night:
    """Run one id afresh and compare.

    Raises:
        Interrupted: it was stopped.
    """
    try:
        finished = run_experiment(entry, request, options)
        return _compared(entry, finished, record, options.home)
    except Interrupted:
        raise
    except DataUnavailable as error:
        return Night(entry.id, "not measured", error=redact(str(error)))
    except BenchError as error:
        return Night(entry.id, "crashed", error=redact(str(error)))
    except Exception as error:  # an error of ours, which must not keep the others from being run
        traceback.print_exc()
        return Night(entry.id, "crashed", error=redact(f"{type(error).__name__}: {error}"))


def exit_code(all_nights: Sequence[Night]) -> int:
    """That of the worst."""
    codes = {EXIT_CODES[night.state] for night in all_nights}
    return next((code for code in (1, 3, 4, Interrupted.exit_code) if code in codes), 0)


def _compared(entry: Entry, finished: Finished, record: Path, home: Path) -> Night:
    fresh, tier = finished.report.content, finished.plan.tier_name
    errors = [f"seed {o['seed']}: {o['error']}" for o in fresh["outcomes"] if o["error"]]
    errors += fresh["warnings"]
    known = last_report([record], entry.id, tier)
    moved = find_drift(known[1], fresh, _stale(entry, known[1], home)) if known else None
    state: State = "crashed" if errors else "no record" if moved is None else "differs" if moved else "as recorded"
    return Night(entry.id, state, tier, moved, fresh, "; ".join(errors))


def _stale(entry: Entry, recorded: dict[str, Any], home: Path) -> str:
    """Why the metrics cannot be those that were recorded: which params or data have been changed on purpose."""
    changed = list_changes(entry, recorded, home)
    names = ", ".join([*changed.params, *changed.data])
    return f"changed since: {names}" if names else ""


def _readable(read_entries: Callable[[], list[Entry]]) -> Sequence[Entry | Night]:
    """The entries of one file, or the night of a file that cannot be read."""
    try:
        return read_entries()
    except Mistake as mistake:
        what = redact(str(mistake))
        return [Night(what.partition(": ")[0], "crashed", error=what)]

"""Do all experiments still give the recorded results? Each is run again and compared with its recorded report.

All experiments are run, whatever happens to one of them. The exit code is that of the worst: 1 for a crash or a
failed seed, 3 for another verdict or metric, 4 for an experiment that was not measured.
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
class NightlyResult:
    """The result of a nightly run for one id.

    Attributes:
        id: the id.
        state: in one or two words.
        tier: the tier that was run.
        drift: how the results differ from the record; None if there is no record, or nothing was measured.
        report: the content of the new report.json; None if nothing was measured.
        error: why it crashed, was not measured, or has failed seeds.
    """

    id: str
    state: State
    tier: str = ""
    drift: Drift | None = None
    report: Mapping[str, Any] | None = None
    error: str = ""


def run_nightly(
    sources: Sequence[Callable[[], list[Entry]]], request: RunRequest, options: RunOptions, record: Path
) -> Iterator[NightlyResult]:
    """A result per id that has the tier, as soon as it ends; after an interruption the others are *not reached*."""
    stopped = ""
    for entry in (item for read_entries in sources for item in _readable(read_entries)):
        if isinstance(entry, NightlyResult):
            yield entry
            continue
        if request.tier and request.tier not in entry.spec.tiers:
            continue
        if not stopped:
            try:
                yield run_and_compare(entry, request, options, record)
                continue
            except Interrupted as error:
                stopped = error.what
        yield NightlyResult(entry.id, "not reached", error=stopped)


def run_and_compare(entry: Entry, request: RunRequest, options: RunOptions, record: Path) -> NightlyResult:
    """Run one id again and compare it with its record.

    Raises:
        Interrupted: the run was stopped.
    """
    try:
        finished = run_experiment(entry, request, options)
        return _compare(entry, finished, record, options.home)
    except Interrupted:
        raise
    except DataUnavailable as error:
        return NightlyResult(entry.id, "not measured", error=redact(str(error)))
    except BenchError as error:
        return NightlyResult(entry.id, "crashed", error=redact(str(error)))
    except Exception as error:  # a bug of the bench: the other ids must still be run
        traceback.print_exc()
        return NightlyResult(entry.id, "crashed", error=redact(f"{type(error).__name__}: {error}"))


def exit_code(all_nights: Sequence[NightlyResult]) -> int:
    """The exit code of the worst state."""
    codes = {EXIT_CODES[night.state] for night in all_nights}
    return next((code for code in (1, 3, 4, Interrupted.exit_code) if code in codes), 0)


def _compare(entry: Entry, finished: Finished, record: Path, home: Path) -> NightlyResult:
    fresh, tier = finished.report.content, finished.plan.tier_name
    errors = [f"seed {o['seed']}: {o['error']}" for o in fresh["outcomes"] if o["error"]]
    errors += fresh["warnings"]
    recorded = last_report([record], entry.id, tier)
    drift = find_drift(recorded[1], fresh, _stale(entry, recorded[1], home)) if recorded else None
    state: State = "crashed" if errors else "no record" if drift is None else "differs" if drift else "as recorded"
    return NightlyResult(entry.id, state, tier, drift, fresh, "; ".join(errors))


def _stale(entry: Entry, recorded: dict[str, Any], home: Path) -> str:
    """Why the metrics cannot be compared with the record: the params or data that have been changed; else empty."""
    changed = list_changes(entry, recorded, home)
    names = ", ".join([*changed.params, *changed.data])
    return f"changed since: {names}" if names else ""


def _readable(read_entries: Callable[[], list[Entry]]) -> Sequence[Entry | NightlyResult]:
    """The entries of one file, or one crashed NightlyResult if the file cannot be read."""
    try:
        return read_entries()
    except Mistake as mistake:
        what = redact(str(mistake))
        return [NightlyResult(what.partition(": ")[0], "crashed", error=what)]

"""Do all experiments still give the recorded results? Each is run again and held against its reference.

The reference is the recorded report; where the record has none of this tier, that of the last green night. All
experiments are run, whatever happens to one of them.
"""

import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from netsci_bench.contract.errors import BenchError, DataUnavailable, Interrupted
from netsci_bench.maintenance.changes import list_changes
from netsci_bench.maintenance.nightly.shards import Chosen
from netsci_bench.maintenance.recording import last_report
from netsci_bench.pipeline import Finished, RunOptions, run_experiment
from netsci_bench.reporting.redact import redact
from netsci_bench.runs.plan import RunRequest
from netsci_bench.specs.registry import Entry
from netsci_bench.verdicts.drift import Drift, find_drift

Content = Mapping[str, Any]  # a report.json
NOT_BEGUN = "the night was stopped before this began"
Ending = Literal["", "crashed", "not measured", "not reached"]
RECORD, LAST_GREEN = "the record", "the last green night"
FEWEST = 3  # fresh seeds


@dataclass(frozen=True)
class References:
    """The folder of the record, and that of the reports of green nights for what is not recorded."""

    record: Path
    green: Path

    @property
    def folders(self) -> list[Path]:
        """In the order in which they are asked."""
        return [self.record, self.green]


@dataclass(frozen=True)
class Attempt:
    """One id as it was run again.

    Attributes:
        chosen: the id and its tier.
        ending: how it failed; empty if it did not.
        error: why it crashed, was not measured, or has failed seeds.
        report: the content of the new report.json; reference: that with which it is compared, found in ``against``.
        drift: how the two differ.
        confirmation: the report of seeds that neither had, where an alarm asked for it.
        seconds: of the whole run.
    """

    chosen: Chosen
    ending: Ending = ""
    error: str = ""
    report: Content | None = None
    reference: Content | None = None
    against: str = ""
    drift: Drift | None = None
    confirmation: Content | None = None
    seconds: float = 0.0

    @property
    def id(self) -> str:
        """The id."""
        return self.chosen.entry.id


def run_night(chosen: Sequence[Chosen], options: RunOptions, references: References) -> Iterator[Attempt]:
    """An attempt per id, as soon as it ends; after an interruption the others are *not reached*."""
    for number, one in enumerate(chosen, start=1):
        try:
            yield run_and_compare(one, options, references)
        except Interrupted as error:
            yield Attempt(one, "not reached", error=error.what)
            yield from (Attempt(later, "not reached", error=NOT_BEGUN) for later in chosen[number:])
            return


def run_and_compare(chosen: Chosen, options: RunOptions, references: References) -> Attempt:
    """Run one id again and compare it with its reference.

    Raises:
        Interrupted: the run was stopped.
    """
    began = time.monotonic()
    try:
        finished = run_experiment(chosen.entry, RunRequest(chosen.tier), options)
        attempt = _compare(chosen, finished, references, options.home)
    except Interrupted:
        raise
    except DataUnavailable as error:
        attempt = Attempt(chosen, "not measured", redact(str(error)))
    except BenchError as error:
        attempt = Attempt(chosen, "crashed", redact(str(error)))
    except Exception as error:  # a bug of the bench: the other ids must still be run
        traceback.print_exc()
        attempt = Attempt(chosen, "crashed", redact(f"{type(error).__name__}: {error}"))
    return replace(attempt, seconds=time.monotonic() - began)


def measure_fresh_seeds(attempt: Attempt, options: RunOptions) -> Attempt:
    """The same id on as many seeds that neither report has.

    Raises:
        BenchError: they cannot be measured, or the run was stopped.
    """
    request = RunRequest(attempt.chosen.tier, fresh_seeds(attempt))
    return replace(attempt, confirmation=run_experiment(attempt.chosen.entry, request, options).report.content)


def fresh_seeds(attempt: Attempt) -> tuple[int, ...]:
    """Seeds beyond every planned look and beyond those of both reports; as many as were run."""
    tier = attempt.chosen.entry.spec.tiers[attempt.chosen.tier]
    reports = [report for report in (attempt.report, attempt.reference) if report is not None]
    known = {outcome["seed"] for report in reports for outcome in report["outcomes"]}
    first = max({*known, *tier.seeds_at(tier.planned_looks[-1])}) + 1
    return tuple(range(first, first + max(FEWEST, len(tier.seeds))))


def _compare(chosen: Chosen, finished: Finished, references: References, home: Path) -> Attempt:
    fresh = finished.report.content
    errors = [f"seed {o['seed']}: {o['error']}" for o in fresh["outcomes"] if o["error"] and not o["diverged"]]
    errors += fresh["warnings"]
    found = last_report(references.folders, chosen.entry.id, chosen.tier)
    attempt = Attempt(chosen, "crashed" if errors else "", "; ".join(errors), fresh)
    if found is None:
        return attempt
    drift = find_drift(found[1], fresh, _stale(chosen.entry, found[1], home))
    against = RECORD if found[0].is_relative_to(references.record) else LAST_GREEN
    return replace(attempt, reference=found[1], against=against, drift=drift)


def _stale(entry: Entry, recorded: dict[str, Any], home: Path) -> str:
    """Why the metrics cannot be compared with the reference: params or data that have been changed; else empty."""
    changed = list_changes(entry, recorded, home)
    names = ", ".join([*changed.params, *changed.data])
    return f"changed since: {names}" if names else ""

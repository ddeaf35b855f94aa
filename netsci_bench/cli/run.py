"""What does ``run`` do with one id? Run it, print its verdicts, and give its exit code."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.contract.errors import BenchError, DataUnavailable, Interrupted
from netsci_bench.pipeline import Finished, RunOptions, run_experiment, run_until_decided
from netsci_bench.runs import signals
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs import selection
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.home import home

BY_SEVERITY = (2, 1, 4, 3, 0)  # of several ids, the first of these exit codes that came about


@dataclass(frozen=True)
class Severity:
    """What counts as an error: ``strict``, a contradicted claim too; ``skip_unreachable``, missing data does not."""

    strict: bool
    skip_unreachable: bool


def execution(jobs: int, max_minutes: float, fresh: bool, verbose: bool) -> ExecutionOptions:
    """How a run is executed; 0 minutes: without a time limit. The clock starts now."""
    deadline = time.monotonic() + max_minutes * 60 if max_minutes else float("inf")
    return ExecutionOptions(jobs, deadline, fresh, verbose)


def run_options(out: Path | None, how: ExecutionOptions, track: bool, quiet: bool) -> RunOptions:
    """The options of a run in the user's home; its reports go there unless ``out`` is given."""
    return RunOptions(home(), out or home() / "reports", how, track, quiet)


def run_all(ids: list[str], request: RunRequest, options: RunOptions, severity: Severity) -> int:
    """Run every id that is named or matched; the most severe of their exit codes."""
    with signals.interruptible():
        codes = {run_one(entry, request, options, severity) for entry in selection.select_entries(ids)}
    return next(code for code in BY_SEVERITY if code in codes)


def run_one(entry: Entry, request: RunRequest, options: RunOptions, severity: Severity) -> int:
    """Run one id and print its verdicts; its exit code. The other ids go on when it fails."""
    try:
        run = run_until_decided if request.until_decided else run_experiment
        finished = run(entry, request, options)
    except Interrupted:
        raise
    except BenchError as error:
        print(f"{entry.id}: {error}", file=sys.stderr)
        if severity.skip_unreachable and isinstance(error, DataUnavailable):
            print(f"{entry.id}: skipped as requested: no source gives its data here")
            return 0
        return error.exit_code
    print_verdicts(finished)
    return 1 if finished.failed else 3 if severity.strict and finished.contradicted else 0


def print_verdicts(finished: Finished) -> None:
    """The verdicts as a table on a terminal, as plain lines elsewhere; then warnings and the report's path."""
    from netsci_bench.cli.progress import on_terminal
    from netsci_bench.reporting.terminal import verdict_lines, verdict_table

    if on_terminal():
        from rich.console import Console

        Console().print(verdict_table(finished.report))
    else:
        print("\n".join(verdict_lines(finished.report)))
    for warning in finished.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"report: {finished.page}")

"""What does ``run`` do with one id? Run it, print its verdicts, and give its exit code."""

import json
import shlex
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from netsci_bench.cli.decisions import run_by_decisions
from netsci_bench.cli.progress import on_terminal
from netsci_bench.contract.errors import BenchError, DataUnavailable, Interrupted, Mistake
from netsci_bench.pipeline import Finished, RunOptions, run_experiment, run_until_decided
from netsci_bench.reporting.first_screen import MOST
from netsci_bench.reporting.rows import COLUMNS
from netsci_bench.reporting.terminal import verdict_lines, verdict_table
from netsci_bench.runs import signals
from netsci_bench.runs.engines.queue import refuse_missing_slurm
from netsci_bench.runs.engines.slurm import SlurmEngine
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, submit_missing
from netsci_bench.specs import selection
from netsci_bench.specs.explorations import FOLDER, Settings, explore, folder_name, read_settings
from netsci_bench.specs.model import TierName
from netsci_bench.specs.registry import FILE, Entry, id_of
from netsci_bench.storage.artifacts import ARRAYS, WATCHED
from netsci_bench.storage.atomic import write_json
from netsci_bench.storage.home import home

OWN_SPECS = "own-specs.json"  # of the home: id and folder of reports -> the file that they were made from
BY_SEVERITY = (2, 1, 4, 3, 0)  # of several ids, the first of these exit codes that came about


@dataclass(frozen=True)
class Severity:
    """What counts as an error: ``strict``, a contradicted claim too; ``skip_unreachable``, missing data does not."""

    strict: bool
    skip_unreachable: bool


def execution(jobs: int, max_minutes: float, fresh: bool, verbose: bool, on_slurm: bool = False) -> ExecutionOptions:
    """How a run is executed; 0 minutes: without a time limit. The clock starts now.

    Raises:
        Mistake: Slurm is not here, or what is stored should be forgotten, which would concern tasks that are at work.
    """
    deadline = time.monotonic() + max_minutes * 60 if max_minutes else float("inf")
    if not on_slurm:
        return ExecutionOptions(jobs, deadline, fresh, verbose)
    refuse_missing_slurm()
    if fresh:
        raise Mistake("--on slurm does not go with --fresh", remedy="give NETSCI_BENCH_HOME another, empty folder")
    return ExecutionOptions(jobs, deadline, fresh, verbose, SlurmEngine(home(), jobs, deadline))


def run_options(out: Path | None, how: ExecutionOptions, track: bool, quiet: bool) -> RunOptions:
    """The options of a run in the user's home; its reports go there unless ``out`` is given."""
    return RunOptions(home(), out or home() / "reports", how, track, quiet)


def run_request(
    wanted: tuple[TierName | None, str, int, float], seeds: str, until_decided: bool, elsewhere: bool = False
) -> RunRequest:
    """What was asked for, as typed: tier, device, threads and minutes; empty or 0 is left open."""
    tier, device, threads, max_minutes = wanted
    named = (device or None, threads or None, max_minutes or None)
    return RunRequest(tier, selection.select_seeds(seeds), *named, until_decided, elsewhere)


def explored(ids: list[str], written: Sequence[str], options: RunOptions) -> tuple[list[Entry], RunOptions]:
    """What ids, patterns and files stand for, and where the reports go; with settings each is an exploration."""
    settings = read_settings(written)
    entries = [explore(entry, settings) for entry in selection.select_entries(ids)]
    return entries, for_settings(options, settings)


def for_settings(options: RunOptions, settings: Settings) -> RunOptions:
    """The same with a folder of reports of its own for these settings: an exploration replaces no report."""
    if not settings:
        return options
    own = options.home / FOLDER if options.reports == options.home / "reports" else options.reports
    return replace(options, reports=own / folder_name(settings))


def run_all(entries: Sequence[Entry], request: RunRequest, options: RunOptions, severity: Severity) -> int:
    """Run every one of them, and sum up if there are several; the most severe of their exit codes.

    Several that run until they are decided take turns, by decisions per minute. If the rest is interrupted, what has
    ended is summed up, too.
    """
    ended: dict[str, Ended] = {}

    def run(entry: Entry, request: RunRequest, options: RunOptions) -> Finished | None:
        ended[entry.id] = run_one(entry, request, options, severity)
        return ended[entry.id].finished

    try:
        with signals.interruptible():
            submit_ahead(entries, request, options)
            if request.until_decided and len(entries) > 1:
                run_by_decisions(entries, request, options, run)
            else:
                for entry in entries:
                    run(entry, request, options)
    finally:
        if len(entries) > 1 and ended:
            print("\n".join(["", f"{len(ended)} ids:", *(one.line for one in ended.values())]))
    return next(code for code in BY_SEVERITY if code in {one.code for one in ended.values()})


def submit_ahead(entries: Sequence[Entry], request: RunRequest, options: RunOptions) -> None:
    """Send the tasks of all ids to the cluster, before the first is waited for; an id with a fault tells it later."""
    if (cluster := options.execution.cluster) and len(entries) > 1:
        for entry in entries:
            with suppress(BenchError):
                submit_missing(make_plan(entry, request, options.home), options.home, cluster)


@dataclass(frozen=True)
class Ended:
    """How one id ended: its exit code, result or error in one line, and what it measured (None: nothing)."""

    id: str
    code: int
    what: str
    finished: Finished | None = None

    @property
    def line(self) -> str:
        """For the summary of several ids."""
        return f"  {self.id}: {self.what}" + (f"\n    {self.finished.page}" if self.finished else "")


def run_one(entry: Entry, request: RunRequest, options: RunOptions, severity: Severity) -> Ended:
    """Run one id and print its verdicts. The other ids go on when it fails."""
    tell_replaced(entry, options)
    try:
        run = run_until_decided if request.until_decided else run_experiment
        finished = run(entry, request, options)
    except Interrupted:
        raise
    except BenchError as error:
        print(f"{entry.id}: {error}", file=sys.stderr)
        if severity.skip_unreachable and isinstance(error, DataUnavailable):
            print(f"{entry.id}: skipped as requested: no source gives its data here")
            return Ended(entry.id, 0, "skipped: no source gives its data here")
        return Ended(entry.id, error.exit_code, f"FAILED: {error.what.splitlines()[0]}")
    if options.quiet:
        print(f"{entry.id}: {finished.plan.tier_name} tier")
    print_verdicts(finished)
    if offers_explorer(finished, options.home):
        print(f"watch it: netsci-bench explore {shlex.quote(str(finished.page.parent))}")
    code = 1 if finished.failed else 3 if severity.strict and finished.contradicted else 0
    return Ended(entry.id, code, finished.report.headline, finished)


def offers_explorer(finished: Finished, home: Path) -> bool:
    """Whether a seed has kept arrays that the explorer shows; they are only looked for."""
    folders = [home / "store" / "done" / o.address / ARRAYS for o in finished.outcomes if o.address]
    return any(next(folder.glob(name), None) for folder in folders for name in WATCHED)


def tell_replaced(entry: Entry, options: RunOptions) -> None:
    """Warn if the reports of this id were made from another file of the same name; remember this file."""
    if not entry.id.startswith(f"{FILE}/"):
        return
    notes = options.home / OWN_SPECS
    known = json.loads(notes.read_text(encoding="utf-8")) if notes.is_file() else {}
    base, here = id_of(entry.document.path), str(entry.document.path.resolve())
    key = f"{base} {options.reports.resolve()}"
    if known.get(key, here) != here:
        what = f"the reports of {base} in {options.reports} were made from {known[key]}, and are replaced"
        print(f"warning: {what}; rename one of the files, or give --out", file=sys.stderr)
    if known.get(key) != here:
        with suppress(OSError):  # a home that cannot be written is told where a result needs it
            notes.parent.mkdir(parents=True, exist_ok=True)
            write_json(notes, known | {key: here})


def print_verdicts(finished: Finished) -> None:
    """The verdicts as a table on a terminal, as plain lines elsewhere; then warnings and the report's path."""
    rows = finished.report.rows
    if finished.plan.tier_name == "smoke" and not finished.failed:
        print(finished.report.headline)  # which says so once
        for row in rows[:MOST]:
            cells = dict(zip(COLUMNS, row.cells, strict=True))
            print(f"  {row.says}: {cells['ours']} (accepted: {cells['accepted']})")
        if len(rows) > MOST:
            print(f"  and {len(rows) - MOST} more claims, in the report")
    elif on_terminal():
        from rich.console import Console

        Console().print(verdict_table(finished.report))
    else:
        print("\n".join(verdict_lines(finished.report)))
    for warning in finished.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"report: {finished.page}")

"""What does `netsci-bench run ID` do? A straight line: each arrow is one function, nothing goes back.

spec -> plan -> outcomes -> verdicts -> report, and then the mirror in MLflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from netsci_bench.cli.progress import show_progress
from netsci_bench.contract.counting import count_of
from netsci_bench.contract.errors import EverySeedFailed
from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.write import read_numbers, renew_report
from netsci_bench.runs.calibration import promise, promised_minutes
from netsci_bench.runs.environment import describe_environment
from netsci_bench.runs.plan import Plan, RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, collect_outcomes
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.artifacts import REPORT_HTML
from netsci_bench.tracking import records
from netsci_bench.verdicts.judge import judge_claims


@dataclass(frozen=True)
class RunOptions:
    """Where results live, where reports go, how it is executed, whether MLflow and the user are told."""

    home: Path
    reports: Path
    execution: ExecutionOptions
    track: bool = True
    quiet: bool = False


@dataclass(frozen=True)
class Finished:
    """What a run left behind; ``report`` is what its pages show, ``page`` the one to open."""

    plan: Plan
    outcomes: Sequence[Outcome]
    verdicts: Sequence[Verdict]
    report: Report
    page: Path

    @property
    def warnings(self) -> list[str]:
        """Why a figure could not be drawn."""
        return list(self.report.content["warnings"])

    @property
    def failed(self) -> bool:
        """A seed failed otherwise than by diverging, or a figure could not be drawn."""
        return bool(self.warnings) or any(o.error and not o.diverged for o in self.outcomes)

    @property
    def contradicted(self) -> bool:
        """A claim was contradicted."""
        return any(v.word == "contradicted" for v in self.verdicts)


def run_experiment(entry: Entry, request: RunRequest, options: RunOptions) -> Finished:
    """Run one id to its report.

    Raises:
        Mistake: the spec and the request do not fit together.
        Interrupted: it was stopped, or the time was over; the store can go on from there.
        NothingMeasured: every seed failed, or there is no data.
    """
    plan = make_plan(entry, request, options.home)
    if not options.quiet:
        print(announcement(plan, request), flush=True)
    folder = options.reports / plan.id / plan.tier_name
    try:
        with show_progress(len(plan.seeds), options.quiet) as listener:
            outcomes = collect_outcomes(plan, options.home, options.execution, listener, read_numbers(folder))
    except EverySeedFailed as failed:
        record_failure(plan, failed, options)
        raise
    verdicts = judge_claims(plan.spec.claims, plan.tier_name, plan.tier, outcomes)
    environment = describe_environment(plan.versions, plan.device, outcomes)
    content = report_content(plan, outcomes, verdicts, environment)
    report = renew_report(content, outcomes, folder, plan.spec.figures)
    if options.track and any(outcome.fresh for outcome in outcomes):
        record = records.record(plan, outcomes, report.content, folder, options.home)
        tell_of_mirror(records.mirror(record, options.home))
    return Finished(plan, outcomes, verdicts, report, folder / REPORT_HTML)


def record_failure(plan: Plan, failed: EverySeedFailed, options: RunOptions) -> None:
    """Let a run in which every seed failed reach MLflow, too, with the reasons."""
    if options.track:
        content = report_content(plan, failed.outcomes, [], describe_environment(plan.versions, plan.device))
        record = records.record(plan, failed.outcomes, content, None, options.home)
        tell_of_mirror(records.mirror(record, options.home))


def tell_of_mirror(reason: str | None) -> None:
    """Say why a run did not reach MLflow, if it did not."""
    if reason:
        print(f"not mirrored to MLflow ({reason}); `netsci-bench sync` will do it later")


def run_until_decided(entry: Entry, request: RunRequest, options: RunOptions) -> Finished:
    """Run an id at its first look and, while a claim is undecided, at each later one that its tier plans.

    Raises:
        BenchError: as ``run_experiment``.
    """
    finished = run_experiment(entry, request, options)
    stored = replace(options, execution=replace(options.execution, fresh=False))
    while again := next_look(finished, request):
        finished = run_experiment(entry, again, stored)
    return finished


def next_look(finished: Finished, request: RunRequest) -> RunRequest | None:
    """The request for the seeds for which some claim waits; None where none waits for more than were measured."""
    look = max((verdict.waiting_for or 0 for verdict in finished.verdicts), default=0)
    if look <= len(finished.plan.seeds):
        return None
    return replace(request, tier=finished.plan.tier_name, seeds=finished.plan.tier.seeds_at(look))


def announcement(plan: Plan, request: RunRequest) -> str:
    """The first line: which tier, on what, for how long, and what more would need."""
    seeds = count_of(len(plan.seeds), "seed")
    minutes = plan.tier.minutes * len(plan.seeds) / len(plan.tier.seeds)
    line = f"{plan.id}: {plan.tier_name} tier, {seeds}, {plan.device}, {promise(minutes, plan.device)}"
    higher = [t for t in TIERS[TIERS.index(plan.tier_name) + 1 :] if t in plan.spec.tiers]
    if request.tier is None and higher:
        needs = plan.spec.tiers[higher[-1]]
        device, where = (
            (plan.device, "") if needs.device == "any" else (needs.device, f" and a {needs.device} device")
        )
        line += f" (--tier {higher[-1]} needs {promised_minutes(needs.minutes, device):g} min{where})"
    return line

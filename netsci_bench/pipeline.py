"""What does `netsci-bench run ID` do? A straight line: each arrow is one function, nothing goes back.

spec -> plan -> outcomes -> verdicts -> report, and then the mirror in MLflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.cli.progress import show_progress
from netsci_bench.contract.importing import load
from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.reporting.read import read
from netsci_bench.reporting.write import write_report
from netsci_bench.runs.environment import describe_environment
from netsci_bench.runs.plan import Plan, RunRequest, make_plan
from netsci_bench.runs.scheduler import ExecutionOptions, collect_outcomes
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.registry import Entry
from netsci_bench.tracking import records
from netsci_bench.verdicts.judge import judge_claims


@dataclass(frozen=True)
class RunOptions:
    """How it is run: where results live, where reports go, how hard to try, who is told."""

    home: Path
    reports: Path
    effort: ExecutionOptions
    track: bool = True
    quiet: bool = False


@dataclass(frozen=True)
class Finished:
    """What an invocation left behind."""

    plan: Plan
    outcomes: Sequence[Outcome]
    verdicts: Sequence[Verdict]
    report: Path
    warnings: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """A seed failed, or a figure could not be drawn."""
        return bool(self.warnings) or any(o.error for o in self.outcomes)

    @property
    def contradicted(self) -> bool:
        """A claim was contradicted."""
        return any(v.word == "contradicted" for v in self.verdicts)


def run_experiment(entry: Entry, choices: RunRequest, manner: RunOptions) -> Finished:
    """Run one id to its report.

    Raises:
        Mistake: the spec and the choices do not fit together.
        Interrupted: it was stopped, or the time was over; the store can go on from there.
        NothingMeasured: every seed failed, or there is no data.
    """
    planned = make_plan(entry, choices)
    draw = load(planned.spec.figures) if planned.spec.figures else None  # wrong names are told before hours of work
    if not manner.quiet:
        print(announcement(planned, choices), flush=True)
    with show_progress(len(planned.seeds), manner.quiet) as listener:
        measured = collect_outcomes(planned, manner.home, manner.effort, listener)
    judged = judge_claims(planned, measured)
    facts = describe_environment(planned.versions, device_name(planned.device))
    folder = manner.reports / planned.id / planned.tier_name
    page = write_report(planned, measured, judged, facts, folder, draw=draw)
    warnings = tuple(read(folder).get("warnings", ()))
    if manner.track and any(o.fresh for o in measured):
        kept = records.record(planned, measured, judged, page.parent, manner.home, facts)
        if reason := records.mirror(kept, manner.home):
            print(f"not mirrored to MLflow ({reason}); `netsci-bench sync` will do it later")
    return Finished(planned, measured, judged, page, warnings)


def announcement(planned: Plan, choices: RunRequest) -> str:
    """The first line: which tier, on what, for how long, and what more would need."""
    seeds = f"{len(planned.seeds)} seed{'s' if len(planned.seeds) > 1 else ''}"
    minutes = planned.tier.minutes
    line = f"{planned.id}: {planned.tier_name} tier, {seeds}, {planned.device}, about {minutes:g} min on two cores"
    higher = [t for t in TIERS[TIERS.index(planned.tier_name) + 1 :] if t in planned.spec.tiers]
    if choices.tier is None and higher:
        needs = planned.spec.tiers[higher[-1]]
        where = "" if needs.device == "any" else f" and a {needs.device} device"
        line += f" (--tier {higher[-1]} needs {needs.minutes:g} min{where})"
    return line


def device_name(device: str) -> str:
    """The kind of device, and the card's name where there is one."""
    if device == "cpu":
        return device
    from netsci_bench.nets.device import describe

    return f"{device} ({describe(device)['name']})"

"""What can a user ask before and after a run? What it can decide; whether records stand; to judge them again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.contract.errors import BenchError, Mistake

if TYPE_CHECKING:
    from netsci_bench.specs.registry import Entry

certificates = typer.Typer()


@certificates.command()
def certify(
    ids: Annotated[list[str], typer.Argument(help="ids or patterns whose recorded reports are to be certified")],
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
    since: Annotated[str, typer.Option(help="compare with this commit, which has the code of the report")] = "",
) -> None:
    """Renew a report's code digests where the smoke tier gives equal bits now and as recorded; exit 3 elsewhere."""
    from netsci_bench.maintenance.certify import recorded_reports
    from netsci_bench.maintenance.recording import record_to_write
    from netsci_bench.maintenance.staleness import find_staleness
    from netsci_bench.specs.selection import select_entries
    from netsci_bench.storage.home import home

    codes, record = {0}, record_to_write(against, "--against")
    for entry in select_entries(ids):
        for folder, report in recorded_reports(record, entry.id):
            answer, code = "current", 0
            if find_staleness(entry, report, home()) != "current":
                answer, code = _certified(entry, folder, since)
            print(f"{entry.id} ({report['tier']}): {answer}", flush=True)
            codes.add(code)
    raise typer.Exit(max(codes))


@certificates.command()
def judge(
    ids: Annotated[list[str] | None, typer.Argument(help="ids or patterns of recorded reports")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every recorded report")] = False,
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
) -> None:
    """Judge recorded reports again from their raw values, and write their pages; nothing is run."""
    from netsci_bench.maintenance.certify import recorded_reports
    from netsci_bench.maintenance.judging import judge_report
    from netsci_bench.maintenance.recording import record_to_write, write_scoreboard
    from netsci_bench.specs.selection import select_entries
    from netsci_bench.storage.artifacts import REPORT_MD

    if bool(ids) == everything:
        raise Mistake("say which reports", remedy="name ids, or write --all")
    record = record_to_write(against, "--against")
    for entry in select_entries(ids or ["*"]):
        for folder, _ in recorded_reports(record, entry.id):
            print(judge_report(entry, folder, (REPORT_MD,)), flush=True)
    print(write_scoreboard(record))


@certificates.command()
def plan(
    ids: Annotated[list[str], typer.Argument(help="ids or patterns")],
    tier: Annotated[str, typer.Option(help="smoke, quick, paper, or auto: the highest within half an hour")] = "auto",
) -> None:
    """What a run would cost and what its seeds can decide; nothing is run."""
    from netsci_bench.maintenance.forecast import forecast_lines
    from netsci_bench.maintenance.recording import last_report, recorded_folder
    from netsci_bench.runs.plan import RunRequest, make_plan
    from netsci_bench.specs.selection import select_entries, select_tier
    from netsci_bench.storage.home import home

    for entry in select_entries(ids):
        planned = make_plan(entry, RunRequest(tier=select_tier(tier)), home())
        last = last_report([recorded_folder(), home() / "reports"], entry.id, planned.tier_name)
        print("\n".join(forecast_lines(planned, home(), last[1] if last else None)))


def _certified(entry: "Entry", folder: Path, since: str) -> tuple[str, int]:
    """What to say of one report, and the exit code; one that cannot be certified keeps no other from it."""
    from netsci_bench.maintenance.certify import certify as certify_report
    from netsci_bench.storage.home import home

    try:
        certificate = certify_report(entry, folder, home(), since)
    except BenchError as error:
        return str(error), error.exit_code
    return str(certificate), 3 if certificate.differing else 0

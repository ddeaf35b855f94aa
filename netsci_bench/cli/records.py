"""What can a user do with recorded reports? Record and compare them, certify them, judge them again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.cli.choices import IdArgument, Ids, TierChoice, TierOption, chosen_tier
from netsci_bench.contract.errors import BenchError, Mistake

if TYPE_CHECKING:
    from netsci_bench.specs.registry import Entry

records = typer.Typer()


@records.command()
def record(
    ids: Ids,
    tier: Annotated[TierChoice, TierOption(help="auto: the highest that was run")] = TierChoice.auto,
    into: Annotated[Path | None, typer.Option(help="the folder of the record; else the checkout's reports/")] = None,
) -> None:
    """Copy reports into the published record and renew its scoreboard."""
    from netsci_bench.maintenance import recording
    from netsci_bench.maintenance.staleness import other_seeds
    from netsci_bench.reporting.read import read
    from netsci_bench.specs import selection
    from netsci_bench.storage.home import home

    target = recording.record_to_write(into, "--into")
    for entry in selection.select_entries(ids):
        source = recording.report_to_record(home() / "reports", entry.id, chosen_tier(tier))
        kept = recording.record(source, target / entry.id / source.name)
        of_tier = next((size for name, size in entry.spec.tiers.items() if name == source.name), None)
        apart = other_seeds(of_tier, read(kept)) if of_tier else ""
        print(f"{kept}: {apart}" if apart else kept)
    print(recording.write_scoreboard(target))


@records.command()
def status() -> None:
    """How far tasks on a cluster are, and whether each published report is still what this code would measure.

    Outside a checkout, each report of your own.
    """
    from netsci_bench.identity.memory import sources_at_rest
    from netsci_bench.maintenance import recording
    from netsci_bench.maintenance.staleness import KnownWords
    from netsci_bench.runs.engines.overview import task_lines
    from netsci_bench.specs import registry
    from netsci_bench.storage.home import home

    for line in task_lines(home()):
        print(line)
    record, whose = recording.published_folder(), "the published reports"
    if record is None:
        record, whose = home() / "reports", "your own reports (the published ones are part of the checkout)"
    print(f"compared: {whose} in {record}")
    reports = [report for _, report in recording.recorded_reports(record)]
    known = {entry.id: entry for entry in registry.entries()}
    with sources_at_rest():
        words = KnownWords.read(home())
        for report in reports:
            entry = known.get(report["id"])
            word = words.find(entry, report) if entry else "no longer in the registry"
            print(f"{report['id']} ({report['tier']}): {word}")
    words.keep()
    for id_ in sorted(known.keys() - {report["id"] for report in reports}):
        print(f"{id_}: never run")


@records.command()
def certify(
    ids: Annotated[list[str], IdArgument(help="ids or patterns whose recorded reports are to be certified")],
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
    since: Annotated[str, typer.Option(help="compare with this commit, which has the code of the report")] = "",
) -> None:
    """Renew a report's code digests where the smoke tier gives equal bits now and as recorded; exit 3 elsewhere."""
    from netsci_bench.maintenance.recording import record_to_write, recorded_reports
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


@records.command()
def judge(
    ids: Annotated[list[str] | None, IdArgument(help="ids or patterns of recorded reports")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every recorded report")] = False,
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
) -> None:
    """Judge recorded reports again from their raw values, and write their pages; nothing is run."""
    from netsci_bench.maintenance.judging import judge_report
    from netsci_bench.maintenance.recording import record_to_write, recorded_reports, write_scoreboard
    from netsci_bench.specs.selection import select_entries
    from netsci_bench.storage.artifacts import REPORT_MD

    if bool(ids) == everything:
        raise Mistake("say which reports", remedy="name ids, or write --all")
    record = record_to_write(against, "--against")
    if not record.is_dir():
        raise Mistake("there is no such folder", str(record), "name the folder of your record with --against")
    for entry in select_entries(ids or ["*"]):
        for folder, _ in recorded_reports(record, entry.id):
            print(judge_report(entry, folder, (REPORT_MD,)), flush=True)
    print(write_scoreboard(record))


def _certified(entry: "Entry", folder: Path, since: str) -> tuple[str, int]:
    """What to say of one report, and the exit code; one that cannot be certified keeps no other from it."""
    from netsci_bench.maintenance.certify import certify as certify_report
    from netsci_bench.storage.home import home

    try:
        certificate = certify_report(entry, folder, home(), since)
    except BenchError as error:
        return str(error), error.exit_code
    return str(certificate), 3 if certificate.differing else 0

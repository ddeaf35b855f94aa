"""What can a user do with reports? Put them into a published record, and see whether they still hold."""

from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.cli.choices import Ids, TierChoice, chosen_tier

published = typer.Typer()


@published.command()
def record(
    ids: Ids,
    tier: Annotated[TierChoice, typer.Option(help="auto: the highest that was run")] = TierChoice.auto,
    into: Annotated[Path | None, typer.Option(help="the folder of the record; else the checkout's reports/")] = None,
) -> None:
    """Copy reports into the published record and renew its scoreboard."""
    from netsci_bench.maintenance import recording
    from netsci_bench.reporting.read import read
    from netsci_bench.specs import selection
    from netsci_bench.storage.home import home

    target = recording.record_to_write(into, "--into")
    for entry in selection.select_entries(ids):
        source = recording.newest(home() / "reports", entry.id, chosen_tier(tier))
        kept = recording.record(source, target / entry.id / source.name)
        of_tier = next((size for name, size in entry.spec.tiers.items() if name == source.name), None)
        apart = recording.other_seeds(read(kept), of_tier.seeds) if of_tier else ""
        print(f"{kept}: {apart}" if apart else kept)
    print(recording.write_scoreboard(target))


@published.command()
def status() -> None:
    """Whether each published report is still what this code would measure; outside a checkout, each of your own."""
    from netsci_bench.identity.implementation import sources_at_rest
    from netsci_bench.maintenance import recording
    from netsci_bench.maintenance.staleness import find_staleness
    from netsci_bench.specs import registry
    from netsci_bench.storage.home import home

    record, whose = recording.published_folder(), "the published reports"
    if record is None:
        record, whose = home() / "reports", "your own reports (the published ones are part of the checkout)"
    print(f"compared: {whose} in {record}")
    reports = list(recording.recorded(record))
    known = {entry.id: entry for entry in registry.entries()}
    with sources_at_rest():
        for report in reports:
            entry = known.get(report["id"])
            word = find_staleness(entry, report, home()) if entry else "no longer in the registry"
            print(f"{report['id']} ({report['tier']}): {word}")
    for id_ in sorted(known.keys() - {report["id"] for report in reports}):
        print(f"{id_}: never run")

"""What can a user do after tidying? Certify that recorded reports still stand."""

from pathlib import Path
from typing import Annotated

import typer

certificates = typer.Typer()


@certificates.command()
def certify(
    ids: Annotated[list[str], typer.Argument(help="ids or patterns whose recorded reports are to be certified")],
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
) -> None:
    """Renew a report's code digests where the smoke tier gives equal bits now and as recorded; exit 3 elsewhere."""
    from netsci_bench.maintenance.certify import certify as certify_report
    from netsci_bench.maintenance.certify import recorded_reports
    from netsci_bench.maintenance.recording import recorded_folder
    from netsci_bench.maintenance.staleness import find_staleness
    from netsci_bench.runs.environment import home
    from netsci_bench.specs.selection import select_entries

    differ = False
    for entry in select_entries(ids):
        for folder, report in recorded_reports(against or recorded_folder(), entry.id):
            if find_staleness(entry, report) == "current":
                print(f"{entry.id} ({report['tier']}): current", flush=True)
                continue
            certificate = certify_report(entry, folder, home())
            differ = differ or bool(certificate.differing)
            print(f"{entry.id} ({report['tier']}): {certificate}", flush=True)
    raise typer.Exit(3 if differ else 0)

"""What can a user do with a report that is there? Open it, and take its numbers elsewhere."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.cli.choices import known_ids

exchange = typer.Typer()
REPORTS = "ID, ID/TIER, either with @here, @recorded or @COMMIT, or a folder"
Source = Annotated[str, typer.Argument(metavar="REPORT", help=REPORTS, autocompletion=known_ids)]


@exchange.command("open")
def open_(report: Source) -> None:
    """Open the page of a report in the browser, and print where it lies."""
    from netsci_bench.exchange.opened import page_of
    from netsci_bench.exchange.sources import find_report

    page = page_of(find_report(report))
    print(page, flush=True)
    if _has_screen():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
    else:
        print("there is no screen here: open this file in a browser", file=sys.stderr)


@exchange.command()
def export(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help=f"{REPORTS}, or `scoreboard`", autocompletion=known_ids)
    ],
    file: Annotated[Path, typer.Argument(help="its ending says the format: .csv, .parquet or .tex")],
    table: Annotated[str, typer.Option(help="verdicts, results (every raw value) or seeds")] = "verdicts",
) -> None:
    """Write a table of a report, or the scoreboard, to a file: CSV, Parquet or LaTeX."""
    from netsci_bench.exchange import api

    print(api.export(report, file, table))


def _has_screen() -> bool:
    """Whether a browser could be seen; elsewhere one of the terminal would take it over."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))

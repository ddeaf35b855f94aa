"""What can a user do with a report that is there? Open it, compare it, replay it, take its numbers elsewhere."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.cli.choices import IdArgument

exchange = typer.Typer()
REPORTS = "ID, ID/TIER, either with @here, @recorded or @COMMIT, or a folder"
Source = Annotated[str, IdArgument(metavar="REPORT", help=REPORTS)]


@exchange.command("open")
def open_(report: Source) -> None:
    """Open the page of a report in the browser, and print where it lies."""
    from netsci_bench.maintenance.exchange.opened import page_of
    from netsci_bench.maintenance.exchange.sources import find_report

    _show(page_of(find_report(report)))


@exchange.command()
def explore(
    report: Source,
    to: Annotated[Path | None, typer.Option(help="write the page here instead of into the home")] = None,
) -> None:
    """Watch what a network gives its test images, epoch by epoch: one page, which needs no network."""
    from netsci_bench.maintenance.exchange.opened import explorer_of
    from netsci_bench.maintenance.exchange.sources import find_report

    _show(explorer_of(find_report(report), to))


def _show(page: Path) -> None:
    print(page, flush=True)
    if _has_screen():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
    else:
        print("there is no screen here: open this file in a browser", file=sys.stderr)


@exchange.command()
def export(
    report: Annotated[str, IdArgument(metavar="REPORT", help=f"{REPORTS}, or `scoreboard`")],
    file: Annotated[Path, typer.Argument(help="its ending says the format: .csv, .parquet or .tex")],
    table: Annotated[str, typer.Option(help="verdicts, results (every raw value) or seeds")] = "verdicts",
) -> None:
    """Write a table of a report, or the scoreboard, to a file: CSV, Parquet or LaTeX."""
    from netsci_bench.maintenance.exchange import api

    print(api.export(report, file, table))


@exchange.command()
def compare(
    a: Annotated[str, IdArgument(metavar="A", help=REPORTS)],
    b: Annotated[str, IdArgument(metavar="B", help="as A; what it leaves out is that of A")] = "@recorded",
    to: Annotated[Path | None, typer.Option(help="write it to a file: .html, .csv, .parquet or .tex")] = None,
) -> None:
    """Two reports claim by claim, seeds paired, and what was different; B left out: mine with the recorded one."""
    from netsci_bench.maintenance.exchange import api
    from netsci_bench.maintenance.exchange.comparison_page import comparison_lines, write_comparison

    comparison = api.compare(a, b)
    if to is None:
        print("\n".join(comparison_lines(comparison)))
    else:
        write_comparison(comparison, to)
        print(to)


@exchange.command()
def replay(
    report: Source,
    seeds: Annotated[str, typer.Option(help="some of the report's, such as 0-2; else all")] = "",
    spec: Annotated[Path | None, typer.Option(help="the YAML file, for a report of a spec of your own")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="processes at a time; 0: by the cores")] = 0,
    max_minutes: Annotated[float, typer.Option(min=0, help="end cleanly after this time (exit 75); 0: never")] = 0,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="print the traceback of a seed that fails")
    ] = False,
) -> None:
    """Measure a report again here: same bits, same verdicts or different, seed by seed; exit 3 if different."""
    from netsci_bench.cli.run import execution, run_options
    from netsci_bench.maintenance.exchange.replay import replay as replay_report
    from netsci_bench.maintenance.exchange.replay import replay_lines
    from netsci_bench.maintenance.exchange.sources import find_report
    from netsci_bench.runs import signals
    from netsci_bench.specs import registry, selection

    found = find_report(report)
    entry = registry.find(str(spec) if spec else found.report.content["id"])
    options = run_options(None, execution(jobs, max_minutes, True, verbose), track=False, quiet=False)
    with signals.interruptible():
        done = replay_report(found, entry, selection.select_seeds(seeds), options)
    print("\n".join(replay_lines(done)))
    raise typer.Exit(3 if done.differs else 0)


def _has_screen() -> bool:
    """Whether a browser could be seen; elsewhere one of the terminal would take it over."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))

"""What can a user ask about the state of things? doctor, why, nightly, and new for the first step of one's own."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.cli.choices import IdArgument
from netsci_bench.contract.errors import Mistake

if TYPE_CHECKING:
    from netsci_bench.maintenance.nightly import NightlyResult
    from netsci_bench.runs.plan import RunRequest

care = typer.Typer()
SLOWEST_ALLOWED = 30.0  # minutes of one experiment in a night; a GPU's paper tier is asked for by its name
NightTier = Annotated[str, typer.Option(help="smoke, quick, paper, or auto: the highest within --max-minutes")]


@care.command()
def doctor() -> None:
    """What is wrong on this machine and what to do about it; exit 1 if nothing can be run."""
    from netsci_bench.maintenance.doctor import examine
    from netsci_bench.storage.home import home

    hopeless = False
    for title, findings in examine(home()):
        print(f"\n{title}")
        for finding in findings:
            print(f"  {finding}", flush=True)
            hopeless = hopeless or finding.sign == "✗"
    sys.stdout.flush()
    raise typer.Exit(1 if hopeless else 0)


@care.command()
def why(
    id_: Annotated[str, IdArgument(metavar="ID", help="an id, or a YAML file")],
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
) -> None:
    """What changed since the recorded report: params, data, functions by name, versions, device."""
    from netsci_bench.maintenance import recording
    from netsci_bench.maintenance.changes import describe_changes
    from netsci_bench.specs import registry
    from netsci_bench.storage.home import home

    entry = registry.find(id_)
    folder = against or recording.recorded_folder()
    reports = [report for _, report in recording.recorded_reports(folder, entry.id)]
    if not reports:
        raise Mistake(f"there is no recorded report of {entry.id}", str(folder), f"`netsci-bench record {id_}`")
    for report in reports:
        print("\n".join(describe_changes(entry, report, home())))


@care.command()
def nightly(
    ids: Annotated[list[str] | None, IdArgument(help="ids, patterns or files; all when left out")] = None,
    tier: NightTier = "auto",
    max_minutes: Annotated[float, typer.Option(min=0, help="what auto may take for one id")] = SLOWEST_ALLOWED,
    against: Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")] = None,
    out: Annotated[Path, typer.Option(help="junit.xml, summary.md and the reports go there")] = Path("nightly"),
) -> None:
    """Run everything afresh and compare with the record: exit 3 where it differs, 1 a crash, 4 not measured."""
    from netsci_bench.maintenance import recording
    from netsci_bench.maintenance.nightly import exit_code
    from netsci_bench.maintenance.nightly_pages import line
    from netsci_bench.runs import signals
    from netsci_bench.runs.plan import RunRequest
    from netsci_bench.specs import selection

    selection.refuse_unknown(ids or [])
    request = RunRequest(tier=selection.select_tier(tier), max_minutes=max_minutes or None)
    done = []
    with signals.interruptible():
        for night in _nights(ids or [], request, out, against or recording.recorded_folder()):
            print(line(night), flush=True)
            done.append(night)
            _write_pages(done, out)
    raise typer.Exit(exit_code(done))


def _nights(ids: list[str], request: "RunRequest", out: Path, record: Path) -> "Iterator[NightlyResult]":
    """Run each id afresh, one after the other, and hold it against the record."""
    from netsci_bench.maintenance.nightly import run_nightly
    from netsci_bench.pipeline import RunOptions
    from netsci_bench.runs.scheduler import ExecutionOptions
    from netsci_bench.specs import selection
    from netsci_bench.storage.home import home

    options = RunOptions(home(), out / "reports", ExecutionOptions(fresh=True), track=False, quiet=True)
    yield from run_nightly(selection.select_places(ids), request, options, record)


@care.command()
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="such as wide-layers; with --package acme/wide-layers")],
    source: Annotated[str, typer.Option("--from", help="the id or YAML file to start from")],
    package: Annotated[bool, typer.Option(help="a plug-in package, with pyproject.toml and entry point")] = False,
) -> None:
    """Scaffold an experiment of your own here: spec, function and test, which pass as they come."""
    from netsci_bench.maintenance.scaffold import plug_in, scaffold, write_new_files
    from netsci_bench.specs import registry

    files = (plug_in if package else scaffold)(id_, registry.find(source))
    for path in write_new_files(files, Path.cwd()):
        print(path)


def _write_pages(nights: "list[NightlyResult]", out: Path) -> None:
    """After every id, so that a night that is cut short has its pages too."""
    from netsci_bench.maintenance.nightly_pages import junit, summary
    from netsci_bench.storage.artifacts import JUNIT, SUMMARY
    from netsci_bench.storage.atomic import write_text

    out.mkdir(parents=True, exist_ok=True)
    text = summary(nights)
    write_text(out / JUNIT, junit(nights))
    write_text(out / SUMMARY, text)
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(page).write_text(text, encoding="utf-8")

"""What can a user ask about the state of things? doctor, why, nightly, and new for the first step of one's own."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netsci_bench.cli.choices import IdArgument
from netsci_bench.contract.errors import Mistake

if TYPE_CHECKING:
    from netsci_bench.maintenance.nightly.course_of_night import NightOptions
    from netsci_bench.maintenance.nightly.night import Night
    from netsci_bench.maintenance.nightly.shards import Shard, Wish

care = typer.Typer()
SLOWEST_ALLOWED = 30.0  # minutes of one experiment in a night; a GPU's paper tier is asked for by its name
NightTier = Annotated[str, typer.Option(help="smoke, quick, paper; auto: the highest recorded within --max-minutes")]
Against = Annotated[Path | None, typer.Option(help="the record; else the checkout's reports/")]
HistoryFolder = Annotated[Path | None, typer.Option(help="earlier nights; else nights/ of the home")]
Accept = Annotated[
    bool, typer.Option(help="what differs from the last green night was meant, and is the next reference")
]
Perf = Annotated[Path | None, typer.Option(help="ratios of speeds, of pytest-benchmark or {name: ratio}")]
NightOut = Annotated[Path, typer.Option(help="junit.xml, summary.md, nightly.html and the reports go there")]


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
    shard: Annotated[str, typer.Option(metavar="i/N", help="one share of the ids, by minutes")] = "1/1",
    against: Against = None,
    history: HistoryFolder = None,
    perf: Perf = None,
    accept: Accept = False,
    out: NightOut = Path("nightly"),
) -> None:
    """Run everything afresh and compare with the record: exit 3 where it differs, 1 a crash, 4 not measured."""
    from netsci_bench.maintenance.nightly import shards, speed
    from netsci_bench.specs import selection

    selection.refuse_unknown(ids or [])
    options = _night_options(out, against, history, shards.read_shard(shard))
    ratios = speed.read_ratios(perf) if perf else {}
    wish = shards.Wish(
        selection.select_tier(tier), max_minutes or None, options.references.folders, options.history.minutes()
    )
    night = _run_night(ids or [], wish, options, ratios)
    if options.shard.of == 1:
        options.history.add(night, [options.run.reports], accept)
    raise typer.Exit(night.exit_code)


def _run_night(ids: list[str], wish: "Wish", options: "NightOptions", ratios: dict[str, float]) -> "Night":
    """Run the share of these ids that is asked for."""
    from datetime import UTC, datetime

    from netsci_bench.maintenance.nightly.course_of_night import begin, run_whole_night
    from netsci_bench.maintenance.nightly.shards import choose, take_share
    from netsci_bench.runs import signals
    from netsci_bench.specs.selection import select_places

    everything = choose(select_places(ids), wish)
    if everything.left_out and not (everything.chosen or everything.broken):
        raise Mistake("nothing is left to run: " + "; ".join(" ".join(pair) for pair in everything.left_out.items()))
    choice = take_share(everything, options.shard)
    blank = begin(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), options, ratios)
    with signals.interruptible():
        return run_whole_night(choice, blank, options, partial(print, flush=True))


@care.command("join-nights")
def join_nights(
    folders: Annotated[list[Path], typer.Argument(help="what the jobs of one night have written with --out")],
    against: Against = None,
    history: HistoryFolder = None,
    perf: Perf = None,
    accept: Accept = False,
    out: NightOut = Path("nightly"),
) -> None:
    """Put the shards of a night together: one page, one junit.xml, one history; exits as the worst of them."""
    from dataclasses import replace

    from netsci_bench.maintenance.nightly import course_of_night, joining, night, speed, summary
    from netsci_bench.storage.artifacts import NIGHT_JSON

    options = _night_options(out, against, history)
    written = [folder / NIGHT_JSON for folder in folders]
    begun = [path for path in written if path.exists() or not path.parent.is_dir()]  # others are told as missing
    whole = joining.join_nights([night.read_night(path) for path in begun])
    if perf:
        ratios = speed.read_ratios(perf)
        whole = replace(whole, ratios=ratios, slower=tuple(speed.fallen(ratios, options.history)))
    course_of_night.write_pages(whole, options)
    options.history.add(whole, [folder / course_of_night.REPORTS for folder in folders], accept)
    print("\n".join([*map(summary.line, night.worst_first(whole.results)), summary.answer(whole)]))
    raise typer.Exit(whole.exit_code)


def _night_options(
    out: Path, against: Path | None, history: Path | None, shard: "Shard | None" = None
) -> "NightOptions":
    """Where results, pages, record and history of a night are."""
    from netsci_bench.maintenance.nightly.course_of_night import REPORTS, NightOptions
    from netsci_bench.maintenance.nightly.history import History
    from netsci_bench.maintenance.nightly.measuring import References
    from netsci_bench.maintenance.nightly.shards import ALL
    from netsci_bench.maintenance.recording import recorded_folder
    from netsci_bench.pipeline import RunOptions
    from netsci_bench.runs.scheduler import ExecutionOptions
    from netsci_bench.storage.home import home

    known = History(history or home() / "nights")
    run = RunOptions(home(), out / REPORTS, ExecutionOptions(fresh=True), track=False, quiet=True)
    references = References(against or recorded_folder(), known.references)
    return NightOptions(out, run, references, known, shard or ALL)


@care.command()
def new(
    id_: Annotated[
        str, typer.Argument(metavar="[ID]", help="such as wide-layers; with --package it may be left out")
    ] = "",
    source: Annotated[str, typer.Option("--from", help="the id or YAML file to start from")] = "",
    package: Annotated[
        str, typer.Option(metavar="NAME", help="a plug-in package; without ID and --from with an example that runs")
    ] = "",
) -> None:
    """Scaffold an experiment of your own here: spec, function and tests, which pass as they come."""
    from netsci_bench.maintenance.package import plug_in
    from netsci_bench.maintenance.scaffold import scaffold, write_new_files
    from netsci_bench.specs import registry

    if not package and not (id_ and source):
        raise Mistake("what should the experiment start from?", remedy="write ID --from OTHER-ID, or --package NAME")
    begun = registry.find(source) if source else None
    files = plug_in(package, id_, begun) if package else scaffold(id_, registry.find(source))
    for path in write_new_files(files, Path.cwd()):
        print(path)

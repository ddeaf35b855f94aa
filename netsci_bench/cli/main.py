"""What can a user type? The commands; each asks the bench for one thing and prints it.

Nothing heavy is imported here: ``list`` and ``--help`` answer without torch or MLflow. Exit codes: 0 done
(verdicts are data), 1 a crash or a failed seed, 2 the user's mistake, 3 a claim contradicted under ``--strict``,
4 nothing was measured, 75 interrupted and resumable.
"""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from netsci_bench.cli.choices import VERDICTS, IdArgument, Ids, Place, TierChoice, TierOption, chosen_tier
from netsci_bench.cli.data import data
from netsci_bench.cli.endings import end_well
from netsci_bench.cli.exchange import exchange
from netsci_bench.cli.maintenance import care
from netsci_bench.cli.records import records
from netsci_bench.cli.transfer import store
from netsci_bench.contract.errors import Mistake
from netsci_bench.runs.process_environment import settle

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    help="Reproducible benchmarks for the network science of neural networks: run an experiment, judge its claims.",
)
app.add_typer(data)
app.add_typer(care)
app.add_typer(records)
app.add_typer(store)
app.add_typer(exchange)

Id = Annotated[str, IdArgument(help="an id such as coactivation/lenet5-epochs, or a YAML file")]


Minutes = Annotated[float | None, typer.Option(min=0, help="only ids of at most so many at --tier, else at paper")]
RunTier = Annotated[TierChoice, TierOption(help="auto: the highest that this device can finish in half an hour")]
Seeds = Annotated[str, typer.Option(help="such as 0-4 or 0,3,7; else the tier's own")]
Device = Annotated[str, typer.Option(help="cpu, cuda or mps; else the best there is")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="processes at a time; 0: by cores, or as Slurm will")]
On = Annotated[Place, typer.Option(help="here, or slurm: a task for each seed and each training that seeds share")]
Threads = Annotated[int, typer.Option(min=0, help="per process; 0: what the spec says")]
MaxMinutes = Annotated[
    float, typer.Option(min=0, help="end cleanly after this time (exit 75), which auto keeps to; 0: never")
]
Out = Annotated[Path | None, typer.Option(help="write reports here instead of the home's reports/")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="print the traceback of a seed that fails")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="params.NAME=VALUE", help="another value of a param: an exploration, never recorded"
    ),
]
LAST_PORT = 65_535
SkipUnreachable = Annotated[bool, typer.Option(help="go on without ids whose data no source gives here")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from netsci_bench import __version__

        print(f"netsci-bench {__version__}")
        raise typer.Exit()


@app.callback()
def common(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="print the version and end")
    ] = False,
) -> None:
    """Options of the command itself; its help is that of the application."""


@app.command("list")
def list_(
    ids: Annotated[list[str] | None, IdArgument(help="ids, patterns or files; all ids when left out")] = None,
    tier: Annotated[TierChoice, TierOption(help="only ids that have this tier; auto: any")] = TierChoice.auto,
    family: Annotated[str, typer.Option(help="only this family, the first part of an id, such as sparse")] = "",
    paper: Annotated[str, typer.Option(help="only ids with a claim on this paper, such as ozer2025")] = "",
    verdict: Annotated[str, typer.Option(help=f"only ids whose last report has one: {', '.join(VERDICTS)}")] = "",
    minutes: Minutes = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Every experiment: title, tiers with their minutes, last verdicts."""
    from netsci_bench.cli import listing
    from netsci_bench.specs import registry, selection

    entries = selection.select_entries(ids) if ids else registry.entries()
    chosen = listing.choose(entries, listing.Filters(chosen_tier(tier), family, paper, minutes))
    folders = listing.report_folders()
    lines = listing.with_verdict([listing.make_line(entry, folders) for entry in chosen], verdict)
    print(json.dumps([asdict(line) for line in lines], indent=1) if as_json else "\n".join(listing.list_lines(lines)))


@app.command()
def show(id_: Id) -> None:
    """One experiment: resolved params per tier, claims with bands, reasons and sources."""
    from netsci_bench.cli import listing
    from netsci_bench.runs.plan import resolve_tier
    from netsci_bench.specs import registry
    from netsci_bench.storage.home import home

    entry = registry.find(id_)
    params = {tier: resolve_tier(entry, tier, home()).values for tier in entry.spec.tiers}
    print("\n".join(listing.show_lines(entry, params)))


@app.command()
def check(
    ids: Annotated[list[str] | None, IdArgument(help="ids or YAML files; all ids when left out")] = None,
    schema: Annotated[bool, typer.Option(help="print the JSON Schema of a spec, for editors")] = False,
) -> None:
    """Validate specs against their schema, their function's types and the catalogues, without running anything."""
    from netsci_bench.runs import plan
    from netsci_bench.specs import selection
    from netsci_bench.specs.model import ExperimentSpec
    from netsci_bench.storage.home import home

    if schema:
        print(json.dumps(ExperimentSpec.model_json_schema(), indent=1))
        return
    problems = []
    for written in selection.select_places(ids or []):
        try:
            for entry in written():
                plan.check(entry, home())
                print(f"{entry.id}: ok")
        except Mistake as mistake:
            problems.append(str(mistake))
    if problems:
        raise Mistake("\n".join(dict.fromkeys(problems)))


@app.command()
def run(
    ids: Ids,
    tier: RunTier = TierChoice.auto,
    seeds: Seeds = "",
    device: Device = "",
    jobs: Jobs = 0,
    threads: Threads = 0,
    max_minutes: MaxMinutes = 0,
    fresh: Annotated[bool, typer.Option(help="forget stored results and measure again")] = False,
    track: Annotated[bool, typer.Option(help="mirror to MLflow")] = True,
    out: Out = None,
    strict: Annotated[bool, typer.Option(help="exit 3 when a claim is contradicted")] = False,
    skip_unreachable: SkipUnreachable = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="print only the verdicts")] = False,
    verbose: Verbose = False,
    until_decided: Annotated[bool, typer.Option(help="add the seeds of each planned look while undecided")] = False,
    set_: Set = None,
    on: On = Place.here,
) -> None:
    """Run experiments, judge their claims and write a report for each."""
    from netsci_bench.cli.run import Severity, execution, explored, run_all, run_options, run_request

    options = run_options(out, execution(jobs, max_minutes, fresh, verbose, on is Place.slurm), track, quiet)
    entries, options = explored(ids, set_ or [], options)
    request = run_request((chosen_tier(tier), device, threads, max_minutes), seeds, until_decided, on is Place.slurm)
    raise typer.Exit(run_all(entries, request, options, Severity(strict, skip_unreachable)))


@app.command()
def plan(
    ids: Annotated[list[str], IdArgument(help="ids or patterns")],
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


@app.command()
def sync() -> None:
    """Mirror to MLflow whatever is not there yet."""
    from netsci_bench.storage.home import home
    from netsci_bench.tracking import records

    synced = records.sync(home())
    print(synced)
    raise typer.Exit(1 if synced.failed else 0)


@app.command()
def ui(port: Annotated[int, typer.Option(help="on the loopback interface")] = 5000) -> None:
    """Open the MLflow UI on what was tracked; Ctrl-C ends it."""
    from netsci_bench.storage.home import home
    from netsci_bench.tracking.server import ui as serve

    if not 0 < port <= LAST_PORT:
        raise Mistake(f"there is no port {port}", remedy=f"say --port 5001, or another one from 1 to {LAST_PORT}")
    serve(home(), port, partial(print, flush=True))  # whoever reads a pipe waits for the link


def main() -> None:
    """What the console script runs."""
    settle()
    end_well(app)


if __name__ == "__main__":
    main()

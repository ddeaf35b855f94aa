"""What can a program ask for? ``import netsci_bench as nb``: experiments, run, load, compare, export."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange.comparison import Comparison, compare_reports
from netsci_bench.maintenance.exchange.files import Table, choose_table, write_table
from netsci_bench.maintenance.exchange.loaded import LoadedReport, loaded
from netsci_bench.maintenance.exchange.sources import find_report
from netsci_bench.specs.model import TIERS, TierName

if TYPE_CHECKING:
    from pandas import DataFrame

SCOREBOARD = "scoreboard"


class Execution(TypedDict, total=False):
    """How a run is done, as the options of ``netsci-bench run`` of the same names.

    ``track`` mirrors it to MLflow, which is off here unless it is asked for.
    """

    device: str
    jobs: int
    threads: int
    max_minutes: float
    fresh: bool
    track: bool
    quiet: bool
    until_decided: bool
    out: str | Path


def experiments() -> "DataFrame":
    """A row per id: title, family, papers, number of claims, minutes per tier, and how the last report ended."""
    from pandas import DataFrame

    from netsci_bench.cli.listing import make_line, papers_of, report_folders, verdict_counts
    from netsci_bench.specs import registry

    folders, rows = report_folders(), []
    for entry in registry.entries():
        line = make_line(entry, folders)
        family, minutes = entry.id.partition("/")[0], [line.minutes.get(tier) for tier in TIERS]
        papers = " ".join(papers_of(entry))
        rows.append((entry.id, line.title, family, papers, line.claims, *minutes, verdict_counts(line.last)))
    columns = ["id", "title", "family", "papers", "claims", *(f"{tier}_minutes" for tier in TIERS), "last"]
    return DataFrame(rows, columns=columns)


def run(
    id_: str | Path,
    tier: TierName | None = None,
    seeds: Sequence[int] | None = None,
    set: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the option
    **execution: Unpack[Execution],
) -> LoadedReport:
    """Run one id to its report, as ``netsci-bench run`` does; what is stored is not measured again.

    Args:
        id_: an id such as ``coactivation/lenet5-epochs``, or a YAML file.
        tier: how large; None: the highest that this machine can finish in half an hour.
        seeds: instead of the tier's own.
        set: dotted name -> value of params, such as ``{"params.text.pairs": "all"}``: an exploration, which is never
            recorded.
        execution: see ``Execution``.

    Raises:
        Mistake: the spec, its function and what was asked for do not fit together.
        NothingMeasured: every seed failed, or there is no data.
        Interrupted: the time was over; the next run goes on from there.
    """
    from netsci_bench.cli.run import execution as how
    from netsci_bench.cli.run import for_settings, run_options
    from netsci_bench.pipeline import run_experiment, run_until_decided
    from netsci_bench.runs import signals
    from netsci_bench.specs import explorations, registry

    settings = explorations.checked_settings(set or {})
    entry = explorations.explore(registry.find(str(id_)), settings)
    out = execution.get("out")
    track, quiet = execution.get("track", False), execution.get("quiet", False)
    done = how(execution.get("jobs", 0), execution.get("max_minutes", 0.0), execution.get("fresh", False), False)
    options = for_settings(run_options(Path(out) if out else None, done, track, quiet), settings)
    request = _request(tier, seeds, execution)
    with signals.interruptible():
        go = run_until_decided if request.until_decided else run_experiment
        finished = go(entry, request, options)
    return LoadedReport(finished.report, finished.page.parent)


def load(source: str | Path) -> LoadedReport:
    """A report: ``ID`` (the last one), ``ID/TIER``, ``ID@recorded``, ``ID/TIER@COMMIT``, or its folder.

    Raises:
        Mistake: there is no such report.
    """
    return loaded(find_report(source))


def compare(a: str | Path, b: str | Path) -> Comparison:
    """Two reports side by side; its ``frame`` has a row per claim that both have.

    Args:
        a: as for ``load``.
        b: likewise; what it leaves out is that of ``a``: ``quick``, ``@recorded``, ``@COMMIT``.

    Raises:
        Mistake: there is no such report, or both names stand for the same one.
    """
    first = find_report(a)
    second = find_report(b, first)
    if first.folder is not None and first.folder == second.folder:
        what, where = f"both are the same report, {first.name}", str(first.folder)
        raise Mistake(what, where, "name two tiers, two folders, or one report @here, @recorded or @COMMIT")
    return compare_reports(first, second)


def export(source: str | Path, path: str | Path, table: str = "verdicts") -> Path:
    """Write a table of a report, or the scoreboard, to a file: ``.csv``, ``.parquet`` or ``.tex``.

    Args:
        source: as for ``load``, or ``scoreboard``: every statement of every paper, from the published record.
        path: of the file, whose ending says the format.
        table: ``verdicts``, ``results`` or ``seeds``, of a report.

    Raises:
        Mistake: there is no such report, record or table, or the format is none of them.
    """
    chosen = _scoreboard(table) if source == SCOREBOARD else choose_table(find_report(source).report, table)
    write_table(chosen, Path(path))
    return Path(path)


def _scoreboard(table: str) -> Table:
    """The statements of the published record, of which there is one table only."""
    from netsci_bench.maintenance.exchange.statements import statements_cells, statements_frame
    from netsci_bench.maintenance.recording import NO_RECORD, published_folder

    if table != "verdicts":
        raise Mistake(f"the scoreboard has no table {table!r}", remedy="leave out --table, or name a report")
    if (record := published_folder()) is None:
        raise Mistake(NO_RECORD, remedy="export it from a checkout of the repository")
    return Table(lambda: statements_frame(record), lambda: statements_cells(record))


def _request(tier: TierName | None, seeds: Sequence[int] | None, execution: Execution) -> Any:
    from netsci_bench.runs.plan import RunRequest

    return RunRequest(
        tier=tier,
        seeds=None if seeds is None else tuple(seeds),
        device=execution.get("device"),
        threads=execution.get("threads"),
        max_minutes=execution.get("max_minutes"),
        until_decided=execution.get("until_decided", False),
    )

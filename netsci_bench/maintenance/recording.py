"""How does a report become part of the published record? Only through ``netsci-bench record``, which uses this."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.resources import registry_folder
from netsci_bench.reporting.read import read
from netsci_bench.specs import registry
from netsci_bench.specs.explorations import in_words, run_command
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.selection import seed_ranges
from netsci_bench.storage.artifacts import PAPERS, PICTURES, REPORT_JSON, REPORT_MD, SCOREBOARD
from netsci_bench.storage.atomic import write_text
from netsci_bench.storage.home import home
from netsci_bench.storage.report_manifest import refuse_edits

if TYPE_CHECKING:
    from netsci_bench.reporting.papers.findings import Listed, PaperFindings

README = "README.md"
NO_RECORD = "there is no published record here: netsci-bench was installed without its checkout"
BUDGET = "docs/what-was-run.md"
MARKED = re.compile(r"(?<=<!-- generated from the record -->\n\n).*?(?=\n\n<!-- end -->)", re.DOTALL)
EXAMPLE = re.compile(r"<!-- verdicts of (?P<report>\S+) -->\n```\n(?P<lines>.*?)\n```\n", re.DOTALL)
RECORDED = (REPORT_MD, REPORT_JSON, PICTURES)  # without report.html, which contains the same figures again


def recorded_folder() -> Path:
    """``reports/`` of the checkout, if the bench runs from one; else of the working directory."""
    return published_folder() or Path("reports")


def published_folder() -> Path | None:
    """``reports/`` of the checkout that the bench runs from; None where it was installed without one."""
    return registry_folder().parent / "reports" if registry_folder().name == "registry" else None


def record_to_write(named: Path | None, option: str) -> Path:
    """The record that a command may write into: the one named, else the checkout's.

    Raises:
        Mistake: neither is there; a record is never begun in whatever folder the user happens to be.
    """
    if (target := named or published_folder()) is None:
        raise Mistake(NO_RECORD, remedy=f"name the folder of your record with {option}")
    return target


def record(source: Path, target: Path) -> Path:
    """Copy one report folder into the record, replacing an earlier one with other code or with fewer seeds.

    Raises:
        Mistake: there is no report to copy, it is an exploration or already in the record, or the record knows more
            of the same.
    """
    new = read_unedited(source)
    if new.get("set"):
        remedy = "write a variant into the spec, with claims of its own, and run that"
        raise Mistake(f"an exploration cannot be recorded: {in_words(new['set'])}", str(source), remedy)
    if source.resolve() == target.resolve():
        raise Mistake("this report is already in the record", str(source), "name another folder with --into")
    if target.exists():
        _check_seeds(read(target), new, source)
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for path in (p for pattern in RECORDED for p in source.glob(pattern)):
        shutil.copyfile(path, target / path.name)
    return target


def read_unedited(folder: Path) -> dict[str, Any]:
    """The content of a report; one that is older than manifests is taken as it is.

    Raises:
        Mistake: there is no report, or a part of it is not as it was written.
    """
    content = read(folder)
    refuse_edits(content, str(folder), "restore the file, or run the experiment again")
    return content


def _check_seeds(before: Mapping[str, Any], new: Mapping[str, Any], source: Path) -> None:
    """A look at more seeds is not taken back: whoever picks among looks can have any verdict."""
    same = all(before.get(name) == new.get(name) for name in ("code", "params"))
    measured, there = ({o["seed"] for o in report["outcomes"] if not o["error"]} for report in (before, new))
    if same and (lacking := sorted(measured - there)):
        what = f"the record has seeds {seed_ranges(lacking)} of the same code and params, which this report lacks"
        command = f"{run_command(new['id'], new['tier'])} --seeds {seed_ranges(sorted(measured | there))}"
        raise Mistake(what, str(source), f"`{command}` measures all of them")


def last_report(folders: list[Path], id_: str, tier: str | None = None) -> tuple[Path, dict[str, Any]] | None:
    """The report of an id at the given tier, else at its highest tier, from the first folder that has one."""
    for name in [tier] if tier else list(reversed(TIERS)):
        for folder in folders:
            path = folder / id_ / str(name)
            if (path / REPORT_JSON).is_file():
                return path, read(path)
    return None


def recorded_reports(record: Path, id_: str = "") -> Iterator[tuple[Path, dict[str, Any]]]:
    """Folder and content of every report in the record, or of every tier of one id; without explorations."""
    for path in sorted(record.rglob(REPORT_JSON)):
        if id_ in ("", path.parents[1].relative_to(record).as_posix()):
            report = read(path.parent)
            if not report.get("set"):
                yield path.parent, report


def write_scoreboard(folder: Path) -> Path:
    """Write ``reports/README.md`` and a page for each paper from the recorded reports; returns the first."""
    from netsci_bench.reporting.papers.budget import budget
    from netsci_bench.reporting.papers.page import write_paper_pages
    from netsci_bench.reporting.papers.scoreboard import scoreboard

    reports = [report for _, report in recorded_reports(folder)]
    papers, ids = findings_of(reports)
    write_paper_pages(folder / PAPERS, papers, ids, home())
    page = folder / SCOREBOARD
    write_text(page, scoreboard(papers, reports, ids))
    renew_example(folder)
    renew_budget(folder.parent / BUDGET, budget(reports, ids))
    return page


def findings_of(reports: Sequence[dict[str, Any]]) -> "tuple[list[PaperFindings], list[Listed]]":
    """What recorded reports say about every paper, and the ids that can be measured: ours, and those recorded."""
    from netsci_bench.reporting.papers.findings import Listed, find_all  # loads scipy: `list`, `status` do without

    recorded_ids = {report["id"] for report in reports}
    shown = [e for e in registry.entries() if registry.is_ours(e) or e.id in recorded_ids]
    ids = [Listed(e.id, e.spec.title, e.variant, e.spec.claims, e.spec.tiers) for e in shown]
    return find_all(reports, ids, registry.papers()), ids


def renew_example(folder: Path) -> None:
    """Write the verdicts in the repository's README again, between its marks, from the report that they name."""
    from netsci_bench.reporting.report_model import read_report  # loads the terminal's table
    from netsci_bench.reporting.terminal import verdict_lines

    readme = folder.parent / README
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    shown = EXAMPLE.search(text)
    if shown and (folder / shown["report"] / REPORT_JSON).is_file():
        lines = "\n".join(verdict_lines(read_report(folder / shown["report"])))
        write_text(readme, text[: shown.start("lines")] + lines + text[shown.end("lines") :])


def renew_budget(page: Path, tables: str) -> None:
    """Write the tables of what was run and what is open again, between their marks, if the page exists."""
    if page.is_file():
        write_text(page, MARKED.sub(lambda _: tables, page.read_text(encoding="utf-8")))


def report_to_record(home_reports: Path, id_: str, tier: str | None) -> Path:
    """The folder of the report that ``record`` should copy.

    Raises:
        Mistake: there is no such report on this machine.
    """
    last = last_report([home_reports], id_, tier)
    if last is None:
        what = f"there is no report of {id_}" + (f" at the {tier} tier" if tier else "")
        raise Mistake(what, str(home_reports), f"`{run_command(id_, tier)}` makes one")
    return last[0]

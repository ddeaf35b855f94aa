"""How does a report become part of the published record? Only by ``netsci-bench record``, which writes here."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.resources import registry_folder
from netsci_bench.reporting.read import read
from netsci_bench.reporting.scoreboard import Listed, scoreboard
from netsci_bench.specs import registry
from netsci_bench.specs.model import TIERS
from netsci_bench.storage.artifacts import PICTURES, REPORT_JSON, REPORT_MD, SCOREBOARD
from netsci_bench.storage.atomic import write_text

RECORDED = (REPORT_MD, REPORT_JSON, PICTURES)  # the page is left out: it holds the same pictures once more


def recorded_folder() -> Path:
    """``reports/`` of the checkout that the registry lies in, else of the working directory."""
    beside = registry_folder().parent / "reports"
    return beside if registry_folder().name == "registry" else Path("reports")


def record(source: Path, target: Path) -> Path:
    """Copy one report folder into the record, replacing what was there.

    Raises:
        Mistake: there is no report to copy, or it lies in the record already.
    """
    read(source)
    if source.resolve() == target.resolve():
        raise Mistake("this report is in the record already", str(source), "name another folder with --into")
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for path in (p for pattern in RECORDED for p in source.glob(pattern)):
        shutil.copyfile(path, target / path.name)
    return target


def last_report(folders: list[Path], id_: str, tier: str | None = None) -> tuple[Path, dict[str, Any]] | None:
    """The report of the highest tier that there is of an id, from the first folder that has it."""
    for name in [tier] if tier else list(reversed(TIERS)):
        for folder in folders:
            path = folder / id_ / str(name)
            if (path / REPORT_JSON).is_file():
                return path, read(path)
    return None


def recorded(folder: Path) -> Iterator[dict[str, Any]]:
    """Every report in the record."""
    for path in sorted(folder.rglob(REPORT_JSON)):
        yield read(path.parent)


def write_scoreboard(folder: Path) -> Path:
    """Make ``reports/README.md`` anew from what is recorded."""
    reports = list(recorded(folder))
    known = {report["id"] for report in reports}
    shown = [e for e in registry.entries() if registry.is_ours(e) or e.id in known]
    ids = [Listed(e.id, e.spec.title, bool(e.variant)) for e in shown]
    page = folder / SCOREBOARD
    write_text(page, scoreboard(reports, ids))
    return page


def newest(home_reports: Path, id_: str, tier: str | None) -> Path:
    """The report that ``record`` is asked to copy.

    Raises:
        Mistake: this machine has run no such thing.
    """
    last = last_report([home_reports], id_, tier)
    if last is None:
        what = f"there is no report of {id_}" + (f" at the {tier} tier" if tier else "")
        raise Mistake(what, str(home_reports), f"`netsci-bench run {id_}` makes one")
    return last[0]

"""Which report is meant? ``ID``, ``ID/TIER``, either with ``@here``, ``@recorded`` or ``@COMMIT``, or a folder.

Parts that are left out are taken from another report, if there is one: to compare ``ID`` with ``quick`` or with
``@v1.0`` compares two reports of one id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.recording import last_report, published_folder, recorded_folder
from netsci_bench.reporting.read import parse
from netsci_bench.reporting.report_model import Report, make_report, read_report
from netsci_bench.runs.git import git
from netsci_bench.specs import registry
from netsci_bench.specs.explorations import run_command
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.validation import nearest
from netsci_bench.storage.artifacts import REPORT_JSON
from netsci_bench.storage.home import home

HERE, RECORDED = "here", "recorded"


@dataclass(frozen=True)
class Found:
    """A report, its folder (None: it is read from a commit), and how to name it."""

    report: Report
    folder: Path | None
    name: str


@dataclass(frozen=True)
class Wanted:
    """An id, a tier (empty: the highest), and where: ``here``, ``recorded``, a commit, or empty: wherever it is."""

    id: str
    tier: str = ""
    where: str = ""

    def __str__(self) -> str:
        return self.id + (f"/{self.tier}" if self.tier else "") + (f"@{self.where}" if self.where else "")


def find_report(text: str | Path, like: Found | None = None) -> Found:
    """The report that a text stands for; ``like``: whose id and tier are meant where it names none.

    Raises:
        Mistake: there is no such report, or nothing of that name.
    """
    folder = Path(text).parent if Path(text).name == REPORT_JSON else Path(text)
    if text and (folder / REPORT_JSON).is_file():
        report = read_report(folder)
        return Found(report, folder, f"{report.content['id']}/{report.content['tier']} ({folder.name})")
    wanted = read_name(str(text), like)
    return _at_commit(wanted) if wanted.where not in ("", HERE, RECORDED) else _in_folders(wanted)


def read_name(text: str, like: Found | None = None) -> Wanted:
    """The parts of a name.

    Raises:
        Mistake: it names no id.
    """
    name, _, where = text.partition("@")
    if like and name in ("", *TIERS):
        content = like.report.content
        return Wanted(content["id"], name or content["tier"], where)
    if name.endswith(registry.ENDINGS):
        return Wanted(registry.find(name).id, "", where)
    above, _, last = name.rpartition("/")
    known = [*registry.ids(), *_measured_here()]
    if name in known:
        return Wanted(name, "", where)
    if last in TIERS and above.endswith(registry.ENDINGS):
        return Wanted(registry.find(above).id, last, where)
    if last in TIERS and above in known:
        return Wanted(above, last, where)
    raise Mistake(f"there is no experiment {name!r}, and no folder with a report", remedy=nearest(name, known))


def _measured_here() -> Iterator[str]:
    """The ids of all reports in the home, those of the user's own files among them."""
    reports = home() / "reports"
    return (path.parents[1].relative_to(reports).as_posix() for path in reports.glob(f"*/**/{REPORT_JSON}"))


def _in_folders(wanted: Wanted) -> Found:
    folders = {HERE: home() / "reports", RECORDED: recorded_folder()}
    chosen = [folders[wanted.where]] if wanted.where else [*folders.values()]
    last = last_report(chosen, wanted.id, wanted.tier or None)
    if last is None:
        remedy = f"`{run_command(wanted.id, wanted.tier)}` makes one"
        if wanted.where == RECORDED:
            remedy = "`netsci-bench status` names the published reports"
        raise Mistake(f"there is no report of {wanted}", ", ".join(map(str, chosen)), remedy)
    folder, content = last
    where = HERE if folder.is_relative_to(folders[HERE]) else RECORDED
    return Found(read_report(folder), folder, f"{wanted.id}/{content['tier']} ({where})")


def _at_commit(wanted: Wanted) -> Found:
    """The recorded report as it was at a commit of the checkout, without its figures."""
    if (record := published_folder()) is None:
        raise Mistake(f"{wanted}: netsci-bench was installed without its checkout, so there are no commits")
    root = record.parent
    at, folder = _commit(root, wanted.where), f"{record.name}/{wanted.id}"
    listed = git(root, "ls-tree", "--name-only", at, f"{folder}/").decode().splitlines()
    tiers = [tier for tier in reversed(TIERS) if f"{folder}/{tier}" in listed and wanted.tier in ("", tier)]
    if not tiers:
        raise Mistake(
            f"no report of {wanted.id} {wanted.tier} is in the record of this commit".replace("  ", " "), at
        )
    content = parse(git(root, "show", f"{at}:{folder}/{tiers[0]}/{REPORT_JSON}"), f"{at}:{folder}/{tiers[0]}")
    return Found(make_report(content), None, f"{wanted.id}/{tiers[0]} (at {at})")


def _commit(root: Path, name: str) -> str:
    try:
        found = git(root, "rev-parse", "--verify", "--short=12", "--end-of-options", f"{name}^{{commit}}")
    except Mistake:
        remedy = f"write @{HERE}, @{RECORDED}, or @ and a commit, branch or tag"
        raise Mistake(f"there is no commit {name!r}", str(root), remedy) from None
    return found.decode().strip()

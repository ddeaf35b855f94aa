"""How is a report written, and when is one that is there kept? When it would be made from the same, and is whole.

The figures are drawn, and all pages are made from them and report.json. Drawing takes seconds and importing what
draws does, too; so neither happens where nothing is drawn.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import load
from netsci_bench.contract.resources import registry_folder
from netsci_bench.contract.result import Numbers, Outcome
from netsci_bench.identity.address import versions
from netsci_bench.identity.implementation import implementation
from netsci_bench.reporting.content import dumps
from netsci_bench.reporting.junit import report_junit
from netsci_bench.reporting.pages import render_html, render_markdown
from netsci_bench.reporting.read import read
from netsci_bench.reporting.report_model import CAPTIONS, Picture, Report, make_report, picture_files, read_report
from netsci_bench.reporting.rows import Content, Row
from netsci_bench.storage.artifacts import (
    JUNIT,
    MADE_FROM,
    REPORT_HTML,
    REPORT_JSON,
    REPORT_MD,
    SERIES_PNG,
    VERDICTS_PNG,
)
from netsci_bench.storage.atomic import write_bytes, write_json, write_text
from netsci_bench.storage.manifest import seal_of
from netsci_bench.storage.places import check_file
from netsci_bench.storage.report_manifest import MANIFEST

if TYPE_CHECKING:
    from netsci_bench.reporting.plots.png import Draw

DRAWN_WITH = frozenset({"jinja2", "matplotlib", "numpy", "PIL"})
PAGES: dict[str, Callable[[Report], str]] = {
    REPORT_HTML: render_html,
    JUNIT: report_junit,
    REPORT_MD: render_markdown,
}


def list_sources(content: Content, outcomes: Sequence[Outcome], figures: str | None) -> str:
    """Digest of all that a report is made from; a report with the same digest would show the same.

    That are its content without the date, the stored series and arrays of the seeds, the code and the libraries that
    draw the spec's own figures (``figures``: the name of that function) and those that make the pages.

    Raises:
        Mistake: there is no such function.
    """
    drawing = implementation(figures) if figures else None
    stored = [o.folder.parent / name for o in outcomes if o.folder for name in (o.folder.name, *o.trainings)]
    package = Path(__file__).parents[1]
    ours = [file for room in ("reporting", "contract") for file in (package / room).rglob("*") if _is_source(file)]
    published = (registry_folder() / "references").glob("*")
    parts = [
        {name: value for name, value in content.items() if name not in ("date", MANIFEST)},
        [seal_of(folder) for folder in stored],
        drawing.code if drawing else "",
        versions(DRAWN_WITH | (drawing.libraries if drawing else frozenset())),
        [sha256(file.read_bytes()).hexdigest() for file in sorted([*ours, *published]) if file.is_file()],
    ]
    return sha256(json.dumps(parts, sort_keys=True, default=repr).encode()).hexdigest()


def read_same(folder: Path, sources: str) -> Report | None:
    """The report in a folder, if it was made from the same, no figure failed, and none of its files has changed."""
    report = read_whole(folder, sources)
    return None if report is None or report.content["warnings"] else report


def read_whole(folder: Path, sources: str = "") -> Report | None:
    """The report in a folder, if none of its files has changed since it was made (from these ``sources``)."""
    try:
        made = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))
        if sources not in ("", made["sources"]) or made["files"] != _digests(folder, made["files"]):
            return None
        return read_report(folder)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, Mistake):
        return None


def read_numbers(folder: Path) -> Numbers:
    """The numbers that the report in a folder shows, if none of its files has changed: address -> scalars, lists."""
    report = read_whole(folder)
    outcomes = report.content["outcomes"] if report else []
    return {known["address"]: (known["scalars"], known["lists"]) for known in outcomes}


def renew_report(content: Content, outcomes: Sequence[Outcome], folder: Path, figures: str | None) -> Report:
    """The report in its folder, if nothing was measured and it would show the same; else a new one.

    Args:
        content: see ``report_content``.
        outcomes: one per seed, failed ones included.
        folder: of the report.
        figures: ``module:function`` that draws the spec's own figures.
    """
    sources = list_sources(content, outcomes, figures)
    if not any(outcome.fresh for outcome in outcomes) and (same := read_same(folder, sources)):
        return same
    return write_report(content, outcomes, folder, load(figures) if figures else None, sources)


def write_report(
    content: Content, outcomes: Sequence[Outcome], folder: Path, draw: "Draw | None" = None, sources: str = ""
) -> Report:
    """Draw the figures of a report, write its whole folder, and return its model.

    Args:
        content: see ``report_content``.
        outcomes: one per seed, failed ones included.
        folder: is created; files of an earlier report in it are replaced.
        draw: draws the spec's own figures. If it raises, these figures are missing, and the reason is shown in the
            report and in its ``content["warnings"]``.
        sources: see ``list_sources``; is written down for ``read_same``.

    Raises:
        Failure: something of another kind lies in the place of the folder or of a file.
    """
    from netsci_bench.reporting.plots.png import own_figures

    places = [folder.parent / f".{folder.name}.lock", *(folder / file for file in (*PAGES, REPORT_JSON, MADE_FROM))]
    for place in places:
        check_file(place)
    measured = [outcome for outcome in outcomes if not outcome.error]
    without_pictures = make_report(content)
    own, warnings = own_figures(draw, measured) if draw else ([], [])
    pictures = [*_pictures(without_pictures, measured), *own]
    drawn = {
        "warnings": warnings,
        "figures": [picture.file for picture in pictures],
        "captions": {picture.file: picture.caption for picture in pictures},
    }
    report = Report({**content, **drawn}, without_pictures.rows, tuple(pictures))
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(places[0]):  # two processes must not write at the same time
        _write_all(report, folder, sources)
    return report


def render(folder: Path, pages: Sequence[str] = tuple(PAGES)) -> Report:
    """Write pages of a report again, from the report.json and the figures in its folder, and return its model.

    Raises:
        Mistake: there is no report, this version cannot read it, or one of its figures is missing.
    """
    report = read_report(folder)
    for name in pages:
        write_text(folder / name, PAGES[name](report))
    return report


def draw_verdicts(rows: Sequence[Row], title: str) -> Picture:
    """The figure of all claims: seeds, intervals and bands."""
    from netsci_bench.reporting.plots.png import png
    from netsci_bench.reporting.plots.style import styled
    from netsci_bench.reporting.plots.verdict_plot import verdict_plot

    with styled():
        return Picture(VERDICTS_PNG, CAPTIONS[VERDICTS_PNG], png(verdict_plot(rows, title)))


def _pictures(report: Report, measured: Sequence[Outcome]) -> list[Picture]:
    from netsci_bench.reporting.plots.curves import draw_curves
    from netsci_bench.reporting.plots.png import png
    from netsci_bench.reporting.plots.style import styled

    title = report.content["title"]
    pictures = [draw_verdicts(report.rows, title)] if report.rows else []
    with styled():
        if series := draw_curves(measured, title, report.content.get("trainings", {})):
            pictures.append(Picture(SERIES_PNG, CAPTIONS[SERIES_PNG], png(series)))
    return pictures


def _write_all(report: Report, folder: Path, sources: str) -> None:
    """Write all files, report.json last: if it exists, the others do too."""
    (folder / MADE_FROM).unlink(missing_ok=True)
    for name in _earlier_pictures(folder) - {picture.file for picture in report.pictures}:
        (folder / name).unlink(missing_ok=True)
    for picture in report.pictures:
        write_bytes(folder / picture.file, picture.png)
    for name, page in PAGES.items():
        write_text(folder / name, page(report))
    write_text(folder / REPORT_JSON, f"{dumps(dict(report.content))}\n")
    if sources:
        files = [REPORT_JSON, *PAGES, *(picture.file for picture in report.pictures)]
        write_json(folder / MADE_FROM, {"sources": sources, "files": _digests(folder, files)})


def _digests(folder: Path, files: Iterable[str]) -> dict[str, str]:
    return {file: sha256((folder / file).read_bytes()).hexdigest() for file in files}


def _is_source(file: Path) -> bool:
    return file.suffix in (".py", ".j2", ".css")


def _earlier_pictures(folder: Path) -> set[str]:
    """The figures of the report that is replaced; other files in the folder must not be removed."""
    try:
        return set(picture_files(read(folder)))
    except Mistake:
        return set()

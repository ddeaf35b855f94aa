"""How is a report written? The figures are drawn, and all pages are made from them and report.json."""

from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.content import dumps
from netsci_bench.reporting.junit import report_junit
from netsci_bench.reporting.pages import render_html, render_markdown
from netsci_bench.reporting.plots.curves import draw_curves
from netsci_bench.reporting.plots.png import Draw, own_figures, png, styled
from netsci_bench.reporting.plots.verdict_plot import verdict_plot
from netsci_bench.reporting.read import read
from netsci_bench.reporting.report_model import CAPTIONS, Picture, Report, make_report, picture_files, read_report
from netsci_bench.reporting.rows import Content, Row
from netsci_bench.storage.artifacts import JUNIT, REPORT_HTML, REPORT_JSON, REPORT_MD, SERIES_PNG, VERDICTS_PNG
from netsci_bench.storage.atomic import write_bytes, write_text

PAGES: dict[str, Callable[[Report], str]] = {
    REPORT_HTML: render_html,
    JUNIT: report_junit,
    REPORT_MD: render_markdown,
}


def write_report(content: Content, outcomes: Sequence[Outcome], folder: Path, draw: Draw | None = None) -> Report:
    """Draw the figures of a report, write its whole folder, and return its model.

    Args:
        content: see ``report_content``.
        outcomes: one per seed, failed ones included.
        folder: is created; files of an earlier report in it are replaced.
        draw: draws the spec's own figures. If it raises, these figures are missing, and the reason is shown in the
            report and in its ``content["warnings"]``.
    """
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
    with FileLock(folder.parent / f".{folder.name}.lock"):  # two processes must not write at the same time
        _write_all(report, folder)
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
    with styled():
        return Picture(VERDICTS_PNG, CAPTIONS[VERDICTS_PNG], png(verdict_plot(rows, title)))


def _pictures(report: Report, measured: Sequence[Outcome]) -> list[Picture]:
    title = report.content["title"]
    pictures = [draw_verdicts(report.rows, title)] if report.rows else []
    with styled():
        if series := draw_curves(measured, title):
            pictures.append(Picture(SERIES_PNG, CAPTIONS[SERIES_PNG], png(series)))
    return pictures


def _write_all(report: Report, folder: Path) -> None:
    """Write all files, report.json last: if it exists, the others do too."""
    for name in _earlier_pictures(folder) - {picture.file for picture in report.pictures}:
        (folder / name).unlink(missing_ok=True)
    for picture in report.pictures:
        write_bytes(folder / picture.file, picture.png)
    for name, page in PAGES.items():
        write_text(folder / name, page(report))
    write_text(folder / REPORT_JSON, f"{dumps(dict(report.content))}\n")


def _earlier_pictures(folder: Path) -> set[str]:
    """The figures of the report that is replaced; other files in the folder must not be removed."""
    try:
        return set(picture_files(read(folder)))
    except Mistake:
        return set()

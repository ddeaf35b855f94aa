"""How is a report written? The pictures are drawn, and all pages are made from them and report.json."""

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
    """Draw the pictures of a report, write its whole folder, and give what it shows.

    Args:
        content: see ``report_content``.
        outcomes: one per seed, failed ones too.
        folder: is made; files of an earlier report in it are replaced.
        draw: the spec's own figures. One that raises costs its figures and not the report: the reason stands
            in the report and in its ``content["warnings"]``.
    """
    measured = [outcome for outcome in outcomes if not outcome.error]
    bare = make_report(content)
    own, warnings = own_figures(draw, measured) if draw else ([], [])
    pictures = [*_pictures(bare, measured), *own]
    drawn = {
        "warnings": warnings,
        "figures": [picture.file for picture in pictures],
        "captions": {picture.file: picture.caption for picture in pictures},
    }
    report = Report({**content, **drawn}, bare.rows, tuple(pictures))
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"):  # two reports never mix
        _write_all(report, folder)
    return report


def render(folder: Path, pages: Sequence[str] = tuple(PAGES)) -> Report:
    """Make pages of a report anew from its report.json and the pictures in its folder, and give what it shows.

    Raises:
        Mistake: there is no report, none that this version can read, or one of its pictures is missing.
    """
    report = read_report(folder)
    for name in pages:
        write_text(folder / name, PAGES[name](report))
    return report


def draw_verdicts(rows: Sequence[Row], title: str) -> Picture:
    """The picture of all claims: seeds, intervals and bands."""
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
    """All files; report.json last: where it is, the rest is."""
    for name in _earlier_pictures(folder) - {picture.file for picture in report.pictures}:
        (folder / name).unlink(missing_ok=True)
    for picture in report.pictures:
        write_bytes(folder / picture.file, picture.png)
    for name, page in PAGES.items():
        write_text(folder / name, page(report))
    write_text(folder / REPORT_JSON, f"{dumps(dict(report.content))}\n")


def _earlier_pictures(folder: Path) -> set[str]:
    """Pictures of the report that is replaced; nothing else in the folder is ours to remove."""
    try:
        return set(picture_files(read(folder)))
    except Mistake:
        return set()

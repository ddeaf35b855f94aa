"""Outcomes and verdicts in, a folder that a person can read out: how is it written?"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from netsci_bench.errors import Mistake
from netsci_bench.plan import Plan
from netsci_bench.report.canvas import Draw, own_figures, png, styled
from netsci_bench.report.curves import curves
from netsci_bench.report.facts import Picture, Report, as_json, dumps, report
from netsci_bench.report.junit import junit
from netsci_bench.report.page import page
from netsci_bench.report.read import FILE, read
from netsci_bench.report.rows import measured, rows
from netsci_bench.report.strips import strips
from netsci_bench.report.webpage import webpage
from netsci_bench.result import Outcome, Verdict


def write(
    plan: Plan,
    outcomes: Sequence[Outcome],
    verdicts: Sequence[Verdict],
    environment: Mapping[str, str],
    folder: Path,
    *,
    draw: Draw | None = None,
) -> Path:
    """Write the whole report folder and give the path of its report.md.

    Args:
        plan: what was to be measured.
        outcomes: one per seed, failed ones too.
        verdicts: one per judged claim.
        environment: the allow-listed facts about the machine; ``date`` in it is the report's date (UTC).
        folder: is made; files of an earlier report in it are replaced.
        draw: the spec's own figures. One that raises costs its figures and not the report: the reason stands
            in the report and in ``read(folder)["warnings"]``.
    """
    bare = report(plan, outcomes, verdicts, environment)
    own, warnings = own_figures(draw, measured(outcomes)) if draw else ([], [])
    full = replace(bare, pictures=(*_pictures(bare), *own), warnings=tuple(warnings))
    return _written(full, folder)


def _written(full: Report, folder: Path) -> Path:
    """All files; report.json last: where it is, the rest is. One process at a time: two reports never mix."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"):
        _put_all(full, folder)
    return folder / "report.md"


def _put_all(full: Report, folder: Path) -> None:
    for name in _earlier_figures(folder) - {picture.file for picture in full.pictures}:
        (folder / name).unlink(missing_ok=True)
    for picture in full.pictures:
        _put(folder / picture.file, picture.png)
    _put(folder / "report.html", webpage(full).encode())
    _put(folder / "junit.xml", junit(full).encode())
    _put(folder / "report.md", page(full).encode())
    _put(folder / FILE, f"{dumps(as_json(full))}\n".encode())


def _pictures(report: Report) -> list[Picture]:
    plan = report.plan
    claims = rows(plan, report.outcomes, report.verdicts)
    pictures = []
    with styled():
        if claims:
            figure = strips(claims, plan.spec.title)
            pictures.append(Picture("verdicts.png", "Seeds and accepted bands, one strip per claim", png(figure)))
        if series := curves(measured(report.outcomes), plan.spec.title):
            caption = "Every logged series: mean, standard deviation and single seeds"
            pictures.append(Picture("series.png", caption, png(series)))
    return pictures


def _earlier_figures(folder: Path) -> set[str]:
    """Pictures of the report that is replaced; nothing else in the folder is ours to remove."""
    try:
        listed = read(folder).get("figures", [])
    except Mistake:
        return set()
    return {name for name in map(str, listed) if name.endswith(".png") and Path(name).name == name}


def _put(path: Path, content: bytes) -> None:
    """All of the file or nothing of it: a reader never meets half a report."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)

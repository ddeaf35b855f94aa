"""Do files hold what the frames hold, and can LaTeX print every table of the record?"""

import csv
import re

import pandas as pd
import pytest

import netsci_bench as nb
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance import recording
from netsci_bench.maintenance.exchange.files import ENDINGS, tables_of
from netsci_bench.maintenance.exchange.latex import UNKNOWN, latex_table, latex_text
from netsci_bench.maintenance.exchange.statements import statements_cells

from .conftest import EVERY, RECORD

SOME = RECORD / "topology/betti-loss-spikes/paper"
COMMAND = re.compile(r"\\[a-z]+|\\[&%$#_{}\\]|\$\\[a-z]+\$")


@pytest.mark.parametrize("table", ["verdicts", "results", "seeds"])
def test_a_file_is_read_back_as_the_frame(tmp_path, table):
    report = nb.load(SOME)
    frame = getattr(report, table)
    assert len(frame) >= 17
    assert pd.read_parquet(nb.export(SOME, tmp_path / "table.parquet", table)).equals(frame)
    with nb.export(SOME, tmp_path / "table.csv", table).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(frame)
    assert list(rows[0]) == list(frame.columns)
    for column in frame:
        written = [row[column] for row in rows]
        if frame[column].dtype == "float64":  # to the last bit; a missing one is empty
            assert [float(text or "nan").hex() for text in written] == [value.hex() for value in frame[column]]
        else:
            assert written == ["" if pd.isna(value) else str(value) for value in frame[column]]


@pytest.mark.parametrize("folder", EVERY, ids=lambda path: path.relative_to(RECORD).as_posix())
def test_latex_knows_every_character_of_the_record(recorded, folder):
    for name, table in tables_of(recorded[folder]).items():
        cells = table.cells()
        printed = latex_table(cells)
        assert printed.count(UNKNOWN) == sum(cell.count(UNKNOWN) for row in cells for cell in row), name
        rows = [line for line in printed.splitlines() if line.endswith(r" \\")]
        assert len(rows) == len(cells)
        for line in rows:
            assert len(re.findall(r"(?<!\\)&", line)) == len(cells[0]) - 1
            assert not re.search(r"[%$#_^&~<>]", COMMAND.sub("", line.replace(" & ", " ")))


def test_latex_knows_every_statement_and_breaks_a_long_table():
    cells = statements_cells(RECORD)
    printed = latex_table(cells)
    assert UNKNOWN not in printed
    assert r"\begin{longtable}" in printed
    assert printed.count(r" \\") == len(cells) > 40
    widths = [float(width) for width in re.findall(r"p\{([\d.]+)\\linewidth\}", printed)]
    assert 0 < sum(widths) < 0.9


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        ("\\input{x}", r"\textbackslash{}input\{x\}"),
        ("100 % & $5 #1", r"100 \% \& \$5 \#1"),
        ("σ ≥ 2\nλ", r"$\sigma$ $\geq$ 2 $\lambda$"),
        ("Şule, Łódź", "Şule, Łódź"),
        ("✓ 五", "? ?"),
    ],
)
def test_latex_prints_text_as_it_is(text, printed):
    assert latex_text(text) == printed


def test_what_cannot_be_written_is_said_before_anything_is(tmp_path):
    for path, says in (("table.doc", "says no format"), ("nowhere/table.csv", "there is no such folder")):
        with pytest.raises(Mistake, match=says):
            nb.export(SOME, tmp_path / path)
    with pytest.raises(Mistake, match="there is no table 'result'"):
        nb.export(SOME, tmp_path / "table.csv", "result")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_scoreboard_is_exported(tmp_path, ending):
    path = nb.export("scoreboard", tmp_path / f"all{ending}")
    assert path.stat().st_size > 5_000


@pytest.mark.parametrize("table", ["nope", "seeds"])
def test_the_scoreboard_has_one_table_only(tmp_path, table):
    with pytest.raises(Mistake, match=f"the scoreboard has no table '{table}'"):
        nb.export("scoreboard", tmp_path / "all.csv", table)
    assert not list(tmp_path.iterdir())


def test_without_a_published_record_there_is_no_scoreboard(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "published_folder", lambda: None)
    with pytest.raises(Mistake, match="there is no published record here"):
        nb.export("scoreboard", tmp_path / "all.csv")
    assert not list(tmp_path.iterdir())

"""Are reports opened and exported from the command line, and are lists filtered?"""

import json
import sys
import webbrowser
from types import SimpleNamespace

import numpy as np
import pytest
from command_line import CommandLine
from moving_points import moving_points

from netsci_bench.cli.choices import VERDICTS
from netsci_bench.cli.run import offers_explorer
from netsci_bench.contract.surface_view import SurfaceView
from netsci_bench.specs import registry
from netsci_bench.storage.artifacts import ARRAYS

ID = "topology/betti-loss-spikes"


def test_a_report_is_opened_where_there_is_a_screen(bench, monkeypatch, home):
    shown = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    code, out, err = bench("open", ID)
    assert (code, shown) == (0, [])
    assert "open this file in a browser" in err
    monkeypatch.setenv("DISPLAY", ":0")
    assert bench("open", ID) == (0, out, "")
    page = home / "opened" / ID / "paper.html"
    assert out == f"{page}\n"
    assert shown == [page.as_uri()]


def test_a_report_that_is_not_there_is_a_mistake(bench):
    assert bench("open", f"{ID}@here")[0] == 2
    assert "netsci-bench run" in bench("open", f"{ID}/quick")[2]


def test_a_report_whose_results_are_elsewhere_cannot_be_explored(bench):
    code, out, err = bench("explore", ID)
    assert (code, out) == (2, "")
    assert "not in this home, only its report" in err
    assert f"netsci-bench run {ID} --tier paper" in err


SURFACE = SurfaceView("plane", np.arange(2), np.arange(3), np.zeros((3, 2)), np.zeros((1, 3)))


@pytest.mark.parametrize(
    ("kept", "offered"),
    [(moving_points(20, 2).arrays(), True), (SURFACE.arrays(), True), ({"path": np.ones(3)}, False), ({}, False)],
)
def test_a_run_says_whether_its_results_can_be_watched(tmp_path, kept, offered):
    folder = tmp_path / "store" / "done" / "b" / ARRAYS
    folder.mkdir(parents=True)
    for name, array in kept.items():
        np.save(folder / f"{name}.npy", array)
    seeds = [SimpleNamespace(address=address) for address in ("", "a", "b")]  # one failed, one is gone
    assert offers_explorer(SimpleNamespace(outcomes=seeds), tmp_path) is offered


def test_a_table_is_written(bench, tmp_path):
    file = tmp_path / "table.csv"
    assert bench("export", ID, file, "--table", "results") == (0, f"{file}\n", "")
    assert file.read_text().startswith("id,tier,seed,metric,position,value,unit\n")
    code, _, err = bench("export", ID, tmp_path / "table.xls")
    assert code == 2
    assert ".csv, .parquet, .tex" in err


def listed(bench, *words):
    return json.loads(bench("list", *words, "--json")[1])


def test_the_list_is_filtered_by_paper_verdict_and_minutes(bench):
    every = {row["id"]: row for row in listed(bench)}
    of_paper = {row["id"] for row in listed(bench, "--paper", "kang2025")}
    assert of_paper == {
        entry.id
        for entry in registry.entries()
        if any("kang2025" in (c.statement or "", c.source and c.source.paper) or "kang2025/" in (c.statement or "")
               for c in entry.spec.claims.values())
    }  # fmt: skip
    assert 0 < len(of_paper) < len(every)
    short = {row["id"] for row in listed(bench, "--minutes", "5")}
    assert short == {id_ for id_, row in every.items() if row["minutes"]["paper"] <= 5}
    assert 0 < len(short) < len(every)
    quick = {row["id"] for row in listed(bench, "--minutes", "15", "--tier", "quick")}
    assert quick == {id_ for id_, row in every.items() if row["minutes"].get("quick", 99) <= 15}


def test_each_verdict_is_a_filter(bench):
    every = listed(bench)
    for word in VERDICTS[:-1]:
        found = [row["id"] for row in listed(bench, "--verdict", word.replace(" ", "-"))]
        assert found == [row["id"] for row in every if row["last"] and word in row["last"]["verdicts"].values()]
    never = [row["id"] for row in listed(bench, "--verdict", "never run")]
    assert never == [row["id"] for row in every if not row["last"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--paper", "kang"), "did you mean 'kang2025'"),
        (("--verdict", "reproduce"), "did you mean 'reproduced'"),
        (("--minutes", "-1"), "--minutes"),
    ],
)
def test_a_filter_of_nothing_names_what_there_is(bench, words, says):
    code, _, err = bench("list", *words)
    assert code == 2
    assert says in err


@pytest.mark.system
def test_an_exploration_from_the_command_line(bench, walk_yaml, home):
    words = ("run", walk_yaml, "--tier", "smoke", "--no-track", "--quiet", "--set", "params.steps=4")
    code, out, err = bench(*words)
    assert (code, err) == (0, "")
    folder = home / "explorations" / "steps=4" / "file" / "walk" / "smoke"
    assert f"report: {folder / 'report.html'}" in out
    assert not (home / "reports").exists()
    assert bench("record", walk_yaml, "--into", home / "mine")[0] == 2  # there is nothing but the exploration
    assert bench(*words[:-1], "params.steps", "--out", home)[0] == 2


@pytest.mark.system
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("show topology/betti", {"topology/betti-loss-spikes"}),
        ("compare topology/betti-loss-spikes training/bf", {"training/bfloat16"}),
        ("list --tier q", {"quick"}),
        ("repl", {"replay"}),
    ],
)
def test_ids_tiers_and_commands_are_completed(tmp_path, typed, completed):
    words = f"netsci-bench {typed}"
    variables = {
        "_NETSCI_BENCH_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    call = "import sys; sys.argv = ['netsci-bench']; from netsci_bench.cli.main import main; main()"
    done = CommandLine(tmp_path).program(sys.executable, "-P", "-c", call, variables=variables)
    assert set(done.out.split()) == completed, done

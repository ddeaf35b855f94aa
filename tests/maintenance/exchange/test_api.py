"""Does Python get what the command line gives, and only when it asks for it?"""

import shutil

import pytest
from command_line import CommandLine

import netsci_bench as nb
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance import recording
from netsci_bench.specs import registry

from .conftest import ROOT

WALK = ROOT / "tests" / "toys" / "walk.yaml"
HEAVY = {"pandas", "numpy", "torch", "mlflow", "matplotlib", "scipy", "pydantic", "typer"}


@pytest.mark.system
def test_importing_the_package_imports_nothing_else(tmp_path):
    said = CommandLine(tmp_path).python("-c", "import netsci_bench, sys; print(*sys.modules)")
    assert not HEAVY & set(said.split())


@pytest.mark.system
def test_experiments_is_both_a_function_and_a_package(tmp_path):
    code = """
import netsci_bench.experiments.sparse.order as order, netsci_bench.experiments as package
from netsci_bench import experiments
import netsci_bench as nb
assert nb.experiments is package is experiments and nb.experiments.sparse.order is order
print(len(nb.experiments()))
"""
    assert int(CommandLine(tmp_path).python("-c", code)) == len(registry.entries())


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'experiment'"):
        nb.experiment  # noqa: B018
    assert set(nb.__all__) < set(dir(nb))


def test_the_experiments_are_those_of_the_registry(home):
    frame = nb.experiments().set_index("id")
    assert list(frame.index) == [entry.id for entry in registry.entries()]
    row = frame.loc["coactivation/lenet5-epochs"]
    assert (row["family"], row["papers"], row["paper_minutes"]) == ("coactivation", "ozer2025", 3)
    assert row["last"].startswith("paper, recorded: ")


@pytest.mark.system
def test_a_run_gives_its_report(walked):
    home, report = walked
    assert report.folder == home / "reports" / "file" / "walk" / "paper"
    assert report.page == report.folder / "report.html"
    assert list(report.verdicts["verdict"]) == ["not judged", "not judged"]
    assert list(report.results.query("metric == 'end'")["seed"]) == [0, 1]
    assert list(report.seeds["seed"]) == [0, 1]
    assert repr(report).startswith(report.headline)
    assert "The walk ends beyond ten" in repr(report)
    assert not list(home.glob("invocations/*"))  # it was not to be mirrored


@pytest.mark.system
def test_what_was_run_can_be_loaded(walked):
    _, report = walked
    for source in (str(WALK), "file/walk", "file/walk/paper", report.folder, report.folder / "report.json"):
        assert nb.load(source).verdicts.equals(report.verdicts)


@pytest.mark.system
def test_an_exploration_says_so_and_takes_no_place(walked, tmp_path):
    home, report = walked
    before = (report.folder / "report.json").read_bytes()
    other = nb.run(WALK, "paper", [0, 1], {"params.steps": 7}, quiet=True)
    assert other.folder == home / "explorations" / "steps=7" / "file" / "walk" / "paper"
    with pytest.raises(Mistake, match="an exploration cannot be recorded: steps = 7"):
        recording.record(other.folder, tmp_path / "record")
    recording.record(report.folder, tmp_path / "record" / "file" / "walk" / "paper")
    shutil.copytree(other.folder, tmp_path / "record" / "file" / "other" / "paper")  # somebody else's idea
    assert [content["title"] for _, content in recording.recorded_reports(tmp_path / "record")] == [
        "A walk with drift"
    ]
    assert other.content["params"]["steps"] == 7
    assert set(other.content["set"]) == {"steps"}
    assert set(other.verdicts["standing"]) == {"exploratory"}
    ends, others = (each.results.query("metric == 'end'")["value"] for each in (report, other))
    assert not set(ends) & set(others)
    for page in ("report.html", "report.md"):
        text = (other.folder / page).read_text(encoding="utf-8")
        assert "this report cannot be recorded" in text
        assert "--tier paper --set params.steps=7" in text
    assert repr(other).startswith("Exploration: steps = 7")
    assert (report.folder / "report.json").read_bytes() == before


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"params.step": 7}, "with --set params.step=7: .*unknown key 'params.step'"),
        ({"params.steps": "many"}, "with --set params.steps=many: "),
        ({"steps": 7}, "'steps' is not the name of a param"),
        ({"params": 7}, "'params' is not the name of a param"),
        ({"params.a": {}, "params.a.b": 1}, "params.a is set, and params.a.b inside it is set, too"),
        ({"params.steps": {1, 2}}, "neither number, text, list nor mapping"),
        ({"params.steps": float("nan")}, "neither number, text, list nor mapping"),
    ],
)
def test_a_setting_that_does_not_fit_is_told(home, settings, says):
    with pytest.raises(Mistake, match=says):
        nb.run(WALK, "smoke", set=settings, quiet=True)
    assert not (home / "store").exists()

"""Is what changed since a report told by name?"""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from netsci_bench.cli import maintenance
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.changes import describe_changes, list_changes
from netsci_bench.maintenance.staleness import find_staleness
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs.registry import find
from netsci_bench.storage.home import home

TOYS = Path(__file__).parents[1] / "toys"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report of the toy's smoke tier."""
    folder = tmp_path_factory.mktemp("why")
    manner = RunOptions(folder / "home", folder / "reports", ExecutionOptions(), track=False, quiet=True)
    page = run_experiment(find(str(TOYS / "walk.yaml")), RunRequest(tier="smoke", device="cpu"), manner).page
    return json.loads((page.parent / "report.json").read_text("utf-8"))


@pytest.fixture
def entry():
    return find(str(TOYS / "walk.yaml"))


def told(entry, report):
    return "\n".join(describe_changes(entry, report, home()))


@pytest.mark.system
def test_nothing_changed_is_said_so(entry, report):
    assert find_staleness(entry, report, home()) == "current"
    assert "nothing changed" in told(entry, report)


def test_a_param_is_named_with_before_and_now(report, tmp_path):
    shutil.copy(TOYS / "walk.yaml", tmp_path)
    spec = tmp_path / "walk.yaml"
    spec.write_text(spec.read_text().replace("params: {steps: 3}", "params: {steps: 3, drift: 0.5}"))
    assert "  params: drift: 1.0 -> 0.5" in told(find(str(spec)), report)
    assert find_staleness(find(str(spec)), report, home()) == "stale: drift"


def test_functions_are_named_as_added_removed_and_changed(entry, report):
    functions = dict(report["functions"])
    functions["toy_experiment"] = "another"
    functions["toy_experiment:gone"] = "digest"
    del functions["netsci_bench.contract.randomness:generator"]
    said = told(entry, report | {"functions": functions, "code": "another"})
    assert "  function changed: toy_experiment\n" in said
    assert "  function removed: toy_experiment:gone" in said
    assert "  function added: netsci_bench.contract.randomness:generator" in said


def test_libraries_and_device_are_told_and_leave_the_report_standing(entry, report):
    other = report | {"versions": {"numpy": "1.0"}, "device": "cuda"}
    said = told(entry, other)
    assert "  library numpy: 1.0 -> " in said
    assert "  device: cuda -> cpu" in said
    assert "the report is still current" in said
    assert find_staleness(entry, other, home()) == "current"


def test_data_with_other_bytes_and_a_model_with_other_code_are_told_as_such(report, monkeypatch, entry):
    now = {"data": "mnist@aaaaaaaaaaaa", "other": "mnist@aaaaaaaaaaaa", "net": "nets.small:net@aaaaaaaaaaaa"}
    before = {"data": "mnist@bbbbbbbbbbbb", "other": "digits@bbbbbbbbbbbb", "net": "nets.small:net@bbbbbbbbbbbb"}

    resolved = SimpleNamespace(values=now)
    monkeypatch.setattr("netsci_bench.maintenance.changes.resolve_tier", lambda *_: resolved)
    found = list_changes(entry, report | {"params": before}, home())
    assert found.data == {"data": ("mnist@bbbbbbbbbbbb", "mnist@aaaaaaaaaaaa")}
    assert found.params == {"other": ("digits@bbbbbbbbbbbb", "mnist@aaaaaaaaaaaa")}
    assert list(found.functions) == ["nets.small:net (param net)"]


def test_a_claim_with_another_band_is_named(report, tmp_path):
    shutil.copy(TOYS / "walk.yaml", tmp_path)
    spec = tmp_path / "walk.yaml"
    spec.write_text(spec.read_text().replace("at_least: 10", "at_least: 9"))
    said = told(find(str(spec)), report)
    assert "  claim it-goes-far judged differently" in said
    assert "the report is still current" not in said


def test_a_tier_that_is_gone_is_no_crash(entry, report):
    assert find_staleness(entry, report | {"tier": "quick"}, home()).startswith("stale")
    with pytest.raises(Mistake, match="quick"):
        list_changes(entry, report | {"tier": "quick"}, home())


def test_the_command_reads_the_record_and_says_when_there_is_none(report, tmp_path, capsys):
    with pytest.raises(Mistake, match="no recorded report"):
        maintenance.why(str(TOYS / "walk.yaml"), tmp_path)
    (tmp_path / "file" / "walk" / "smoke").mkdir(parents=True)
    (tmp_path / "file" / "walk" / "smoke" / "report.json").write_text(json.dumps(report))
    maintenance.why(str(TOYS / "walk.yaml"), tmp_path)
    assert "file/walk (smoke)" in capsys.readouterr().out

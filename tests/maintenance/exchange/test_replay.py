"""Does a replay say which seeds have the same bits, and what is to blame where they do not?"""

import copy
import json
import shutil

import pytest

import netsci_bench as nb
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange.replay import UNSIGNED, replay, replay_lines
from netsci_bench.maintenance.exchange.sources import find_report
from netsci_bench.pipeline import RunOptions
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs import registry
from netsci_bench.storage.report_manifest import MANIFEST, with_manifest

from .conftest import ROOT

pytestmark = pytest.mark.system
WALK = ROOT / "tests" / "toys" / "walk.yaml"


@pytest.fixture
def published(walked, tmp_path):
    """A copy of the report of the toy, to be edited."""
    return shutil.copytree(walked[1].folder, tmp_path / "published")


@pytest.fixture
def measure_again(walked):
    """A replay of a folder; unless it is fresh, what is stored counts as measured, which takes no time."""
    home, _ = walked

    def again(folder, *, seeds=None, fresh=False):
        options = RunOptions(home, home / "reports", ExecutionOptions(fresh=fresh), track=False, quiet=True)
        return replay(find_report(folder), registry.find(str(WALK)), seeds, options)

    return again


def edit(folder, change):
    """As if it had been measured so."""
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    change(content)
    (folder / "report.json").write_text(json.dumps(with_manifest(content)), encoding="utf-8")


def test_a_report_measured_here_gives_the_same_bits(published, measure_again, walked):
    before = (walked[1].folder / "report.json").read_bytes()
    stored = {path: path.stat().st_mtime_ns for path in walked[0].glob("store/done/*/result.json")}
    done = measure_again(published, fresh=True)
    assert [(seed.seed, seed.word) for seed in done.seeds] == [(0, "same bits"), (1, "same bits")]
    assert not done.differs
    assert list(replay_lines(done)) == ["seed 0: same bits", "seed 1: same bits"]
    now = {path: path.stat().st_mtime_ns for path in walked[0].glob("store/done/*/result.json")}
    assert all(now[path] > stored[path] for path in now)  # it was measured, and not read
    assert (walked[1].folder / "report.json").read_bytes() == before


def test_another_last_bit_and_the_processor_are_named(published, measure_again):
    def change(content):
        content["outcomes"][1]["scalars"]["end"] *= 1 + 2**-50
        content["environment"] |= {"processor": "Abacus", "library numpy": "0.1", "date": "yesterday"}

    edit(published, change)
    done = measure_again(published)
    assert [seed.word for seed in done.seeds] == ["same bits", "same verdicts"]
    assert not done.differs
    lines = list(replay_lines(done))
    assert lines[1] == "seed 1: same verdicts (other bits in end)"
    assert any(line.startswith("  environment: processor: Abacus -> ") for line in lines)
    assert any(line.startswith("  environment: library numpy: 0.1 -> ") for line in lines)
    assert not any("date" in line for line in lines)


def test_a_value_beyond_the_edge_of_a_band_is_another_one(published, measure_again):
    def change(content):
        content["outcomes"][0]["scalars"]["end"] = 9.0  # below ten, which the first claim wants

    edit(published, change)
    done = measure_again(published)
    assert done.differs
    (line,) = done.seeds[0].what
    assert line.startswith("it-goes-far: 9.0 -> 2")
    assert list(replay_lines(done))[-1] == "  nothing that is recorded"


def test_other_code_is_named(published, measure_again):
    def change(content):
        content["outcomes"][0]["scalars"]["end"] = 9.0
        content["code"], content["functions"] = "0", {**content["functions"], "toy_experiment": "0"}

    edit(published, change)
    assert [line for line in measure_again(published).causes if line.startswith("code: toy_experiment: 0 -> ")]


def test_a_seed_that_ended_otherwise_is_different(published, measure_again):
    def change(content):
        content["outcomes"][0] |= {"scalars": {}, "lists": {}, "error": "no end", "diverged": True}

    edit(published, change)
    assert measure_again(published).seeds[0].what == ("diverged -> measured",)


def test_some_seeds_can_be_chosen(published, measure_again):
    assert [seed.seed for seed in measure_again(published, seeds=(1,)).seeds] == [1]
    with pytest.raises(Mistake, match="the report has no seed 7"):
        measure_again(published, seeds=(1, 7))


@pytest.mark.parametrize("part", ["values", "params", "claims", "verdicts", "code", "setting"])
def test_an_edited_report_is_refused_before_anything_is_measured(published, measure_again, part):
    content = json.loads((published / "report.json").read_text(encoding="utf-8"))
    edited = copy.deepcopy(content)
    match part:
        case "values":
            edited["outcomes"][0]["scalars"]["end"] += 1
        case "verdicts":
            edited["verdicts"][0]["word"] = "reproduced"
        case "claims":
            edited["claims"]["it-goes-far"]["accept"]["at_least"] = 1
        case "params":
            edited["params"]["steps"] = 21
        case "code":
            edited["code"] = "0"
        case "setting":
            edited["environment"]["processor"] = "Abacus"
    (published / "report.json").write_text(json.dumps(edited), encoding="utf-8")
    with pytest.raises(Mistake, match=f"the report was edited: its manifest has other {part}"):
        measure_again(published)


def test_a_report_from_before_manifests_says_so(published, measure_again):
    content = json.loads((published / "report.json").read_text(encoding="utf-8"))
    del content[MANIFEST]
    (published / "report.json").write_text(json.dumps(content), encoding="utf-8")
    done = measure_again(published)
    assert list(replay_lines(done)) == [UNSIGNED, "seed 0: same bits", "seed 1: same bits"]


def test_every_new_report_has_a_manifest(walked):
    assert nb.load(walked[1].folder).content[MANIFEST].keys() >= {"data", "code", "claims", "values"}

"""Does the night notice what has changed, name it, and hide nothing that failed among what is well?"""

import copy
from xml.etree import ElementTree as Xml

import pytest
from command_line import WALK, EditedWalk

from netsci_bench.contract.errors import DataUnavailable, Interrupted, Mistake
from netsci_bench.maintenance import nightly
from netsci_bench.maintenance.nightly import NightlyResult, exit_code
from netsci_bench.maintenance.nightly import run_nightly as nights
from netsci_bench.maintenance.nightly_pages import junit, line, summary
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.reporting.read import read
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs.registry import entries_of
from netsci_bench.verdicts.drift import find_drift as drift

pytestmark = pytest.mark.system

WALK = WALK.replace("steps: 20", "steps: 100").replace("[0, 1, 2, 3, 4]", "[0, 1]")  # far beyond ten, in little time


class Copy(EditedWalk):
    """A copy of the toy experiment with a home and a record of its own."""

    def __init__(self, folder):
        super().__init__(folder)
        self.write("far")

    def write(self, name, old="", new=""):
        text = WALK.replace("toy_experiment:", "strolling:")
        assert old in text
        (self.folder / f"{name}.yaml").write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")

    def record(self, *specs):
        assert self.run("run", *specs, "--tier", "paper", "--no-track").code == 0
        assert self.run("record", *specs, "--into", "record").code == 0

    def night(self, *specs, **variables):
        words = ("nightly", *specs, "--tier", "paper", "--against", "record", "--out", "out")
        return self.run(*words, variables=variables)


@pytest.fixture
def toy(tmp_path):
    made = Copy(tmp_path)
    yield made
    made.end()


@pytest.mark.nightly
def test_a_kernel_broken_on_purpose_is_noticed_and_its_claims_are_named(toy):
    toy.write("near", "at_least: 10", "at_least: -1000")
    toy.record("far.yaml", "near.yaml")
    well = toy.night("far.yaml", "near.yaml")
    assert well.code == 0, well.out + well.err
    assert well.out == "✓ file/far (paper): as recorded\n✓ file/near (paper): as recorded\n"

    toy.edit("SCALE = 1.0", "SCALE = -1.0")
    page = toy.folder / "step.md"
    broken = toy.night("far.yaml", "near.yaml", GITHUB_STEP_SUMMARY=str(page))
    assert broken.code == 3, broken.out + broken.err
    assert "it-goes-far: recorded reproduced, now contradicted" in broken.out
    told = (toy.folder / "out" / "summary.md").read_text(encoding="utf-8")
    assert "2 experiments: 2 differs." in told
    assert "verdict of it-goes-far: recorded reproduced, now contradicted" in told
    assert page.read_text(encoding="utf-8") == told
    suites = {s.get("name"): s for s in Xml.parse(toy.folder / "out" / "junit.xml").getroot()}
    failures = {case.get("name") for case in suites["file/far"] if case.find("failure") is not None}
    assert {"verdict of it-goes-far", "metric end", "metric path"} <= failures
    assert "verdict of it-goes-far" not in {
        c.get("name") for c in suites["file/near"] if c.find("failure") is not None
    }


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """What the toy's paper tier measures, as a report."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "far.yaml").write_text(WALK)
    manner = RunOptions(folder / "home", folder / "reports", ExecutionOptions(), track=False, quiet=True)
    (entry,) = entries_of(folder / "far.yaml")
    return read(run_experiment(entry, RunRequest(tier="paper"), manner).page.parent)


def with_ends(report, ends, **changes):
    """The report with other values of its metric, and other facts."""
    other = copy.deepcopy(report) | changes
    other["outcomes"] = [copy.deepcopy(report["outcomes"][0]) | {"seed": i} for i in range(len(ends))]
    for outcome, end in zip(other["outcomes"], ends, strict=True):
        outcome["scalars"]["end"] = end
    return other


def test_the_same_report_has_not_drifted(recorded):
    found = drift(recorded, copy.deepcopy(recorded))
    assert not found
    assert found.how.startswith("exactly")


def test_on_the_same_machine_the_last_bit_counts(recorded):
    before = with_ends(recorded, [1.0, 2.0])
    found = drift(before, with_ends(recorded, [1.0, 2.0000000000000004]))
    assert [str(change) for change in found.metrics] == ["end: recorded 2.0, now 2.0000000000000004 (seed 1)"]


ELSEWHERE = {"versions": {"numpy": "1.0"}}


def test_elsewhere_seeds_are_compared_in_pairs(recorded):
    before = with_ends(recorded, [1.0, 1.1, 0.9, 1.05, 0.95])
    near = drift(before, with_ends(recorded, [1.02, 1.06, 0.93, 1.01, 0.99], **ELSEWHERE))
    assert not near
    assert near.how.startswith("by seeds")
    assert "numpy" in near.how
    far = drift(before, with_ends(recorded, [2.0, 2.1, 1.9, 2.05, 1.95], **ELSEWHERE))
    assert [change.name for change in far.metrics] == ["end"]


def test_elsewhere_one_seed_says_nothing(recorded):
    assert not drift(with_ends(recorded, [1.0]), with_ends(recorded, [9.0], **ELSEWHERE))


def test_elsewhere_a_value_without_spread_is_the_same_or_has_moved(recorded):
    before = with_ends(recorded, [3.0, 3.0])
    assert not drift(before, with_ends(recorded, [3.0, 3.0], **ELSEWHERE))
    assert drift(before, with_ends(recorded, [4.0, 4.0], **ELSEWHERE))


def test_elsewhere_a_false_alarm_is_as_rare_as_stated(recorded):
    import numpy as np

    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(300):
        before, now = rng.normal(size=(2, 5)).tolist()
        alarms += bool(drift(with_ends(recorded, before), with_ends(recorded, now, **ELSEWHERE)))
    assert 0 < alarms <= 10  # one in 100 of 300 is 3


@pytest.mark.parametrize("fact", ["processor", "python", "device", "system"])
def test_another_machine_is_another_machine(recorded, fact):
    other = copy.deepcopy(recorded)
    other["environment"][fact] = "another"
    assert fact in drift(recorded, other).how


def test_a_claim_that_was_dropped_is_a_difference_and_a_new_one_is_none(recorded):
    less = copy.deepcopy(recorded)
    less["verdicts"] = less["verdicts"][:1]
    assert [change.now for change in drift(recorded, less).verdicts] == ["not a claim any more"]
    assert not drift(less, recorded).verdicts


def test_a_metric_that_is_gone_has_moved(recorded):
    less = copy.deepcopy(recorded)
    for outcome in less["outcomes"]:
        outcome["scalars"] = {}
    assert "end" in {change.name for change in drift(recorded, less).metrics}
    assert "end" in {change.name for change in drift(recorded, less | ELSEWHERE).metrics}


def test_where_params_were_changed_on_purpose_only_verdicts_are_compared(recorded):
    found = drift(recorded, with_ends(recorded, [7.0]), stale="stale: steps")
    assert not found
    assert found.how == "verdicts only (stale: steps)"
    assert not found.compared


def test_a_metric_that_was_not_compared_does_not_pass(recorded):
    for found, skipped in ((drift(recorded, recorded), 0), (drift(recorded, recorded, stale="stale: steps"), 1)):
        suite = Xml.fromstring(junit([NightlyResult("walk", "as recorded", "paper", found, recorded)])).find(
            "testsuite"
        )
        ends = [case for case in suite if case.get("name") == "metric end"]
        assert [len(case.findall("skipped")) for case in ends] == [skipped]


def test_an_id_that_has_no_such_tier_is_left_out_of_the_night(tmp_path):
    (tmp_path / "far.yaml").write_text(WALK)
    manner = RunOptions(tmp_path / "home", tmp_path / "out", ExecutionOptions(), track=False, quiet=True)
    assert not list(nights([lambda: entries_of(tmp_path / "far.yaml")], RunRequest(tier="quick"), manner, tmp_path))


def test_a_spec_with_other_params_is_held_against_the_verdicts_only(toy):
    toy.record("far.yaml")
    toy.write("far", "steps: 100", "steps: 120")
    done = toy.night("far.yaml")
    assert done.code == 0, done.out
    assert "verdicts only (changed since: steps)" in (toy.folder / "out" / "summary.md").read_text(encoding="utf-8")


def answers(monkeypatch, by_id):
    """Stand-ins for runs: an exception is raised, anything else would be a bug in the test."""

    def invoked(entry, choices, manner):
        raise by_id[entry.id]

    monkeypatch.setattr(nightly, "run_experiment", invoked)


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (DataUnavailable("no source gave MNIST"), "not measured", 4),
        (RuntimeError("an error of ours"), "crashed", 1),
        (Mistake("a wrong spec"), "crashed", 1),
    ],
)
def test_what_fails_is_a_night_of_its_own(tmp_path, monkeypatch, error, state, code, capsys):
    (tmp_path / "far.yaml").write_text(WALK)
    answers(monkeypatch, {"file/far": error})
    manner = RunOptions(tmp_path / "home", tmp_path / "out", ExecutionOptions(), track=False, quiet=True)
    (night,) = nights([lambda: entries_of(tmp_path / "far.yaml")], RunRequest(), manner, tmp_path)
    assert (night.state, exit_code([night])) == (state, code)
    assert str(error) in night.error
    assert str(error) in summary([night])
    assert Xml.fromstring(junit([night])).find(".//error") is not None


def test_after_an_interruption_the_rest_is_not_reached_and_the_code_says_try_again(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(WALK)
    answers(monkeypatch, {"file/a": Interrupted("stopped by SIGTERM")})
    manner = RunOptions(tmp_path / "home", tmp_path / "out", ExecutionOptions(), track=False, quiet=True)
    found = [lambda n=n: entries_of(tmp_path / f"{n}.yaml") for n in ("a", "b")]
    done = list(nights(found, RunRequest(), manner, tmp_path))
    assert [night.state for night in done] == ["not reached", "not reached"]
    assert exit_code(done) == 75


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_run(toy):
    done = toy.night("missing.yaml", "far.yaml")
    assert done.code == 1
    assert "✗ missing.yaml: crashed" in done.out
    assert "– file/far (paper): no record" in done.out


GOOD = NightlyResult("a/good", "as recorded", "paper", drift=None)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["as recorded", "no record"], 0),
        (["as recorded", "differs", "as recorded"], 3),
        (["not measured", "as recorded"], 4),
        (["not measured", "differs"], 3),
        (["differs", "crashed", "not measured"], 1),
        (["differs", "not reached"], 3),
        ([], 0),
    ],
)
def test_one_that_is_not_well_never_hides_among_good_ones(states, code):
    assert exit_code([NightlyResult(f"a/{i}", state) for i, state in enumerate(states)]) == code


def test_what_is_not_well_comes_first_on_the_page():
    told = summary([GOOD, NightlyResult("b/bad", "crashed", error="it fell over")])
    assert told.index("b/bad") < told.index("a/good")
    assert "2 experiments: 1 crashed, 1 as recorded." in told
    assert line(GOOD) == "✓ a/good (paper): as recorded"


def test_no_path_of_the_machine_reaches_the_pages(tmp_path, monkeypatch):
    (tmp_path / "far.yaml").write_text(WALK)
    answers(monkeypatch, {"file/far": Mistake("is wrong", f"{tmp_path}/far.yaml")})
    manner = RunOptions(tmp_path / "home", tmp_path / "out", ExecutionOptions(), track=False, quiet=True)
    done = list(nights([lambda: entries_of(tmp_path / "far.yaml")], RunRequest(), manner, tmp_path))
    assert str(tmp_path) not in summary(done) + junit(done)

"""Does the night notice what has changed, name it, and hide nothing that failed among what is well?"""

import copy
import json
from xml.etree import ElementTree as Xml

import pytest
from command_line import WALK, EditedWalk, WalkInside

from netsci_bench.contract.errors import DataUnavailable, Interrupted, Mistake
from netsci_bench.maintenance.nightly import course_of_night, measuring
from netsci_bench.maintenance.nightly.course_of_night import NightOptions, begin, run_whole_night
from netsci_bench.maintenance.nightly.history import History
from netsci_bench.maintenance.nightly.measuring import NOT_BEGUN, References
from netsci_bench.maintenance.nightly.night import Measured, Night, max_code, read_night
from netsci_bench.maintenance.nightly.shards import Wish, choose
from netsci_bench.maintenance.nightly.summary import junit, line, summary
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.reporting.read import read
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs.registry import entries_of
from netsci_bench.storage.report_manifest import with_manifest
from netsci_bench.verdicts.drift import find_drift as drift

pytestmark = pytest.mark.system

WALK = WALK.replace("steps: 20", "steps: 100").replace("[0, 1, 2, 3, 4]", "[0, 1]")  # far beyond ten, in little time
DATE = "2026-01-02T02:17:00Z"


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
    assert "verdict of it-goes-far: recorded reproduced, now contradicted" in broken.out
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
    html = (toy.folder / "out" / "nightly.html").read_text(encoding="utf-8")
    assert "The last green night began at" in html
    assert "strolling:SCALE" in html or "strolling" in html.partition("<h3>Code</h3>")[2].partition("<h3>")[0]


def test_what_is_not_recorded_is_held_against_the_last_green_night(tmp_path):
    """In two shards, of which one is empty; the joined night makes the reference."""
    here = WalkInside(tmp_path)
    words = ("walk.yaml", "--tier", "smoke", "--against", "record", "--history", "history")
    for shard in ("1/2", "2/2"):
        assert here.run("nightly", *words, "--shard", shard, "--out", f"night-{shard[0]}").code == 0
    joined = here.run("join-nights", "night-1", "night-2", "--history", "history", "--out", "joined")
    assert joined.code == 0, joined.out + joined.err
    assert joined.out == "– file/walk (smoke): no record\n1 experiment: 1 no record.\n"
    again = here.run("nightly", *words, "--out", "again")
    assert again.out == "✓ file/walk (smoke): as recorded\n"
    page = (tmp_path / "again" / "nightly.html").read_text(encoding="utf-8")
    assert "the last green night, by bits" in page
    assert "have been the same to the last bit in every night" in page
    here.params(steps=30)  # the smoke tier has steps of its own
    report = tmp_path / "history" / "references" / "file" / "walk" / "smoke" / "report.json"
    report.write_text(report.read_text(encoding="utf-8").replace('"end": ', '"end": 1'), encoding="utf-8")
    other = here.run("nightly", *words, "--out", "other", "--accept")
    assert other.code == 3
    assert "metric end: recorded 1" in other.out
    assert here.run("nightly", *words, "--out", "last").code == 0


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """What the toy's paper tier measures, as a report."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "far.yaml").write_text(WALK)
    manner = RunOptions(folder / "home", folder / "reports", ExecutionOptions(), track=False, quiet=True)
    (entry,) = entries_of(folder / "far.yaml")
    return read(run_experiment(entry, RunRequest(tier="paper"), manner).page.parent)


def test_the_same_report_has_not_drifted(recorded):
    found = drift(recorded, copy.deepcopy(recorded))
    assert (found.verdicts, found.metrics, found.shifts) == ((), (), {})
    assert found.how.startswith("by bits")
    assert {"end", "path"} <= found.compared


@pytest.mark.parametrize("fact", ["processor", "python", "device", "system"])
def test_another_machine_is_another_machine(recorded, fact):
    other = copy.deepcopy(recorded)
    other["environment"][fact] = "another"
    found = drift(recorded, other)
    assert fact in found.how
    assert found.shifts.keys() == {"end", "path"}  # a list by its mean


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
    elsewhere = less | {"versions": {"numpy": "1.0"}}
    assert "end" in {change.name for change in drift(recorded, elsewhere).metrics}


def write_reference(folder, report, **facts):
    """The report as the record's, on another machine, with these values of ``end``."""
    path = folder / "file" / "far" / "paper" / "report.json"
    path.parent.mkdir(parents=True)
    other = copy.deepcopy(report) | facts
    other.pop("manifest", None)
    path.write_text(json.dumps(with_manifest(other)), encoding="utf-8")


def test_elsewhere_fresh_seeds_are_measured_and_decide(recorded, tmp_path):
    """The record is moved: here the toy has not changed, so the fresh seeds lie beside the record as well."""
    moved = copy.deepcopy(recorded)
    for n, outcome in enumerate(moved["outcomes"]):
        outcome["scalars"]["end"] = 1e5 + n * 1e-3
    moved["environment"]["processor"] = "another"
    night, told = whole_night(tmp_path, [("far", WALK)], record=moved)
    (result,) = night.results
    assert (result.state, night.exit_code) == ("differs", 3)
    changes = {change.name: change.why for change in result.changes}
    assert changes["metric end"].endswith("confirmed by 3 fresh seeds")
    assert told[0] == "✓ file/far (paper): as recorded"  # before all metrics of the night were known
    assert told[1].startswith("≠ file/far (paper): differs")
    assert read_night(tmp_path / "out" / "night.json") == night


def whole_night(tmp_path, specs, record=None, **request):
    """A night of these specs in this process."""
    for name, text in specs:
        (tmp_path / f"{name}.yaml").write_text(text)
    if record:
        write_reference(tmp_path / "record", record)
    out, history = tmp_path / "out", History(tmp_path / "history")
    run = RunOptions(tmp_path / "home", out / "reports", ExecutionOptions(), track=False, quiet=True)
    options = NightOptions(out, run, References(tmp_path / "record", history.references), history)
    sources = [lambda n=name: entries_of(tmp_path / f"{n}.yaml") for name, _ in specs]
    choice = choose(sources, Wish(request.get("tier", "paper"), None, options.references.folders))
    told = []
    return run_whole_night(choice, begin(DATE, options, {}), options, told.append), told


def test_an_id_that_has_no_such_tier_is_left_out_of_the_night(tmp_path):
    night, told = whole_night(tmp_path, [("far", WALK)], tier="quick")
    assert (night.results, night.left_out, told) == (
        (),
        {"file/far": "has no quick tier"},
        ["left out: file/far has no quick tier"],
    )
    assert "file/far has no quick tier" in summary(night)


def answers(monkeypatch, by_id):
    """Stand-ins for runs: an exception is raised, anything else would be a bug in the test."""

    def invoked(entry, choices, manner):
        raise by_id[entry.id]

    monkeypatch.setattr(measuring, "run_experiment", invoked)


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (DataUnavailable("no source gave MNIST"), "not measured", 4),
        (RuntimeError("an error of ours"), "crashed", 1),
        (Mistake("a wrong spec"), "crashed", 1),
    ],
)
def test_what_fails_is_a_night_of_its_own(tmp_path, monkeypatch, error, state, code, capsys):
    answers(monkeypatch, {"file/far": error})
    night, _ = whole_night(tmp_path, [("far", WALK)])
    (result,) = night.results
    assert (result.state, night.exit_code) == (state, code)
    assert str(error) in result.error
    assert str(error) in summary(night)
    assert Xml.fromstring(junit(night)).find(".//error") is not None


def test_after_an_interruption_the_rest_is_not_reached_and_the_code_says_try_again(tmp_path, monkeypatch):
    met = "stopped by SIGTERM; 8 of 20 seeds are not done"
    answers(monkeypatch, {"file/a": Interrupted(met)})
    night, _ = whole_night(tmp_path, [("a", WALK), ("b", WALK), ("c", WALK)])
    assert {result.state for result in night.results} == {"not reached"}
    told = {result.id: result.error for result in night.results}
    assert told == {"file/a": met, "file/b": NOT_BEGUN, "file/c": NOT_BEGUN}
    assert night.exit_code == 75


@pytest.mark.parametrize(
    ("error", "state", "code"), [(Interrupted("stopped"), "not reached", 75), (Mistake("it broke"), "crashed", 1)]
)
def test_an_alarm_whose_fresh_seeds_fail_is_not_taken_for_chance(recorded, tmp_path, monkeypatch, error, state, code):
    moved = copy.deepcopy(recorded)
    for n, outcome in enumerate(moved["outcomes"]):
        outcome["scalars"]["end"] = 1e5 + n * 1e-3
    moved["environment"]["processor"] = "another"

    def fail(attempt, options):
        raise error

    monkeypatch.setattr(course_of_night, "measure_fresh_seeds", fail)
    night, _ = whole_night(tmp_path, [("far", WALK)], record=moved)
    assert (night.results[0].state, night.exit_code) == (state, code)
    assert "on fresh seeds" in night.results[0].error


GOOD = Measured("a/good", "as recorded", "paper")


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["as recorded", "no record", "suspected"], 0),
        (["as recorded", "differs", "as recorded"], 3),
        (["not measured", "as recorded"], 4),
        (["measured nothing", "as recorded"], 4),
        (["not measured", "differs"], 3),
        (["differs", "crashed", "not measured"], 1),
        (["differs", "not reached"], 3),
        ([], 0),
    ],
)
def test_one_that_is_not_well_never_hides_among_good_ones(states, code):
    assert max_code(states) == code


def test_what_is_not_well_comes_first_on_the_page():
    told = summary(Night(DATE, results=(GOOD, Measured("b/bad", "crashed", error="it fell over"))))
    assert told.index("b/bad") < told.index("a/good")
    assert "2 experiments: 1 crashed, 1 as recorded." in told
    assert line(GOOD) == "✓ a/good (paper): as recorded"


def test_a_metric_that_was_not_compared_does_not_pass():
    for names, skipped in ((("end",), 0), ((), 1)):
        one = Measured("a", "as recorded", "paper", "by bits", "the record", values={"end": {0: 1.0}}, compared=names)
        suite = Xml.fromstring(junit(Night(DATE, results=(one,)))).find("testsuite")
        ends = [case for case in suite if case.get("name") == "metric end"]
        assert [len(case.findall("skipped")) for case in ends] == [skipped]


def test_no_path_of_the_machine_reaches_the_pages(tmp_path, monkeypatch):
    answers(monkeypatch, {"file/far": Mistake("is wrong", f"{tmp_path}/far.yaml")})
    whole_night(tmp_path, [("far", WALK)])
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir() if path.is_file()]
    assert len(pages) == 4
    assert not [page for page in pages if str(tmp_path) in page]

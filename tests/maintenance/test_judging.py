"""Is a recorded report judged again from its raw values alone, twice to the same bytes?"""

import json
import shutil

import pytest
from command_line import TOYS

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.judging import CHANGED, judge_report
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs.registry import find
from netsci_bench.storage.artifacts import REPORT_JSON, REPORT_MD
from netsci_bench.storage.report_manifest import MANIFEST, with_manifest

PAGES = (REPORT_MD,)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured")
    options = RunOptions(folder / "home", folder / "reports", ExecutionOptions(), track=False, quiet=True)
    request = RunRequest(tier="paper", device="cpu")
    return run_experiment(find(str(TOYS / "walk.yaml")), request, options).page.parent


@pytest.fixture
def report(measured, tmp_path):
    return shutil.copytree(measured, tmp_path / "report")


@pytest.fixture
def edited(tmp_path):
    def edit(old, new):
        text = (TOYS / "walk.yaml").read_text()
        assert old in text
        (tmp_path / "walk.yaml").write_text(text.replace(old, new))
        return find(str(tmp_path / "walk.yaml"))

    return edit


def content(folder):
    return json.loads((folder / REPORT_JSON).read_text(encoding="utf-8"))


def measured_so(folder, written):
    """Another report, as whole as if it had been measured."""
    (folder / REPORT_JSON).write_text(json.dumps(with_manifest(written)))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.system
def test_the_same_claims_give_the_same_verdicts_and_twice_the_same_bytes(report):
    before, entry = content(report), find(str(TOYS / "walk.yaml"))
    told = judge_report(entry, report, PAGES)
    assert content(report)["verdicts"] == before["verdicts"]
    assert "2 verdicts as before" in str(told)
    once = files(report)
    judge_report(entry, report, PAGES)
    assert files(report) == once


@pytest.mark.system
def test_another_band_gives_another_verdict_from_the_same_values(report, edited):
    before = content(report)
    told = judge_report(edited("at_least: 10", "at_least: 1000"), report, PAGES)
    after = content(report)
    assert told.words["it-goes-far"] == ("reproduced", "contradicted")
    assert "it-goes-far: reproduced -> contradicted" in str(told)
    assert after["outcomes"] == before["outcomes"]
    assert "at least 1,000" in (report / REPORT_MD).read_text(encoding="utf-8")


def with_other_code(report):
    measured_so(report, content(report) | {"code": "of another time"})


def test_with_other_code_another_band_is_not_judged_however_often_one_asks(report, edited):
    """A metric of the same name may be another one by now; the claim that is as it was keeps its verdict."""
    with_other_code(report)
    entry = edited("at_least: 10", "at_least: 1000")
    for _ in range(2):
        judge_report(entry, report, PAGES)
        words = {verdict["claim"]: (verdict["word"], verdict["why"]) for verdict in content(report)["verdicts"]}
        assert words["it-goes-far"] == ("not judged", CHANGED)
        assert words["it-goes-nowhere"][0] == "contradicted"


@pytest.mark.parametrize(
    ("old", "new"), [("The walk ends beyond", "It ends beyond"), ("it-goes-far:", "it-goes-far:")]
)
def test_with_other_code_a_claim_that_was_only_reworded_is_judged_again(report, edited, old, new):
    with_other_code(report)
    assert judge_report(edited(old, new), report, PAGES).words["it-goes-far"] == ("reproduced", "reproduced")


def test_a_claim_that_was_renamed_is_gone_and_new(report, edited):
    told = judge_report(edited("it-goes-far", "it-goes-away"), report, PAGES)
    assert told.words["it-goes-far"] == ("reproduced", None)
    assert told.words["it-goes-away"] == (None, "reproduced")


def test_a_claim_on_a_metric_that_was_not_measured_is_not_judged(report, edited):
    written = content(report)
    for outcome in written["outcomes"]:
        outcome["scalars"] = {"start": 0.0}
    measured_so(report, written)
    told = judge_report(find(str(TOYS / "walk.yaml")), report, PAGES)
    assert {now for _, now in told.words.values()} == {"not judged"}
    assert "the report has no 'end'" in content(report)["verdicts"][0]["why"]


def test_a_claim_whose_evidence_was_not_measured_or_is_too_little_is_not_judged(report, edited):
    needed = "    evidence: {metric: EVIDENCE, at_least: 1000}\n    because:"
    for metric, why in (("start", "the report has no 'start'"), ("end", "no evidence in 5 of 5 seeds: end is")):
        written = content(report)
        for outcome in written["outcomes"]:
            outcome["scalars"].pop("start", None)
        measured_so(report, written)
        entry = edited("    because:", needed.replace("EVIDENCE", metric))
        assert judge_report(entry, report, PAGES).words["it-goes-far"][1] == "not judged"
        assert why in content(report)["verdicts"][0]["why"]


def test_a_report_that_was_edited_is_not_judged(report):
    written = content(report)
    written["outcomes"][0]["scalars"]["end"] += 1e-9
    (report / REPORT_JSON).write_text(json.dumps(written))
    before = files(report)
    with pytest.raises(Mistake, match="the report was edited: its manifest has other values"):
        judge_report(find(str(TOYS / "walk.yaml")), report, PAGES)
    assert files(report) == before


def test_a_report_from_before_manifests_does_not_get_one(report):
    written = content(report)
    del written[MANIFEST]
    (report / REPORT_JSON).write_text(json.dumps(written))
    judge_report(find(str(TOYS / "walk.yaml")), report, PAGES)
    assert MANIFEST not in content(report)


def test_a_tier_that_is_gone_cannot_be_judged(report):
    written = content(report)
    measured_so(report, written | {"tier": "quick"})
    with pytest.raises(Mistake, match="no quick tier"):
        judge_report(find(str(TOYS / "walk.yaml")), report, PAGES)


def test_seeds_that_diverged_stay_results_and_accidents_are_waited_for(report):
    written = content(report)
    written["outcomes"][0] |= {"scalars": {}, "lists": {}, "error": "the loss is nan", "diverged": True}
    measured_so(report, written)
    entry = find(str(TOYS / "walk.yaml"))
    judge_report(entry, report, PAGES)
    assert "1 of 5 seeds diverged" in content(report)["verdicts"][0]["why"]
    written["outcomes"][0]["diverged"] = False
    measured_so(report, written)
    judge_report(entry, report, PAGES)
    assert content(report)["verdicts"][0]["word"] == "not judged"


def test_the_seeds_of_the_present_plan_are_written_down(report, edited):
    judge_report(edited("seeds: [0, 1, 2, 3, 4]", "seeds: [0, 1, 2], looks: [5]"), report, PAGES)
    assert content(report)["tier_seeds"] == [0, 1, 2]
    assert [look["n"] for look in content(report)["verdicts"][0]["looks"]] == [3]
    assert "with the seeds 0, 1, 2, 3, 4" in (report / REPORT_MD).read_text(encoding="utf-8")


def test_a_correlation_has_its_interval_on_the_page(report, edited):
    """Of twenty positions averaged over the seeds, with themselves."""
    related = "metric: path\n    against: path\n    judge: spearman\n    accept: {at_least: 0.5}\n    no_effect: 0"
    entry = edited("metric: end\n    accept: {at_least: 10}", related)
    written = content(report)
    assert judge_report(entry, report, PAGES).words["it-goes-far"][1] == "reproduced"
    judged = content(report)["verdicts"][0]
    assert (judged["estimate"], judged["values"], judged["inside"], judged["flips"]) == (1.0, [], 0, 0)
    page = (report / REPORT_MD).read_text(encoding="utf-8")
    assert "`path against path`, spearman" in page
    for outcome in written["outcomes"]:
        outcome["lists"] = {}
    measured_so(report, written)
    judge_report(entry, report, PAGES)
    assert "the report has no 'path'" in content(report)["verdicts"][0]["why"]

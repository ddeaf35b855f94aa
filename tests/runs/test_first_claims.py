"""Does a report say that a claim is newer than the data that it judges?"""

import json

import pytest

from netsci_bench.contract.result import Outcome
from netsci_bench.pipeline import RunOptions, run_experiment
from netsci_bench.runs import first_claims
from netsci_bench.runs.first_claims import note_claims, noted_claims
from netsci_bench.runs.plan import RunRequest
from netsci_bench.runs.scheduler import ExecutionOptions
from netsci_bench.specs import registry
from netsci_bench.specs.claims import NOTED_AT_FIRST, digest_of_claim, is_noted
from netsci_bench.specs.model import Claim, Tier
from netsci_bench.storage.artifacts import CLAIMS
from netsci_bench.verdicts.judge import judge_claims

NEWER = "newer than the data of seed 0"


def claim(**other):
    stated = {
        "says": "the mean is above zero",
        "metric": "x",
        "accept": {"at_least": 0},
        "because": "zero is no effect",
        "source": {"paper": "p", "at": "1"},
        "role": "extension",
    }
    return Claim.model_validate(stated | other)


@pytest.mark.parametrize(
    "other", [{"says": "x rises"}, {"because": "no effect is zero"}, {"source": {"paper": "p", "at": "2"}}]
)
def test_a_rewording_is_the_same_claim(other):
    assert digest_of_claim(claim(**other)) == digest_of_claim(claim())


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "y"},
        {"accept": {"at_least": 1}},
        {"accept": {"at_most": 0}},
        {"judge": "each"},
        {"resolution": 0.1},
        {"judged_at": ["quick", "paper"]},
        {"no_effect": -1},
        {"judge": "pearson", "against": "y"},
    ],
)
def test_another_band_or_way_of_judging_is_another_claim(other):
    assert digest_of_claim(claim(**other)) != digest_of_claim(claim())


def test_a_correlation_with_another_metric_is_another_claim():
    one, other = (claim(judge="spearman", against=against) for against in ("y", "z"))
    assert digest_of_claim(one) != digest_of_claim(other)


@pytest.mark.parametrize("null", ["without", 0.2])
def test_naming_a_null_later_makes_no_other_claim(null):
    """It decides nothing; notes of claims that had one when it still entered the digest are read as well."""
    with_null = claim(null=null)
    assert digest_of_claim(with_null) == digest_of_claim(claim())
    assert is_noted(with_null, [digest_of_claim(claim())])
    older = digest_of_claim(with_null, NOTED_AT_FIRST)
    assert older != digest_of_claim(claim())
    assert is_noted(with_null, [older])
    assert not is_noted(claim(null=null, accept={"at_least": 1}), [older, digest_of_claim(claim())])


def test_what_was_noted_first_stays(tmp_path):
    note_claims(tmp_path, ["a"], [claim()])
    later = claim(accept={"at_least": 7})
    note_claims(tmp_path, ["a", "c"], [later])
    assert noted_claims(tmp_path, "a") == (digest_of_claim(claim()),)
    assert noted_claims(tmp_path, "c") == (digest_of_claim(later),)
    assert noted_claims(tmp_path, "b") is None


def test_claims_are_digested_once_a_run(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(first_claims, "digest_of_claim", lambda claim: asked.append(claim) or claim.metric)
    note_claims(tmp_path, [f"seed {n}" for n in range(20)], [claim(), claim(metric="y")])
    note_claims(tmp_path, ["seed 3", "seed 4"], [claim(metric="z")])
    assert len(asked) == 2
    assert all(noted_claims(tmp_path, f"seed {n}") == ("x", "y") for n in range(20))


@pytest.mark.parametrize("content", ["", "{", "3", '{"a": 1}'])
def test_a_damaged_note_says_nothing(tmp_path, content):
    note_claims(tmp_path, ["a"], [claim()])
    (tmp_path / CLAIMS / "a.json").write_text(content)
    assert noted_claims(tmp_path, "a") is None


def judged(*noted):
    outcomes = [Outcome(seed, "a", scalars={"x": 1.0 + seed}, claims=known) for seed, known in enumerate(noted)]
    return judge_claims({"c": claim()}, "paper", Tier(seeds=(0, 1, 2), minutes=1), outcomes)[0]


def test_one_older_seed_makes_the_verdict_exploratory():
    here, elsewhere = (digest_of_claim(claim()),), ("other",)
    assert not judged(here, here, here).exploratory
    assert not judged(None, None, None).exploratory  # results from before anything was noted
    late = judged(here, elsewhere, here)
    assert late.exploratory
    assert "newer than the data of seed 1" in late.why
    assert late.word == judged(here, here, here).word


@pytest.mark.system
@pytest.mark.parametrize(
    "fresh", [pytest.param(False, id="from the store"), pytest.param(True, id="again", marks=pytest.mark.nightly)]
)
def test_a_band_that_moves_after_the_run_is_told(home, walk_yaml, tmp_path, fresh):
    """Measuring again gives the same numbers: who has seen them has seen them."""
    spec, reports = tmp_path / "walk.yaml", tmp_path / "reports"
    text = walk_yaml.read_text()

    def verdicts(text, fresh=False):
        spec.write_text(text)
        options = RunOptions(home, reports, ExecutionOptions(fresh=fresh), track=False, quiet=True)
        request = RunRequest(tier="paper", device="cpu")
        finished = run_experiment(registry.find(str(spec)), request, options)
        written = json.loads((reports / finished.plan.id / "paper" / "report.json").read_text())
        return {found["claim"]: (found["exploratory"], found["why"]) for found in written["verdicts"]}

    assert not any(late for late, _ in verdicts(text).values())
    assert not any(late for late, _ in verdicts(text.replace("ends beyond ten", "gets beyond ten")).values())
    moved = verdicts(text.replace("at_least: 10", "at_least: 12"), fresh)
    assert {name for name, (late, _) in moved.items() if late} == {"it-goes-far"}
    assert NEWER in moved["it-goes-far"][1]

"""Does a difference count where it must, and is chance only suspected?"""

import numpy as np
import pytest
from nights import THERE, WALK, toy_attempt, toy_report

from netsci_bench.maintenance.nightly.judging import Level, judge_night, needs_fresh_seeds, night_alarms
from netsci_bench.maintenance.nightly.measuring import fresh_seeds

OLD = [20.0, 20.1, 19.9, 20.05, 19.95]
FAR = [40.0, 40.1, 39.9, 40.05, 39.95]


def judged(attempt, tmp_path):
    (result,) = judge_night([attempt], tmp_path)
    return result


def test_here_the_last_bit_counts_and_needs_no_fresh_seeds(tmp_path):
    attempt = toy_attempt(toy_report(OLD), toy_report([*OLD[:4], 19.950000000000003]))
    assert not needs_fresh_seeds(attempt, {})
    result = judged(attempt, tmp_path)
    assert result.state == "differs"
    assert [str(c) for c in result.changes] == ["metric end: recorded 19.95, now 19.950000000000003 (seed 4)"]


def test_here_a_verdict_that_changed_counts(tmp_path):
    result = judged(toy_attempt(toy_report(OLD), toy_report(OLD, ("undecided", "contradicted"))), tmp_path)
    assert result.state == "differs"
    assert [c.name for c in result.changes] == ["verdict of it-goes-far"]


@pytest.mark.parametrize(
    ("fresh", "state", "said"),
    [
        (None, "suspected", "fresh seeds were not measured"),
        (FAR, "differs", "confirmed by 5 fresh seeds"),
        (OLD, "suspected", "not confirmed by 5 fresh seeds"),
    ],
)
def test_elsewhere_a_shift_counts_only_when_fresh_seeds_confirm_it(tmp_path, fresh, state, said):
    confirmation = toy_report(fresh, machine=THERE, first=10) if fresh else None
    attempt = toy_attempt(toy_report(OLD), toy_report(FAR, machine=THERE), confirmation)
    assert needs_fresh_seeds(attempt, night_alarms([attempt])[attempt.id])
    result = judged(attempt, tmp_path)
    assert result.state == state
    (change,) = (*result.changes, *result.suspected)
    assert change.name == "metric end"
    assert change.why.endswith(f"; {said}")
    assert "by seeds and distribution, not by bits (processor here -> there)" in result.how


def test_a_verdict_counts_with_its_metric(tmp_path):
    there = toy_report(FAR, ("undecided", "contradicted"), THERE)
    result = judged(toy_attempt(toy_report(OLD), there, toy_report(FAR, machine=THERE, first=10)), tmp_path)
    assert [c.name for c in result.changes] == ["verdict of it-goes-far", "metric end"]


def test_elsewhere_a_verdict_alone_is_suspected(tmp_path):
    attempt = toy_attempt(toy_report(OLD), toy_report(OLD, ("undecided", "contradicted"), THERE))
    assert not needs_fresh_seeds(attempt, {})
    result = judged(attempt, tmp_path)
    assert (result.state, result.changes) == ("suspected", ())
    assert [c.name for c in result.suspected] == ["verdict of it-goes-far"]


@pytest.mark.parametrize(("again", "state"), [("contradicted", "differs"), ("undecided", "suspected")])
def test_elsewhere_the_opposite_verdict_counts_when_fresh_seeds_give_it_too(tmp_path, again, state):
    there = toy_report(OLD, ("contradicted", "contradicted"), THERE)
    attempt = toy_attempt(toy_report(OLD), there, toy_report(OLD, (again, "contradicted"), THERE, first=10))
    assert needs_fresh_seeds(attempt, {})
    assert judged(attempt, tmp_path).state == state


def test_where_params_have_changed_on_purpose_only_verdicts_count(tmp_path):
    same = judged(toy_attempt(toy_report(OLD), toy_report(FAR), stale="changed since: steps"), tmp_path)
    assert (same.state, same.how, same.compared) == ("as recorded", "verdicts only (changed since: steps)", ())
    other = toy_report(FAR, ("undecided", "contradicted"))
    assert judged(toy_attempt(toy_report(OLD), other, stale="changed since: steps"), tmp_path).state == "differs"


def test_the_level_is_shared_by_all_ids_and_all_shards():
    """A shift with p between 1 % / 400 and 1 % is an alarm alone, and none among 400, nor in one of 400 shards."""
    differences = np.array([1.0, 1.4, 0.8, 1.6, 0.7])
    alone = toy_attempt(toy_report(OLD), toy_report((np.array(OLD) + differences).tolist(), machine=THERE))
    p = alone.drift.shifts["end"].p
    assert 0.01 / 400 < p < 0.01
    assert night_alarms([alone])
    rng = np.random.default_rng(0)
    pairs = rng.normal(size=(400, 2, 5)).tolist()
    others = [
        toy_attempt(toy_report(a), toy_report(b, machine=THERE), id_=f"a/{n}") for n, (a, b) in enumerate(pairs)
    ]
    assert alone.id not in night_alarms([alone, *others])
    assert not night_alarms([alone], Level(shards=400))


def test_a_run_without_any_number_has_measured_nothing(tmp_path):
    empty = toy_report([None, None])
    result = judged(toy_attempt(empty, empty), tmp_path)
    assert result.state == "measured nothing"
    assert result.empty == ("it-goes-far", "it-goes-nowhere")


def test_claims_that_no_report_judges_are_named(tmp_path):
    result = judged(toy_attempt(None, toy_report(OLD, ("not judged", "contradicted"))), tmp_path)
    assert result.state == "no record"
    assert result.unjudged == ("it-goes-far",)


def test_fresh_seeds_are_of_no_plan_and_of_no_report():
    attempt = toy_attempt(toy_report(OLD), toy_report(OLD, first=7))
    assert fresh_seeds(attempt) == (12, 13, 14, 15, 16)
    assert WALK.is_file()

"""Does the first decision stand, and do accidents and unplanned seeds decide nothing?"""

import math

import numpy as np
import pytest

from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.looks import share_levels, t_levels
from netsci_bench.verdicts.planned import WAYS, judge_by_looks, levels

POSITIVE = Criterion(low=0.0)
CLEAR = [1.0, 1.1, 0.9, 1.05, 0.95]
MIXED = [1.0, -1.0, 0.5, -0.5, 0.1]
LOOKS = (5, 10, 20)


def test_the_first_decision_stands():
    course = judge_by_looks("mean", [*CLEAR, *[-50.0 - i for i in range(5)]], POSITIVE, LOOKS)
    assert course.judged.word == "reproduced"
    assert [look.n for look in course.looks] == [5]
    assert course.waiting_for is None


def test_an_undecided_look_waits_for_the_next():
    course = judge_by_looks("mean", MIXED, POSITIVE, LOOKS)
    assert (course.judged.word, course.waiting_for) == ("undecided", 10)
    assert "the next look is at 10 seeds" in course.judged.why


def test_seeds_between_two_looks_are_not_looked_at():
    assert judge_by_looks("mean", [*MIXED, 9.0, 9.1, 9.2], POSITIVE, LOOKS).looks == (
        judge_by_looks("mean", MIXED, POSITIVE, LOOKS).looks
    )
    early = judge_by_looks("mean", CLEAR[:4], POSITIVE, LOOKS)
    assert (early.judged.word, early.looks, early.waiting_for) == ("not judged", (), 5)


def test_every_look_has_its_own_level():
    course = judge_by_looks("each", [*MIXED, *MIXED, *MIXED, *MIXED], Criterion(low=0.2), LOOKS)
    assert tuple(look.level for look in course.looks) == share_levels(LOOKS)
    assert course.waiting_for is None
    assert levels("mean", LOOKS) == t_levels(LOOKS)
    assert levels("units", LOOKS) == (0.05 / 3,) * 3


def test_seeds_beyond_the_last_look_are_exploratory_and_change_nothing():
    planned = judge_by_looks("mean", MIXED * 4, POSITIVE, LOOKS)
    more = judge_by_looks("mean", MIXED * 4 + [90.0 + i for i in range(20)], POSITIVE, LOOKS)
    assert (planned.exploratory, more.exploratory) == (0, 20)
    assert more.judged == planned.judged


@pytest.mark.parametrize("lost", [0, 4])
def test_an_accident_leaves_the_look_open_until_it_is_run_again(lost):
    values = [None if i == lost else v for i, v in enumerate(CLEAR)]
    course = judge_by_looks("mean", values, POSITIVE, LOOKS)
    assert (course.judged.word, course.waiting_for) == ("not judged", 5)
    assert "1 of 5 seeds ended by accident" in course.judged.why


def test_an_accident_after_a_decision_does_not_matter():
    assert judge_by_looks("mean", [*CLEAR, None], POSITIVE, LOOKS).judged.word == "reproduced"


def test_an_accident_at_the_second_look_keeps_what_the_first_said():
    course = judge_by_looks("mean", [*MIXED, *CLEAR[:4], None], POSITIVE, LOOKS)
    assert (course.judged.word, len(course.looks), course.waiting_for) == ("undecided", 1, 10)
    assert "accident" in course.judged.why


def test_a_diverged_seed_is_no_accident():
    course = judge_by_looks("each", [math.nan, *CLEAR[:4]], POSITIVE, (5,))
    assert (course.judged.word, course.judged.value) == ("undecided", 0.8)


@pytest.mark.parametrize("way", ["mean", "each", "median"])
def test_a_decision_has_a_p_of_the_whole_plan_of_at_most_5_percent(way):
    rng = np.random.default_rng(6)
    decided = 0
    for shift in rng.uniform(-1, 1, 300):
        course = judge_by_looks(way, rng.normal(shift, 1, 20), POSITIVE, LOOKS)
        certain = course.judged.word != "undecided"
        decided += certain
        assert certain == (course.judged.p_value <= 0.05)
        assert course.judged.p_value >= course.looks[-1].judged.p_value * 0.99
    assert 50 < decided < 290


def test_units_and_exact_values_are_judged_by_looks_too():
    rows = np.random.default_rng(7).normal(3, 1, (10, 12)).tolist()
    course = judge_by_looks("units", rows, POSITIVE, (5, 10))
    assert course.judged.word == "reproduced"
    assert course.judged.p_value == pytest.approx(2 * course.looks[-1].judged.p_value)
    exact = judge_by_looks("exact", [7.0], Criterion(low=7.0, high=7.0, kind="number"), (1,))
    assert (exact.judged.word, exact.judged.p_value) == ("reproduced", None)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_takes_a_plan(way):
    units = [[1.0 + i + s for i in range(12)] for s in range(5)]
    pairs = [(row, row) for row in units]
    values = {"units": units, "pearson": pairs, "spearman": pairs}.get(way, [7.0] * 5)
    assert judge_by_looks(way, values, POSITIVE, (5,)).judged.word == "reproduced"

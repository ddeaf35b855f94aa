"""Does a verdict say what the seeds say? Against numbers worked by hand, scipy and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from netsci_bench.contract.result import Outcome
from netsci_bench.specs.model import Claim, Tier
from netsci_bench.verdicts.judge import judge_claims

NUMBER = {"kind": "number"}


def judged(values, accept, tier="paper", lists=None, seeds=None, looks=(), **claim):
    """The verdict on one claim, from one value (or list) per seed; the seeds are the tier's unless given."""
    stated = {
        "says": "s",
        "metric": "x",
        "accept": accept,
        "because": "b",
        "source": {"paper": "p", "at": "1"},
        "role": "paper",
    }
    outcomes = [_outcome(seed, value) for seed, value in enumerate(values)]
    if lists is not None:
        outcomes = [Outcome(i, "a", lists={"x": v}) for i, v in enumerate(lists)]
    planned = tuple(range(len(outcomes))) if seeds is None else seeds
    name = Claim.model_validate(stated | claim)
    return judge_claims({"c": name}, tier, Tier(seeds=planned, looks=looks, minutes=1), outcomes)[0]


def _outcome(seed, value):
    """``None``: the seed was ended by an accident; ``nan``: it diverged."""
    if value is None:
        return Outcome(seed, "a", error="lost its way")
    if math.isnan(value):
        return Outcome(seed, "a", error="the loss is nan", diverged=True)
    return Outcome(seed, "a", scalars={"x": value, "without": -value})


def word(*args, **kwargs):
    return judged(*args, **kwargs).word


def test_the_interval_of_a_mean_is_the_one_worked_by_hand():
    found = judged([1, 2, 3, 4, 5], {"at_least": 0})
    half = 2.131847 * math.sqrt(2.5) / math.sqrt(5)  # t(0.95, 4) from a table
    assert found.estimate == 3
    assert (found.low, found.high) == pytest.approx((3 - half, 3 + half), abs=1e-5)


def test_the_interval_and_p_are_those_of_scipy():
    values = [0.3, 0.9, 0.7, 0.75, 0.4, 0.65]
    found = judged(values, {"at_least": 0.5})
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.90)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.p_value == pytest.approx(stats.ttest_1samp(values, 0.5, alternative="greater").pvalue)


def test_p_of_a_two_sided_band_is_the_larger_of_the_two_one_sided_tests():
    values = [9.8, 10.1, 10.3, 9.9, 10.2]
    found = judged(values, {"within": 0.5}, reported=10, **NUMBER)
    above = stats.ttest_1samp(values, 9.5, alternative="greater").pvalue
    below = stats.ttest_1samp(values, 10.5, alternative="less").pvalue
    assert found.p_value == pytest.approx(max(above, below))
    assert found.word == "reproduced"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10.1, 9.9, 10.0, 10.05, 9.95], "reproduced"),
        ([14.1, 13.9, 14.0, 14.05, 13.95], "contradicted"),
        ([6.1, 5.9, 6.0, 6.05, 5.95], "contradicted"),
        ([10.9, 11.1, 11.0, 11.05, 10.95], "undecided"),
        ([8.0, 12.0, 10.0, 6.0, 14.0], "undecided"),
    ],
)
def test_a_number_is_reproduced_inside_its_band_and_contradicted_outside(values, expected):
    assert word(values, {"within": 1}, reported=10, **NUMBER) == expected


@pytest.mark.parametrize(
    ("inside", "expected"), [(5, "reproduced"), (4, "undecided"), (1, "undecided"), (0, "contradicted")]
)
def test_each_decides_where_all_of_five_seeds_agree(inside, expected):
    found = judged([1.0] * inside + [0.0] * (5 - inside), {"at_least": 0.5}, judge="each")
    exact = stats.binomtest(inside, 5).proportion_ci(1 - 2 / 32, "exact")  # 1 in 32: five heads of five fair coins
    assert (found.word, found.estimate) == (expected, inside / 5)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize(
    ("n", "expected"), [(3, "undecided"), (4, "undecided"), (5, "reproduced"), (6, "reproduced")]
)
def test_each_needs_five_seeds_at_least(n, expected):
    assert word([1.0] * n, {"at_least": 0.5}, judge="each") == expected


@pytest.mark.parametrize("judge", ["mean", "each"])
def test_one_seed_decides_nothing(judge):
    assert word([100.0], {"at_least": 0}, judge=judge) == "undecided"


def test_one_seed_decides_an_exact_value():
    assert word([7.0], {"within": 0.5}, reported=7, judge="exact", **NUMBER) == "reproduced"
    assert word([8.0], {"within": 0.5}, reported=7, judge="exact", **NUMBER) == "contradicted"


def test_an_exact_value_on_which_the_seeds_differ_is_undecided():
    found = judged([7.0, 7.1], {"within": 0.5}, reported=7, judge="exact", **NUMBER)
    assert found.word == "undecided"
    assert "differ" in found.why


def test_units_are_judged_by_students_t_over_the_units():
    lists = [[0.6, 0.7, 0.8, 0.9, 0.75, 0.65] * 2, [0.8, 0.7, 0.6, 0.9, 0.85, 0.75] * 2]
    found = judged([], {"at_least": 0.5}, judge="units", lists=lists)
    units = np.mean(lists, axis=0)
    assert found.values == pytest.approx(units)
    interval = stats.ttest_1samp(units, 0).confidence_interval(0.90)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.word == "reproduced"
    assert word([], {"at_least": 0.9}, judge="units", lists=lists) == "contradicted"
    assert word([], {"at_least": 0.75}, judge="units", lists=lists) == "undecided"
    assert word([], {"at_least": 0.5}, judge="units", lists=[row[:9] for row in lists]) == "undecided"


def test_units_of_which_the_seeds_have_different_numbers_are_undecided():
    found = judged([], {"at_least": 0}, judge="units", lists=[[1.0, 2.0], [1.0]])
    assert found.word == "undecided"
    assert "units" in found.why


def test_one_unit_decides_nothing():
    assert word([], {"at_least": 0}, judge="units", lists=[[1.0], [1.1]]) == "undecided"


def test_the_interval_is_never_narrower_than_the_resolution():
    found = judged([0.50, 0.50, 0.50, 0.50, 0.50], {"at_least": 0.45}, resolution=0.1)
    assert (found.low, found.high) == pytest.approx((0.4, 0.6))
    assert found.word == "undecided"
    assert word([0.50] * 5, {"at_least": 0.45}) == "reproduced"


def test_a_wide_spread_is_not_narrowed_by_the_resolution():
    values = [0, 1, 2, 3, 4]
    assert judged(values, {"at_least": 0}, resolution=0.01).low == judged(values, {"at_least": 0}).low


@pytest.mark.parametrize("value", [0.1, 0.7, 1 / 3, 1e-9, 12345.678, 92.3])
@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_values_without_spread_on_the_edge_of_the_band_are_inside_it(value, n):
    assert word([value] * n, {"at_least": value}) == "reproduced"
    assert word([value] * n, {"at_most": value}) == "reproduced"


def test_values_without_spread_have_a_p_of_none_or_all():
    assert judged([1.0] * 5, {"at_least": 0}).p_value == 0
    assert judged([-1.0] * 5, {"at_least": 0}).p_value == pytest.approx(0)
    assert word([-1.0] * 5, {"at_least": 0}) == "contradicted"


@pytest.mark.parametrize("judge", ["mean", "each"])
def test_fewer_than_five_seeds_at_the_paper_tier_are_underpowered(judge):
    assert judged([1.0, 1.1, 1.2, 1.3], {"at_least": 0}, judge=judge).underpowered
    assert not judged([1.0, 1.1, 1.2, 1.3, 1.4], {"at_least": 0}, judge=judge).underpowered
    assert not judged([1.0] * 3, {"at_least": 0}, tier="quick", judged_at=("quick",)).underpowered


@pytest.mark.parametrize("tier", ["smoke", "quick"])
def test_a_tier_that_the_claim_does_not_name_judges_nothing(tier):
    found = judged([5.0] * 5, {"at_least": 0}, tier=tier)
    assert (found.word, found.estimate, found.p_value) == ("not judged", None, None)
    assert found.values == (5.0,) * 5


FOUR = [1.0, 1.1, 0.9, 1.05]


def test_a_seed_that_an_accident_ended_is_waited_for():
    found = judged([1.0, 1.1, None, 0.9, 1.05], {"at_least": 0})
    assert (found.word, found.waiting_for, found.estimate) == ("not judged", 5, None)
    assert "1 of 5 seeds ended by accident" in found.why
    assert found.values == tuple(FOUR)


@pytest.mark.parametrize("judge", ["mean", "each", "median"])
def test_a_seed_that_diverged_is_a_result_outside_the_band(judge):
    assert word([1.0, 1.1, math.nan, 0.9, 1.05], {"at_least": 0}, judge=judge) == "undecided"
    assert word([math.nan] * 5, {"at_least": 0}, judge=judge) == "contradicted"


def test_the_first_decision_at_a_planned_look_stands():
    one = judged(
        [1.0, 1.1, 0.9, 1.05, 0.95, -50.0, -60.0, -70.0, -80.0, -90.0], {"at_least": 0}, seeds=range(5), looks=(10,)
    )
    assert (one.word, [look.n for look in one.looks], one.waiting_for) == ("reproduced", [5], None)
    wide = judged([1.0, -1.0, 2.0, -2.0, 0.5], {"at_least": 0}, seeds=range(5), looks=(10,))
    assert (wide.word, wide.waiting_for) == ("undecided", 10)
    assert wide.looks[0].level < 0.05


def test_seeds_beyond_the_plan_decide_nothing():
    five = judged([1.0, 1.1, 0.9, 1.05, 0.95], {"at_least": 0}, seeds=range(5))
    seven = judged([1.0, 1.1, 0.9, 1.05, 0.95, -50.0, -60.0], {"at_least": 0}, seeds=range(5))
    assert (seven.word, seven.low, seven.estimate) == (five.word, five.low, five.estimate)
    assert not seven.exploratory


def test_seeds_none_of_which_was_planned_are_exploratory():
    other = judged([1.0, 1.1, 0.9, 1.05, 0.95], {"at_least": 0}, seeds=(7, 8, 9, 10, 11))
    assert (other.word, other.exploratory) == ("reproduced", True)


def test_a_direction_with_a_size_of_ours_is_contradicted_only_by_the_other_direction():
    ours = {"accept": {"at_least": 0.5}, "no_effect": 0}
    assert word([0.2, 0.21, 0.19, 0.2, 0.22], **ours) == "smaller than expected"
    assert word([-0.2, -0.21, -0.19, -0.2, -0.22], **ours) == "contradicted"
    assert word([0.2, -0.21, 0.19, -0.2, 0.02], **ours) == "undecided"
    assert word([0.2, 0.21, 0.19, 0.2, 0.22], {"at_least": 0.5}) == "contradicted"  # the paper's own size


def test_a_value_that_says_never_counts_as_beyond_every_number():
    never = {"judge": "median", "censored_from": 401}
    values = [100.0, 120.0, 401.0, 90.0, 401.0, 80.0, 110.0, 95.0, 105.0, 115.0]
    found = judged(values, {"at_most": 200}, **never)
    assert (found.word, found.estimate) == ("undecided", 107.5)  # 8 of 10 are not enough: 2 in 36 by chance
    assert word([100.0] * 9 + [401.0], {"at_most": 200}, **never) == "reproduced"
    for way in ("median", "each"):  # a band that holds the number 401 does not hold "never"
        ever = {"judge": way, "censored_from": 401}
        assert word([100.0] * 5 + [401.0] * 5, {"at_most": 500}, **ever) == "undecided"
        assert word([401.0] * 10, {"at_most": 500}, **ever) == "contradicted"
        assert word([401.0] * 10, {"at_most": 500}, judge=way) == "reproduced"


def test_the_null_tells_how_often_the_band_is_met_without_the_effect():
    assert judged([1.0, -2.0, 3.0, 1.0, 2.0], {"at_least": 0}, null="without").null_rate == 0.2
    assert judged([1.0], {"at_least": 0}).null_rate is None
    assert judged([1.0], {"at_least": 0}, null=0.22).null_rate == 0.22
    lists = [[1.0, -3.0], [1.0, 3.0]]
    assert judged([], {"at_least": 0}, judge="units", lists=lists, null="x").null_rate == 0.5  # of means over units


def test_a_band_that_is_met_without_the_effect_says_so():
    values = [0.1, -0.1, 0.05, -0.05, 0.02]
    met = judged(values, {"at_least": -1}, null="without")
    assert (met.word, met.null_rate) == ("reproduced", 1.0)
    assert met.why.endswith("the same holds for without, where the effect cannot exist")
    shifted = judged([v + 2 for v in values], {"at_least": 0}, null="without")
    assert (shifted.word, shifted.null_rate) == ("reproduced", 0.0)
    assert "without" not in shifted.why
    assert "without" not in judged([*values[:4], math.nan], {"at_least": -1}, null="without").why


def test_a_verdict_that_one_seed_makes_says_so():
    values = [0.3, 0.9, 0.7, 0.75, 0.4, 0.65, 0.6, -0.9]
    flips = sum(
        word([v for j, v in enumerate(values) if j != i], {"at_least": 0}) != word(values, {"at_least": 0})
        for i in range(len(values))
    )
    assert judged(values, {"at_least": 0}).flips == flips > 0


def test_beside_every_mean_stands_the_sign_test_of_the_look_that_stands():
    values = [0.3, 0.9, 0.7, 0.75, -0.4]
    assert judged(values, {"at_least": 0}).sign_p == stats.binomtest(4, 5, alternative="greater").pvalue
    late = judged([*values, 0.5, 0.6, 0.7, 0.8, 0.9], {"at_least": 0}, seeds=range(5), looks=(10,))
    assert (late.looks[-1].n, late.sign_p) == (10, stats.binomtest(9, 10, alternative="greater").pvalue)
    for way in ("each", "median"):
        assert judged(values, {"at_least": 0}, judge=way).sign_p is None


def test_a_mean_over_units_has_the_sign_test_of_the_units_and_flips_by_seeds():
    seeds = [[v + shift for v in (0.3, 0.9, 0.7, 0.75, -0.4) * 2] for shift in (0.0, 0.1, -0.1)]
    found = judged([], {"at_least": 0}, judge="units", lists=seeds)
    assert found.sign_p == pytest.approx(stats.binomtest(8, 10, alternative="greater").pvalue)
    assert (found.word, found.flips) == ("reproduced", 0)
    far = [*seeds[:2], [v - 4 for v in seeds[2]]]
    assert judged([], {"at_least": 0}, judge="units", lists=far).flips == 1
    few = judged([], {"at_least": 0}, judge="units", lists=[row[:9] for row in seeds])
    assert (few.sign_p, few.word) == (None, "undecided")
    outcomes = [Outcome(0, "a", lists={"x": seeds[0]}), Outcome(1, "a", error="nan", diverged=True)]
    claim = Claim.model_validate(
        {"says": "s", "metric": "x", "accept": {"at_least": 0}, "because": "b", "judge": "units", "role": "check"}
        | {"source": {"paper": "p", "at": "1"}}
    )
    (lost,) = judge_claims({"c": claim}, "paper", Tier(seeds=(0, 1), minutes=1), outcomes)
    assert (lost.word, lost.sign_p) == ("undecided", None)


values_of_seeds = st.lists(st.integers(-100_000, 100_000).map(lambda n: n / 1000), min_size=2, max_size=8)
# by halves, with edges at quarters: no value lies on an edge, every sum is exact
halves_of_seeds = st.lists(st.integers(-200, 200).map(lambda n: n / 2), min_size=2, max_size=8)
quarters = st.integers(-100, 100).map(lambda n: n / 2 + 0.25)
WORDS = st.sampled_from(["mean", "each"])


@given(halves_of_seeds, quarters, st.integers(-64, 64), WORDS)
@settings(max_examples=60, deadline=None)
def test_shifting_band_and_values_together_leaves_the_word(values, edge, shift, judge):
    before = judged(values, {"at_least": edge}, judge=judge)
    after = judged([v + shift for v in values], {"at_least": edge + shift}, judge=judge)
    assert after.word == before.word or is_a_tie(before, edge, judge)


def is_a_tie(found, edge, judge):
    """Whether an end of the interval of a mean lies on the edge: rounding decides either way."""
    return judge == "mean" and min(abs(found.low - edge), abs(found.high - edge)) < 1e-6


@given(values_of_seeds, st.floats(0.1, 50), st.floats(0, 50), WORDS)
@settings(max_examples=60, deadline=None)
def test_widening_a_band_never_takes_reproduced_back(values, width, more, judge):
    before = word(values, {"within": width}, reported=0, judge=judge, **NUMBER)
    after = word(values, {"within": width + more}, reported=0, judge=judge, **NUMBER)
    assert before != "reproduced" or after == "reproduced"
    assert before == "contradicted" or after != "contradicted"


@given(values_of_seeds, st.floats(0, 100), WORDS)
@settings(max_examples=60, deadline=None)
def test_beating_a_statement_never_contradicts_it(values, better, judge):
    assert word([50.0 + abs(v) + better for v in values], {"at_least": 50}, judge=judge) != "contradicted"
    assert word([-50.0 - abs(v) - better for v in values], {"at_most": -50}, judge=judge) != "contradicted"


@given(halves_of_seeds, quarters, WORDS)
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_seeds_does_not_matter(values, edge, judge):
    found, other = (judged(v, {"at_least": edge}, judge=judge) for v in (values, values[::-1]))
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-9)
    assert found.word == other.word or is_a_tie(found, edge, judge)


@pytest.mark.system
def test_at_the_very_edge_of_the_band_five_seeds_say_reproduced_in_one_of_twenty():
    """Tolerance: three standard errors of 2000 draws at 5 %."""
    draws = np.random.default_rng(1).normal(0.0, 1.0, (2000, 5))
    words = [word(values.tolist(), {"at_least": 0.0}) for values in draws]
    assert words.count("reproduced") / 2000 == pytest.approx(0.05, abs=0.015)
    assert words.count("contradicted") / 2000 == pytest.approx(0.05, abs=0.015)


@pytest.mark.system
def test_at_the_edge_of_a_two_sided_band_a_number_is_falsely_reproduced_at_most_so_often():
    draws = np.random.default_rng(2).normal(11.0, 1.0, (2000, 5))
    words = [word(values.tolist(), {"within": 1.0}, reported=10, **NUMBER) for values in draws]
    assert words.count("reproduced") / 2000 <= 0.05 + 0.015


def test_far_inside_the_band_five_seeds_nearly_always_suffice():
    draws = np.random.default_rng(3).normal(3.0, 1.0, (500, 5))
    words = [word(values.tolist(), {"at_least": 0.0}) for values in draws]
    assert words.count("reproduced") / 500 > 0.95
    assert "contradicted" not in words


def with_evidence(found, values=(1.0, 1.1, 0.9, 1.0, 1.05)):
    """The verdict on a claim that needs ten of what each seed found."""
    needed = {"metric": "found", "at_least": 10}
    stated = {"says": "s", "metric": "x", "accept": {"at_least": 0.5}, "because": "b", "role": "check"}
    claim = Claim.model_validate(stated | {"source": {"paper": "p", "at": "1"}, "evidence": needed})
    outcomes = [
        Outcome(seed, "a", scalars={"x": value, "found": float(count)})
        for seed, (value, count) in enumerate(zip(values, found, strict=True))
    ]
    return judge_claims({"c": claim}, "paper", Tier(seeds=range(5), minutes=1), outcomes)[0]


def test_a_claim_whose_seeds_all_found_enough_is_judged_as_any():
    assert with_evidence([10, 11, 12, 13, 14]).word == "reproduced"


def test_a_claim_is_not_judged_where_one_seed_found_too_little_and_says_which():
    found = with_evidence([10, 11, 9, 13, 0])
    assert found.word == "not judged"
    assert found.why == "no evidence in 2 of 5 seeds: found is 9 in seed 2, and at least 10 is needed"
    assert found.values == (1.0, 1.1, 1.0)
    assert found.estimate is None

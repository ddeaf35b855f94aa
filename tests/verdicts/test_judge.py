"""Does a verdict say what the seeds say? Against numbers worked by hand, scipy and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from toy_params import asked

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import Params
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.model import ExperimentSpec
from netsci_bench.verdicts.judge import judge_claims

NUMBER = {"kind": "number"}


def judged(values, accept, tier="paper", lists=None, **claim):
    """The verdict on one claim, from one value (or list) per seed; None for a seed that failed."""
    stated = {
        "says": "s",
        "metric": "x",
        "accept": accept,
        "because": "b",
        "source": {"paper": "p", "at": "1"},
        "role": "paper",
    }
    tiers = {t: {"seeds": [0], "minutes": 1} for t in ("smoke", "quick", "paper")}
    spec = ExperimentSpec.model_validate(
        {"title": "t", "experiment": "m:f", "tiers": tiers, "claims": {"c": stated | claim}}
    )
    outcomes = [
        Outcome(i, "a", error="lost its way") if v is None else Outcome(i, "a", scalars={"x": v})
        for i, v in enumerate(values)
    ]
    if lists is not None:
        outcomes = [Outcome(i, "a", lists={"x": v}) for i, v in enumerate(lists)]
    seeds = tuple(range(len(outcomes)))
    plan = Plan("i", spec, {}, tier, spec.tiers[tier], seeds, *asked(Params()), "cpu", 1, "", {}, {}, {})
    return judge_claims(plan, outcomes)[0]


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
    ("inside", "expected", "low", "high"),
    [
        (5, "reproduced", 0.1 ** (1 / 5), 1.0),
        (4, "undecided", 0.416, 0.979),
        (3, "undecided", 0.247, 0.888),
        (1, "undecided", 0.021, 0.584),
        (0, "contradicted", 0.0, 1 - 0.1 ** (1 / 5)),
    ],
)
def test_each_goes_by_the_exact_binomial_bounds(inside, expected, low, high):
    found = judged([1.0] * inside + [0.0] * (5 - inside), {"at_least": 0.5}, judge="each")
    assert (found.word, found.estimate) == (expected, inside / 5)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


def test_five_of_five_has_the_bound_0_631():
    assert judged([1.0] * 5, {"at_least": 0.5}, judge="each").low == pytest.approx(0.631, abs=5e-4)


@pytest.mark.parametrize(("n", "expected"), [(3, "undecided"), (4, "reproduced")])
def test_each_needs_four_seeds_at_least(n, expected):
    assert word([1.0] * n, {"at_least": 0.5}, judge="each") == expected


@pytest.mark.parametrize("n", range(2, 12))
def test_the_bounds_of_each_are_those_of_scipys_exact_interval(n):
    for inside in range(n + 1):
        found = judged([1.0] * inside + [0.0] * (n - inside), {"at_least": 0.5}, judge="each")
        exact = stats.binomtest(inside, n).proportion_ci(0.80, "exact")  # two one-sided 90 % bounds
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


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


def test_units_are_the_bootstrap_of_a_mean_over_units():
    lists = [[0.6, 0.7, 0.8, 0.9, 0.75, 0.65], [0.8, 0.7, 0.6, 0.9, 0.85, 0.75]]
    found = judged([], {"at_least": 0.5}, judge="units", lists=lists)
    units = np.mean(lists, axis=0)
    assert found.values == pytest.approx(units)
    other = stats.bootstrap(
        (units,), np.mean, confidence_level=0.9, method="percentile", rng=np.random.default_rng(3)
    )
    assert (found.low, found.high) == pytest.approx(tuple(other.confidence_interval), abs=0.005)
    assert found.word == "reproduced"
    assert word([], {"at_least": 0.9}, judge="units", lists=lists) == "contradicted"
    assert word([], {"at_least": 0.75}, judge="units", lists=lists) == "undecided"


def test_the_bootstrap_is_the_same_each_time():
    lists = [[0.1, 0.5, 0.3]]
    assert judged([], {"at_least": 0}, judge="units", lists=lists) == judged(
        [], {"at_least": 0}, judge="units", lists=lists
    )


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


def test_a_failed_seed_is_left_out_and_makes_five_four():
    with_failure, of_four = (judged(values, {"at_least": 0}) for values in ([1.0, 1.1, None, 0.9, 1.05], FOUR))
    assert with_failure.values == tuple(FOUR)
    assert (with_failure.low, with_failure.high) == (of_four.low, of_four.high)
    assert with_failure.underpowered
    assert not judged([*FOUR, 1.0], {"at_least": 0}).underpowered


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


def test_at_the_very_edge_of_the_band_five_seeds_say_reproduced_in_one_of_twenty():
    """Tolerance: three standard errors of 2000 draws at 5 %."""
    draws = np.random.default_rng(1).normal(0.0, 1.0, (2000, 5))
    words = [word(values.tolist(), {"at_least": 0.0}) for values in draws]
    assert words.count("reproduced") / 2000 == pytest.approx(0.05, abs=0.015)
    assert words.count("contradicted") / 2000 == pytest.approx(0.05, abs=0.015)


def test_at_the_edge_of_a_two_sided_band_a_number_is_falsely_reproduced_at_most_so_often():
    draws = np.random.default_rng(2).normal(11.0, 1.0, (2000, 5))
    words = [word(values.tolist(), {"within": 1.0}, reported=10, **NUMBER) for values in draws]
    assert words.count("reproduced") / 2000 <= 0.05 + 0.015


def test_far_inside_the_band_five_seeds_nearly_always_suffice():
    draws = np.random.default_rng(3).normal(3.0, 1.0, (500, 5))
    words = [word(values.tolist(), {"at_least": 0.0}) for values in draws]
    assert words.count("reproduced") / 500 > 0.95
    assert "contradicted" not in words

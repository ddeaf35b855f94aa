"""Are counts judged exactly, with censored and diverged values as what they are? Scipy, hands, simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from netsci_bench.verdicts.counts import judge_each, judge_median, median_interval, share_interval
from netsci_bench.verdicts.decisions import Criterion

NAN, INF = math.nan, math.inf
HALF_UP = Criterion(low=0.5)
GROWS = Criterion(low=0.5, kind="direction", neutral=0.0)
EARLY = Criterion(high=300.0)  # "leads within 300 epochs"


def ones(inside, outside, other=0.0):
    return [1.0] * inside + [other] * outside


@pytest.mark.parametrize(
    ("inside", "outside", "word"),
    [
        (5, 0, "reproduced"),  # 1 / 32
        (4, 1, "undecided"),
        (0, 5, "contradicted"),
        (8, 1, "reproduced"),  # 10 / 512
        (7, 2, "undecided"),  # 9.0 %, which the first edition took
        (9, 1, "reproduced"),
        (8, 2, "undecided"),  # 5.5 %
        (15, 5, "reproduced"),
        (14, 6, "undecided"),  # 5.8 %
        (4, 0, "undecided"),  # 1 / 16
    ],
)
def test_each_decides_at_one_sided_5_percent(inside, outside, word):
    assert judge_each(ones(inside, outside), HALF_UP, 0.05).word == word


@pytest.mark.parametrize("level", [0.05, 0.03125, 0.0107421875])
@pytest.mark.parametrize("n", [2, 5, 9, 10, 20])
def test_bounds_p_and_word_are_those_of_scipys_exact_test(n, level):
    for inside in range(n + 1):
        found = judge_each(ones(inside, n - inside), HALF_UP, level)
        exact = stats.binomtest(inside, n).proportion_ci(1 - 2 * level, "exact")
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
        up = stats.binomtest(inside, n, alternative="greater").pvalue
        down = stats.binomtest(inside, n, alternative="less").pvalue
        assert found.p_value == pytest.approx(min(up, down))
        slack = 1e-9
        assert (found.word == "reproduced") == (up <= level + slack) == (found.low >= 0.5 - slack)
        assert (found.word == "contradicted") == (down <= level + slack) == (found.high <= 0.5 + slack)


def test_a_level_of_nothing_decides_nothing():
    found = judge_each([1.0] * 5, HALF_UP, 0.0)
    assert (found.word, found.low, found.high) == ("undecided", 0.0, 1.0)


def test_each_of_a_direction_is_contradicted_by_the_other_direction_only():
    assert judge_each([0.2] * 5, GROWS, 0.05).word == "smaller than expected"
    assert judge_each([-0.2] * 5, GROWS, 0.05).word == "contradicted"
    assert judge_each([0.0] * 5, GROWS, 0.05).word == "undecided"
    assert judge_each([-0.2, -0.2, -0.2, 0.2, 0.2], GROWS, 0.05).word == "undecided"
    assert judge_each([0.2] * 5, HALF_UP, 0.05).word == "contradicted"
    between = judge_each([0.2, 0.2, 0.7, 0.7, 0.7], GROWS, 0.05)  # all grow, and not most are small
    assert (between.word, between.p_value) == ("undecided", 0.5)
    falls = Criterion(high=-0.5, kind="direction", neutral=0.0)
    assert judge_each([-0.2] * 5, falls, 0.05).word == "smaller than expected"


def test_a_diverged_seed_lies_outside_every_band():
    for criterion in (HALF_UP, GROWS, Criterion(high=9.0), Criterion(low=0, high=2), Criterion()):
        found = judge_each([1.0, 1.0, NAN, NAN], criterion, 0.05)
        assert found.value == 0.5
        assert judge_each([NAN] * 5, criterion, 0.05).word == "contradicted"
        assert judge_median([NAN] * 5, criterion, 0.05).word == "contradicted"


@pytest.mark.parametrize("way", [judge_each, judge_median])
def test_14_of_20_diverged_never_give_reproduced(way):
    rng = np.random.default_rng(0)
    for _ in range(300):
        values = rng.normal(rng.uniform(-2, 3), 1, 20)
        values[rng.permutation(20)[:14]] = NAN
        for criterion in (HALF_UP, GROWS, Criterion(low=-9, high=9, kind="number")):
            assert way(values, criterion, 0.05).word in ("undecided", "contradicted")


rank = {"contradicted": 0, "undecided": 1, "smaller than expected": 1, "reproduced": 2}
some = st.lists(st.integers(-8, 8).map(lambda n: n / 4), min_size=5, max_size=20)


@pytest.mark.system
@given(some, st.data(), st.sampled_from([judge_each, judge_median]))
@settings(max_examples=200, deadline=None)
def test_a_seed_that_diverges_is_never_better_than_its_value(values, data, way):
    lost = data.draw(st.integers(0, len(values) - 1))
    for criterion in (HALF_UP, GROWS, Criterion(low=-1, high=1, kind="number")):
        before = way(values, criterion, 0.05).word
        after = way([*values[:lost], NAN, *values[lost + 1 :]], criterion, 0.05).word
        assert rank[after] <= rank[before]


@given(some)
@settings(max_examples=100, deadline=None)
def test_for_one_edge_the_median_is_judged_as_the_seeds_are(values):
    for criterion in (HALF_UP, GROWS, Criterion(high=0.25)):
        assert judge_median(values, criterion, 0.05).word == judge_each(values, criterion, 0.05).word


@given(some, st.sampled_from([0.05, 0.03125, 0.0107421875]))
@settings(max_examples=100, deadline=None)
def test_word_and_interval_of_a_median_agree(values, level):
    for criterion in (Criterion(low=0.25), Criterion(low=-1, high=1, kind="number"), Criterion(high=0.5)):
        found = judge_median(values, criterion, level)
        assert (found.word == "reproduced") == (criterion.low <= found.low and found.high <= criterion.high)
        assert (found.word == "contradicted") == (found.high < criterion.low or found.low > criterion.high)


def test_seeds_that_never_lead_are_beyond_every_number():
    """The first edition counted them as 401: the mean, and the verdict, depended on that number."""
    led = [35.0, 80.0, 120.0, 60.0, 200.0, 90.0, 150.0]
    found = judge_median([*led, INF, INF, INF], EARLY, 0.05)
    assert (found.word, found.value, found.high) == ("undecided", 135.0, INF)
    assert judge_median([*led, 401.0, 401.0, 500.0], EARLY, 0.05).word == found.word
    assert judge_median([*led, 70.0, 85.0, INF], EARLY, 0.05).word == "reproduced"
    assert judge_median([35.0] + [INF] * 9, EARLY, 0.05).word == "contradicted"
    assert judge_median([INF] * 6, EARLY, 0.05).value == INF


@pytest.mark.parametrize("level", [0.05, 0.025, 0.01])
@pytest.mark.parametrize("n", [5, 8, 10, 20, 25])
def test_the_ranks_of_the_interval_are_those_of_the_binomial(n, level):
    low, high = median_interval(np.arange(1.0, n + 1), level)
    r = int(stats.binom.ppf(level, n, 0.5))
    r -= stats.binom.cdf(r - 1, n, 0.5) > level  # the largest r with P(X <= r - 1) <= level
    wanted = (r, n + 1 - r) if r >= 1 else (-INF, INF)
    assert (low, high) == wanted


def test_the_ranks_are_those_of_tables():
    """Conover (1999), or any table of the sign test: n = 20 at 2.07 % a side gives ranks 6 and 15."""
    assert median_interval(range(1, 21), 0.021) == (6, 15)
    assert median_interval(range(1, 11), 0.025) == (2, 9)
    assert median_interval(range(1, 5), 0.05) == (-INF, INF)


def test_the_interval_holds_the_median_of_skewed_values_as_often_as_promised():
    rng = np.random.default_rng(5)
    ends = np.array([median_interval(row, 0.05) for row in rng.lognormal(size=(4000, 10))])
    wrong = (ends[:, 0] > 1).mean(), (ends[:, 1] < 1).mean()
    assert wrong == pytest.approx((11 / 1024, 11 / 1024), abs=0.006)


def test_the_share_interval_at_the_ends():
    assert share_interval(0, 5, 0.05) == (0.0, pytest.approx(1 - 0.05**0.2))
    assert share_interval(5, 5, 0.05) == (pytest.approx(0.05**0.2), 1.0)

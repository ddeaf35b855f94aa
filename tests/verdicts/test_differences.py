"""Is a difference that of scipy, paired where seeds are shared, and small where only pairs can see it?"""

import numpy as np
import pytest
from scipy import stats

from netsci_bench.verdicts.differences import difference


def by_seed(values, first=0):
    return dict(enumerate(map(float, values), first))


@pytest.mark.parametrize("n", [2, 5, 20])
def test_shared_seeds_are_paired(n):
    rng = np.random.default_rng(n)
    a = rng.normal(size=n)
    b = a + rng.normal(0.3, 0.1, n)
    found, oracle = difference(by_seed(a), by_seed(b)), stats.ttest_rel(b, a)
    interval = oracle.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.p == pytest.approx(oracle.pvalue)
    assert found.estimate == pytest.approx((b - a).mean())
    assert found.pairs == n


@pytest.mark.parametrize("sizes", [(2, 2), (3, 11), (20, 5)])
def test_other_seeds_are_two_samples(sizes):
    rng = np.random.default_rng(sum(sizes))
    a, b = rng.normal(size=sizes[0]), rng.normal(1, 3, size=sizes[1])
    found = difference(by_seed(a), by_seed(b, 100))
    oracle = stats.ttest_ind(b, a, equal_var=False)
    interval = oracle.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.p == pytest.approx(oracle.pvalue)
    assert found.pairs == 0


def test_only_shared_seeds_are_paired():
    a, b = {0: 1.0, 1: 2.0, 2: 3.0, 7: 100.0}, {0: 2.0, 1: 3.5, 2: 4.0, 8: -100.0}
    found = difference(a, b)
    assert found.pairs == 3
    assert found.estimate == pytest.approx(3.5 / 3)


def test_a_small_shift_of_all_seeds_is_seen_by_pairs_alone():
    rng = np.random.default_rng(1)
    a = rng.normal(0, 10, 8)
    b = a + rng.normal(0.1, 0.02, 8)
    assert difference(by_seed(a), by_seed(b)).p < 1e-4
    assert difference(by_seed(a), by_seed(b, 100)).p > 0.9


def test_swapping_the_sides_turns_the_sign():
    a, b = by_seed([1, 2, 4]), by_seed([2, 2, 7])
    one, other = difference(a, b), difference(b, a)
    assert (one.estimate, one.low, one.high) == pytest.approx((-other.estimate, -other.high, -other.low))
    assert one.p == pytest.approx(other.p)


def test_what_has_no_interval_has_none():
    assert difference({}, {0: 1.0}) is None
    assert difference({0: 1.0}, {}) is None
    one = difference({0: 1.0}, {0: 3.0})
    assert (one.estimate, one.low, one.high, one.p) == (2.0, None, None, None)
    same = difference(by_seed([1, 2]), by_seed([1, 2]))
    assert (same.estimate, same.low, same.high, same.p) == (0.0, 0.0, 0.0, 1.0)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    inside = 0
    for _ in range(2000):
        a = rng.normal(size=6)
        found = difference(by_seed(a), by_seed(a + rng.normal(0.5, 1, 6)))
        inside += found.low <= 0.5 <= found.high
    assert 0.935 <= inside / 2000 <= 0.965  # 3 standard errors

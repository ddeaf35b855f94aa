"""Is a verdict that one seed makes found out?"""

import math

import numpy as np
import pytest
from scipy import stats

from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.means import judge_mean
from netsci_bench.verdicts.planned import judge_by_looks
from netsci_bench.verdicts.robustness import leave_one_out, sign_test, sign_test_of_mean

NAN = math.nan


def word(values):
    return judge_mean(values, Criterion(low=0.0), 0.05).word


def test_a_verdict_that_rests_on_every_seed_flips_with_each_deletion():
    values = [0.1, 0.5, 0.2, 0.4, -0.05]  # p = 0.04
    found = leave_one_out(values, word)
    assert found.whole == "reproduced"
    by_hand = [word(values[:i] + values[i + 1 :]) for i in range(5)]
    assert list(found.words) == by_hand
    assert found.flips == by_hand.count("undecided") > 0
    assert found.reversals == 0


# recorded: accuracy of an evolving net minus that of a dense one, ten seeds, resolution 0.1 points
EVOLVING = [0.963, -0.207, 0.631, 0.449, -0.551, 0.691, -0.171, 0.777, -0.177, 1.128]


def test_a_recorded_verdict_that_six_of_ten_seeds_make_is_found_out():
    """As an independent review counted; at two planned looks it is undecided."""
    criterion = Criterion(low=0.0, resolution=0.1)
    found = leave_one_out(EVOLVING, lambda values: judge_mean(values, criterion, 0.05).word)
    assert (found.whole, found.flips) == ("reproduced", 6)
    assert judge_mean(EVOLVING, criterion, 0.05).p_value == pytest.approx(0.043, abs=5e-4)
    assert judge_by_looks("mean", EVOLVING, criterion, (5, 10)).judged.word == "undecided"


def test_a_clear_verdict_flips_with_none():
    found = leave_one_out([1.0, 1.1, 0.9, 1.05, 0.95], word)
    assert (found.flips, len(found.words)) == (0, 5)


def test_a_reversal_is_told_from_a_flip():
    found = leave_one_out([1.0, 1.0, -9.0], lambda v: "reproduced" if sum(v) > 0 else "contradicted")
    assert (found.flips, found.reversals) == (1, 1)


@pytest.mark.parametrize("above", [True, False])
def test_the_sign_test_is_scipys_binomial_test(above):
    rng = np.random.default_rng(9)
    for n in (1, 5, 12):
        values = rng.normal(0.5, 1, n)
        count = int((values > 0).sum() if above else (values < 0).sum())
        exact = stats.binomtest(count, n, 0.5, "greater").pvalue
        assert sign_test(values, 0.0, above) == pytest.approx(exact)


def test_values_on_the_edge_are_left_out_and_diverged_ones_count_against():
    assert sign_test([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 0.0) == 1 / 32
    assert sign_test([0.0, 0.0], 0.0) == 1.0
    assert sign_test([NAN, 1.0, 2.0, 3.0, 4.0], 0.0) == 6 / 32
    assert sign_test([NAN, -1.0, -2.0, -3.0, -4.0], 0.0, above=False) == 6 / 32


def test_an_outlier_makes_a_mean_but_no_sign():
    values = [-0.1, -0.2, -0.1, -0.3, 9.0]
    assert np.mean(values) > 0
    assert sign_test_of_mean(values, 0.0, math.inf) == 31 / 32


def test_beside_a_mean_it_tests_the_side_on_which_the_mean_lies():
    five = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert sign_test_of_mean(five, 0.0, math.inf) == 1 / 32
    assert sign_test_of_mean(five, 9.0, math.inf) == 1 / 32
    assert sign_test_of_mean(five, -math.inf, 0.5) == 1 / 32
    assert sign_test_of_mean(five, 0.0, 4.5) == 6 / 32
    assert sign_test_of_mean(five, -math.inf, math.inf) == 0.0
    assert sign_test_of_mean([NAN, NAN], 0.0, math.inf) == 1.0

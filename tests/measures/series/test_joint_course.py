"""Are series that go together told from series that do not, also where both have a trend?"""

import numpy as np
import pytest
from scipy.stats import spearmanr

from netsci_bench.measures.series.joint_course import peak_nearness, shifted_rank_correlations

N = 801  # kept steps of the experiment


def wander(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=N).cumsum()


def test_every_shift_has_the_correlation_of_scipy():
    one, other = wander(0)[:60], np.round(wander(1)[:60])
    found = shifted_rank_correlations(one, other)
    for shift in (0, 1, 17, 59):
        assert found[shift] == pytest.approx(spearmanr(one, np.roll(other, -shift)).statistic)


def test_series_that_share_a_course_stand_out_from_their_shifts_and_others_do_not():
    shared = wander(2)
    together = shifted_rank_correlations(shared, shared + np.random.default_rng(3).normal(0, 2, N))
    assert together[0] > 0.5
    assert together[0] > together[80:-80].max()
    ranks = []
    for seed in range(4, 204):
        apart = shifted_rank_correlations(wander(seed), wander(seed + 1000))
        ranks.append((apart[80:-80] < apart[0]).mean())
    assert np.mean(ranks) == pytest.approx(0.5, abs=0.07)


def test_the_opposite_course_is_minus_one_and_a_constant_says_nothing():
    assert shifted_rank_correlations(np.arange(9.0), -np.arange(9.0))[0] == pytest.approx(-1)
    assert not shifted_rank_correlations(np.arange(9.0), np.ones(9)).any()


def test_peaks_at_the_same_time_are_nearest_and_at_random_times_half_way():
    rng = np.random.default_rng(0)
    spike = np.eye(N)
    assert peak_nearness(spike[300], spike[300]) == pytest.approx(1, abs=1 / N)
    assert peak_nearness(spike[300], spike[800]) < 0.01
    at_random = [peak_nearness(spike[a], spike[b]) for a, b in rng.integers(N, size=(3000, 2))]
    assert np.mean(at_random) == pytest.approx(0.5, abs=0.02)


def test_what_is_too_short_or_no_number_or_has_no_maximum_is_refused():
    with pytest.raises(ValueError, match="3 or more"):
        shifted_rank_correlations(np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="NaN"):
        shifted_rank_correlations(np.array([1.0, np.nan, 2.0]), np.arange(3.0))
    with pytest.raises(ValueError, match="no maxima"):
        peak_nearness(np.ones(0), np.ones(0))

"""Do predictions from the first epochs find what is there, and do they rank models no better than they should?"""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.linear_model import BayesianRidge

from netsci_bench.measures.capacitance.early_prediction import accuracy_at_zero_capacitance, power_law_forecast
from netsci_bench.measures.capacitance.log_evidence import log_maximum_evidence
from netsci_bench.measures.capacitance.model_ranking import model_rank_correlation, rank_advantage

EPOCHS = np.arange(1.0, 6.0)


@pytest.mark.parametrize("unit", [1e-6, 1.0, -1e4])
def test_a_straight_line_is_read_at_zero_in_any_unit(unit):
    capacitance = np.array([3.0, 2.0, 1.5, 1.2])
    assert accuracy_at_zero_capacitance(unit * capacitance, 90 - 5 * capacitance) == pytest.approx(90, abs=0.01)


def test_the_prediction_is_that_of_bayesian_ridge_regression():
    rng = np.random.default_rng(0)
    capacitance, accuracy = rng.random(5), rng.random(5)
    known = BayesianRidge().fit((capacitance / capacitance.max())[:, None], accuracy)
    assert accuracy_at_zero_capacitance(capacitance, accuracy) == pytest.approx(float(known.intercept_))


def test_a_capacitance_that_does_not_vary_says_nothing():
    accuracy = np.array([50.0, 60.0, 70.0])
    assert accuracy_at_zero_capacitance(np.zeros(3), accuracy) == 60
    assert accuracy_at_zero_capacitance(np.arange(3.0), np.full(3, 60.0)) == 60


@pytest.mark.parametrize("exponent", [0.3, 1.0, 2.0])
def test_a_power_law_is_found_from_five_epochs(exponent):
    curve = 95 - 40 * EPOCHS**-exponent
    assert power_law_forecast(EPOCHS, curve, at=20) == pytest.approx(95 - 40 * 20**-exponent, abs=0.3)


def test_a_curve_that_falls_has_no_power_law_that_rises():
    assert power_law_forecast(EPOCHS, np.array([80.0, 70.0, 60.0, 50.0, 40.0]), at=20) == 60


@pytest.mark.parametrize("bad", [np.array([1.0]), np.array([1.0, np.nan]), np.array([1.0, 2.0, 3.0])])
def test_too_few_epochs_unequal_ones_and_nan_are_refused(bad):
    with pytest.raises(ValueError, match=r"epochs|diverged"):
        accuracy_at_zero_capacitance(bad, np.ones(2))
    with pytest.raises(ValueError, match=r"epochs|diverged"):
        power_law_forecast(bad, np.ones(2), at=20)


def test_the_untrained_network_is_no_point_of_a_power_law():
    with pytest.raises(ValueError, match="above 0"):
        power_law_forecast(np.arange(3.0), np.ones(3), at=20)


def dense_evidence(features, y, decades):
    """The largest log density of the indicator over precisions of a prior, by whole covariance matrices."""
    size, n, found = np.linalg.norm(features, 2) ** 2, len(y), []
    for ratio in size * 10.0**decades:
        shape = np.eye(n) + features @ features.T / ratio
        variance = y @ np.linalg.solve(shape, y) / n
        found.append(-0.5 * (n * np.log(2 * np.pi * variance) + np.linalg.slogdet(shape)[1] + n))
    return max(found) / n


@pytest.mark.parametrize(("samples", "features"), [(30, 5), (12, 40)])
def test_logme_is_the_largest_density_of_the_classes_also_with_fewer_samples_than_features(samples, features):
    rng = np.random.default_rng(1)
    classes = np.arange(samples) % 3
    x = rng.normal(size=(samples, features)) + np.eye(features)[classes] * 2
    wanted = np.mean([dense_evidence(x, (classes == c).astype(float), np.linspace(-9, 9, 181)) for c in range(3)])
    found = log_maximum_evidence(x, classes)
    assert wanted - 1e-9 <= found <= wanted + 1e-3


def test_logme_prefers_features_that_tell_the_classes_apart():
    rng = np.random.default_rng(0)
    classes = rng.integers(10, size=500)
    noise = rng.normal(size=(500, 64))
    informed = noise + 2 * np.eye(64)[classes]
    assert log_maximum_evidence(informed, classes) > log_maximum_evidence(noise, classes) + 0.05
    assert log_maximum_evidence(noise, classes) > log_maximum_evidence(noise, rng.permutation(classes)) - 0.02


def test_logme_refuses_what_cannot_be_explained():
    with pytest.raises(ValueError, match="one class"):
        log_maximum_evidence(np.ones((3, 2)), np.zeros(3, dtype=int))
    with pytest.raises(ValueError, match="do not fit"):
        log_maximum_evidence(np.ones((3, 2)), np.zeros(2, dtype=int))
    with pytest.raises(ValueError, match="do not fit"):
        log_maximum_evidence(np.full((2, 2), np.nan), np.array([0, 1]))


def test_rank_correlations_are_scipys_ties_included():
    rng = np.random.default_rng(0)
    for _ in range(20):
        one, other = rng.integers(5, size=(2, 8)).astype(float)
        assert model_rank_correlation(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_equal_predictions_rank_nothing():
    assert model_rank_correlation(np.full(6, 3.0), np.arange(6.0)) == 0


@pytest.mark.parametrize(
    ("predicted", "reached", "why"),
    [
        (np.arange(3.0), np.arange(3.0), "4 or more"),
        (np.arange(5.0), np.arange(4.0), "4 or more"),
        (np.array([1.0, 2.0, np.nan, 4.0]), np.arange(4.0), "finite"),
        (np.arange(4.0), np.ones(4), "reached the same"),
    ],
)
def test_fewer_than_four_models_or_nothing_to_rank_is_refused(predicted, reached, why):
    with pytest.raises(ValueError, match=why):
        model_rank_correlation(predicted, reached)


@pytest.mark.parametrize("models", [6, 12])
def test_a_right_prediction_wins_against_noise_and_does_not_against_one_as_good(models):
    """At the sizes of use: six models and twelve."""
    rng = np.random.default_rng(0)
    reached = np.sort(rng.random(models))
    noise = np.array([2, 0, 4, 1, 5, 3, 8, 6, 10, 7, 11, 9][:models], dtype=float)[::-1]
    ahead = rank_advantage(reached, noise, reached, np.random.default_rng(1))
    assert ahead.wins > 0.95
    assert ahead.low > 0
    equal = rank_advantage(reached, 2 * reached + 1, reached, np.random.default_rng(1))
    assert (equal.low, equal.high, equal.wins) == (0, 0, 0.5)
    behind = rank_advantage(noise, reached, reached, np.random.default_rng(1))
    assert (behind.low, behind.high) == pytest.approx((-ahead.high, -ahead.low))
    assert behind.wins == pytest.approx(1 - ahead.wins)

"""Is the better law found, and is chance told apart?"""

from inspect import unwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.heavy_tail import heavy_tail
from netsci_bench.measures.tails.likelihood_ratio import likelihood_ratio, nested_likelihood_ratio

seeds = st.integers(0, 2**32 - 1)
FAMILIES = ("power_law", "log_normal", "exponential", "poisson", "negative_binomial", "binomial", "normal")


def fits(degrees: np.ndarray) -> dict:
    return {name: fitted_family(name, degrees, trials=784) for name in FAMILIES}


@given(seeds)
def test_vuongs_test_is_the_normal_test_of_the_mean_difference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=50), rng.normal(size=50)
    found = likelihood_ratio(one, other)
    d = one - other
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(d.mean()) * np.sqrt(50) / d.std()))
    assert found.ratio == pytest.approx(d.sum())


@given(seeds)
def test_the_other_way_round_only_the_sign_changes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=30), rng.normal(size=30)
    there, back = likelihood_ratio(one, other), likelihood_ratio(other, one)
    assert (there.ratio, there.p_value) == (-back.ratio, pytest.approx(back.p_value))


def test_laws_that_say_the_same_are_undecided_and_always_better_ones_are_not() -> None:
    one = np.log(np.full(40, 0.3))
    assert likelihood_ratio(one, one).p_value == 1.0
    assert likelihood_ratio(one, one - 0.5).p_value == 0.0


def test_wilkss_test_is_scipys_chi_squared() -> None:
    smaller, larger = np.array([-3.0, -2.0]), np.array([-1.0, -1.5])
    for extra in (1, 2, 3):
        found = nested_likelihood_ratio(smaller, larger, extra)
        assert found.p_value == pytest.approx(stats.chi2(extra).sf(5.0))
    with pytest.raises(ValueError, match="does not contain"):
        nested_likelihood_ratio(smaller, larger, 0)


def test_observations_of_different_samples_and_impossible_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="not of one sample"):
        unwrap(likelihood_ratio)(np.zeros(3), np.zeros(4))
    with pytest.raises(ValueError, match="impossible under one"):
        likelihood_ratio(np.array([0.0, -np.inf]), np.zeros(2))


@pytest.mark.parametrize("name", ["zipf", "lognormal"])
def test_a_heavy_tail_is_recognised(name: str) -> None:
    rng = np.random.default_rng(2)
    degrees = {"zipf": rng.zipf(2.3, 300), "lognormal": np.rint(rng.lognormal(2.5, 1.0, 300)).astype(int) + 1}[name]
    assert heavy_tail(fits(degrees[degrees <= 784])).prefers_heavy


def half_full(rng: np.random.Generator) -> np.ndarray:
    """In-degrees under a mask with half of its weights: they vary less than a binomial law of so many inputs."""
    mask = np.zeros(300 * 784, dtype=bool)
    mask[rng.choice(mask.size, mask.size // 2, replace=False)] = True
    return mask.reshape(784, 300).sum(axis=1)


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["binomial", "poisson", "geometric", "gamma-poisson", "half full"])
def test_no_light_tail_is_taken_for_a_heavy_one(name: str) -> None:
    wrong = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        degrees = {
            "binomial": lambda rng=rng: rng.binomial(784, 0.036, 300),
            "poisson": lambda rng=rng: rng.poisson(20, 300),
            "geometric": lambda rng=rng: rng.geometric(0.05, 300),
            "gamma-poisson": lambda rng=rng: rng.poisson(rng.gamma(4.0, 7.0, 300)),
            "half full": lambda rng=rng: half_full(rng),
        }[name]()
        wrong += heavy_tail(fits(degrees)).prefers_heavy
    assert wrong <= 2  # a tenth: the level of the test


def test_without_a_light_family_there_is_nothing_to_compare_with() -> None:
    degrees = np.array([1, 2, 3])
    only = {"power_law": fitted_family("power_law", degrees)}
    with pytest.raises(ValueError, match="fits of power_law: a heavy-tailed and a light family are needed"):
        heavy_tail(only)

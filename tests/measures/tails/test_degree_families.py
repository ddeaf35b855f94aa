"""Are the laws the ones of the books, and are the fitted members the best of their families?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import zeta

from netsci_bench.measures.tails.degree_families import (
    LEAST_SPREAD,
    LOWEST_MEAN,
    RATES,
    SEARCHES,
    SHAPES,
    SPREADS,
    fitted_family,
)
from netsci_bench.measures.tails.discrete_laws import LAWS, log_probabilities
from netsci_bench.measures.tails.power_law_p_value import power_law_sample

EXAMPLES = {
    "power_law": (2.5,),
    "truncated_power_law": (1.3, 0.02),
    "log_normal": (2.0, 0.8),
    "exponential": (0.1,),
    "poisson": (12.0,),
    "binomial": (0.3, 60.0),
    "negative_binomial": (12.0, 3.0),
    "normal": (14.0, 3.0),
}
seeds = st.integers(0, 2**32 - 1)


def drawn(family: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Degrees from 1 on, by scipy's and numpy's own generators."""
    many = {
        "log_normal": lambda: np.rint(rng.lognormal(2.0, 0.8, 3 * n)),
        "exponential": lambda: rng.geometric(1 - np.exp(-0.1), 3 * n),
        "poisson": lambda: rng.poisson(12.0, 3 * n),
        "binomial": lambda: rng.binomial(60, 0.3, 3 * n),
        "negative_binomial": lambda: rng.negative_binomial(3, 3 / 15, 3 * n),
        "normal": lambda: np.rint(rng.normal(14.0, 3.0, 3 * n)),
        "power_law": lambda: stats.zipf(2.5).rvs(3 * n, random_state=rng),
        "truncated_power_law": lambda: _thinned(rng, 3 * n),
    }[family]()
    return many[many >= 1][:n].astype(np.int64)


def _thinned(rng: np.random.Generator, n: int) -> np.ndarray:
    """Zipf's law of which only the share exp(-x / 50) is kept: the truncated law by its definition."""
    found = stats.zipf(1.3).rvs(60 * n, random_state=rng)
    found = found[rng.random(len(found)) < np.exp(-0.02 * found)]
    assert len(found) >= n
    return found[:n]


@pytest.mark.parametrize("x_min", [1, 2, 7, 40])
@pytest.mark.parametrize("family", LAWS)
def test_the_probabilities_of_a_law_add_up_to_one(family: str, x_min: int) -> None:
    last = 60 if family == "binomial" else 3_000_000 if family == "power_law" else 20_000
    x = np.arange(x_min, last + 1)
    total = np.exp(log_probabilities(family, x, EXAMPLES[family], x_min)).sum()
    if family == "power_law":  # what lies beyond is known
        total += zeta(2.5, last + 1) / zeta(2.5, x_min)
    assert abs(total - 1) < 1e-9


@pytest.mark.parametrize(("alpha", "sum_"), [(2.0, np.pi**2 / 6), (4.0, np.pi**4 / 90), (6.0, np.pi**6 / 945)])
def test_a_power_law_is_normalised_by_the_known_sums(alpha: float, sum_: float) -> None:
    assert log_probabilities("power_law", np.array([3]), (alpha,), 1)[0] == pytest.approx(-np.log(3**alpha * sum_))


@pytest.mark.parametrize("x_min", [1, 5, 30])
def test_the_laws_that_scipy_has_are_scipys(x_min: int) -> None:
    x = np.arange(x_min, 55)
    theirs = {
        "poisson": stats.poisson(12.0),
        "binomial": stats.binom(60, 0.3),
        "exponential": stats.geom(1 - np.exp(-0.1)),
        "negative_binomial": stats.nbinom(3, 3 / 15),
    }
    for family, law in theirs.items():
        expected = law.logpmf(x) - law.logsf(x_min - 1)
        np.testing.assert_allclose(log_probabilities(family, x, EXAMPLES[family], x_min), expected, rtol=1e-9)
    cut = stats.norm(14.0, 3.0)
    below, above = cut.cdf(x + 0.5) - cut.cdf(x - 0.5), cut.sf(x - 0.5) - cut.sf(x + 0.5)
    expected = np.log(np.where(x < 14, below, above) / cut.sf(x_min - 0.5))
    np.testing.assert_allclose(log_probabilities("normal", x, (14.0, 3.0), x_min), expected, rtol=1e-7)
    normal = stats.norm(2.0, 0.8)
    between = normal.cdf(np.log(x + 0.5)) - normal.cdf(np.log(x - 0.5))
    expected = np.log(between / normal.sf(np.log(x_min - 0.5)))
    np.testing.assert_allclose(log_probabilities("log_normal", x, (2.0, 0.8), x_min), expected, rtol=1e-8)


@pytest.mark.parametrize(("alpha", "rate"), [(0.0, 0.3), (0.5, 1e-3), (1.0, 0.01), (2.5, 1e-5), (3.0, 2.0)])
@pytest.mark.parametrize("x_min", [1, 10])
def test_a_truncated_power_law_is_normalised_by_the_sum_of_its_terms(alpha: float, rate: float, x_min: int) -> None:
    y = np.arange(x_min, min(4_000_000, x_min + int(60 / rate))).astype(float)
    brute = -alpha * np.log(x_min) - rate * x_min - np.log(np.sum(y**-alpha * np.exp(-rate * y)))
    found = log_probabilities("truncated_power_law", np.array([x_min]), (alpha, rate), x_min)[0]
    assert found == pytest.approx(brute, abs=1e-8)


def test_far_out_in_its_tails_a_log_normal_law_stays_finite_and_falls() -> None:
    x = np.array([1, 10, 1000, 10**6])
    for mean in (-20.0, 12.0):
        found = log_probabilities("log_normal", x, (mean, 0.5), 1)
        assert np.isfinite(found).all()
    assert (np.diff(log_probabilities("log_normal", x, (-20.0, 0.5), 1)) < 0).all()


@pytest.mark.parametrize("family", SEARCHES)
def test_the_parameters_of_a_large_sample_are_found(family: str) -> None:
    degrees = drawn(family, 20_000, np.random.default_rng(1))
    found = fitted_family(family, degrees, trials=60 if family == "binomial" else None)
    np.testing.assert_allclose(found.parameters, EXAMPLES[family], rtol=0.12, atol=0.01)


def beyond_the_border(family: str, parameters: list[float]) -> bool:
    """Where a family passes into another, its search ends."""
    return {
        "truncated_power_law": parameters[0] < 0 or parameters[-1] < 1.01 * RATES[0],
        "negative_binomial": not 1.01 * SHAPES[0] < parameters[-1] < 0.99 * SHAPES[1],
        "normal": parameters[0] < 0 or parameters[-1] < LEAST_SPREAD,  # far below: an exponential law
        "log_normal": parameters[0] < LOWEST_MEAN + 0.1 or parameters[-1] > 0.99 * SPREADS[1],
    }.get(family, False)


@settings(max_examples=12, deadline=None)
@given(seeds, st.sampled_from(sorted(SEARCHES)), st.sampled_from(sorted(SEARCHES)), st.integers(1, 4))
def test_no_neighbour_in_its_family_fits_better(seed: int, family: str, source: str, x_min: int) -> None:
    rng = np.random.default_rng(seed)
    degrees = drawn(source, 400, rng)
    trials = int(degrees.max()) + 5
    fit = fitted_family(family, degrees, x_min, trials)
    tail = degrees[degrees >= x_min]
    for place in range(fit.free):
        for step in (-1e-3, 1e-3):
            moved = list(fit.parameters)
            moved[place] *= 1 + step
            if beyond_the_border(family, moved):
                continue
            other = log_probabilities(family, tail, tuple(moved), x_min).sum()
            assert other <= fit.log_likelihood + 1e-4


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_order_of_units_and_units_without_edges_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    degrees = drawn("log_normal", 300, rng)
    more = rng.permutation(np.concatenate([degrees, np.zeros(50, dtype=np.int64)]))
    for family in ("power_law", "log_normal", "poisson"):
        one, other = fitted_family(family, degrees), fitted_family(family, more)
        assert one.parameters == other.parameters
        assert one.log_likelihood == pytest.approx(other.log_likelihood)


def test_a_larger_family_fits_at_least_as_well_as_what_it_contains() -> None:
    rng = np.random.default_rng(3)
    compared = ("truncated_power_law", "power_law", "exponential", "negative_binomial", "poisson")
    for source in ("truncated_power_law", "poisson", "log_normal"):
        degrees = drawn(source, 500, rng)
        fits = {name: fitted_family(name, degrees, trials=10**6).log_likelihood for name in compared}
        assert fits["truncated_power_law"] >= max(fits["power_law"], fits["exponential"]) - 1e-3
        assert fits["negative_binomial"] >= fits["poisson"] - 0.2  # which it reaches only in the limit


@pytest.mark.parametrize("family", ["power_law", "poisson", "negative_binomial"])
def test_each_law_is_told_from_the_others_by_its_likelihood(family: str) -> None:
    degrees = drawn(family, 3000, np.random.default_rng(5))
    fits = [fitted_family(name, degrees, trials=10**6) for name in ("power_law", "poisson", "negative_binomial")]
    assert min(fits, key=lambda fit: fit.information_criterion).family == family


def test_what_cannot_be_fitted_is_refused_with_its_reason() -> None:
    with pytest.raises(ValueError, match="3 degrees from 1 on, 1 of them different"):
        fitted_family("poisson", np.array([4, 4, 4, 0]))
    with pytest.raises(ValueError, match="as many trials as the largest degree, 9, not 8"):
        fitted_family("binomial", np.array([1, 9]), trials=8)
    with pytest.raises(ValueError, match="unknown family 'cauchy'; the families are power_law"):
        fitted_family("cauchy", np.array([1, 2]))
    with pytest.raises(ValueError, match="at least x_min"):
        log_probabilities("poisson", np.array([0, 2]), (1.0,), 1)


def test_a_power_law_sample_is_distributed_as_scipys_zipf() -> None:
    degrees = power_law_sample(1_000_000, 2.2, 1, np.random.default_rng(0))
    seen = np.array([(degrees >= k).mean() for k in (2, 3, 5, 20, 200, 5000)])
    np.testing.assert_allclose(seen, stats.zipf(2.2).sf(np.array([1, 2, 4, 19, 199, 4999])), atol=0.0015)
    assert degrees.max() > 5000  # beyond the table

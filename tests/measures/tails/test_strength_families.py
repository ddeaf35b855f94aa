"""Are the continuous laws those of scipy, and are they found again?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from netsci_bench.measures.tails.heavy_tail import heavy_tail
from netsci_bench.measures.tails.strength_families import FITS, fitted_strength_family

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_densities_are_those_of_scipy(seed: int) -> None:
    x = np.random.default_rng(seed).lognormal(0.0, 0.7, 200)
    least = float(x.min())
    for family in FITS:
        fit = fitted_strength_family(family, x)
        p = fit.parameters
        law = {
            "power_law": lambda p=p: stats.pareto(p[0] - 1, scale=least).logpdf(x),
            "exponential": lambda p=p: stats.expon(least, 1 / p[0]).logpdf(x),
            "normal": lambda p=p: stats.norm(*p).logpdf(x) - stats.norm(*p).logsf(least),
            "log_normal": lambda p=p: (
                stats.lognorm(p[1], scale=np.exp(p[0])).logpdf(x)
                - stats.lognorm(p[1], scale=np.exp(p[0])).logsf(least)
            ),
        }[family]()
        np.testing.assert_allclose(fit.log_likelihoods, law, rtol=1e-6, atol=1e-6)


@given(seeds, st.floats(0.01, 100.0))
@settings(max_examples=15, deadline=None)
def test_the_unit_of_strength_changes_no_ratio(seed: int, unit: float) -> None:
    x = np.random.default_rng(seed).gamma(3.0, 1.0, 150)
    one, other = (heavy_tail({name: fitted_strength_family(name, y) for name in FITS}) for y in (x, unit * x))
    assert one.heavy == other.heavy
    assert one.ratio == pytest.approx(other.ratio, abs=1e-3)


def test_a_log_normal_sample_is_heavy_and_a_normal_one_is_not() -> None:
    rng = np.random.default_rng(0)
    heavy = {name: fitted_strength_family(name, rng.lognormal(0.0, 1.0, 400)) for name in FITS}
    rng = np.random.default_rng(0)
    samples = {"heavy": rng.lognormal(0.0, 1.0, 400), "light": rng.normal(10.0, 1.0, 400)}
    found = {kind: heavy_tail({n: fitted_strength_family(n, x) for n in FITS}) for kind, x in samples.items()}
    assert heavy["log_normal"].parameters[1] == pytest.approx(1.0, abs=0.1)
    assert found["heavy"].prefers_heavy
    assert not found["light"].prefers_heavy


HEAVY_LAWS = {
    "log-normal 0.8": lambda rng, n: rng.lognormal(1.0, 0.8, n),
    "log-normal 1": lambda rng, n: rng.lognormal(1.0, 1.0, n),
    "power law 2.3": lambda rng, n: 1.0 + rng.pareto(1.3, n),
}
LIGHT_LAWS = {
    "normal": lambda rng, n: np.abs(rng.normal(5.0, 1.0, n)),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "gamma 4": lambda rng, n: rng.gamma(4.0, size=n),
}


@pytest.mark.system
@pytest.mark.parametrize(
    ("n", "log_normal", "power_law"), [(300, 0.45, 0.95), pytest.param(100, 0.05, 0.75, marks=pytest.mark.nightly)]
)
def test_strengths_show_a_heavy_tail_with_the_power_that_the_page_states(
    n: int, log_normal: float, power_law: float
) -> None:
    for name, law in {**HEAVY_LAWS, **LIGHT_LAWS}.items():
        samples = (law(np.random.default_rng(seed), n) for seed in range(20))
        signs = np.array([heavy_tail({f: fitted_strength_family(f, x) for f in FITS}).sign for x in samples])
        print(f"n = {n}, {name}: heavy {np.mean(signs > 0):.0%}, light {np.mean(signs < 0):.0%}")
        if name in HEAVY_LAWS:
            assert np.mean(signs > 0) >= (power_law if "power" in name else log_normal)
            assert np.mean(signs < 0) <= 0.1
        else:
            assert np.mean(signs > 0) <= 0.1


def test_units_without_edges_are_left_out_and_nothing_else_is() -> None:
    x = np.array([0.0, 1.0, 2.0, 5.0])
    assert len(fitted_strength_family("exponential", x).log_likelihoods) == 3
    assert len(fitted_strength_family("exponential", x, 2.0).log_likelihoods) == 2


@pytest.mark.parametrize(("strengths", "words"), [([-1.0, 2.0], "not below 0"), ([np.nan, 1.0], "finite")])
def test_strengths_that_are_none_are_refused(strengths: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fitted_strength_family("normal", np.array(strengths))


def test_equal_strengths_and_unknown_families_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing to fit"):
        fitted_strength_family("normal", np.full(5, 2.0))
    with pytest.raises(ValueError, match="unknown family 'cauchy'"):
        fitted_strength_family("cauchy", np.array([1.0, 2.0]))

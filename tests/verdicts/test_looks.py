"""Do all looks together keep the error of 5 %? Against published constants, quadrature, enumeration, simulation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from netsci_bench.verdicts import looks as module
from netsci_bench.verdicts.looks import (
    T_LEVELS,
    check_looks,
    half_tail,
    share_error,
    share_levels,
    smallest_p,
    t_error,
    t_levels,
)

plans = st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True).map(sorted)


def passes_at_some_look(values, looks, levels):
    """Whether a one-sided t-test against 0 rejects at some look; by scipy, on the raw values."""
    found = np.zeros(len(values), bool)
    for n, level in zip(looks, levels, strict=True):
        found |= stats.ttest_1samp(values[:, :n], 0, axis=1, alternative="greater").pvalue <= level
    return found.mean()


@pytest.mark.system
@pytest.mark.parametrize("looks", [(5,), (5, 10), (5, 10, 20), (4, 8), (3, 6, 12)])
def test_normal_values_on_the_edge_pass_at_some_look_in_5_percent(looks):
    """Tolerance: half a percent is asked for; 100,000 draws have a standard error of 0.07 %."""
    values = np.random.default_rng(11).normal(size=(100_000, looks[-1]))
    assert passes_at_some_look(values, looks, t_levels(looks)) == pytest.approx(0.05, abs=0.0025)


def test_two_looks_at_5_percent_each_would_be_wrong_in_more_than_8():
    values = np.random.default_rng(12).normal(size=(100_000, 10))
    assert passes_at_some_look(values, (5, 10), (0.05, 0.05)) == pytest.approx(0.083, abs=0.003)
    assert t_error((5, 10), 0.05) == pytest.approx(0.083, abs=0.003)


@pytest.mark.system
@pytest.mark.parametrize(("first", "second"), [(5, 10), (5, 20), (10, 20), (4, 10)])
def test_the_error_of_two_looks_is_that_of_quadrature(first, second):
    """The cosines of both batches to the all-one vector, and the share of the first in the squared length."""
    level, new = 0.03, second - first

    def bound(n):
        t = stats.t.isf(level, n - 1)
        return t / math.sqrt(n - 1 + t * t)

    def above(c, n):
        """P(cosine of n values > c): a beta distribution."""
        return stats.beta.sf((np.clip(c, -1, 1) + 1) / 2, (n - 1) / 2, (n - 1) / 2)

    nodes, weights = special.roots_legendre(400)
    c = -1 + (nodes + 1) / 2 * (bound(first) + 1)  # did not pass at the first look
    density = stats.beta.pdf((c + 1) / 2, (first - 1) / 2, (first - 1) / 2) / 2 * weights * (bound(first) + 1) / 2
    r = (nodes + 1) / 2
    share = stats.beta.pdf(r, first / 2, new / 2) * weights / 2
    wanted = (bound(second) * math.sqrt(second) - np.sqrt(first * r) * c[:, None]) / np.sqrt(new * (1 - r))
    exact = level + density @ above(wanted, new) @ share
    assert t_error((first, second), level) == pytest.approx(exact, abs=6e-4)  # 3 standard errors of 2**20


def test_quadrature_gives_the_constant_of_two_looks_in_the_table():
    """By another route: P(max of two t) through the joint law of both statistics, integrated by scipy."""
    level = T_LEVELS[5, 10]
    t = stats.t.isf(level, [4, 9])
    bounds = t / np.sqrt(np.array([4, 9]) + t**2)

    def passes_second(c, r):
        wanted = (bounds[1] * math.sqrt(10) - math.sqrt(5 * r) * c) / math.sqrt(5 * (1 - r))
        return stats.beta.sf((min(max(wanted, -1), 1) + 1) / 2, 2, 2)

    def integrand(c, r):
        return passes_second(c, r) * stats.beta.pdf((c + 1) / 2, 2, 2) / 2 * stats.beta.pdf(r, 2.5, 2.5)

    both = integrate.dblquad(integrand, 0, 1, -1, bounds[0], epsabs=1e-5)[0]
    assert level + both == pytest.approx(0.05, abs=1e-4)


@pytest.mark.parametrize(
    ("k", "two_sided", "constant"),
    # Jennison & Turnbull (2000), Group Sequential Methods, table 2.1: Pocock's test, equal groups, known variance
    [(2, 0.10, 1.875), (3, 0.10, 1.992), (2, 0.05, 2.178), (3, 0.05, 2.289)],
)
def test_with_many_seeds_a_look_the_levels_are_pococks(k, two_sided, constant):
    sample = smallest_p(tuple(2000 * (i + 1) for i in range(k)))
    level = np.quantile(sample, two_sided / 2)
    assert level == pytest.approx(stats.norm.sf(constant), abs=4e-4)


def test_pococks_nominal_level_of_two_looks_is_0_0294_on_both_sides():
    assert 2 * np.quantile(smallest_p((2000, 4000)), 0.025) == pytest.approx(0.0294, abs=5e-4)


@pytest.mark.nightly
@pytest.mark.parametrize("looks", [plan for plan in T_LEVELS if len(plan) > 1])
def test_the_constants_in_the_table_are_found_again(looks):
    """Rounded to four digits; 16 million tails have a standard error of 0.00004."""
    quantiles = [np.quantile(smallest_p.__wrapped__(looks, 2**19, seed), 0.05) for seed in range(100, 116)]
    assert np.mean(quantiles) == pytest.approx(T_LEVELS[looks], abs=0.00005 + 3 * 0.00004)


@pytest.mark.system
def test_a_plan_that_is_in_no_table_gets_the_same_level_each_time():
    looks = (4, 9)
    smallest_p.cache_clear()
    once = t_levels(looks)
    smallest_p.cache_clear()
    assert t_levels(looks) == once
    assert 0.025 < once[0] < 0.05
    assert len(once) == 2


@pytest.mark.system
def test_the_table_is_what_would_be_computed(monkeypatch):
    monkeypatch.setattr(module, "T_LEVELS", {})
    for looks, level in T_LEVELS.items():
        assert t_levels(looks) == pytest.approx((level,) * len(looks), abs=4e-4)


def test_a_look_at_one_seed_costs_nothing_since_it_cannot_decide():
    assert t_levels((1, 5, 10)) == pytest.approx((*t_levels((5, 10)), 0.0291), abs=4e-4)
    assert share_levels((1, 5)) == (0.0, 0.03125)


def test_the_error_is_a_p_value_of_the_plan():
    looks = (5, 10, 20)
    grid = np.geomspace(1e-6, 0.5, 200)
    errors = np.array([t_error(looks, p) for p in grid])
    assert np.all(np.diff(errors) >= 0)
    assert np.all((errors >= grid * 0.99) & (errors <= 3 * grid * 1.05))
    assert t_error(looks, T_LEVELS[looks]) == pytest.approx(0.05)
    assert t_error((7,), 0.123) == 0.123


def enumerated_error(looks, levels):
    """By going through every sequence of heads and tails."""
    bad = 0
    for flips in itertools.product((0, 1), repeat=looks[-1]):
        counts = [(sum(flips[:n]), n, level) for n, level in zip(looks, levels, strict=True)]
        bad += any(stats.binomtest(k, n, 0.5, "greater").pvalue <= level + 1e-12 for k, n, level in counts)
    return bad / 2 ** looks[-1]


@pytest.mark.parametrize("looks", [(5,), (5, 10), (3, 6, 9), (4, 5, 6, 7)])
def test_the_error_of_counts_is_that_of_all_sequences(looks):
    levels = share_levels(looks)
    assert share_error(looks, levels) == pytest.approx(enumerated_error(looks, levels))


def test_the_counts_that_decide_are_those_worked_by_hand():
    assert share_error((5, 10), share_levels((5, 10))) == 37 / 1024  # 32 begin with five heads, 5 more have nine
    assert share_levels((5, 10, 20)) == pytest.approx((1 / 32, 11 / 1024, 6196 / 2**20))  # 16 of 20
    assert share_levels((4,)) == (0.0,)  # four of four happens in 6 %


@given(plans)
@settings(max_examples=60, deadline=None)
def test_counts_keep_5_percent_in_every_plan(looks):
    levels = share_levels(tuple(looks))
    assert share_error(looks, levels) <= 0.05
    bigger = [
        min((p for p in half_tail(np.arange(n + 1), n) if p > a), default=1.0)
        for n, a in zip(looks, levels, strict=True)
    ]
    raised = (*levels[:-1], bigger[-1])
    assert bigger[-1] > 0.05 or share_error(looks, raised) > 0.05  # the last look has nothing left


@pytest.mark.system
@given(plans)
@settings(max_examples=4, deadline=None)
def test_counts_at_the_levels_of_a_mean_keep_5_percent_too(looks):
    """A mean with diverged seeds is judged by counts at its own levels."""
    assert share_error(looks, t_levels(looks)) <= 0.0505


def test_a_share_above_one_half_passes_as_often_as_the_binomial_says():
    assert share_error((5,), share_levels((5,)), 0.8) == pytest.approx(0.8**5)


@given(st.integers(1, 60), st.integers(0, 60))
def test_the_tail_is_that_of_scipy(n, k):
    assert float(half_tail(min(k, n), n)) == pytest.approx(stats.binom.sf(min(k, n) - 1, n, 0.5))


@pytest.mark.parametrize("looks", [(), (0, 5), (5, 5), (10, 5)])
def test_looks_that_do_not_rise_are_refused(looks):
    with pytest.raises(ValueError, match="rising"):
        check_looks(looks)


@pytest.mark.parametrize("share", [0.5, 0.3, 0.9123, 0.0, 1.0])
def test_binomial_chances_are_those_of_scipy_stats_to_the_last_bit(share):
    for n in (0, 1, 5, 37, 200):
        assert np.array_equal(module._binomial(n, share), stats.binom.pmf(np.arange(n + 1), n, share))

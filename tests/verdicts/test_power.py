"""Do the seeds find an effect of the stated size in 80 %? Against the noncentral t and simulated verdicts."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.planned import judge_by_looks
from netsci_bench.verdicts.power import smallest_band, smallest_effect, smallest_share


@pytest.mark.parametrize("n", [3, 5, 10, 20])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9])
def test_for_one_look_it_is_the_effect_of_the_noncentral_t(n, power):
    quantile = stats.t.isf(0.05, n - 1)
    noncentrality = optimize.brentq(lambda d: stats.nct.sf(quantile, n - 1, d) - power, 0, 30)
    assert smallest_effect((n,), 1.0, power=power) == pytest.approx(noncentrality / math.sqrt(n), rel=0.01)


def decided(way, values, criterion, looks):
    words = [judge_by_looks(way, row, criterion, looks).judged.word for row in values]
    return words.count("reproduced") / len(words)


@pytest.mark.system
@pytest.mark.parametrize("looks", [(5,), (5, 10), (5, 10, 20)])
def test_planned_looks_find_the_smallest_effect_in_80_percent(looks):
    """Tolerance: three standard errors of 2000 draws."""
    spread, edge = 2.5, 10.0
    values = np.random.default_rng(0).normal(edge + smallest_effect(looks, spread), spread, (2000, looks[-1]))
    assert decided("mean", values, Criterion(low=edge), looks) == pytest.approx(0.8, abs=0.027)
    mirrored = [2 * edge - row for row in values]
    assert decided("mean", mirrored, Criterion(high=edge), looks) == pytest.approx(0.8, abs=0.027)


@pytest.mark.system
@pytest.mark.parametrize("looks", [(5,), (5, 10)])
def test_a_band_of_the_smallest_width_is_reproduced_in_80_percent(looks):
    half = smallest_band(looks, 1.0)
    values = np.random.default_rng(1).normal(3.0, 1.0, (2000, looks[-1]))
    band = Criterion(low=3.0 - half, high=3.0 + half, kind="number")
    assert decided("mean", values, band, looks) == pytest.approx(0.8, abs=0.027)


def test_a_resolution_asks_for_a_larger_effect():
    criterion = Criterion(low=0.0, resolution=1.5)
    effect = smallest_effect((5,), 1.0, resolution=1.5)
    assert effect > smallest_effect((5,), 1.0) + 0.2
    values = np.random.default_rng(2).normal(effect, 1.0, (2000, 5))
    assert decided("mean", values, criterion, (5,)) == pytest.approx(0.8, abs=0.027)


@pytest.mark.system
@pytest.mark.parametrize("looks", [(5,), (5, 10), (5, 10, 20)])
def test_each_finds_the_smallest_share_in_80_percent(looks):
    share = smallest_share(looks)
    values = (np.random.default_rng(3).random((2000, looks[-1])) < share).astype(float)
    assert decided("each", values, Criterion(low=0.5), looks) == pytest.approx(0.8, abs=0.027)


def test_by_hand():
    assert smallest_share((5,)) == pytest.approx(0.8**0.2)
    assert smallest_share((3,)) == math.inf
    assert smallest_effect((1,), 1.0) == math.inf
    assert smallest_effect((5,), 0.0, resolution=0.3) == 0.3


def test_effects_scale_with_the_spread_and_fall_with_the_seeds():
    one, ten = smallest_effect((5,), 1.0), smallest_effect((5,), 10.0)
    assert ten == pytest.approx(10 * one)
    effects = [smallest_effect(looks, 1.0) for looks in ((5,), (5, 10), (5, 10, 20))]
    assert effects == sorted(effects, reverse=True)
    shares = [smallest_share(looks) for looks in ((5,), (5, 10), (5, 10, 20))]
    assert shares == sorted(shares, reverse=True)

"""Do nets of the sizes that are compared have more plateaus with depth only where their curves have?"""

from itertools import permutations

import numpy as np
import pytest

from netsci_bench.experiments.modularity.curve import contrast
from netsci_bench.experiments.modularity.depth import describe_depths, order_correlation
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.specs import registry

DEPTHS = (9, 15, 21, 27)  # steps of ResNet20, 32, 44 and 56


def saturating(steps: int) -> np.ndarray:
    return 0.8 * (1 - np.exp(-4 * np.linspace(0, 1, steps + 1)))


def steps_then_still(steps: int) -> np.ndarray:
    """A climb in nine steps, and nothing after: a deeper net has more layers that add nothing."""
    return np.minimum(np.arange(steps + 1) / 9, 1.0) * 0.8


def test_one_form_at_every_depth_has_no_more_plateaus_although_a_fixed_gain_says_so():
    found = describe_depths([saturating(steps) for steps in DEPTHS], 0.25, 0.02)
    assert np.ptp(found.slow_share) < 1 / 9
    assert found.equal_depth_growth == pytest.approx(0, abs=1 / 9)
    assert found.absolute_rank_correlation > 0.5


def test_layers_that_add_nothing_are_more_frequent_in_every_reading():
    found = describe_depths([steps_then_still(steps) for steps in DEPTHS], 0.25, 0.01)
    assert found.slow_rank_correlation == pytest.approx(1)
    assert found.absolute_rank_correlation == pytest.approx(1)
    assert found.slow_growth == pytest.approx(2 / 3)
    assert found.equal_depth_growth == pytest.approx(2 / 3)


def test_straight_lines_are_equal_and_have_no_order():
    found = describe_depths([np.linspace(0.1, 0.6, steps + 1) for steps in DEPTHS], 0.25, 0.01)
    assert found.slow_share == [0, 0, 0, 0]
    assert found.slow_rank_correlation == 0
    assert order_correlation([0.2, 0.1, 0.3]) == pytest.approx(0.5)


@pytest.mark.parametrize("steps", [9, 27])
def test_slow_steps_at_random_places_have_no_contrast_on_average(steps):
    rng, opening = np.random.default_rng(0), np.isin(np.arange(steps), [steps // 3, 2 * steps // 3])
    slow = np.arange(steps) < steps // 3
    drawn = [contrast(rng.permutation(slow), opening) for _ in range(4000)]
    assert np.mean(drawn) == pytest.approx(0, abs=0.03)
    assert np.mean(np.array(drawn) >= 0.25) > 0.35  # a contrast that looks large is common by chance
    assert contrast(~opening, opening) == 1


def test_a_trend_over_28_layers_is_seen_and_noise_has_none_on_average():
    rng = np.random.default_rng(1)
    assert depth_rank_correlation(np.linspace(0.1, 0.8, 28) + rng.normal(0, 0.05, 28)) > 0.5
    assert np.mean([depth_rank_correlation(rng.normal(size=28)) for _ in range(400)]) == pytest.approx(0, abs=0.04)


@pytest.mark.parametrize("name", ["deeper-nets-have-more-plateaus", "absolute-deeper-nets-have-more-plateaus"])
def test_four_nets_in_random_order_meet_the_band_as_often_as_the_claim_states(name):
    claim = registry.find("modularity/depth").spec.claims[name]
    found = [order_correlation(list(order)) for order in permutations((0.1, 0.2, 0.3, 0.4))]
    assert np.mean(np.array(found) >= claim.accept.at_least) == pytest.approx(claim.null, abs=0.005)


@pytest.mark.parametrize(("id_", "layers"), [("modularity/curve/resnet20", 10), ("modularity/curve/resnet56", 28)])
def test_layers_in_random_order_meet_the_band_as_often_as_the_claim_states(id_, layers):
    """Tolerance: four standard errors of 50,000 orders, and the rounding of what is stated."""
    claim = registry.find(id_).spec.claims["deeper-is-more-modular"]
    order = np.argsort(np.random.default_rng(0).random((50_000, layers)), axis=1)
    squares = ((order - np.arange(layers)) ** 2).sum(axis=1)
    rate = np.mean(1 - 6 * squares / (layers * (layers**2 - 1)) >= claim.accept.at_least)
    assert rate == pytest.approx(claim.null, abs=4 * (claim.null / 50_000) ** 0.5 + 0.0025)

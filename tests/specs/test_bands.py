"""Does the mean of new seeds fall into a band as often as promised?"""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from netsci_bench.contract.errors import Mistake
from netsci_bench.specs import registry
from netsci_bench.specs.bands import Accept, prediction_band
from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.planned import judge_by_looks


@pytest.mark.system
@pytest.mark.parametrize(("m", "n", "coverage"), [(5, 5, 0.95), (3, 10, 0.95), (10, 3, 0.9), (5, 20, 0.8)])
def test_a_new_mean_lies_inside_as_often_as_promised(m, n, coverage):
    """Tolerance: three standard errors of 20,000 draws."""
    rng = np.random.default_rng(8)
    published, new = rng.normal(90, 2, (20_000, m)), rng.normal(90, 2, (20_000, n)).mean(axis=1)
    ends = np.array(
        [prediction_band(row.mean(), row.std(ddof=1), (m, n), coverage=coverage) for row in published[:20_000]]
    )
    inside = ((ends[:, 0] <= new) & (new <= ends[:, 1])).mean()
    assert inside == pytest.approx(coverage, abs=3 * (coverage * (1 - coverage) / 20_000) ** 0.5)


@pytest.mark.system
@pytest.mark.parametrize(("looks", "reproduced"), [((5,), 0.61), ((5, 10, 20), 0.88)])
def test_a_number_that_is_right_is_seldom_contradicted(looks, reproduced):
    """Five published seeds; the rates stand on the page. Tolerance: three standard errors."""
    rng = np.random.default_rng(9)
    words = []
    for published, new in zip(rng.normal(size=(2000, 5)), rng.normal(size=(2000, looks[-1])), strict=True):
        low, high = prediction_band(published.mean(), published.std(ddof=1), (5, 5))
        words.append(judge_by_looks("mean", new, Criterion(low, high, "number"), looks).judged.word)
    assert words.count("reproduced") / 2000 == pytest.approx(reproduced, abs=0.033)
    assert words.count("contradicted") / 2000 < 0.01 + 0.007


def test_against_a_table_of_t():
    low, high = prediction_band(82.0, 0.5, (5, 10))
    half = 2.776445 * 0.5 * (1 / 5 + 1 / 10) ** 0.5  # t(0.975, 4)
    assert (low, high) == pytest.approx((82 - half, 82 + half), abs=1e-5)


def test_it_is_the_two_sample_test_of_means_turned_around():
    """With one new value it is the textbook prediction interval of an observation."""
    t = stats.t.ppf(0.975, 6)
    assert prediction_band(0.0, 1.0, (7, 1))[1] == pytest.approx(t * (1 + 1 / 7) ** 0.5)


def test_the_margin_is_added_on_both_sides():
    low, high = prediction_band(10.0, 1.0, (5, 5))
    assert prediction_band(10.0, 1.0, (5, 5), margin=0.5) == pytest.approx((low - 0.5, high + 0.5))
    assert prediction_band(10.0, 0.0, (5, 5), margin=0.5) == (9.5, 10.5)


@pytest.mark.parametrize(
    ("spread", "seeds", "margin"), [(1.0, (1, 5), 0.0), (1.0, (5, 0), 0.0), (-1.0, (5, 5), 0.0), (1.0, (5, 5), -0.1)]
)
def test_a_single_published_value_has_no_band(spread, seeds, margin):
    with pytest.raises(ValueError, match="two published seeds"):
        prediction_band(1.0, spread, seeds, margin)


def test_a_spec_states_the_published_spread():
    """t(0.975, 4) = 2.776445."""
    accept = Accept.model_validate({"predicted": {"spread": 0.5, "seeds": 5, "new_seeds": 10, "margin": 0.1}})
    assert accept.interval(82.0) == pytest.approx(prediction_band(82.0, 0.5, (5, 10), 0.1))
    assert accept.interval(82.0)[1] == pytest.approx(82.1 + 2.776445 * 0.5 * 0.3**0.5, abs=1e-5)


@pytest.mark.parametrize(
    "accept",
    [
        {},
        {"within": 1, "at_least": 0},
        {"within": 1, "predicted": {"spread": 1, "seeds": 5, "new_seeds": 5}},
        {"at_most": 1, "predicted": {"spread": 1, "seeds": 5, "new_seeds": 5}},
        {"predicted": {"spread": 1, "seeds": 1, "new_seeds": 5}},
        {"predicted": {"spread": 0, "seeds": 5, "new_seeds": 5}},
        {"predicted": {"spread": 1, "seeds": 5, "new_seeds": 5, "margin": -1}},
        {"predicted": {"spread": 1, "seeds": 5}},
    ],
)
def test_a_band_that_says_too_much_or_too_little_is_refused(accept):
    with pytest.raises(ValidationError):
        Accept.model_validate(accept)


def test_a_band_for_other_seeds_than_the_planned_ones_is_refused(walk_yaml, tmp_path):
    spec = tmp_path / "walk.yaml"
    band = "accept: {predicted: {spread: 4.5, seeds: 6, new_seeds: %d}}"
    text = walk_yaml.read_text().replace("accept: {within: 5}", band)
    spec.write_text(text % 5)
    assert registry.find(str(spec)).spec.claims["it-goes-nowhere"].kind == "number"
    spec.write_text(text % 7)
    with pytest.raises(Mistake, match="predicts the mean of 7 seeds, and the paper tier has 5"):
        registry.find(str(spec))

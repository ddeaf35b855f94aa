"""Are nets of several depths trained apart, measured at the same images, and compared by the rules of `depth`?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from pydantic import ValidationError
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.depth import describe_depths
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.depths import (
    TrainedDepths,
    even_climbs,
    plateaus_of_trainings,
    straight_rank_correlation,
)
from netsci_bench.experiments.modularity.trained.figures import depths as figure
from netsci_bench.experiments.modularity.trained.layers import sampled_curves
from netsci_bench.nets.training.trained import load, read_history

COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}


@pytest.fixture
def store(tmp_path):
    return FakeStore(tmp_path, bright_channels(60, 90, 3))


@pytest.fixture
def settings(store):
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.shortcut_resnet:shortcut_resnet"}
    architecture = {"width": 2, "image": (3, 2)}
    recipe = {"dataset": data, "classes": 3, "model": model, "architecture": architecture, "batch": 30, "lr": 0.01}
    graphs = {"dataset": data, "classes": 3, "images": 30, "neighbours": 3, "least_gain": 0.01, "draws": 1}
    readings = {"text": {"draw": "random", **COLOURS}, "published": {"draw": "consecutive", **COLOURS}}
    return {**graphs, **readings, "blocks": (1, 2, 3), "doubled": (1, 2), "recipe": recipe | {"epochs": 1}}


def test_each_depth_is_a_training_of_its_own_at_the_same_images(store, settings, drawn):
    p, run = TrainedDepths(**settings), store.run("depths")
    found = plateaus_of_trainings(p, run)
    assert [recipe.architecture["blocks"] for recipe in store.asked] == [1, 2, 3]
    curves = []
    for number, recipe in enumerate(store.asked):
        folder = store.folder / f"training-{number}"
        curves.append(sampled_curves(load(folder, 1, recipe), p.text, p, run).modularity[0])
        assert found.accuracy[number] == read_history(folder).last_accuracy
    assert [len(curve) for curve in curves] == [4, 7, 10]
    assert found.text == describe_depths(curves, 0.25, 0.01)
    assert found.published != found.text
    assert found.double_depth_gain == found.accuracy[1] - found.accuracy[0]
    assert found.lowest_accuracy == min(found.accuracy)
    lists = {name: value for name, value in flat(found) if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars={}, lists=lists, folder=run.folder)
    shown = drawn(figure.draw([outcome]).popitem()[1])
    assert "10 points" in shown
    assert "one training of each depth" in shown


def test_the_published_resnets_have_the_correlation_that_the_band_rests_on_and_straight_curves_have_none():
    found = describe_depths(list(read_published_curves("ResNet", "cifar10").values()), 0.25, 0.01)
    assert round(found.slow_rank_correlation, 2) == 0.6
    straight = [np.linspace(0.1, 0.8, layers) for layers in (7, 10, 19, 28)]
    assert describe_depths(straight, 0.25, 0.01).slow_rank_correlation == 0.0
    ending = [np.minimum(curve, 0.5) for curve in straight]
    assert abs(describe_depths(ending, 0.25, 0.01).equal_depth_growth) < 0.2


def test_noise_alone_slows_more_steps_of_a_deep_net_and_the_null_shows_it(store, settings):
    p, run = TrainedDepths(**settings), store.run("depths")

    def null_of(noise):
        rng = np.random.default_rng(3)
        straight = [np.linspace(0.1, 0.35, layers) for layers in (7, 10, 19, 28)]
        return straight_rank_correlation(
            [curve + rng.normal(0, noise, (5, len(curve))) for curve in straight], p, run
        )

    assert null_of(0.0) == 0.0
    assert null_of(0.015) > 0.5  # the band, without a single plateau


def test_an_even_climb_has_the_ends_and_the_noise_of_the_samples():
    rng = np.random.default_rng(5)
    samples = np.linspace(0.2, 0.6, 30) ** 2 + rng.normal(0, 0.02, (40, 1)) + rng.normal(0, 0.01, (40, 30))
    drawn = np.array([even_climbs([samples], np.random.default_rng(number))[0] for number in range(400)])
    mean = samples.mean(axis=0)
    np.testing.assert_allclose(drawn.mean(axis=0), np.linspace(mean[0], mean[-1], 30), atol=0.001)
    np.testing.assert_allclose(drawn.std(axis=0), samples.std(axis=0) / np.sqrt(40), rtol=0.2)
    together = np.corrcoef(drawn[:, 3], drawn[:, 20])[0, 1]  # layers of one sample deviate together
    assert together == pytest.approx(np.corrcoef(samples[:, 3], samples[:, 20])[0, 1], abs=0.1)


@pytest.mark.parametrize("wrong", [{"blocks": (1, 3, 2)}, {"blocks": (1, 1, 2)}, {"doubled": (1, 4)}])
def test_depths_that_do_not_grow_and_a_pair_that_is_not_trained_are_refused(settings, wrong):
    with pytest.raises(ValidationError, match="depths grow"):
        TrainedDepths(**settings | wrong)

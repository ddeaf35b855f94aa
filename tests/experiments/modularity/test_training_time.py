"""Is a layer that stays as it is told from one that follows the accuracy, at every epoch that was trained?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.trained.figures import training_time as figure
from netsci_bench.experiments.modularity.trained.layers import sampled_curves
from netsci_bench.experiments.modularity.trained.training_time import (
    Course,
    correlation,
    describe_course,
    shown_layers,
    training_time,
)
from netsci_bench.nets.training.trained import load, read_history

COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
EPOCHS = 3


@pytest.fixture
def store(tmp_path):
    return FakeStore(tmp_path, bright_channels(60, 90, 3))


@pytest.fixture
def course(store):
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    sizes = {"architecture": {"width": 2}, "batch": 30, "epochs": EPOCHS, "lr": 0.01}
    return Course(
        dataset=data, classes=3, images=30, neighbours=3, least_gain=0.01, draws=2, net="VGG16", layers=(1, 2, 7),
        shallow=2, text={"draw": "random", "unit": "activation", **COLOURS},
        published={"draw": "consecutive", **COLOURS},
        recipe={"dataset": data, "classes": 3, "model": model, **sizes},
    )  # fmt: skip


def test_each_epoch_is_measured_with_its_own_weights_beside_its_own_accuracy(store, course, drawn):
    run = store.run("course")
    found = training_time(course, run)
    folder = store.folder / "training-0"
    assert found.accuracy == [read_history(folder).series["test_accuracy"][epoch] for epoch in (1, 2, 3)]
    recipe = course.recipe.model_copy(update={"keep_epochs": (1, 2, 3), "test_every": 1})
    second = sampled_curves(load(folder, 2, recipe), course.text, course, run).modularity.mean(axis=0)
    kept = np.load(run.folder / "arrays" / "text-by-epoch.npy")
    np.testing.assert_array_equal(kept[1], second[[0, 1, 6]])
    assert not (kept[0] == kept[2]).all()
    assert found.accuracy_gain == found.accuracy[-1] - found.accuracy[0]
    pairs = list(flat(found))
    lists = {name: value for name, value in pairs if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars={}, lists=lists, folder=run.folder)
    shown = drawn(figure.draw([outcome]).popitem()[1])
    assert "layer 9" in shown  # of the published figure
    assert "one training" in shown


def test_the_published_courses_have_the_numbers_that_the_bands_rest_on():
    seen = {}
    for net in ("VGG16", "ResNet18"):
        courses = figure.read_published_courses(net)
        by_epoch = np.array([courses[f"layer {layer}"] for layer in (1, 2, 5, 7, 9)]).T
        both = np.stack([by_epoch, np.zeros_like(by_epoch)], axis=1)
        seen[net] = describe_course(both, np.array(courses["accuracy"]), 2)
    assert (round(seen["VGG16"].shallow_spread, 3), round(seen["ResNet18"].shallow_spread, 3)) == (0.012, 0.008)
    assert (round(seen["VGG16"].deep_spread, 3), round(seen["ResNet18"].deep_spread, 3)) == (0.079, 0.092)
    assert (round(seen["VGG16"].deep_correlation, 2), round(seen["ResNet18"].deep_correlation, 2)) == (0.98, 0.98)
    assert (round(seen["VGG16"].shallow_share, 2), round(seen["ResNet18"].shallow_share, 2)) == (0.15, 0.09)
    assert seen["VGG16"].permuted_deep_correlation == 0.0
    steps = round(seen["VGG16"].deep_step_correlation, 2), round(seen["ResNet18"].deep_step_correlation, 2)
    assert steps == (0.66, 0.62)


def test_a_deep_layer_that_goes_against_the_accuracy_and_a_shallow_one_that_moves_are_told():
    accuracy = np.array([40.0, 60.0, 70.0, 80.0])
    moving, against = accuracy / 100, 1 - accuracy / 100
    found = describe_course(np.stack([np.stack([moving, against], axis=1)] * 2, axis=1), accuracy, 1)
    assert found.deep_correlation == found.permuted_deep_correlation == -1.0
    assert found.shallow_correlation == 1.0
    assert found.shallow_share == pytest.approx(1.0)
    assert found.deep_gain == pytest.approx(-0.4)
    still = describe_course(np.full((4, 2, 2), 0.1), accuracy, 1)
    assert (still.shallow_spread, still.deep_correlation, still.shallow_share) == (0.0, 0.0, 1.0)
    assert correlation(np.array([0.1, 0.2, 0.1]), np.array([1.0, 1.0, 1.0])) == 0.0


def test_a_layer_that_only_grows_as_the_accuracy_does_is_told_from_one_that_follows_its_steps():
    accuracy = np.array([40.0, 55.0, 60.0, 72.0, 74.0, 85.0])
    follows, grows = accuracy / 100, np.array([0.1, 0.15, 0.3, 0.33, 0.45, 0.47])
    layers = np.stack([grows, follows], axis=1)
    for curves, step in ((layers, 1.0), (layers[:, ::-1], -0.82)):
        found = describe_course(np.stack([curves] * 2, axis=1), accuracy, 1)
        assert found.deep_correlation > 0.9
        assert found.deep_step_correlation == pytest.approx(step, abs=0.01)


def test_a_layer_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match="the net has 8 layers, and number 9 is asked for"):
        shown_layers(np.zeros((2, 2, 8)), (1, 9))

"""Is a plateau that is there on one data set and not on the other counted, with either net at its own images?"""

import numpy as np
import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.data_sets import TwoTasks, compare_ends, data_sets
from netsci_bench.experiments.modularity.trained.figures import data_sets as figure
from netsci_bench.experiments.modularity.trained.layers import Curves, sampled_curves
from netsci_bench.nets.training.trained import load, read_history

COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}


def as_curves(values):
    values = np.array([values])
    return Curves(values, np.array([[0.0, 0.01, *[0.0] * (values.shape[1] - 2)]]), np.zeros(values.shape[1] - 1) > 0)


@pytest.mark.parametrize(("net", "ends"), [("VGG11", (1, 0)), ("VGG16", (3, 1)), ("VGG19", (6, 3))])
def test_the_published_curves_lose_the_steps_that_the_bands_rest_on(net, ends):
    simple, complex_ = (as_curves(read_published_curves(net, data)[net]) for data in ("cifar10", "cifar100"))
    found = compare_ends([simple, complex_], 0.25)
    assert (found.simple_plateau, found.complex_plateau) == ends
    assert found.plateau_loss == ends[0] - ends[1]
    back = compare_ends([complex_, simple], 0.25)
    assert back.plateau_loss == -found.plateau_loss
    assert back.slow_share_loss == -found.slow_share_loss
    assert compare_ends([simple, simple], 0.25).plateau_loss == found.permuted_plateau_loss == 0.0


def test_either_net_is_measured_at_images_of_its_own_data(tmp_path, drawn):
    store = FakeStore(tmp_path, bright_channels(60, 90, 3))
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    recipe = {"dataset": data, "classes": 3, "model": model, "architecture": {"width": 2}, "batch": 30, "lr": 0.01}
    readings = {"text": {"draw": "random", "unit": "activation", **COLOURS}}
    readings |= {"published": {"draw": "consecutive", **COLOURS}}
    task = {"dataset": data, "classes": 3, "neighbours": 3, "least_gain": 0.01, "draws": 1, **readings}
    p = TwoTasks(
        net="VGG11",
        simple=task | {"images": 30, "recipe": recipe | {"epochs": 1}},
        complex=task | {"images": 45, "recipe": recipe | {"epochs": 2}},
    )
    run = store.run("two")
    found = data_sets(p, run)
    for number, (name, own) in enumerate((("simple", p.simple), ("complex", p.complex))):
        folder = store.folder / f"training-{number}"
        curve = sampled_curves(load(folder, number + 1, own.recipe), own.text, own, run).modularity[0]
        np.testing.assert_array_equal(np.load(run.folder / "arrays" / f"{name}-text.npy"), curve)
        assert getattr(found, f"{name}_accuracy") == read_history(folder).last_accuracy
    accuracies = {"simple_accuracy": found.simple_accuracy, "complex_accuracy": found.complex_accuracy}
    outcome = Outcome(seed=0, address="", scalars=accuracies, lists={}, folder=run.folder)
    assert "VGG11, one training" in drawn(figure.draw([outcome, outcome][:1]).popitem()[1])

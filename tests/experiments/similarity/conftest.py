"""A small ResNet18 that is trained here, and the samples of which its layers are compared."""

import pytest
from bright_channels import bright_channels
from fake_run import FakeStore
from toy_dataset import toy_dataset

CLASSES = 3
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FakeStore(tmp_path_factory.mktemp("store"), bright_channels(60, 120, CLASSES))


@pytest.fixture(scope="module")
def settings(store):
    data = toy_dataset(store.arrays)
    net = {"model": {"name": "netsci_bench.nets.models.deep.four_stage_resnet:resnet18"}}
    sizes = {"architecture": {"width": 2}, "batch": 30, "epochs": 1, "lr": 0.01}
    recipe = {"dataset": data, "classes": CLASSES, **net, **sizes}
    graphs = {"dataset": data, "classes": CLASSES, "images": 40, "neighbours": 3, "least_gain": 0.01, "draws": 1}
    return {**graphs, "recipe": recipe, "text": {"draw": "random", **COLOURS}, "cka_images": 96, "batch": 32}

"""Do pictures of layers that separate the classes tell so, and those of layers that do not?"""

import numpy as np
import pytest
import torch
from bright_channels import bright_channels
from fake_run import FakeStore
from torch import nn
from toy_dataset import toy_dataset

from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.trained.embedding import (
    Embedded,
    describe_separation,
    embed_layers,
    embedding,
    isometric_coordinates,
)
from netsci_bench.experiments.modularity.trained.figures import embedding as figure
from netsci_bench.experiments.modularity.trained.layers import sampled_curves
from netsci_bench.nets.training.trained import load

COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}


@pytest.fixture
def store(tmp_path):
    return FakeStore(tmp_path, bright_channels(60, 120, 3))


@pytest.fixture
def p(store):
    data = toy_dataset(store.arrays)
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    sizes = {"architecture": {"width": 2}, "batch": 30, "epochs": 1, "lr": 0.01}
    return Embedded(
        dataset=data, classes=3, images=90, neighbours=3, least_gain=0.01, draws=1, tsne_steps=(50, 100),
        text={"draw": "random", "unit": "activation", **COLOURS}, published={"draw": "consecutive", **COLOURS},
        recipe={"dataset": data, "classes": 3, "model": model, **sizes},
    )  # fmt: skip


class Blurring(nn.Module):
    """Three layers: noise that knows nothing of the image, a mixture of both, and the image itself."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = (nn.Conv2d(3, 3, 1, bias=False) for _ in range(3))
        for layer in (self.a, self.b, self.c):
            nn.init.dirac_(layer.weight)  # gives what it gets

    def forward(self, x):
        noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(0))
        self.a(noise)
        self.b(x * 0.05 + noise)
        return self.c(x).mean((2, 3))


def test_the_picture_of_a_layer_that_separates_is_pure_and_that_of_noise_is_not(store, p):
    reading = p.text.model_copy(update={"unit": "convolution"})
    noise, mixture, images = embed_layers(Blurring(), reading, p, store.run("blurred"))
    assert noise.picture.shape == (90, 2)
    assert noise.purity[0] < 0.45  # 1/3 at random
    assert images.purity[0] > 0.9
    assert images.purity[0] > mixture.purity[0] - 0.05
    assert abs(images.purity[1] - 1 / 3) < 0.1  # labels in random order
    assert images.modularity[0] > 0.5 > abs(images.modularity[1]) + 0.3


def test_both_readings_have_the_curve_of_their_layers_and_pictures_of_each(store, p, drawn):
    run = store.run("both")
    found = embedding(p, run)
    net = load(store.folder / "training-0", 1, p.recipe)
    for name, reading in (("text", p.text), ("published", p.published)):
        curve = sampled_curves(net, reading, p, run).modularity[0]
        np.testing.assert_array_equal(getattr(found, name).modularity, curve)
        assert np.load(run.folder / "arrays" / f"pictures-{name}.npy").shape == (8, 90, 2)
    pairs = list(flat(found))
    lists = {name: value for name, value in pairs if isinstance(value, list)}
    outcome = Outcome(seed=0, address="", scalars={"accuracy": found.accuracy}, lists=lists, folder=run.folder)
    shown = drawn(figure.draw([outcome]).popitem()[1])
    assert "layer 8" in shown
    assert "purity of the picture" in shown


def test_distances_are_kept_whatever_the_number_of_features():
    features = np.random.default_rng(0).normal(size=(30, 700)).astype(np.float32)
    points = isometric_coordinates(features)
    assert points.shape == (30, 30)
    theirs = np.linalg.norm(features[:, None].astype(np.float64) - features, axis=2)
    np.testing.assert_allclose(np.linalg.norm(points[:, None] - points, axis=2), theirs, atol=1e-6)
    assert points[:, 0].var() >= points[:, 1].var() >= points[:, 5].var()


def test_curves_that_go_together_and_against_each_other_are_told():
    rising = np.array([0.1, 0.2, 0.4, 0.7])
    zeros = np.zeros(4)
    along = describe_separation(np.stack([rising, zeros], axis=1), np.stack([rising + 0.1, zeros], axis=1))
    assert (along.purity_trend, along.agreement, along.step_agreement) == pytest.approx((1.0, 1.0, 1.0))
    assert (along.permuted_purity_trend, along.permuted_agreement) == (0.0, 0.0)
    against = describe_separation(np.stack([rising, zeros], axis=1), np.stack([rising[::-1], rising], axis=1))
    assert (against.purity_trend, against.agreement) == pytest.approx((-1.0, -1.0))
    assert against.step_agreement == pytest.approx(1.0)  # backwards, the same steps come in the same order of size
    assert against.permuted_agreement == pytest.approx(1.0)
    assert against.purity_gain == pytest.approx(-0.6)

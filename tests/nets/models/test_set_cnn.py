"""Is the convolutional net of SET the published one, to the parameter, and do its twins differ in the top alone?"""

import math

import numpy as np
import pytest
import torch
from torch import nn
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Run
from netsci_bench.nets.models.set_cnn import set_cnn
from netsci_bench.nets.probes.size import parameter_count
from netsci_bench.nets.sparse.evolution import Evolution, evolve
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

PUBLISHED = {"hidden": (2048, 2048), "dropout": 0.3, "initial": "glorot"}
PUBLISHED_CONVOLUTIONS, PUBLISHED_DENSE_TOP, PUBLISHED_SPARSE_TOP = 287_008, 8_413_194, 184_842
SMALL = {"hidden": (60, 50), "dropout": 0.3, "initial": "glorot"}
EVOLUTION = Evolution(zeta=0.3, deviation=0, momentum="all", finally_remove=False)


def net_of(seed: int = 0, **architecture) -> nn.Sequential:
    torch.manual_seed(seed)
    return set_cnn(10, **architecture)


def split(net: nn.Sequential) -> tuple[nn.Sequential, nn.Sequential]:
    at = next(i for i, layer in enumerate(net) if isinstance(layer, nn.Flatten))
    return net[:at], net[at:]


@pytest.fixture
def colours() -> dict[str, np.ndarray]:
    """Ten classes told apart by where a bright bar lies, and in noise, as CIFAR-10 has its images."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 120), ("test", 40)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = rng.integers(60, size=(count, 3, 32, 32)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, 3 * label + 1 : 3 * label + 4] += 180
        arrays |= {f"{part}_images": images, f"{part}_labels": labels}
    return arrays


@pytest.fixture
def recipe(colours) -> Recipe:
    return Recipe(
        dataset=toy_dataset(colours, "bars"),
        model={"name": "netsci_bench.nets.models.set_cnn:set_cnn"},
        architecture={**SMALL, "epsilon": 5.0},
        classes=10,
        optimizer="sgd",
        lr=0.01,
        momentum=0.9,
        normalisation="standardised",
        augmentation="crop_and_flip",
        batch=20,
        epochs=2,
        keep_epochs=(0, 1),
        evolution=EVOLUTION,
        evolved_by={"name": "netsci_bench.nets.sparse.evolution:evolve"},
    )


def test_the_dense_net_has_the_published_parameters():
    convolutions, top = split(net_of(**PUBLISHED))
    assert parameter_count(convolutions) == PUBLISHED_CONVOLUTIONS
    assert parameter_count(top) == PUBLISHED_DENSE_TOP


def test_the_published_parameters_of_the_sparse_top_are_one_draw_of_places_without_hidden_biases():
    convolutions, top = split(net_of(**PUBLISHED, epsilon=20))
    assert parameter_count(convolutions) == PUBLISHED_CONVOLUTIONS
    hidden, readout = [m for m in top if isinstance(m, SparseLinear)], top[-1]
    assert [len(layer.weight) for layer in hidden] == [20 * (2048 + 2048)] * 2
    assert parameter_count(top) == 163_840 + 2 * 2048 + parameter_count(readout)
    drawn = PUBLISHED_SPARSE_TOP - parameter_count(readout)
    assert drawn == 163_840 + 512
    spread = math.sqrt(sum(len(m.weight) * (1 - len(m.weight) / (m.inputs * m.outputs)) for m in hidden))
    assert abs(drawn - 163_840) < 1.5 * spread  # each place by itself with probability epsilon (n + m) / n m
    assert abs(drawn - 2 * 2048 - 163_840) > 8 * spread  # were the hidden biases counted, it could not be


def test_the_layers_come_in_the_published_order():
    names = [type(layer).__name__ for layer in net_of(**PUBLISHED, epsilon=20)]
    pair = ["Conv2d", "ReLU", "Dropout", "Conv2d", "ReLU", "MaxPool2d"]
    assert names == pair * 3 + ["Flatten", *["SparseLinear", "ReLU", "Dropout"] * 2, "Readout"]


def test_twins_of_a_seed_share_everything_but_the_top():
    sparse, dense, other = net_of(**SMALL, epsilon=5), net_of(**SMALL), net_of(seed=1, **SMALL)
    lower = [split(net)[0].state_dict() for net in (sparse, dense, other)]
    assert all(torch.equal(lower[0][name], lower[1][name]) for name in lower[0])
    assert not torch.equal(lower[0]["0.weight"], lower[2]["0.weight"])
    tops = [split(net)[1] for net in (sparse, dense)]
    kept = [[type(m) for m in top if not isinstance(m, nn.Linear | SparseLinear)] for top in tops]
    assert kept[0] == kept[1]
    assert [sum(isinstance(m, SparseLinear) for m in top) for top in tops] == [2, 0]


def test_weights_begin_as_glorot_has_them_and_biases_at_zero():
    first = net_of(**SMALL, epsilon=5)[0]
    widest = math.sqrt(6 / (9 * 3 + 9 * 32))
    assert 0.97 * widest < float(first.weight.detach().abs().max()) <= widest
    assert not first.bias.detach().any()


def test_sparse_weights_begin_in_the_scale_of_their_connections_or_of_the_layer():
    at = {of: net_of(**SMALL, epsilon=5, glorot_of=of)[19].weight.detach() for of in ("connections", "layer")}
    count = 5 * (2048 + 60)
    for of, sides in (("connections", count / 2048 + count / 60), ("layer", 2048 + 60)):
        widest = math.sqrt(6 / sides)
        assert 0.97 * widest < float(at[of].abs().max()) <= widest * 1.0001
    assert torch.equal(at["connections"].sign(), at["layer"].sign())


def test_a_signal_reaches_the_end_of_the_sparse_top_as_that_of_the_dense_one():
    images = torch.randn(50, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    nets = {
        "dense": net_of(**PUBLISHED),
        "connections": net_of(**PUBLISHED, epsilon=20),
        "layer": net_of(**PUBLISHED, epsilon=20, glorot_of="layer"),
    }
    with torch.no_grad():
        reached = {name: float(net.eval()(images).std()) for name, net in nets.items()}
    assert 0.5 < reached["connections"] / reached["dense"] < 2
    assert reached["layer"] < 0.05 * reached["dense"]


def test_evolving_rewires_the_sparse_layers_and_nothing_else():
    net = net_of(**SMALL, epsilon=5)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    evolve(net, torch.optim.SGD(net.parameters(), lr=0.1), EVOLUTION, np.random.default_rng(0), last=False)
    changed = {name for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
    sparse = [name for name, module in net.named_modules() if isinstance(module, SparseLinear)]
    assert changed == {f"{name}.{part}" for name in sparse for part in ("weight", "source", "target")}


@pytest.mark.system
def test_a_convolutional_net_trains_and_evolves(recipe, colours, tmp_path):
    run = Run(seed=0, device="cpu", folder=tmp_path, arrays=lambda _: colours)
    fit(recipe, run)
    first, second, last = (load(tmp_path, epoch, recipe) for epoch in (0, 1, 2))
    assert not torch.equal(first[0].weight, second[0].weight)
    assert torch.equal(first[19].source, second[19].source)  # kept before it is rewired
    assert not torch.equal(second[19].source, last[19].source)
    assert len(last[19].weight) == 5 * (2048 + 60)
    losses = read_history(tmp_path).series["train_loss"]
    assert losses[2] < losses[1]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"hidden": (60, 50), "epsilon": 40.0},
            "epsilon 40 asks for 4400 connections where a layer 60 to 50 has 3000",
        ),
        ({"hidden": (60, 50), "glorot_of": "all"}, "glorot_of is 'connections' or 'layer', not 'all'"),
        ({"hidden": (60, 50), "inputs": 3072}, "multiple values for keyword argument 'inputs'"),
    ],
)
def test_an_impossible_net_is_refused_before_it_trains(recipe, colours, tmp_path, settings, told):
    run = Run(seed=0, device="cpu", folder=tmp_path, arrays=lambda _: colours)
    with pytest.raises(Failure, match=told):
        fit(recipe.model_copy(update={"architecture": settings}), run)

"""What does the neural capacitance cost, against an epoch of training, and for a probe of layers of 1000 units?"""

from itertools import pairwise

import numpy as np
import pytest
import torch
from race import Row, busy
from stopwatch import fastest, peak_bytes
from torch import nn

from netsci_bench.measures.capacitance.line_graph import ProbeLayer
from netsci_bench.measures.capacitance.neural_capacitance import neural_capacitance, weight_degrees
from netsci_bench.nets.capacitance.probe_signals import body_features, probe_signals
from netsci_bench.nets.models.transfer_zoo import zoo_net

pytestmark = pytest.mark.perf
IMAGES, BATCH, SAMPLES = 10_000, 100, 500  # of the paper tier of capacitance/model-selection
WIDE = (200, 1000, 1000, 10)
SMALL = [
    ("mlp", (64, 1)),
    ("plain", (8, 2)),
    ("vgg", (8, 2)),
    ("resnet", (8, 1)),
    ("mobile", (16, 1)),
    ("mixer", (32, 2)),
]


def epoch(net: nn.Module, images: torch.Tensor, labels: torch.Tensor, batches: int) -> None:
    """So many steps of an epoch."""
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, fused=True)
    for some, classes in list(zip(images.split(BATCH), labels.split(BATCH), strict=True))[:batches]:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(some), classes).backward()
        optimizer.step()


def capacitance(net: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    signals = probe_signals(net.head, body_features(net, images[:SAMPLES]), labels[:SAMPLES])
    return neural_capacitance(weight_degrees([ProbeLayer(*one) for one in signals]), "directed")


@pytest.mark.parametrize(("family", "size"), SMALL)
@pytest.mark.usefixtures("one_thread")
def test_it_costs_at_most_a_twentieth_of_an_epoch(race, family: str, size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    net = zoo_net(10, family, size, (128, 64, 32))
    images, labels = torch.rand(IMAGES, 1, 28, 28), torch.randint(10, (IMAGES,))
    tenth = IMAGES // BATCH // 10
    epoch(net, images, labels, 2)
    ours, training = race.in_turns(
        [lambda: capacitance(net, images, labels), lambda: epoch(net, images, labels, tenth)], 3
    )
    inputs = f"{family}, {SAMPLES} of {IMAGES:,} images"
    row = Row("neural capacitance of a net", "an epoch of its training", inputs, "not the same quantity")
    race.written(row, ours, [10 * seconds for seconds in training]).at_least(20.0)


def wide_layers() -> list[ProbeLayer]:
    """What 500 samples show in a probe of two hidden layers of 1000 units."""
    rng = np.random.default_rng(0)
    layers = []
    for inputs, outputs in pairwise(WIDE):
        slopes = (rng.random((SAMPLES, outputs)) < 0.5).astype(np.float64)
        layers.append(ProbeLayer(rng.random((SAMPLES, inputs)), slopes, rng.normal(size=(SAMPLES, outputs)) * slopes))
    return layers


@pytest.mark.usefixtures("one_thread")
def test_a_probe_of_a_thousand_units_a_layer_takes_half_a_second_and_little_memory() -> None:
    """On one thread, so on two cores all the more."""
    layers = wide_layers()
    (taken,) = fastest([lambda: neural_capacitance(weight_degrees(layers), "symmetric")], 5)
    memory = peak_bytes(lambda: neural_capacitance(weight_degrees(layers), "symmetric"))
    print(f"\n1000-1000 probe, {SAMPLES} samples: {taken:.3f} s, {memory / 2**20:.0f} MiB")
    assert busy() or taken < 0.5
    assert memory < 200 * 2**20


def test_the_line_graph_itself_would_be_large() -> None:
    """What the closed form saves: a matrix with the square of the number of weights."""
    layers = wide_layers()
    weights = sum(layer.inputs.shape[1] * layer.slopes.shape[1] for layer in layers)
    memory = peak_bytes(lambda: weight_degrees(layers))
    assert 8 * weights**2 > 10_000 * memory

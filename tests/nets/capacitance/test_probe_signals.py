"""Is what a probe shows what automatic differentiation finds, and is its line graph the derivative it should be?"""

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.measures.capacitance.line_graph import ProbeLayer, line_graph
from netsci_bench.measures.capacitance.neural_capacitance import WeightDegrees, neural_capacitance, weight_degrees
from netsci_bench.nets.capacitance.probe_signals import body_features, linear_layers, probe_signals
from netsci_bench.nets.capacitance.second_derivative import second_derivative_degrees
from netsci_bench.nets.models.transfer_zoo import make_head, zoo_net

SAMPLES, FEATURES, CLASSES = 9, 4, 3


@pytest.fixture
def batch():
    torch.manual_seed(0)
    probe = make_head(FEATURES, CLASSES, (5, 4, 3)).double()
    return probe, torch.rand(SAMPLES, FEATURES).double(), torch.randint(CLASSES, (SAMPLES,))


def layers_of(probe, features, labels):
    return [ProbeLayer(*signals) for signals in probe_signals(probe, features, labels)]


def test_gradients_are_those_of_the_weights(batch):
    probe, features, labels = batch
    nn.functional.cross_entropy(probe(features), labels).backward()
    signals = probe_signals(probe, features, labels)
    for linear, (inputs, _, gradients) in zip(linear_layers(probe), signals, strict=True):
        np.testing.assert_allclose(gradients.T @ inputs / SAMPLES, linear.weight.grad.numpy(), atol=1e-12)
    assert all(set(np.unique(signal.slopes)) <= {0.0, 1.0} for signal in signals)
    assert any((signal.slopes == 0).any() for signal in signals)


def test_the_line_graph_is_the_second_derivative_with_the_next_gradients_held_fixed(batch):
    """Autograd, with the gradient at layer l + 1 detached: every entry, and none outside the neighbouring layers."""
    probe, features, labels = batch
    linear, signals = linear_layers(probe), probe_signals(probe, features, labels)
    graph = line_graph([ProbeLayer(*one) for one in signals])
    starts = np.cumsum([0, *(layer.weight.numel() for layer in linear)])
    covered = np.zeros_like(graph, dtype=bool)
    for place in range(len(linear) - 1):
        inputs, slopes, _ = (torch.from_numpy(values) for values in signals[place])
        held = torch.from_numpy(signals[place + 1].gradients)

        def gradient(weight, inputs=inputs, slopes=slopes, held=held):
            return (slopes * (held @ weight)).T @ inputs / SAMPLES

        block = torch.autograd.functional.jacobian(gradient, linear[place + 1].weight.detach())
        rows, columns = slice(*starts[place : place + 2]), slice(*starts[place + 1 : place + 3])
        covered[rows, columns] = True
        np.testing.assert_allclose(graph[rows, columns], block.flatten(2).flatten(0, 1).numpy(), atol=1e-14)
    assert not graph[~covered].any()


def test_the_sums_of_the_whole_second_derivative_are_those_of_its_matrix(batch, capsys):
    probe, features, labels = batch
    linear = linear_layers(probe)
    names = [f"{2 * place}.weight" for place in range(len(linear))]
    fixed = {name: value.detach() for name, value in probe.named_parameters() if name not in names}

    def loss(*weights):
        state = fixed | dict(zip(names, weights, strict=True))
        return nn.functional.cross_entropy(torch.func.functional_call(probe, state, (features,)), labels)

    blocks = torch.autograd.functional.hessian(loss, tuple(layer.weight.detach() for layer in linear))
    rows, columns = second_derivative_degrees(probe, features, labels)
    starts = np.cumsum([0, *(layer.weight.numel() for layer in linear)])
    for place in range(len(linear) - 1):
        block = blocks[place][place + 1].flatten(2).flatten(0, 1).numpy()
        np.testing.assert_allclose(rows[starts[place] : starts[place + 1]], block.sum(1), atol=1e-12)
        np.testing.assert_allclose(columns[starts[place + 1] : starts[place + 2]], block.sum(0), atol=1e-12)
    ours = neural_capacitance(weight_degrees(layers_of(*batch)), "symmetric")
    theirs = neural_capacitance(WeightDegrees(rows, columns), "symmetric")
    with capsys.disabled():
        print(f"\nsymmetric capacitance {ours:.4f}, from the whole second derivative {theirs:.4f}")
    assert abs(ours - theirs) > 1e-3  # what is held fixed matters: the gap is a metric of the experiment


def test_a_converged_probe_has_no_capacitance(batch):
    """Theorem 1 in a network: one that predicts with certainty, and the same one that does not."""
    probe, _, labels = batch
    found = []
    for strength in (1.0, 20.0, 200.0):
        with torch.no_grad():  # two weights are trained by hand: the label is an input of the probe
            for layer in linear_layers(probe):
                layer.weight.copy_(torch.eye(*layer.weight.shape))
                layer.bias.zero_()
            linear_layers(probe)[-1].weight.mul_(strength)
        certain = nn.functional.one_hot(labels, FEATURES).double()
        degrees = weight_degrees(layers_of(probe, certain, labels))
        found.append([abs(neural_capacitance(degrees, reading)) for reading in ("directed", "symmetric")])
    start, later, end = np.array(found)
    assert (start > 1e-4).all()
    assert (later < 1e-6 * start).all()
    assert (end < 1e-30).all()


def test_the_body_gives_what_enters_the_head_and_keeps_its_mode():
    torch.manual_seed(0)
    net = zoo_net(10, "vgg", (2, 2), (8, 6, 4)).train()
    images = torch.rand(6, 1, 28, 28)
    features = body_features(net, images)
    assert net.training
    torch.testing.assert_close(net.eval().head(features), net(images))
    assert not features.is_inference()


def test_what_is_no_probe_is_refused(batch):
    _, features, labels = batch
    for strange in (nn.Linear(4, 3), nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 3)), nn.Sequential()):
        with pytest.raises(ValueError, match="a probe is a Sequential"):
            probe_signals(strange, features, labels)
    with pytest.raises(ValueError, match="no body"):
        body_features(nn.Linear(4, 3), features)

"""Are the perceptrons of SET what their settings say, down to the ways of the published tutorial?"""

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.nets.models.dropout import Dropout
from netsci_bench.nets.models.set_mlp import set_mlp
from netsci_bench.nets.models.srelu import SReLU
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.sparse.readout import Readout
from netsci_bench.nets.sparse.tutorial_layers import SlowBias, TutorialDropout

TUTORIAL = {
    "inputs": 6,
    "hidden": (5, 4),
    "dropout": 0.5,
    "tutorial": True,
    "output": "sigmoid",
    "deviation": 1.0,
}


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def test_the_paper_tutorial_net_has_the_parameters_of_its_log():
    net = set_mlp(10, inputs=784, hidden=(1000, 1000, 1000), epsilon=13.0, sparse_output=True, draws="repeated")
    sparse = [m for m in net if isinstance(m, SparseLinear)]
    assert [len(m.weight) for m in sparse] == [22852, 25665, 25665, 7310]
    assert not any(isinstance(m, nn.Linear) for m in net)
    assert abs(0.7 * len(sparse[0].weight) - 16_000) < 100  # what their log has after a removal


@pytest.mark.parametrize(("epsilon", "kind"), [(0.0, nn.Linear), (2.0, SparseLinear)])
def test_a_twin_differs_in_its_connections_only(epsilon, kind):
    torch.manual_seed(0)
    net = set_mlp(3, inputs=20, hidden=(30, 25), epsilon=epsilon, dropout=0.2, activation="srelu", deviation=0.1)
    shapes = [type(m) for m in net]
    assert len(shapes) == 8
    assert all(isinstance(net[at], kind) for at in (1, 4))
    assert shapes[2::3] == [SReLU, SReLU]
    assert shapes[3:7:3] == [Dropout, Dropout]
    assert 0.08 < float(net[1].weight.detach().std()) < 0.12
    assert float(net[1].bias.detach().abs().max()) == 0
    assert net(torch.rand(7, 1, 4, 5)).shape == (7, 3)


def test_glorot_is_that_of_the_whole_layer():
    torch.manual_seed(0)
    net = set_mlp(3, inputs=200, hidden=(100,), epsilon=5.0, initial="glorot")
    widest = np.sqrt(6 / 300)
    assert 0.97 * widest < float(net[1].weight.detach().abs().max()) <= widest


def test_the_readout_is_a_linear_layer():
    torch.manual_seed(0)
    layer, given = Readout(9, 4), torch.randn(5, 9)
    torch.testing.assert_close(layer(given), nn.functional.linear(given, layer.weight, layer.bias))


def test_dropout_keeps_the_mean_and_drops_its_share():
    torch.manual_seed(0)
    dropped = Dropout(0.3)(torch.ones(1000, 200))
    assert abs(float((dropped == 0).float().mean()) - 0.3) < 0.01
    assert abs(float(dropped.mean()) - 1) < 0.01


def test_srelu_has_three_pieces_that_meet():
    shape = SReLU(1)
    with torch.no_grad():
        for parameter, value in zip(shape.parameters(), (-1.0, 0.5, 3.0, 2.0), strict=True):
            parameter.fill_(value)
    given = torch.tensor([[-3.0], [-1.0], [0.5], [2.0], [4.0]])
    torch.testing.assert_close(shape(given).flatten(), torch.tensor([-2.0, -1.0, 0.5, 2.0, 6.0]))
    shape(given).sum().backward()
    assert all(float(parameter.grad.abs()) > 0 for parameter in shape.parameters())


def test_srelu_by_kernels_is_that_by_operations_down_to_its_gradients():
    torch.manual_seed(0)
    shape = SReLU(6).double()
    with torch.no_grad():
        shape.left.normal_()
        shape.width.normal_()  # of either sign
        shape.right_slope.normal_()
    given = torch.randn(50, 6, dtype=torch.float64) * 3
    found = []
    for way in (shape, shape.by_operations):
        shape.zero_grad()
        came = given.clone().requires_grad_()
        answers = way(came)
        answers.square().sum().backward()
        found.append([answers, came.grad, *(parameter.grad for parameter in shape.parameters())])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs)
    assert shape.to("meta")(given.to("meta")).shape == (50, 6)


def test_the_tutorials_net_learns_and_answers_as_its_code_has_it():
    torch.manual_seed(0)
    net = set_mlp(3, **TUTORIAL).double()
    dense = [m for m in net if isinstance(m, SlowBias)]
    for layer in dense:
        nn.init.normal_(layer.bias)
    w, b = [m.weight.detach().numpy().T for m in dense], [m.bias.detach().numpy() for m in dense]
    x, wanted = torch.randn(8, 6, dtype=torch.float64), torch.eye(3, dtype=torch.float64)[torch.arange(8) % 3]

    net.eval()
    hidden = np.maximum(x.numpy() @ w[0] + b[0], 0)
    hidden = np.maximum((hidden @ w[1] + b[1]) * 0.5, 0)
    np.testing.assert_allclose(net(x).detach().numpy(), logistic((hidden @ w[2] + b[2]) * 0.5))

    net.train()
    masks: list[np.ndarray] = []
    for module in net:
        if isinstance(module, TutorialDropout):
            module.register_forward_hook(lambda _, given, answer: masks.append((answer != 0).numpy()))
    answers = net(x)
    (0.5 * (answers - wanted).square().sum(1).mean()).backward()
    z1 = x.numpy() @ w[0] + b[0]
    a1 = np.maximum(z1, 0) * masks[0]
    z2 = a1 @ w[1] + b[1]
    a2 = np.maximum(z2, 0) * masks[1]
    a3 = logistic(a2 @ w[2] + b[2])
    d3 = (a3 - wanted.numpy()) * logistic(a3) * (1 - logistic(a3))
    d2 = d3 @ w[2].T * (z2 > 0)  # no mask on the way back
    d1 = d2 @ w[1].T * (z1 > 0)
    np.testing.assert_allclose(answers.detach().numpy(), a3)
    for layer, values, delta in zip(dense, (x.numpy(), a1, a2), (d1, d2, d3), strict=True):
        np.testing.assert_allclose(layer.weight.grad.numpy(), (values.T @ delta / 8).T)
        np.testing.assert_allclose(layer.bias.grad.numpy(), delta.mean(0))


def test_a_slow_bias_learns_at_its_pace():
    torch.manual_seed(0)
    slow, usual = SlowBias(4, 3, 0.25), nn.Linear(4, 3)
    nn.init.zeros_(slow.bias)
    nn.init.zeros_(usual.bias)
    moved = []
    for layer in (slow, usual):
        given = torch.ones(5, 4)
        before = layer(torch.zeros(1, 4)).detach()
        step = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
        for _ in range(3):
            step.zero_grad()
            layer(given).sum().backward()
            step.step()
        moved.append(layer(torch.zeros(1, 4)).detach() - before)
    torch.testing.assert_close(moved[0], 0.25 * moved[1])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"sparse_output": True}, "a sparse output layer needs an epsilon above 0"),
        ({"epsilon": 1.0, "bias_pace": 0.5}, "bias_pace is for dense nets with ReLU alone"),
        ({"dropout": 1.0}, "dropout"),
        ({"epsilon": -1.0}, "epsilon"),
        ({"epsilon": 30.0}, "epsilon 30 asks for 330 connections where a layer 6 to 5 has 30"),
    ],
)
def test_impossible_settings_are_refused(settings, told):
    with pytest.raises(ValueError, match=told):
        set_mlp(3, inputs=6, hidden=(5,), **settings)

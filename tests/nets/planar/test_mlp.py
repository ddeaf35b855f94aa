from itertools import pairwise

import numpy as np
import pytest
import torch

from netsci_bench.nets.planar.mlp import gradient, layers_of, mean_loss, outputs_at, parameter_count

WIDTHS = (5, 4)


@pytest.fixture
def vector() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, parameter_count(WIDTHS))


@pytest.mark.parametrize("loss", ["logistic", "squared"])
def test_the_gradient_is_that_of_torch(vector, loss):
    rng = np.random.default_rng(1)
    points, wanted = rng.normal(size=(30, 2)), rng.choice([-1.0, 1.0], 30)
    slope = np.full(len(vector), np.nan)
    said, value = gradient(layers_of(vector, WIDTHS), points, wanted, loss, layers_of(slope, WIDTHS))
    leaf = torch.tensor(vector, requires_grad=True)
    x, at, sizes = torch.tensor(points), 0, (2, *WIDTHS, 1)
    for number, (into, out) in enumerate(pairwise(sizes)):
        weight, bias = leaf[at : at + out * into].view(out, into), leaf[at + out * into : at + out * (into + 1)]
        x = x @ weight.T + bias
        x = torch.relu(x) if number < len(WIDTHS) else x
        at += out * (into + 1)
    x, y = x[:, 0], torch.tensor(wanted)
    torch_loss = ((x - y) ** 2).mean() if loss == "squared" else torch.nn.functional.softplus(-y * x).mean()
    torch_loss.backward()
    np.testing.assert_allclose(said, x.detach().numpy(), rtol=1e-12)
    assert value == pytest.approx(float(torch_loss.detach()), rel=1e-12)
    np.testing.assert_allclose(slope, leaf.grad.numpy(), rtol=1e-9, atol=1e-14)


def test_layers_are_views_so_that_a_step_of_the_vector_is_a_step_of_the_network(vector):
    layers = layers_of(vector, WIDTHS)
    before = outputs_at(layers, np.ones((1, 2)))
    vector += 0.1
    assert outputs_at(layers, np.ones((1, 2))) != before
    assert sum(weight.size + bias.size for weight, bias in layers) == len(vector)


def test_the_logistic_loss_of_a_sure_and_wrong_answer_is_large_and_finite():
    assert mean_loss(np.array([-5000.0]), np.array([1.0]), "logistic") == 5000

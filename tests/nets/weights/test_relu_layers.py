import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.measures.polyhedra.relu_layers import network_outputs
from netsci_bench.nets.models.relu_mlp import relu_mlp_32_32
from netsci_bench.nets.weights.relu_layers import margin_network, relu_weights


def test_the_numbers_say_what_the_network_says():
    model, images = relu_mlp_32_32(2), torch.rand(7, 1, 28, 28)
    said = model(images).detach().numpy()
    layers = relu_weights(model)
    flat = images.flatten(1).double().numpy()
    np.testing.assert_allclose(network_outputs(layers, flat), said, rtol=1e-4, atol=1e-5)
    margin = network_outputs(margin_network(layers), flat)[:, 0]
    np.testing.assert_allclose(margin, said[:, 1] - said[:, 0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)), "Tanh where ReLU is wanted"),
        (nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Linear(3, 1)), "Conv2d where Linear is wanted"),
        (nn.Sequential(nn.Linear(2, 3), nn.ReLU()), "has to end in a linear layer"),
        (nn.Linear(2, 3), "Linear, where a plain Sequential is wanted"),
    ],
)
def test_what_is_no_relu_mlp_is_refused_by_name(model, why):
    with pytest.raises(ValueError, match=f"not a ReLU MLP: .*{why}"):
        relu_weights(model)


def test_a_margin_needs_two_classes():
    with pytest.raises(ValueError, match="has 10"):
        margin_network(relu_weights(relu_mlp_32_32(10)))

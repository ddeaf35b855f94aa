"""Does a penalty change the gradients of weights as the loss with the penalty would, and nothing else?"""

import pytest
import torch
from torch import nn

from netsci_bench.nets.sparse.balanced import balanced_mlp
from netsci_bench.nets.sparse.penalised import penalised_mlp

SHAPE = {"inputs": 20, "hidden": (12, 9), "epsilon": 2.0, "activation": "srelu"}


def gradients(net: nn.Module, l1: float = 0.0, l2: float = 0.0) -> dict[str, torch.Tensor]:
    """By autograd, of a loss to which the penalty is added by hand."""
    torch.manual_seed(1)
    loss = net(torch.randn(8, 20)).square().sum()
    weights = [value for name, value in net.named_parameters() if name.endswith("weight")]
    loss = loss + sum(l1 * w.abs().sum() + l2 / 2 * w.square().sum() for w in weights)
    loss.backward()
    return {name: value.grad.clone() for name, value in net.named_parameters()}


def made(build, **penalty) -> nn.Module:
    torch.manual_seed(0)
    return build(4, **penalty, **SHAPE)


@pytest.mark.parametrize("penalty", [{"l1": 0.3}, {"l2": 0.2}, {"l1": 0.1, "l2": 0.4}, {}])
def test_gradients_are_those_of_the_loss_with_the_penalty(penalty):
    expected = gradients(made(balanced_mlp), **penalty)
    found = gradients(made(penalised_mlp, **penalty))
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value)


def test_a_strong_penalty_takes_the_weights_to_zero_and_no_penalty_leaves_them():
    sizes = {}
    for l1 in (0.0, 0.5):
        net = made(penalised_mlp, l1=l1)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        for _ in range(300):
            optimizer.zero_grad()
            (0.0 * net(torch.randn(4, 20)).sum()).backward()
            optimizer.step()
        sizes[l1] = float(net[1].weight.detach().abs().max())
    assert sizes[0.0] > 0.4
    assert sizes[0.5] < 0.011


def test_it_survives_a_state_dict_and_a_rewiring_in_place():
    net, other = made(penalised_mlp, l1=0.5), made(penalised_mlp, l1=0.5)
    other.load_state_dict(net.state_dict())
    layer = other[1]
    layer.rewire(layer.places(), 2.0 * layer.weight.detach().numpy())
    (0.0 * other(torch.randn(4, 20)).sum()).backward()
    torch.testing.assert_close(layer.weight.grad, 0.5 * layer.weight.detach().sign())


def test_a_negative_penalty_is_refused():
    with pytest.raises(ValueError, match="from 0 on"):
        penalised_mlp(4, l1=-0.1, **SHAPE)

"""Are the zero-cost proxies those of their papers, and is the network afterwards as it was?"""

import math

import pytest
import torch
from torch import nn

from netsci_bench.nets.capacitance.zero_cost import gradient_norm, snip, synflow
from netsci_bench.nets.models.transfer_zoo import zoo_net


@pytest.fixture
def batch():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(9, 5), nn.ReLU(), nn.Linear(5, 3))
    return net, torch.rand(8, 1, 3, 3), torch.randint(3, (8,))


def test_snip_is_how_much_the_loss_changes_with_the_scale_of_each_weight(batch):
    """By differences: a mask c on each weight, at c = 1."""
    net, images, labels = batch
    net.double()
    images, step, total = images.double(), 1e-6, 0.0
    with torch.no_grad():
        for layer in (net[1], net[3]):
            flat = layer.weight.view(-1)
            for place in range(flat.numel()):
                kept, losses = flat[place].item(), []
                for scale in (1 + step, 1 - step):
                    flat[place] = kept * scale
                    losses.append(nn.functional.cross_entropy(net(images), labels).item())
                flat[place] = kept
                total += abs(losses[0] - losses[1]) / (2 * step)
    assert snip(net, images, labels) == pytest.approx(total, rel=1e-5)


def test_the_gradient_norm_is_that_of_backward(batch):
    net, images, labels = batch
    nn.functional.cross_entropy(net(images), labels).backward()
    norm = math.sqrt(sum(float(p.grad.square().sum()) for p in net.parameters()))
    assert gradient_norm(net, images, labels) == pytest.approx(norm, rel=1e-5)


def test_synflow_of_a_net_without_biases_is_the_number_of_layers_times_its_output():
    """Every layer passes on the same flow: the sum over all paths of the products of absolute weights."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 5, bias=False), nn.ReLU(), nn.Linear(5, 3, bias=False))
    flow = (net[3].weight.abs() @ net[1].weight.abs()).sum().item()
    assert synflow(net, torch.zeros(1, 2, 2)) == pytest.approx(math.log10(2 * flow), rel=1e-6)
    with torch.no_grad():
        net[3].weight.zero_()
        net[1].weight.zero_()
    with pytest.raises(ValueError, match="nothing flows"):
        synflow(net, torch.zeros(1, 2, 2))


@pytest.mark.parametrize("family", ["vgg", "mixer"])
def test_a_proxy_changes_nothing_in_the_network(family):
    torch.manual_seed(0)
    net = zoo_net(10, family, (4, 2), (8, 6, 4)).train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    images, labels = torch.rand(6, 1, 28, 28), torch.arange(6)
    found = [snip(net, images, labels), gradient_norm(net, images, labels), synflow(net, images[0])]
    assert all(math.isfinite(value) for value in found)
    assert net.training
    assert all(p.grad is None and p.requires_grad for p in net.parameters())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())

"""Is the net in one vector the net that torch differentiates, and is nothing lost by leaving units out?"""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from netsci_bench.contract.errors import Failure
from netsci_bench.nets.lottery.masked_net import MaskedNet, live_units, read_dense
from netsci_bench.nets.lottery.sparse_net import SparseTicketNet, ticket_net
from netsci_bench.nets.models.cifar_resnet import resnet20
from netsci_bench.nets.models.lenet300 import lenet300

SIZES = (30, 12, 9, 5)


def small_net(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    modules: list[nn.Module] = []
    for before, after in pairwise(SIZES):
        modules += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *modules[:-1])


def random_masks(density: float, seed: int = 0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return tuple(rng.random(w.shape) < density for w in read_dense(small_net()).weights)


def batch(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(20, SIZES[0], generator=generator), torch.randint(SIZES[-1], (20,), generator=generator)


def masked_by_hand(net: nn.Sequential, masks: tuple[np.ndarray, ...]) -> list[torch.Tensor]:
    layers = [module for module in net if isinstance(module, nn.Linear)]
    kept = [torch.from_numpy(mask) for mask in masks]
    with torch.no_grad():
        for layer, keep in zip(layers, kept, strict=True):
            layer.weight.mul_(keep)
    return kept


@pytest.mark.parametrize("kind", ["matrices", "connections"])
@pytest.mark.parametrize("density", [1.0, 0.4, 0.1])
def test_steps_of_adam_are_those_of_torch_with_masked_gradients(density, kind):
    net, masks = small_net(), random_masks(density)
    start = read_dense(net)
    ours = MaskedNet(start, masks, "cpu") if kind == "matrices" else SparseTicketNet(start, masks)
    optimizer = torch.optim.Adam([ours.vector], lr=0.01, fused=True)
    kept = masked_by_hand(net, masks)
    theirs = torch.optim.Adam(net.parameters(), lr=0.01)
    for step in range(12):
        images, labels = batch(step)
        ours.gradient(images[:, ours.inputs], nn.functional.one_hot(labels, SIZES[-1]).float())
        optimizer.step()
        theirs.zero_grad()
        nn.functional.cross_entropy(net(images), labels).backward()
        for layer, keep in zip((m for m in net if isinstance(m, nn.Linear)), kept, strict=True):
            layer.weight.grad.mul_(keep)
        theirs.step()
    found, wanted = ours.whole(), read_dense(net)
    for one, other in zip(found.weights + found.biases, wanted.weights + wanted.biases, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)
    images, _ = batch(99)
    np.testing.assert_allclose(ours.outputs(images[:, ours.inputs]).numpy(), net(images).detach().numpy(), atol=1e-4)


@pytest.mark.parametrize("build", [lambda s, m: MaskedNet(s, m, "cpu"), SparseTicketNet])
def test_a_weight_that_was_removed_gets_no_gradient_and_stays_zero(build):
    masks = random_masks(0.3)
    net = build(read_dense(small_net()), masks)
    optimizer = torch.optim.Adam([net.vector], lr=0.1, fused=True)
    for step in range(5):
        images, labels = batch(step)
        net.gradient(images[:, net.inputs], nn.functional.one_hot(labels, SIZES[-1]).float())
        optimizer.step()
    for weight, mask in zip(net.whole().weights, masks, strict=True):
        assert not weight[~mask].any()


def test_units_that_lead_nowhere_are_left_out_and_keep_their_weights():
    masks = random_masks(1.0)
    masks[1][:, 3] = False  # unit 3 of the first hidden layer leads nowhere,
    masks[0][3] = False
    masks[0][3, 7] = True  # and so input 7 does not,
    masks[0][:, 7] = False
    masks[0][3, 7] = True  # which only it reads
    start = read_dense(small_net())
    assert not live_units(masks)[1][3]
    assert not live_units(masks)[0][7]
    net = MaskedNet(start, masks, "cpu")
    assert net.inputs.sum() == SIZES[0] - 1
    assert len(net.vector) == (29 * 11 + 11) + (11 * 9 + 9) + (9 * 5 + 5)
    whole = net.whole()
    assert whole.biases[0][3] == start.biases[0][3]
    assert whole.weights[0][3, 7] == start.weights[0][3, 7]
    assert [w.shape for w in whole.weights] == [w.shape for w in start.weights]


def test_few_weights_are_trained_by_their_connections_and_many_by_matrices():
    start = read_dense(lenet300(10))
    few, many = ([np.random.default_rng(0).random(w.shape) < share for w in start.weights] for share in (0.1, 0.3))
    assert type(ticket_net(start, tuple(many), "cpu")) is MaskedNet
    net = ticket_net(start, tuple(few), "cpu")
    assert isinstance(net, SparseTicketNet)
    assert len(net.vector) == net.kept.sum()


def test_lenet300_has_the_papers_sizes_and_glorots_spread():
    torch.manual_seed(0)
    start = read_dense(lenet300(10))
    assert sum(w.size for w in start.weights) == 266_200
    assert sum(b.size for b in start.biases) == 410
    assert not any(b.any() for b in start.biases)
    for weight in start.weights:
        assert weight.std() == pytest.approx(np.sqrt(2 / sum(weight.shape)), rel=0.05)


@pytest.mark.parametrize("net", [resnet20(10), nn.Sequential(nn.Linear(3, 2), nn.ReLU()), nn.Sequential()])
def test_a_net_of_other_layers_is_refused(net):
    with pytest.raises(Failure, match="fully connected layers with ReLU between them"):
        read_dense(net)

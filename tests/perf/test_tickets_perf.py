"""Is our loop under masks worth having beside torch's own pruning, a data loader and an autograd graph?

Both run on one thread and are timed by the processor's clock, so that a busy machine does not decide.
"""

import time
from collections.abc import Callable

import numpy as np
import pytest
import torch
from race import Race, Racer, Row
from torch import nn
from torch.nn.utils import prune
from torch.utils.data import DataLoader, TensorDataset

from netsci_bench.nets.lottery.masked_net import MaskedNet, read_dense
from netsci_bench.nets.lottery.schedule import random_mask, remaining_weights
from netsci_bench.nets.lottery.sparse_net import ticket_net
from netsci_bench.nets.models.lenet300 import lenet300

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]

STEPS, BATCH = 300, 60
RATES = (0.2, 0.2, 0.1)
# inputs and units of each layer that lead to an output, in tickets of MNIST (1,500 iterations a round)
LIVE = {0: (784, 300, 100, 10), 10: (784, 300, 100, 10), 15: (718, 275, 99, 10), 24: (443, 101, 59, 10)}


def images() -> tuple[torch.Tensor, torch.Tensor]:
    """A fifth of the pixels bright, as in digits."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.rand(STEPS * BATCH, 784, generator=generator)
    return pixels.mul_(pixels < 0.2), torch.randint(10, (STEPS * BATCH,), generator=generator)


def masks_of_round(number: int) -> tuple[np.ndarray, ...]:
    """As many weights as a ticket of the round has, at random among as many inputs and units as are still in use."""
    rng = np.random.default_rng(0)
    weights = read_dense(lenet300(10)).weights
    left = remaining_weights([w.size for w in weights], RATES, 30)[number]
    masks = [np.zeros(w.shape, dtype=bool) for w in weights]
    for mask, many, before, after in zip(masks, left, LIVE[number], LIVE[number][1:], strict=False):
        mask[:after, :before] = random_mask((after, before), many, rng)
    return tuple(masks)


def pruned(masks: tuple[np.ndarray, ...]) -> nn.Module:
    """As a user of torch.nn.utils.prune removes weights."""
    net = lenet300(10)
    layers = [module for module in net if isinstance(module, nn.Linear)]
    for layer, mask in zip(layers, masks, strict=True):
        prune.custom_from_mask(layer, "weight", torch.from_numpy(mask))
    return net


def plain(masks: tuple[np.ndarray, ...]) -> float:
    """Seconds of the loop that such a user writes."""
    net = pruned(masks)
    optimizer = torch.optim.Adam(net.parameters(), lr=1.2e-3)
    loader = DataLoader(TensorDataset(*images()), batch_size=BATCH, shuffle=True)
    start = time.process_time()
    for pixels, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(pixels), labels).backward()
        optimizer.step()
    return time.process_time() - start


def ours(net: MaskedNet) -> float:
    """Seconds of as many steps, the choice of the inputs included."""
    optimizer = torch.optim.Adam([net.vector], lr=1.2e-3, fused=True)
    pixels, labels = images()
    start = time.process_time()
    seen, wanted = pixels[:, net.inputs].contiguous(), nn.functional.one_hot(labels, 10).float()
    for batch in torch.split(torch.randperm(len(seen)), BATCH):
        net.gradient(seen.index_select(0, batch), wanted.index_select(0, batch))
        optimizer.step()
    return time.process_time() - start


def a_step(net: MaskedNet, pixels: torch.Tensor, labels: torch.Tensor) -> list[np.ndarray]:
    """The weights of each layer after one step against the gradient."""
    net.gradient(pixels[:, net.inputs].contiguous(), nn.functional.one_hot(labels, 10).float())
    net.vector.sub_(net.slope)
    return list(net.whole().weights)


def a_plain_step(net: nn.Module, pixels: torch.Tensor, labels: torch.Tensor) -> list[np.ndarray]:
    nn.functional.cross_entropy(net(pixels), labels).backward()
    layers = [module for module in net if isinstance(module, nn.Linear)]
    return [((layer.weight_orig - layer.weight_orig.grad) * layer.weight_mask).detach().numpy() for layer in layers]


def timed(race: Racer, row: Row, here: Callable[[], float], there: Callable[[], float], rounds: int) -> Race:
    """As they time themselves: making nets and images does not count."""
    took: tuple[list[float], list[float]] = ([], [])
    race.in_turns([lambda: took[0].append(here()), lambda: took[1].append(there())], rounds)
    return race.written(row, *took)


def inputs_of(number: int, masks: tuple[np.ndarray, ...]) -> str:
    left = sum(mask.sum() for mask in masks) / sum(mask.size for mask in masks)
    return f"{STEPS} steps of a LeNet-300-100 in round {number} ({round(100 * left, 1):g} % of the weights)"


@pytest.mark.parametrize(("number", "least"), [(0, 1.2), (10, 2.0), (15, 4.0), (24, 6.0)])
def test_a_step_takes_less_time_than_with_torchs_pruning(race: Racer, number: int, least: float) -> None:
    masks, (pixels, labels) = masks_of_round(number), images()
    torch.manual_seed(0)
    net = pruned(masks)
    same = lenet300(10)
    same.load_state_dict({name.replace("_orig", ""): v for name, v in net.state_dict().items() if "mask" not in name})
    steps = (
        a_step(ticket_net(read_dense(same), masks, "cpu"), pixels[:BATCH], labels[:BATCH]),
        a_plain_step(net, pixels[:BATCH], labels[:BATCH]),
    )
    for mask, one, other in zip(masks, *steps, strict=True):
        np.testing.assert_allclose(one * mask, other * mask, rtol=1e-4, atol=1e-5)
    row = Row(
        "training under a mask",
        "torch.nn.utils.prune, DataLoader, autograd",
        inputs_of(number, masks),
        "a step's weights to 1e-4",
    )
    start = read_dense(lenet300(10))
    timed(race, row, lambda: ours(ticket_net(start, masks, "cpu")), lambda: plain(masks), 3).at_least(least)


@pytest.mark.parametrize(("number", "least"), [(10, 1.2), (15, 1.2), (24, 1.2)])
def test_kernels_over_existing_connections_are_faster_than_products_under_masks(
    race: Racer, number: int, least: float
) -> None:
    masks, (pixels, labels) = masks_of_round(number), images()
    start = read_dense(lenet300(10))
    steps = [
        a_step(net, pixels[:BATCH], labels[:BATCH])
        for net in (ticket_net(start, masks, "cpu"), MaskedNet(start, masks, "cpu"))
    ]
    for one, other in zip(*steps, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    row = Row(
        "training by existing connections",
        "matrix products under the mask (ours, too)",
        inputs_of(number, masks),
        "a step's weights to 1e-4",
    )
    ways = (lambda: ours(ticket_net(start, masks, "cpu")), lambda: ours(MaskedNet(start, masks, "cpu")))
    timed(race, row, *ways, 4).at_least(least)

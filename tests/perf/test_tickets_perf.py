"""Is our loop under masks worth having beside torch's own pruning, a data loader and an autograd graph?

Both run on one thread and are timed by the processor's clock, so that a busy machine does not decide.
"""

import time

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import prune
from torch.utils.data import DataLoader, TensorDataset

from netsci_bench.nets.lottery.masked_net import MaskedNet, read_dense
from netsci_bench.nets.lottery.schedule import random_mask, remaining_weights
from netsci_bench.nets.lottery.sparse_net import ticket_net
from netsci_bench.nets.models.lenet300 import lenet300
from netsci_bench.runs.hardware import processor_name

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


def plain(masks: tuple[np.ndarray, ...]) -> float:
    """Seconds of the loop that a user of torch.nn.utils.prune writes."""
    net = lenet300(10)
    layers = [module for module in net if isinstance(module, nn.Linear)]
    for layer, mask in zip(layers, masks, strict=True):
        prune.custom_from_mask(layer, "weight", torch.from_numpy(mask))
    optimizer = torch.optim.Adam(net.parameters(), lr=1.2e-3)
    loader = DataLoader(TensorDataset(*images()), batch_size=BATCH, shuffle=True)
    start = time.process_time()
    for pixels, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(pixels), labels).backward()
        optimizer.step()
    return time.process_time() - start


def ours(masks: tuple[np.ndarray, ...], net: MaskedNet | None = None) -> float:
    """Seconds of as many steps, the choice of the inputs included."""
    net = net or ticket_net(read_dense(lenet300(10)), masks, "cpu")
    optimizer = torch.optim.Adam([net.vector], lr=1.2e-3, fused=True)
    pixels, labels = images()
    start = time.process_time()
    seen, wanted = pixels[:, net.inputs].contiguous(), nn.functional.one_hot(labels, 10).float()
    for batch in torch.split(torch.randperm(len(seen)), BATCH):
        net.gradient(seen.index_select(0, batch), wanted.index_select(0, batch))
        optimizer.step()
    return time.process_time() - start


@pytest.mark.parametrize(("number", "least"), [(0, 1.2), (10, 2.0), (15, 4.0), (24, 6.0)])
def test_a_step_takes_less_time_than_with_torchs_pruning(number: int, least: float) -> None:
    masks = masks_of_round(number)
    times = [(ours(masks), plain(masks)) for _ in range(3)]
    here, there = (min(column) for column in zip(*times, strict=True))
    print(
        f"\n{processor_name()}, 1 thread, round {number}: {1e3 * here / STEPS:.2f} ms a step here, "
        f"{1e3 * there / STEPS:.2f} ms there, ratio {there / here:.1f}"
    )
    assert there / here >= least


@pytest.mark.parametrize(("number", "least"), [(10, 1.2), (15, 1.2), (24, 1.2)])
def test_kernels_over_existing_connections_are_faster_than_products_under_masks(number: int, least: float) -> None:
    masks = masks_of_round(number)
    start = read_dense(lenet300(10))
    times = [(ours(masks), ours(masks, MaskedNet(start, masks, "cpu"))) for _ in range(4)]
    here, there = (min(column) for column in zip(*times, strict=True))
    print(
        f"\n{processor_name()}, 1 thread, round {number}: {1e3 * here / STEPS:.2f} ms a step by connections, "
        f"{1e3 * there / STEPS:.2f} ms under masks, ratio {there / here:.1f}"
    )
    assert there / here >= least

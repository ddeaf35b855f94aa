"""Is it worth computing a convolution, a tanh and a max-pooling at once, against torch's layers in turn?

Steps of a LeNet-5 (batches of 64, AdamW, deterministic algorithms as in a run) on one thread, timed in turns by the
processor's clock.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
import torch
from race import Row
from torch import nn

from netsci_bench.nets.models.lenet import lenet5_eighth

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread", "deterministic")]

BATCH, STEPS, ROUNDS = 64, 25, 12
LEAST = 1.0  # below it the kernels only cost lines; on a busy machine 1.04 to 1.31, without AVX-512 1.23 to 1.51


@pytest.fixture
def deterministic() -> Iterator[None]:
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(False)


def strokes() -> torch.Tensor:
    """Images like digits: strokes on black."""
    images = torch.zeros(BATCH, 1, 28, 28)
    for image, (down, right) in zip(images, torch.randint(4, 20, (BATCH, 2)).tolist(), strict=True):
        image[0, 4:24, right : right + 3] = image[0, down : down + 3, 4:24] = 0.86
    return images


def steps(net: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Callable[[], object]:
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.001, fused=True)

    def take_steps() -> None:
        for _ in range(STEPS):
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(net(images), labels).backward()
            optimizer.step()

    return take_steps


def same_gradients(one: nn.Module, other: nn.Module, images: torch.Tensor) -> bool:
    """Whether both answer alike, and learn alike from it."""
    answers = [net(images) for net in (one, other)]
    for answer in answers:
        answer.square().mean().backward()
    pairs = [answers, *((a.grad, b.grad) for a, b in zip(one.parameters(), other.parameters(), strict=True))]
    return all(torch.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in pairs)


def test_steps_take_less_time_than_layer_by_layer(race):
    torch.manual_seed(0)
    ours = lenet5_eighth(10)
    plain = nn.Sequential(OrderedDict(deepcopy(ours).named_children()))
    images, labels = strokes(), torch.randint(10, (BATCH,))
    assert same_gradients(ours, plain, images)
    inputs = f"{STEPS} steps of a LeNet-5, batches of {BATCH}"
    row = Row(
        "convolution, tanh and pooling at once", "torch, layer by layer", inputs, "answers and gradients to 1e-4"
    )
    race(row, *(steps(net, images, labels) for net in (ours, plain)), ROUNDS).at_least(LEAST)

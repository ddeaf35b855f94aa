"""Are the kernels of the S-shaped ReLU worth having, against torch's own operations and its autograd graph?

Forward and backward of 1000 neurons by 128 examples on one thread, both timed by the processor's clock in turns.
"""

import time
from collections.abc import Callable, Iterator

import pytest
import torch

from netsci_bench.nets.device import describe
from netsci_bench.nets.models.srelu import SReLU

pytestmark = pytest.mark.perf

NEURONS, BATCH, STEPS, ROUNDS = 1000, 128, 100, 8
LEAST = 1.2  # below it the kernels would not be worth their lines


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def seconds(layer: Callable[[torch.Tensor], torch.Tensor], given: torch.Tensor, pull: torch.Tensor) -> float:
    """Of so many forward and backward passes; features by batch, as sparse layers hand them on."""
    start = time.process_time()
    for _ in range(STEPS):
        layer(given.t()).backward(pull.t())
    return time.process_time() - start


def test_the_kernels_are_faster_than_torchs_operations() -> None:
    torch.manual_seed(0)
    layer = SReLU(NEURONS)
    given, pull = torch.randn(NEURONS, BATCH, requires_grad=True), torch.randn(NEURONS, BATCH)
    ways = (layer, layer.by_operations)
    for way in ways:
        seconds(way, given, pull)  # compiles
    rounds = [[seconds(way, given, pull) for way in ways] for _ in range(ROUNDS)]
    ours, plain = (min(column) for column in zip(*rounds, strict=True))
    print(
        f"\n{describe('cpu')['name']}, 1 thread: {1e3 * ours / STEPS:.2f} ms by kernels, "
        f"{1e3 * plain / STEPS:.2f} ms by operations, ratio {plain / ours:.1f}"
    )
    assert plain >= LEAST * ours

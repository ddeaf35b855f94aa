"""Are the kernels of the S-shaped ReLU worth having, against torch's own operations and its autograd graph?

Forward and backward of 1000 neurons by 128 examples on one thread, both timed by the processor's clock in turns.
"""

from collections.abc import Callable

import pytest
import torch
from stopwatch import fastest

from netsci_bench.nets.models.srelu import SReLU
from netsci_bench.runs.hardware import processor_name

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]

NEURONS, BATCH, STEPS, ROUNDS = 1000, 128, 100, 8
LEAST = 1.2  # below it the kernels would not be worth their lines


def test_the_kernels_are_faster_than_torchs_operations() -> None:
    torch.manual_seed(0)
    layer = SReLU(NEURONS)
    given, pull = torch.randn(NEURONS, BATCH, requires_grad=True), torch.randn(NEURONS, BATCH)

    def passes(way: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[], object]:
        """Forward and backward; features by batch, as sparse layers hand them on."""
        return lambda: [way(given.t()).backward(pull.t()) for _ in range(STEPS)]

    ours, plain = fastest([passes(layer), passes(layer.by_operations)], ROUNDS)
    print(
        f"\n{processor_name()}, 1 thread: {1e3 * ours / STEPS:.2f} ms by kernels, "
        f"{1e3 * plain / STEPS:.2f} ms by operations, ratio {plain / ours:.1f}"
    )
    assert plain >= LEAST * ours

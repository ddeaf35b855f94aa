"""Are the kernels of the S-shaped ReLU worth having, against torch's own operations and its autograd graph?

Forward and backward of 1000 neurons by 128 examples on one thread, both timed by the processor's clock in turns.
"""

from collections.abc import Callable

import pytest
import torch
from race import Racer, Row

from netsci_bench.nets.models.srelu import SReLU

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]

NEURONS, BATCH, ROUNDS = 1000, 128, 8
LEAST = 1.2  # below it the kernels would not be worth their lines


def test_the_kernels_are_faster_than_torchs_operations(race: Racer) -> None:
    torch.manual_seed(0)
    layer = SReLU(NEURONS)
    given, pull = torch.randn(NEURONS, BATCH, requires_grad=True), torch.randn(NEURONS, BATCH)

    def passes(way: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[], object]:
        """Forward and backward; features by batch, as sparse layers hand them on."""
        return lambda: way(given.t()).backward(pull.t())

    def slopes(way: Callable[[torch.Tensor], torch.Tensor]) -> list[torch.Tensor]:
        """The answer and all gradients."""
        wanted = [given, *layer.parameters()]
        answer = way(given.t())
        return [answer, *torch.autograd.grad(answer, wanted, pull.t())]

    for one, other in zip(slopes(layer), slopes(layer.by_operations), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)
    inputs = f"{NEURONS:,} neurons, {BATCH} examples, forward and backward"
    row = Row("S-shaped ReLU", "torch's operations and autograd", inputs, "answers and gradients to 1e-4")
    race(row, passes(layer), passes(layer.by_operations), ROUNDS).at_least(LEAST)

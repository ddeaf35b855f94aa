"""Which activation learns its own shape? One of three straight pieces, whose ends and outer slopes are learned."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from netsci_bench.nets.models import srelu_kernels

MOST_RIGHT = 5.0  # of the widths drawn for the middle piece, as in keras_contrib, which the authors of SET use


class SReLU(nn.Module):
    """S-shaped rectified linear unit, four parameters a neuron (Jin et al., 2016).

    Formula: x between ``left`` and ``left + |width|``; below it goes on with the slope ``left_slope``, above with
    ``right_slope``. It begins as a leaky ReLU: left 0, slopes drawn from 0 to 1 on the left and 1 on the right.

    >>> SReLU(1)(torch.tensor([[0.0]])).tolist()
    [[0.0]]
    """

    def __init__(self, neurons: int) -> None:
        super().__init__()
        self.left = nn.Parameter(torch.zeros(neurons))
        self.left_slope = nn.Parameter(torch.rand(neurons))
        self.width = nn.Parameter(torch.rand(neurons) * MOST_RIGHT)
        self.right_slope = nn.Parameter(torch.ones(neurons))

    def forward(self, given: Float[Tensor, "batch neurons"]) -> Float[Tensor, "batch neurons"]:
        """Each value by the shape of its neuron."""
        if given.device.type != "cpu":
            return self.by_operations(given)
        shapes = torch.stack((self.left, self.left_slope, self.width, self.right_slope))
        answers: Tensor = _Shaped.apply(given.t(), shapes)
        return answers.t()

    def by_operations(self, given: Float[Tensor, "batch neurons"]) -> Float[Tensor, "batch neurons"]:
        """The same by torch's own operations."""
        below = (given - self.left).clamp(max=0)
        above = (given - self.left - self.width.abs()).clamp(min=0)
        return given + (self.left_slope - 1) * below + (self.right_slope - 1) * above


class _Shaped(torch.autograd.Function):
    """Neurons by batch, as sparse layers have it."""

    @staticmethod
    def forward(ctx: Any, given: Tensor, shapes: Tensor) -> Tensor:
        given = given.contiguous()
        ctx.save_for_backward(given, shapes)
        answers = torch.empty_like(given)
        srelu_kernels.forward(given.numpy(), shapes.detach().numpy(), answers.numpy())
        return answers

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        given, shapes = (saved.detach() for saved in ctx.saved_tensors)
        passed, of_shapes = torch.empty_like(given), torch.empty_like(shapes)
        arrays = (given, shapes, gradients[0].contiguous(), passed, of_shapes)
        srelu_kernels.backward(*(array.numpy() for array in arrays))
        return passed, of_shapes

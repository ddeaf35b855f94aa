"""Which activation learns its own shape? One of three straight pieces, whose ends and outer slopes are learned."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

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
        right = self.left + self.width.abs()
        below, above = (given - self.left).clamp(max=0), (given - right).clamp(min=0)
        return torch.clamp(given, self.left, right) + self.left_slope * below + self.right_slope * above

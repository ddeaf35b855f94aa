"""How does a dense layer take what sparse layers answer? Features by batch, as it comes: a third of the time."""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Readout(nn.Linear):
    """A dense layer for inputs that are a transposed view, as those from a ``SparseLinear``.

    >>> Readout(4, 2)(torch.zeros(4, 3).t()).shape
    torch.Size([3, 2])
    """

    def forward(self, given: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """The linear map."""
        return torch.addmm(self.bias[:, None], self.weight, given.t()).t()

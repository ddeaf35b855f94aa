"""How large are the gradients of connections that do not exist? A layer remembers a batch for them.

The gradient of a weight is the sum over a batch of what its source says times the slope at its target, whether the
connection exists or not. So a layer that keeps both of its last training batch can give the gradients of all places
without a dense pass at each step. What it keeps is a part of its state: a training that was stopped goes on with it.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from netsci_bench.nets.sparse.balanced import balanced_mlp
from netsci_bench.nets.sparse.linear import SparseLinear


class Watched(nn.Module):
    """A sparse layer, with what went into it and came back to it in the last batch of training.

    >>> layer = Watched(SparseLinear(4, 3, connections=5))
    >>> layer(torch.ones(2, 4)).sum().backward()
    >>> layer.gradient().shape
    torch.Size([3, 4])
    """

    def __init__(self, layer: SparseLinear) -> None:
        super().__init__()
        self.layer = layer
        self.given, self.slope = torch.empty(0, layer.inputs), torch.empty(0, layer.outputs)

    def forward(self, given: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """What the layer answers."""
        answer: Tensor = self.layer(given)
        if self.training and answer.requires_grad:
            self.given = given.detach().clone()
            answer.register_hook(self._remember)  # type: ignore[no-untyped-call]
        return answer

    def gradient(self) -> Float[Tensor, "outputs inputs"]:
        """Gradients of all weights in the last batch, of those that do not exist too.

        Raises:
            ValueError: no batch has been learned from.
        """
        if not len(self.slope) or len(self.slope) != len(self.given):
            raise ValueError("the layer has learned from no batch yet: call backward() on a loss in training mode")
        return self.slope.t() @ self.given

    def get_extra_state(self) -> Tensor:
        """The batch, a row for each example: inputs, then slopes."""
        seen = min(len(self.given), len(self.slope))
        return torch.cat([self.given[:seen], self.slope[:seen]], dim=1)

    def set_extra_state(self, state: Tensor) -> None:
        """Take the batch of a state dict."""
        self.given, self.slope = state[:, : self.layer.inputs].clone(), state[:, self.layer.inputs :].clone()

    def _remember(self, slope: Tensor) -> None:
        self.slope = slope.detach().clone()


def watched_mlp(classes: int, **architecture: Any) -> nn.Sequential:
    """The perceptron of `balanced_mlp`, with the same first weights, whose sparse layers remember their last batch.

    Raises:
        ValueError: `balanced_mlp` refuses the architecture, or no layer is sparse.
    """
    layers = [
        Watched(part) if isinstance(part, SparseLinear) else part for part in balanced_mlp(classes, **architecture)
    ]
    if not any(isinstance(layer, Watched) for layer in layers):
        raise ValueError("no layer is sparse, so there is nothing to watch: give an epsilon above 0")
    return nn.Sequential(*layers)


def watched_layers(model: nn.Module) -> dict[SparseLinear, Watched]:
    """The watched layers of a network, by the sparse layer in each."""
    return {part.layer: part for part in model.modules() if isinstance(part, Watched)}

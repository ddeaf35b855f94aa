"""What does a penalty on its weights add to the gradients of a perceptron? Its slope.

Recipes know weight decay of all parameters only. Here absolute values or squares of the weights of layers are
penalised, biases and activations not, as the kernel regularisers of Keras do.
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from netsci_bench.nets.sparse.balanced import balanced_mlp


def penalised_mlp(classes: int, l1: float = 0.0, l2: float = 0.0, **architecture: Any) -> nn.Sequential:
    """The perceptron of `balanced_mlp` that learns with l1 sum |w| + l2 / 2 sum w^2 added to its loss.

    The loss that is logged is without the penalty; only gradients have it.

    Raises:
        ValueError: a penalty is negative, or `balanced_mlp` refuses the architecture.
    """
    if l1 < 0 or l2 < 0:
        raise ValueError(f"penalties are numbers from 0 on, not l1 = {l1:g} and l2 = {l2:g}")
    net = balanced_mlp(classes, **architecture)
    for name, weights in net.named_parameters():
        if name.endswith("weight") and (l1 or l2):
            _penalise(weights, l1, l2)
    return net


def penalty_slope(weights: Float[Tensor, "..."], l1: float, l2: float) -> Float[Tensor, "..."]:
    """Slope of l1 |w| + l2 / 2 w^2 at each weight; 0 for a weight of 0.

    >>> import torch
    >>> penalty_slope(torch.tensor([2.0, 0.0, -1.0]), 0.5, 0.25).tolist()
    [1.0, 0.0, -0.75]
    """
    return l1 * weights.sign() + l2 * weights


def _penalise(weights: nn.Parameter, l1: float, l2: float) -> None:
    def with_penalty(gradient: Tensor) -> Tensor:
        return gradient + penalty_slope(weights.detach(), l1, l2)

    weights.register_hook(with_penalty)  # type: ignore[no-untyped-call]

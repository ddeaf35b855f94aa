"""How large is a network? Its parameters, and the multiplications that one image costs.

A multiply-accumulate (MAC) is counted once, for convolutions and fully connected layers only: batch normalisation,
activation, pooling and additions are left out, as most pruning papers do. (thop 0.0.31 adds two operations for each
value that a batch normalisation sees: for [2, 3, 6] of ResNet56 that turns -60.16 % into -60.21 %.)
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from netsci_bench.nets.training.evaluate import evaluation_mode


def parameter_count(model: nn.Module) -> int:
    """Number of trainable parameters.

    >>> parameter_count(nn.Linear(10, 5))
    55
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def macs(model: nn.Module, image: Sequence[int]) -> int:
    """Multiply-accumulates of convolutions and fully connected layers for one image of the given shape.

    >>> macs(nn.Conv2d(3, 16, kernel_size=3, padding=1), (3, 32, 32)) == 32 * 32 * 16 * 3 * 9
    True
    """
    counted = 0

    def count(module: nn.Conv2d | nn.Linear, _: object, output: Tensor) -> None:
        nonlocal counted
        # every output value is a sum over one filter, or one row of the matrix
        counted += output.numel() * math.prod(module.weight.shape[1:])

    layers = [module for module in model.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    handles = [layer.register_forward_hook(count) for layer in layers]
    try:
        with evaluation_mode(model):
            model(torch.zeros(1, *image, device=next(model.parameters()).device))
    finally:
        for handle in handles:
            handle.remove()
    return counted

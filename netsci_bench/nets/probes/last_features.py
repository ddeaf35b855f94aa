"""What enters the last linear layer of a network, image by image?"""

import torch
from torch import Tensor, nn

from netsci_bench.nets.training.evaluate import BATCH, evaluation_mode


def last_features(net: nn.Module, images: Tensor) -> Tensor:
    """The inputs of the last linear layer (``images features``), in evaluation mode.

    Raises:
        ValueError: the network has no linear layer.
    """
    linear = [module for module in net.modules() if isinstance(module, nn.Linear)]
    if not linear:
        raise ValueError(f"{type(net).__name__} has no linear layer, before which there were features")
    entered: list[Tensor] = []
    hook = linear[-1].register_forward_pre_hook(lambda _, given: entered.append(given[0]))
    try:
        with evaluation_mode(net):
            for some in torch.split(images, BATCH):
                net(some)
    finally:
        hook.remove()
    return torch.cat(entered)

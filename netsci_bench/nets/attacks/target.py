"""What is attacked, and which images fool it? A network, and the range in which the numbers of its images lie."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from netsci_bench.nets.training.evaluate import compute_outputs


class Target(NamedTuple):
    """A network in evaluation mode, how many classes it tells apart, and the range of its images.

    An attack leaves no number of an image below ``lowest`` or above ``highest``.
    """

    net: nn.Module
    classes: int
    lowest: float = 0.0
    highest: float = 1.0


class Normalised(nn.Module):
    """A network behind the normalisation that it was trained with: it takes images with numbers from 0 to 1."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, net: nn.Module, mean: Sequence[float], deviation: Sequence[float]) -> None:
        super().__init__()
        self.net = net
        for name, values in (("mean", mean), ("deviation", deviation)):
            self.register_buffer(name, torch.tensor(values).view(-1, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        """The outputs of the network for images that are not normalised yet."""
        return self.net((images - self.mean) / self.deviation)  # type: ignore[no-any-return]


def predict_classes(target: Target, images: Tensor) -> Tensor:
    """The class (int64, ``images``) to which the network assigns each image."""
    return compute_outputs(target.net, images).argmax(1)


def are_fooled(target: Target, images: Tensor, labels: Tensor) -> Tensor:
    """Which images (bool, ``images``) the network assigns to another class than that of their label."""
    return predict_classes(target, images) != labels

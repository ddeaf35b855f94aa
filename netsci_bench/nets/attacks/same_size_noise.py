"""What is noise of the same size as an attack? Its own changes, at other pixels and with random signs."""

import numpy as np
import torch
from torch import Tensor

from netsci_bench.nets.attacks.target import Target


def same_size_noise(target: Target, images: Tensor, attacked: Tensor, rng: np.random.Generator) -> Tensor:
    """The images with the changes that an attack made, each image's moved to random pixels and with random signs.

    Before the range of the target cuts them, the changes have the same number, largest value and Euclidean length as
    those of the attack. The channels of a pixel move together, so that a change of one pixel stays one.

    Args:
        target: what was attacked; only its range is used.
        images: before the attack, ``images channels height width``.
        attacked: after it, in the same shape.
        rng: draws pixels and signs.
    """
    changes = (attacked - images).flatten(2)
    order = torch.tensor(rng.permuted(np.tile(np.arange(changes.shape[2]), (len(images), 1)), axis=1))
    moved = changes.gather(2, order.to(images.device).unsqueeze(1).expand_as(changes))
    signs = torch.tensor(rng.choice(np.array([-1.0, 1.0], np.float32), tuple(changes.shape))).to(images.device)
    noisy = images + (moved * signs).view_as(images)
    return torch.where(changes.any(2).any(1).view(-1, 1, 1, 1), noisy.clamp(target.lowest, target.highest), images)

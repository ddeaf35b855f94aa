"""Which image excites a unit most? By gradient ascent from noise, held to what an image can be.

Activation maximisation (Erhan et al. 2009) alone finds noise of high frequency. So three things hold it: pixels stay
in [0, 1]; the total variation counts against an image (Mahendran & Vedaldi 2015); and in each step the image is
shifted by up to two pixels, so that only what is robust to that grows (Olah et al. 2017).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

SHIFT = 2  # pixels


@dataclass(frozen=True)
class Ascent:
    """How an image is found: steps, the length of each (root mean square over pixels), the weight of variation."""

    steps: int = 60
    rate: float = 0.08
    variation: float = 0.05


def feature_images(net: nn.Sequential, layer: int, shape: tuple[int, ...], ascent: Ascent, seed: int) -> Tensor:
    """The image that excites each unit of a layer most (``units channels height width``, in [0, 1]), on the CPU.

    Of a convolution a unit is a channel, and its activation the mean over the map; of a linear layer an output. What
    is maximised is the activation over its spread on the first noise images, less ``variation`` times the mean
    absolute difference of neighbouring pixels over that of the noise; all units of a layer at once, an image for
    each.

    Args:
        net: in its evaluation mode; its weights get no gradients.
        layer: the place of the layer whose outputs are taken, before any activation function.
        shape: of an image: channels, height, width.
        ascent: steps and strengths.
        seed: of the noise and the shifts.

    Raises:
        ValueError: the layer is neither a convolution nor linear.
    """
    chosen = net[layer]
    if not isinstance(chosen, nn.Conv2d | nn.Linear):
        raise ValueError(
            f"layer {layer} is a {type(chosen).__name__}: only convolutions and linear layers have units"
        )
    device = chosen.weight.device
    units = len(chosen.weight)
    generator = torch.Generator().manual_seed(seed)
    images = (0.5 + 0.1 * torch.randn(units, *shape, generator=generator)).clamp(0, 1).to(device)
    own = torch.arange(units, device=device)
    spread = _activations(net, layer, images).detach().std(dim=0).clamp_min(1e-6)
    roughness = _variation(images).mean()
    for _ in range(ascent.steps):
        images.requires_grad_(True)
        shift = torch.randint(-SHIFT, SHIFT + 1, (2,), generator=generator).tolist()
        excited = _activations(net, layer, images.roll(shift, dims=(2, 3)))[own, own] / spread
        aim = (excited - ascent.variation * _variation(images) / roughness).sum()
        (slope,) = torch.autograd.grad(aim, images)
        length = slope.flatten(1).square().mean(dim=1).sqrt().clamp_min(1e-12).view(-1, 1, 1, 1)
        images = (images.detach() + ascent.rate * slope / length).clamp(0, 1)
    return images.cpu()


def _activations(net: nn.Sequential, layer: int, images: Tensor) -> Tensor:
    """Of all units for all images (``images units``), maps averaged."""
    outputs: Tensor = net[: layer + 1](images)
    return outputs.flatten(2).mean(dim=2) if outputs.ndim > 2 else outputs


def _variation(images: Tensor) -> Tensor:
    """The mean absolute difference of neighbouring pixels, by image."""
    along, across = (images.diff(dim=d).abs().flatten(1).mean(dim=1) for d in (2, 3))
    return along + across

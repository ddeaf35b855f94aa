"""How does a batch of training examples reach the network? All pixels lie on the device; a batch is one indexing.

Augmentation is batched indexing too: the images lie there with a black border, channels last, and a batch is cut out
of them shifted and mirrored. The shifts of an epoch are drawn at once by the run, on the CPU: so they are a function
of seed and epoch on every device, and no checkpoint needs to hold them.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from netsci_bench.contract import Params
from netsci_bench.nets.tensors import scaled

Augmentation = Literal["none", "crop_and_flip"]

BORDER = 4  # pixels on each side, as He et al. (2016) and nearly everyone since


class Normalisation(Params):
    """Images in [0, 1], less ``mean`` and over ``deviation`` by channel."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]


class Scale(NamedTuple):
    """What is taken off every example and what it is then divided by; both broadcast over examples."""

    mean: Tensor
    deviation: Tensor


class Views(NamedTuple):
    """For each image: how far down and right its crop begins in the bordered image, and whether it is mirrored."""

    down: Tensor
    right: Tensor
    mirrored: Tensor


@dataclass(frozen=True)
class Feed:
    """Training examples on the device.

    Attributes:
        pixels: uint8, ``examples channels height width``; with augmentation bordered, and channels last.
        labels: int64, ``examples``.
    """

    pixels: Tensor
    labels: Tensor
    augmentation: Augmentation
    scale: Scale | None

    def __len__(self) -> int:
        return len(self.labels)

    def views(self, rng: np.random.Generator) -> Views | None:
        """How each image is seen in one epoch; None if they are seen as they are."""
        if self.augmentation == "none":
            return None
        down, right = rng.integers(0, 2 * BORDER + 1, size=(2, len(self)))
        drawn = (down, right, rng.random(len(self)) < 0.5)
        return Views(*(torch.from_numpy(values).to(self.labels.device) for values in drawn))

    def inputs(self, chosen: Tensor, views: Views | None) -> Tensor:
        """The chosen images as the network sees them: float32, ``images channels height width``."""
        pixels = self.pixels[chosen] if views is None else _cropped(self.pixels, chosen, views)
        return as_seen(pixels, self.scale)


def feed(pixels: Tensor, labels: Tensor, augmentation: Augmentation, scale: Scale | None) -> Feed:
    """Training examples, bordered and laid out for their augmentation."""
    if augmentation != "none":
        bordered = nn.functional.pad(pixels, (BORDER,) * 4)
        pixels = bordered.permute(0, 2, 3, 1).contiguous()
    return Feed(pixels, labels, augmentation, scale)


def as_seen(pixels: Tensor, scale: Scale | None) -> Tensor:
    """Uint8 pixels (or features, which are taken as they are) as the network sees them."""
    images = scaled(pixels)
    return images if scale is None else (images - scale.mean) / scale.deviation


def scale_of(normalisation: Normalisation | Literal["standardised"] | None, pixels: Tensor) -> Scale | None:
    """The numbers of a normalisation; to standardise, each pixel's own over the training images.

    Raises:
        ValueError: the images have another number of channels.
    """
    if normalisation is None:
        return None
    if isinstance(normalisation, Normalisation):
        mean, deviation = (
            torch.tensor(numbers, device=pixels.device) for numbers in (normalisation.mean, normalisation.deviation)
        )
        if not len(mean) == len(deviation) == pixels.shape[1]:
            raise ValueError(f"{len(mean)} means and {len(deviation)} deviations for {pixels.shape[1]} channels")
        return Scale(mean.view(-1, 1, 1), deviation.view(-1, 1, 1))
    deviation, mean = torch.std_mean(scaled(pixels), dim=0, correction=0)
    return Scale(mean, torch.where(deviation > 0, deviation, 1.0))  # a pixel that never changes becomes 0


def _cropped(bordered: Tensor, chosen: Tensor, views: Views) -> Tensor:
    """Crops of the chosen images, of their size before the border was added; channels last in memory."""
    down, right, mirrored = (values[chosen, None] for values in views)
    rows, columns = (_offsets(side, bordered.device) for side in bordered.shape[1:3])
    rows = rows + down
    columns = torch.where(mirrored, columns.flip(1), columns) + right
    crops: Tensor = bordered[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
    return crops.permute(0, 3, 1, 2)


def _offsets(side: int, device: torch.device) -> Tensor:
    return torch.arange(side - 2 * BORDER, device=device)[None]

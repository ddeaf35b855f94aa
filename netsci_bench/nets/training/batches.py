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

from netsci_bench.contract.schema import Params
from netsci_bench.nets.training.tensors import Scale, channel_scale, pixel_scale, rescale, scale_pixels

Augmentation = Literal["none", "crop_and_flip"]

BORDER = 4  # pixels on each side, as He et al. (2016) and nearly everyone since


class Normalisation(Params):
    """Images in [0, 1], less ``mean`` and over ``deviation`` by channel."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]


class Views(NamedTuple):
    """For each image: how far down and right its crop begins in the bordered image, and whether it is mirrored."""

    down: Tensor
    right: Tensor
    mirrored: Tensor


@dataclass(frozen=True)
class Batches:
    """Training examples on the device, of which batches are taken.

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

    def draw_views(self, rng: np.random.Generator) -> Views | None:
        """How each image is seen in one epoch; None if they are seen as they are."""
        if self.augmentation == "none":
            return None
        down, right = rng.integers(0, 2 * BORDER + 1, size=(2, len(self)))
        drawn = (down, right, rng.random(len(self)) < 0.5)
        return Views(*(torch.from_numpy(values).to(self.labels.device) for values in drawn))

    def inputs(self, chosen: Tensor, views: Views | None) -> Tensor:
        """The chosen images as the network sees them: float32, ``images channels height width``."""
        pixels = self.pixels[chosen] if views is None else _crop(self.pixels, chosen, views)
        return network_inputs(pixels, self.scale)


def make_batches(pixels: Tensor, labels: Tensor, augmentation: Augmentation, scale: Scale | None) -> Batches:
    """Training examples, bordered and laid out for their augmentation."""
    if augmentation != "none":
        bordered = nn.functional.pad(pixels, (BORDER,) * 4)
        pixels = bordered.permute(0, 2, 3, 1).contiguous()
    return Batches(pixels, labels, augmentation, scale)


def network_inputs(pixels: Tensor, scale: Scale | None) -> Tensor:
    """Uint8 pixels (or features, which are taken as they are) as the network sees them."""
    images = scale_pixels(pixels)
    return images if scale is None else rescale(images, scale)


def scale_of(normalisation: Normalisation | Literal["standardised"] | None, pixels: Tensor) -> Scale | None:
    """The numbers of a normalisation; to standardise, each pixel's own over the training images.

    Raises:
        ValueError: the images have another number of channels.
    """
    if normalisation is None:
        return None
    if normalisation == "standardised":
        return pixel_scale(scale_pixels(pixels))
    return channel_scale(pixels, normalisation.mean, normalisation.deviation)


def _crop(bordered: Tensor, chosen: Tensor, views: Views) -> Tensor:
    """Crops of the chosen images, of their size before the border was added; channels last in memory."""
    down, right, mirrored = (values[chosen, None] for values in views)
    rows, columns = (_offsets(side, bordered.device) for side in bordered.shape[1:3])
    rows = rows + down
    columns = torch.where(mirrored, columns.flip(1), columns) + right
    crops: Tensor = bordered[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
    return crops.permute(0, 3, 1, 2)


def _offsets(side: int, device: torch.device) -> Tensor:
    return torch.arange(side - 2 * BORDER, device=device)[None]

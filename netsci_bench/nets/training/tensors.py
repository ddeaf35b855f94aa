"""What does a network get of a data set? All images as one tensor on the device, and the labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from netsci_bench.contract.run import Arrays

BRIGHTEST = 255  # uint8 images; the papers' code scales to [0, 1]


@dataclass(frozen=True)
class Examples:
    """Images (float32, in [0, 1], ``examples channels height width``) and labels (int64, ``examples``)."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def load_examples(arrays: Arrays, part: str, device: str, limit: int | None = None) -> Examples:
    """The first ``limit`` examples (all by default) of a part, ``train`` or ``test``, of a data set.

    Raises:
        ValueError: the images are neither grey (``examples height width``) nor coloured (``examples channels height
            width``), or labels are missing.
    """
    pixels, labels = arrays[f"{part}_images"][:limit], arrays[f"{part}_labels"][:limit]
    if pixels.ndim not in (3, 4) or len(pixels) != len(labels):
        raise ValueError(f"{part} images of shape {pixels.shape} with {len(labels)} labels are not images")
    return to_examples(pixels, labels, device)


def to_examples(pixels: np.ndarray, labels: np.ndarray, device: str) -> Examples:
    """Uint8 pixels and labels as tensors on the device."""
    return Examples(to_images(pixels, device), torch.tensor(labels.astype(np.int64)).to(device))


def to_images(pixels: np.ndarray, device: str) -> Tensor:
    """Grey or coloured uint8 pixels as float32 in [0, 1], ``examples channels height width``."""
    return scale_pixels(to_pixels(pixels, device))


def to_pixels(pixels: np.ndarray, device: str) -> Tensor:
    """Grey or coloured pixels as they are, ``examples channels height width``; or features, ``examples features``."""
    # torch.tensor copies, as it must: the arrays of a run are read-only and a tensor cannot be
    images = torch.tensor(pixels).to(device)
    return images.unsqueeze(1) if images.ndim == 3 else images


def scale_pixels(pixels: Tensor) -> Tensor:
    """Uint8 pixels as float32 in [0, 1]; numbers that are no bytes are no pixels, and stay as they are."""
    return pixels.to(torch.float32).div_(BRIGHTEST) if pixels.dtype == torch.uint8 else pixels


class Scale(NamedTuple):
    """What is subtracted from every example and what it is then divided by; both broadcast over examples."""

    mean: Tensor
    deviation: Tensor


def channel_scale(images: Tensor, mean: Sequence[float], deviation: Sequence[float]) -> Scale:
    """A given mean and standard deviation for each channel of the images, on their device.

    Raises:
        ValueError: the images have another number of channels.
    """
    if not len(mean) == len(deviation) == images.shape[1]:
        raise ValueError(f"{len(mean)} means and {len(deviation)} deviations for {images.shape[1]} channels")
    return Scale(*(torch.tensor(values, device=images.device).view(-1, 1, 1) for values in (mean, deviation)))


def pixel_scale(images: Tensor) -> Scale:
    """The mean and standard deviation of each pixel (or feature) over the images; a constant pixel becomes 0."""
    deviation, mean = torch.std_mean(images, dim=0, correction=0)
    return Scale(mean, torch.where(deviation > 0, deviation, 1.0))


def rescale(images: Tensor, scale: Scale) -> Tensor:
    """Images less a mean and over a standard deviation."""
    return (images - scale.mean) / scale.deviation


def normalise(images: Tensor, mean: Sequence[float], deviation: Sequence[float]) -> Tensor:
    """Images less a mean and over a standard deviation for each channel, as a network was trained to see them.

    >>> normalise(torch.ones(1, 2, 1, 1), mean=(0.5, 1.0), deviation=(0.25, 1.0)).flatten().tolist()
    [2.0, 0.0]
    """
    return rescale(images, channel_scale(images, mean, deviation))

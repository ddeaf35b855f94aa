"""What does a network see of a data set? All images as one tensor on the device, labels beside it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from netsci_bench.run import Arrays

BRIGHTEST = 255  # uint8 images; the papers' code scales to [0, 1] and normalises no further


@dataclass(frozen=True)
class Examples:
    """Images (float32, in [0, 1], ``examples channels height width``) and labels (int64, ``examples``)."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def examples(arrays: Arrays, part: str, device: str, limit: int | None = None) -> Examples:
    """The first ``limit`` examples (all by default) of a part, ``train`` or ``test``, of a data set.

    Raises:
        ValueError: the images are not grey (``examples height width``), or labels are missing.
    """
    pixels, labels = arrays[f"{part}_images"][:limit], arrays[f"{part}_labels"][:limit]
    if pixels.ndim != 3 or len(pixels) != len(labels):
        raise ValueError(f"{part} images of shape {pixels.shape} with {len(labels)} labels are not grey images")
    return Examples(to_images(pixels, device), torch.tensor(labels.astype(np.int64)).to(device))


def to_images(pixels: np.ndarray, device: str) -> Tensor:
    """Grey uint8 pixels (``examples height width``) as float32 in [0, 1] with a channel axis."""
    # torch.tensor copies, as it must: the arrays of a run are read-only and a tensor cannot be
    return torch.tensor(pixels).to(device).unsqueeze(1).to(torch.float32).div_(BRIGHTEST)

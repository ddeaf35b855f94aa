"""How does the published MATLAB file of Caltech-101 Silhouettes become images and labels?

MATLAB numbers pixels column by column, and classes from 1. Here images are upright, dark is 0 and bright is 255 as
in every other data set, and the first class is 0. As in the file, the object is dark where the published one is 0.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.io
from numpy.typing import NDArray

from netsci_bench.data.sources.errors import SourceError

SIDE = 28
PARTS = {"train": "train", "valid": "val", "test": "test"}  # ours: the file's
BRIGHT = 255


def silhouettes(file: Path, names: Sequence[str]) -> dict[str, NDArray[np.uint8]]:
    """The named arrays: ``train_images``, ``train_labels``, and likewise ``valid`` and ``test``.

    Raises:
        SourceError: the file is damaged or not of this form.
    """
    try:
        content = scipy.io.loadmat(file)
        return {name: _array(content, *name.rsplit("_", 1)) for name in names}
    except SourceError:
        raise
    except Exception as error:  # a damaged file may raise anything at all
        raise SourceError(
            f"{file.name} is not a MATLAB file of silhouettes ({type(error).__name__}: {error})"
        ) from error


def _array(content: dict[str, Any], part: str, kind: str) -> NDArray[np.uint8]:
    if kind == "labels":
        return np.ascontiguousarray(content[f"{PARTS[part]}_labels"].ravel() - 1).astype(np.uint8)
    pixels = content[f"{PARTS[part]}_data"]
    if pixels.dtype != np.uint8 or pixels.max() > 1:
        raise SourceError(f"the pixels of part {part} are not zeros and ones")
    upright = pixels.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
    return np.ascontiguousarray(upright) * np.uint8(BRIGHT)

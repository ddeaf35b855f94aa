"""How do images and features become the zeros and ones that a Boltzmann machine learns?"""

from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8
from numpy.typing import NDArray

from netsci_bench.contract.run import Arrays, Run

BRIGHTEST = 255
Bits = UInt8[NDArray[np.uint8], "vectors visible"]


class BinaryParts(NamedTuple):
    """Zeros and ones to learn from, to choose by, and to judge by."""

    train: Bits
    valid: Bits
    test: Bits


def binary_parts(arrays: Arrays, run: Run, held_out: int = 0, limit: int | None = None) -> BinaryParts:
    """The three parts of a data set; where it has no validation part, the last ``held_out`` training vectors are it.

    ``limit``: of every part only the first so many vectors.

    Raises:
        ValueError: a value is neither 0 nor 1, or there is nothing to validate with.
    """
    train, test = (_bits(arrays, part, run) for part in ("train", "test"))
    if any(name.startswith("valid_") for name in arrays):
        valid = _bits(arrays, "valid", run)
    elif 0 < held_out < len(train):
        train, valid = train[:-held_out], train[-held_out:]
    else:
        raise ValueError(f"the data set has no validation part, and {held_out} of {len(train)} vectors are held out")
    return BinaryParts(train[:limit], valid[:limit], test[:limit])


def _bits(arrays: Arrays, part: str, run: Run) -> Bits:
    """Features as they are; of an image each pixel is on with the probability of its brightness, drawn once."""
    if f"{part}_features" in arrays:
        features = np.array(arrays[f"{part}_features"])
        if features.dtype != np.uint8 or features.max() > 1:
            raise ValueError(f"{part} features are not zeros and ones")
        return features
    pixels = arrays[f"{part}_images"].reshape(len(arrays[f"{part}_images"]), -1)
    levels = run.rng(f"brightness of {part}").integers(1, BRIGHTEST, size=pixels.shape, dtype=np.uint8, endpoint=True)
    return (pixels >= levels).astype(np.uint8)  # 255 always, 0 never

"""Made colour images: classes told apart by which channel is bright, in noise."""

import numpy as np

from netsci_bench.contract.run import Arrays


def bright_channels(train: int, test: int, classes: int = 3) -> Arrays:
    """Images of 32 x 32 and their labels, drawn at random; at most as many classes as channels."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", train), ("test", test)):
        labels = rng.integers(classes, size=count).astype(np.uint8)
        pixels = rng.integers(100, size=(count, 3, 32, 32)).astype(np.uint8)
        pixels[np.arange(count), labels] += 120
        arrays |= {f"{part}_images": pixels, f"{part}_labels": labels}
    return arrays

"""How is a pickled copy of MNIST read without trusting it, and turned back into the original bytes?

The old tutorial file holds pixels as float32 multiples of 1/256, which a float32 stores exactly: the bytes come
back unchanged.
"""

import gzip
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from netsci_bench.data.formats.pickled_arrays import unpickled
from netsci_bench.data.sources.errors import SourceError

PIXEL_SCALE = 256.0  # not 255: the file's authors divided by 256
SIDE = 28
BLOCK = 4096  # images at a time: the float array of all of them is 188 MB


def splits_from_pickle(file: Path) -> tuple[NDArray[np.uint8], ...]:
    """Train images, train labels, test images, test labels of a gzip-compressed ((x, y), (x, y), (x, y)).

    The first two pairs are train and validation: one after the other they are the original training set.
    Images have the shape (n, 28, 28), labels (n,).

    Raises:
        SourceError: it is not such a pickle, asks for anything but arrays, or its values are not whole bytes.
    """
    try:
        with gzip.open(file) as stream:
            (x1, y1), (x2, y2), (x3, y3) = unpickled(cast(IO[bytes], stream))
            images = [_images(x.array()) for x in (x1, x2, x3)]
            labels = [_bytes(y.array(), 1.0) for y in (y1, y2, y3)]
    except SourceError:
        raise
    except Exception as error:  # a damaged pickle may raise anything at all
        raise SourceError(f"{file.name} is not a pickle of three pairs of arrays ({error})") from error
    train = np.concatenate(images[:2]), np.concatenate(labels[:2])
    return (*train, images[2], labels[2])


def _images(floats: NDArray[Any]) -> NDArray[np.uint8]:
    blocks = [_bytes(floats[i : i + BLOCK], PIXEL_SCALE) for i in range(0, len(floats), BLOCK)]
    return np.concatenate(blocks).reshape(-1, SIDE, SIDE)


def _bytes(values: NDArray[Any], scale: float) -> NDArray[np.uint8]:
    scaled = values * scale
    if scaled.size and not (scaled.min() >= 0 and scaled.max() <= 255 and np.all(scaled == np.floor(scaled))):
        raise SourceError("the pickled values are not whole bytes")
    return scaled.astype(np.uint8)

"""How do the published forms of CIFAR-10 and CIFAR-100 become the same arrays?

The canonical layout is that of the official binary files: uint8, images channels height width (red, green, blue).
Three forms are known: the binary files, the pickled ones for Python, and (of CIFAR-10) pictures of one image a row.
The first two are read from single files or from the official archive. Every form has one part of training images or
more, and the test images at the end; of what is wrong inside, the checksums speak. Of the two labels of CIFAR-100 the
fine one is taken.
"""

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netsci_bench.data.formats.gzipped import is_gzipped
from netsci_bench.data.formats.pickled_arrays import unpickled
from netsci_bench.data.sources.errors import SourceError

SIDE, CHANNELS = 32, 3
PIXELS = CHANNELS * SIDE**2

Images = NDArray[np.uint8]
Part = tuple[Images, Images]  # images, labels


@dataclass(frozen=True)
class Layout:
    """How one of the two sets is cut into files: their names, labels before an image, key of the last of these."""

    names: tuple[str, ...]
    labels: int
    key: bytes


CIFAR10 = Layout((*(f"data_batch_{part}" for part in range(1, 6)), "test_batch"), 1, b"labels")
CIFAR100 = Layout(("train", "test"), 2, b"fine_labels")


def from_binary(files: Sequence[Path], layout: Layout = CIFAR10) -> list[Images]:
    """Training images, their labels, test images, their labels, from ``data_batch_1.bin`` ... ``test_batch.bin``.

    ``files``: these in order (of CIFAR-100, ``train.bin`` and ``test.bin``), or the one archive that holds them.

    Raises:
        SourceError: a file is missing or no whole number of images long.
    """
    names = [f"{name}.bin" for name in layout.names]
    return _joined([_binary_part(content, layout.labels) for content in _contents(files, names)])


def from_python(files: Sequence[Path], layout: Layout = CIFAR10) -> list[Images]:
    """The same from the pickles ``data_batch_1`` ... ``test_batch``, which are read without being trusted."""
    return _joined([_pickled_part(content, layout.key) for content in _contents(files, layout.names)])


def from_pictures(files: Sequence[Path]) -> list[Images]:
    """The same from RGB pictures, one image a row, training parts before the test part, and two JSON lists of labels.

    Raises:
        SourceError: a picture is damaged or not of this form, or a label is missing.
    """
    *pictures, train_labels, test_labels = files
    images = [_rows(picture) for picture in pictures]
    train, test = np.concatenate(images[:-1]), images[-1]
    return [train, _labels(train_labels, len(train)), test, _labels(test_labels, len(test))]


def _joined(parts: list[Part]) -> list[Images]:
    images, labels = zip(*parts, strict=True)
    return [np.concatenate(images[:-1]), np.concatenate(labels[:-1]), images[-1], labels[-1]]


def _contents(files: Sequence[Path], names: Sequence[str]) -> list[bytes]:
    try:
        if len(files) > 1:
            return [gzip.decompress(c) if is_gzipped(c) else c for c in (file.read_bytes() for file in files)]
        with tarfile.open(files[0]) as archive:
            members = {Path(m.name).name: m for m in archive if m.isfile()}  # read as streams, never extracted
            if missing := [name for name in names if name not in members]:
                raise SourceError(f"{files[0].name} holds no {', '.join(missing)}")
            streams = [archive.extractfile(members[name]) for name in names]
            return [stream.read() for stream in streams if stream]
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise SourceError(f"{files[0].name} is truncated or damaged ({error})") from error


def _binary_part(content: bytes, labels: int) -> Part:
    row = labels + PIXELS
    if not content or len(content) % row:
        raise SourceError(f"a file of {len(content)} bytes is not a whole number of images of {row} bytes")
    rows = np.frombuffer(content, np.uint8).reshape(-1, row)
    return _as_images(rows[:, labels:]), rows[:, labels - 1].copy()


def _pickled_part(content: bytes, key: bytes) -> Part:
    try:
        batch: dict[bytes, Any] = unpickled(io.BytesIO(content))
        pixels = batch[b"data"].array()
        labels = np.array(batch[key], dtype=np.uint8)
        images = _as_images(pixels)
    except SourceError:
        raise
    except Exception as error:  # a damaged pickle may raise anything at all
        raise SourceError(f"a pickle is not one of images and labels ({type(error).__name__}: {error})") from error
    if pixels.dtype != np.uint8 or len(labels) != len(images):
        raise SourceError(f"a pickle holds {len(images)} images of {pixels.dtype} and {len(labels)} labels")
    return images, labels


def _as_images(rows: Images) -> Images:
    return np.ascontiguousarray(rows).reshape(-1, CHANNELS, SIDE, SIDE)


def _rows(file: Path) -> Images:
    """The images in a picture, whose rows hold the pixels of one image each, three bytes a pixel."""
    try:
        with Image.open(file, formats=["PNG"]) as picture:
            if picture.mode != "RGB" or picture.width != SIDE**2:
                raise SourceError(f"{file.name} is {picture.mode} and {picture.width} wide, not RGB and {SIDE**2}")
            pixels = np.asarray(picture)
    except (OSError, SyntaxError, ValueError) as error:  # what pillow raises for damaged pictures
        raise SourceError(f"{file.name} is damaged or no PNG picture ({error})") from error
    return np.ascontiguousarray(pixels.reshape(-1, SIDE, SIDE, CHANNELS).transpose(0, 3, 1, 2))


def _labels(file: Path, images: int) -> Images:
    try:
        labels = np.array(json.loads(file.read_text(encoding="utf-8")), dtype=np.uint8)
    except (ValueError, TypeError, OverflowError) as error:
        raise SourceError(f"{file.name} is not a list of labels ({error})") from error
    if labels.shape != (images,):
        raise SourceError(f"{file.name} holds labels of shape {labels.shape} for {images} images")
    return labels

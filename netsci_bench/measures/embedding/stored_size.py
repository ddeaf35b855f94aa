"""How many bytes do the outputs of a network take in all epochs?

Four ways to store the same numbers: JSON with an object for each image, JSON with an array for each output,
MessagePack, and bytes of which only the changes from epoch to epoch are compressed.
"""

import json
import zlib

import numpy as np
from jaxtyping import Float32
from numpy.typing import NDArray

Outputs = Float32[NDArray[np.float32], "epochs images outputs"]
LEVELS = 255  # steps between 0 and 1 of an output in one byte
DOUBLE = 9  # bytes of a float64 in MessagePack: its kind and itself
SHORT_HEAD, LONG_HEAD, LONGER_HEAD = 1, 3, 5  # bytes before up to 15, up to 65,535 and more elements
SHORT, LONG = 15, 65_535


def json_bytes_by_image(outputs: Outputs) -> int:
    """Return the size of JSON with an indented object for each image, as a program writes it for reading.

    Shapes: (epochs, images, outputs) to a number. Units: bytes. Numbers are written as Python does: a float32 with
    all digits of the float64 that it becomes. Source: Pícha & Profota (2025), section 4.3.

    >>> json_bytes_by_image(np.zeros((1, 1, 1), dtype=np.float32))
    62
    """
    epochs = [[{"weights": image} for image in epoch] for epoch in outputs.tolist()]
    return len(json.dumps(epochs, indent=2))


def json_bytes_by_output(outputs: Outputs) -> int:
    """Return the size of JSON with an array for each output, without any blanks.

    Shapes, units, source: as ``json_bytes_by_image``.

    >>> json_bytes_by_output(np.zeros((1, 2, 1), dtype=np.float32))  # [{"0":[0.0,0.0]}]
    17
    """
    epochs = [dict(enumerate(epoch)) for epoch in outputs.transpose(0, 2, 1).tolist()]
    return len(json.dumps(epochs, separators=(",", ":")))


def messagepack_bytes(epochs: int, images: int, outputs: int) -> int:
    """Return the size of MessagePack with an array of float64 for each output.

    Formula: 9 bytes for each number, 1, 3 or 5 bytes before each array, 2 for each name of an output.
    Shapes: three numbers to one. Units: bytes. Source: the MessagePack specification.

    >>> messagepack_bytes(45, 10_000, 10)  # the paper: 40 MB
    40502298
    """
    each_epoch = _head(outputs) + outputs * (2 + _head(images) + DOUBLE * images)
    return _head(epochs) + epochs * each_epoch


def compact_bytes(outputs: Outputs) -> int:
    """Return the size of one byte for each output in [0, 1], as changes from epoch to epoch, compressed with zlib.

    An output is stored to within 1/510. Shapes: (epochs, images, outputs) to a number. Units: bytes.
    Raises: ValueError if an output lies outside [0, 1]. Source: ours.

    >>> compact_bytes(np.full((20, 1000, 10), 0.1, dtype=np.float32)) < 1000
    True
    """
    if not ((outputs >= 0) & (outputs <= 1)).all():
        raise ValueError("outputs in one byte must lie between 0 and 1")
    levels = np.rint(outputs * LEVELS).astype(np.uint8)
    changes = np.diff(levels, axis=0, prepend=np.zeros_like(levels[:1]))
    return len(zlib.compress(changes.tobytes(), 9))


def _head(elements: int) -> int:
    if elements <= SHORT:
        return SHORT_HEAD
    return LONG_HEAD if elements <= LONG else LONGER_HEAD

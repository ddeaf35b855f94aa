"""How are the on-off patterns of many cells kept in little memory and found again?

Eight units to a byte, every layer starting at a byte of its own, so that layers can be packed one by one.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Int, UInt8
from numpy.typing import NDArray


def packed_patterns(
    patterns: Bool[NDArray[np.bool_], "cells units"], widths: Sequence[int]
) -> UInt8[NDArray[np.uint8], "cells bytes"]:
    """Return on-off patterns packed to bits.

    Formula: numpy.packbits of each layer's units, ceil(width / 8) bytes a layer. Shapes: (cells, units) with
    sum(widths) units to (cells, bytes). Units: none. Raises: ValueError if the widths do not add up.
    Source: none, a storage format.

    >>> packed_patterns(np.array([[True, False, True]]), (2, 1))
    array([[128, 128]], dtype=uint8)
    """
    if sum(widths) != patterns.shape[1]:
        raise ValueError(f"patterns of {patterns.shape[1]} units for layers of {', '.join(map(str, widths))}")
    layers = np.split(patterns, np.cumsum(widths)[:-1], axis=1) if len(widths) else [patterns]
    return np.concatenate([np.packbits(layer, axis=1) for layer in layers], axis=1)


def unpacked_patterns(
    packed: UInt8[NDArray[np.uint8], "cells bytes"], widths: Sequence[int]
) -> Bool[NDArray[np.bool_], "cells units"]:
    """Return the on-off patterns that were packed.

    Formula: the inverse of `packed_patterns`. Shapes: (cells, bytes) to (cells, units). Units: none.
    Raises: ValueError if the bytes are not those of layers of these widths. Source: none.

    >>> unpacked_patterns(np.array([[128, 128]], dtype=np.uint8), (2, 1))
    array([[ True, False,  True]])
    """
    lengths = [-(-width // 8) for width in widths]
    if sum(lengths) != packed.shape[1]:
        raise ValueError(f"{packed.shape[1]} bytes for layers of {', '.join(map(str, widths))} units")
    ends = np.cumsum([0, *lengths])
    layers = [
        np.unpackbits(packed[:, begin : begin + length], axis=1, count=width)
        for begin, length, width in zip(ends[:-1], lengths, widths, strict=True)
    ]
    return np.concatenate([np.zeros((len(packed), 0), dtype=np.uint8), *layers], axis=1).astype(np.bool_)


def row_numbers(
    wanted: UInt8[NDArray[np.uint8], "rows bytes"], among: UInt8[NDArray[np.uint8], "cells bytes"]
) -> Int[NDArray[np.int64], " rows"]:
    """Return for each packed pattern which row of `among` it is, -1 where it is none.

    Formula: equality of rows; the last one of equals. Shapes: (rows, bytes), (cells, bytes) to (rows,).
    Units: none. Raises: nothing. Source: none.

    >>> row_numbers(np.array([[7], [9]], dtype=np.uint8), np.array([[9], [8]], dtype=np.uint8))
    array([-1,  0])
    """
    number_of = {row.tobytes(): number for number, row in enumerate(among)}
    return np.array([number_of.get(row.tobytes(), -1) for row in wanted], dtype=np.int64)

"""How is a table made where a data set is too large to ship, bit for bit the same on every machine?

Whole numbers only: each number is a hash (splitmix64) of the seed, the array and the place, so that neither a version
of numpy nor a processor can change one. Results that come from such a table say that the code runs, nothing else.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt64
from numpy.typing import NDArray

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats.tables import Shape
from netsci_bench.data.sources.errors import SourceError

GOLDEN = 0x9E3779B97F4A7C15
MULTIPLIERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
WORD = (1 << 64) - 1
BELL = 8 * 255 // 2  # mean of the sum of a word's eight bytes
STEPS = 256  # features are whole multiples of one over this


def generated_rows(file: Path, names: Sequence[str], shapes: Sequence[Shape]) -> dict[str, NDArray[Any]]:
    """Features (float32) and labels (uint8; 0 or 1) of the parts, in turn: ``names`` are features, labels, ...

    A feature is roughly normal, with mean 0 and a standard deviation of about 0.8. The label says whether the sum of
    the even columns lies above that of the odd ones, so that a net can learn it.

    Raises:
        SourceError: the file states no seed, a whole number from 0 to 2^64 - 1.
        Mistake: the catalogue's arrays are no pairs of features and labels with as many rows.
    """
    seed = _seed(file)
    pairs = list(zip(names[::2], names[1::2], shapes[::2], shapes[1::2], strict=False))
    if 2 * len(pairs) != len(names) or any(len(rows) != 2 or rows[:1] != column for *_, rows, column in pairs):
        raise Mistake("generated rows become pairs of arrays: features, then labels, with as many rows")
    arrays: dict[str, NDArray[Any]] = {}
    for number, (features, labels, shape, _) in enumerate(pairs):
        values = _bell_shaped(_words(seed + (number << 32), shape[0] * shape[1])).reshape(shape)
        arrays[features] = values.astype(np.float32) / np.float32(STEPS)
        arrays[labels] = (values[:, ::2].sum(axis=1) > values[:, 1::2].sum(axis=1)).astype(np.uint8)
    return arrays


def _seed(file: Path) -> int:
    try:
        seed = json.loads(file.read_text(encoding="utf-8"))["seed"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{file.name} states no seed ({error})") from error
    if type(seed) is not int or not 0 <= seed <= WORD:
        raise SourceError(f"{file.name}: the seed is {seed!r}, no whole number from 0 to 2^64 - 1")
    return seed


def _words(seed: int, count: int) -> UInt64[NDArray[np.uint64], " count"]:
    """The first words of the generator splitmix64 (Steele, Lea and Flood, 2014, OOPSLA)."""
    words = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN) + np.uint64(seed & WORD)
    for shift, multiplier in zip((30, 27), MULTIPLIERS, strict=True):
        words = (words ^ (words >> np.uint64(shift))) * np.uint64(multiplier)
    return words ^ (words >> np.uint64(31))


def _bell_shaped(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Sums of eight uniform bytes less their mean: nearly normal, standard deviation 209."""
    parts = words[:, None] >> np.arange(0, 64, 8, dtype=np.uint64) & np.uint64(255)
    sums: NDArray[np.int64] = parts.astype(np.int64).sum(axis=1)
    return sums - BELL

"""Where in a matrix do new connections go? To distinct positions drawn at random, without listing all of them."""

import numpy as np
from jaxtyping import Int64
from numpy.typing import NDArray

CROWDED = 0.5  # from this share of a matrix on, listing the free places takes less than drawing until they are hit
SPARE = 1.1  # drawn beyond what is needed, for those that meet others; a second draw is seldom needed then


def free_places(
    places: int, count: int, taken: Int64[NDArray[np.int64], " taken"], rng: np.random.Generator
) -> Int64[NDArray[np.int64], " count"]:
    """Draw ``count`` of the places 0 to ``places - 1`` that are not taken: distinct, all equally likely, in order.

    Shapes: ``taken`` in ascending order and without repeats. Raises: ValueError if fewer places are free.

    >>> free_places(4, 2, np.array([0, 2]), np.random.default_rng(0))
    array([1, 3])
    """
    free = places - len(taken)
    if not 0 <= count <= free:
        raise ValueError(f"{count} connections are asked for where {free} of {places} places are free")
    if len(taken) + count > CROWDED * places:
        return np.sort(rng.choice(np.delete(np.arange(places), taken), count, replace=False))
    distinct = np.empty(0, np.int64)
    while len(distinct) < count:
        drawn = rng.integers(places, size=int(SPARE * (count - len(distinct))) + 1)
        distinct = np.union1d(distinct, drawn[~is_among(drawn, taken)])
    # of those drawn every subset is equally likely: which are too many must not depend on their order
    return np.sort(rng.choice(distinct, count, replace=False))


def is_among(
    places: Int64[NDArray[np.int64], " places"], taken: Int64[NDArray[np.int64], " taken"]
) -> NDArray[np.bool_]:
    """Which places are among the taken ones, given in ascending order."""
    if not len(taken):
        return np.zeros(len(places), dtype=bool)
    nearest = np.minimum(np.searchsorted(taken, places), len(taken) - 1)
    same: NDArray[np.bool_] = taken[nearest] == places
    return same

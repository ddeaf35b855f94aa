"""How many weights does each layer keep in each round of pruning, and which ones go?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.errors import Failure


def remaining_weights(sizes: Sequence[int], rates: Sequence[float], rounds: int) -> list[tuple[int, ...]]:
    """How many weights each layer has before round 1, after it, and so on: ``rounds`` + 1 rows.

    Raises:
        Failure: there is not one rate per layer, or a round would remove all weights of a layer, or none.

    >>> remaining_weights((100, 20), (0.2, 0.1), 2)
    [(100, 20), (80, 18), (64, 16)]
    """
    if len(sizes) != len(rates):
        raise Failure(f"{len(rates)} rates for {len(sizes)} layers", "rates", "give one rate for each layer")
    rows = [tuple(sizes)]
    for number in range(1, rounds + 1):
        rows.append(tuple(_left(rows[-1], rates, layer, number) for layer in range(len(sizes))))
    return rows


def without_smallest(mask: NDArray[np.bool_], weights: NDArray[np.floating], left: int) -> NDArray[np.bool_]:
    """The mask with only the ``left`` weights of greatest size in it; of equal ones the first are kept.

    >>> without_smallest(np.array([[True, True, False, True]]), np.array([[0.1, -3.0, 9.0, 2.0]]), 2)
    array([[False,  True, False,  True]])
    """
    places = np.flatnonzero(mask)
    order = np.argsort(-np.abs(weights.ravel()[places]), kind="stable")
    kept = np.zeros(mask.size, dtype=bool)
    kept[places[order[:left]]] = True
    return kept.reshape(mask.shape)


def random_mask(shape: tuple[int, ...], left: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A mask with ``left`` weights at positions drawn at random."""
    kept = np.zeros(int(np.prod(shape)), dtype=bool)
    kept[rng.choice(kept.size, left, replace=False)] = True
    return kept.reshape(shape)


def _left(before: tuple[int, ...], rates: Sequence[float], layer: int, number: int) -> int:
    gone = round(rates[layer] * before[layer])
    where = f"layer {layer + 1} in round {number}"
    if gone >= before[layer]:
        what = f"a rate of {rates[layer]:g} takes all of the {before[layer]} weights that are left"
        raise Failure(what, where, f"take a smaller rate or at most {number - 1} rounds")
    if not gone:
        what = f"a rate of {rates[layer]:g} takes none of the {before[layer]} weights that are left"
        raise Failure(what, where, f"there is nothing more to prune: take at most {number - 1} rounds")
    return before[layer] - gone

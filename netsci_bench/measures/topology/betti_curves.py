"""How many pieces and how many holes has a planar complex while it grows?

In the plane there are no cavities, so the holes follow from counting: b1 = b0 - (V - E + F). Only the pieces need
an algorithm, union-find over the sides in order of entry. Complexes that do not lie in the plane are for
`netsci_bench.measures.topology.persistence`.
"""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Int
from numba import njit
from numpy.typing import NDArray

from netsci_bench.measures.topology.filtrations import Filtration


@dataclass(frozen=True)
class BettiCurves:
    """After each step: the pieces `b0`, the holes `b1`, and how many `cells` of all dimensions have entered."""

    b0: Int[NDArray[np.int64], " steps"]
    b1: Int[NDArray[np.int64], " steps"]
    cells: Int[NDArray[np.int64], " steps"]


def betti_curves(order: Filtration, sides: Int[NDArray[np.int32], "E 2"]) -> BettiCurves:
    """Return the Betti numbers of a planar complex after each step of a filtration.

    Formula: b0 the number of connected components, b1 = b0 - V + E - F of what has entered; b2 = 0.
    Shapes: the two vertices of each side, (E, 2), to curves (steps,). Units: components, holes, cells.
    Raises: ValueError if a step lies outside 0..steps-1, a side enters before one of its vertices, the sides are
    not those of the filtration, or a vertex does not exist. That a face enters after its sides is not seen here.
    Source: Edelsbrunner & Harer (2010), Computational Topology; Euler-Poincare.

    >>> triangle = np.array([[0, 1], [1, 2], [2, 0]], dtype=np.int32)
    >>> curves = betti_curves(Filtration(np.arange(3), np.arange(3, 6), np.array([6]), 7), triangle)
    >>> curves.b0, curves.b1
    (array([1, 2, 3, 2, 1, 1, 1]), array([0, 0, 0, 0, 0, 1, 0]))
    """
    _check(order, sides)
    born, added, closed = (
        np.bincount(entries, minlength=order.steps) for entries in (order.vertices, order.sides, order.faces)
    )
    first = np.concatenate([[0], np.cumsum(added)])
    merged = _merges(sides, order.sides, first, len(order.vertices))
    b0 = np.cumsum(born - merged)
    return BettiCurves(b0, b0 - np.cumsum(born - added + closed), np.cumsum(born + added + closed))


def _check(order: Filtration, sides: NDArray[np.int32]) -> None:
    for entries in (order.vertices, order.sides, order.faces):
        if len(entries) and not 0 <= entries.min() <= entries.max() < order.steps:
            raise ValueError(f"a step lies outside 0..{order.steps - 1}")
    if len(sides) != len(order.sides):
        raise ValueError(f"{len(sides)} sides for a filtration of {len(order.sides)}")
    if not len(sides):
        return
    if sides.min() < 0 or sides.max() >= len(order.vertices):
        raise ValueError(f"a side has a vertex that is none of the {len(order.vertices)}")
    if (order.vertices[sides] > order.sides[:, None]).any():
        raise ValueError("a side enters before one of its vertices")


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def _merges(sides, entries, first, vertices):
    """Return how many components disappear at each step; `first` is where each step begins in sorted order."""
    next_slot = first.copy()
    ends = np.empty(sides.shape, dtype=np.int32)
    for side in range(len(sides)):
        step = entries[side]
        ends[next_slot[step]] = sides[side]
        next_slot[step] += 1
    root = np.arange(vertices, dtype=np.int32)
    merged = np.zeros(len(first) - 1, dtype=np.int64)
    for step in range(len(merged)):
        for side in range(first[step], first[step + 1]):
            a, b = ends[side, 0], ends[side, 1]
            while root[a] != a:
                root[a] = root[root[a]]
                a = root[a]
            while root[b] != b:
                root[b] = root[root[b]]
                b = root[b]
            if a != b:
                # The lower name wins: as good as by size here, and no second array to look into.
                root[max(a, b)] = min(a, b)
                merged[step] += 1
    return merged


def peak_step(curve: Int[NDArray[np.integer], " steps"]) -> int:
    """Return the step at which a curve first has its maximum, from 0.

    Formula: argmax. In cells, `BettiCurves.cells[peak]`; as a share, that over `cells[-1]`.
    Shapes: (steps,) to one number. Units: steps. Raises: ValueError if there are no steps.
    Source: Bosca et al. (2025), PMLR 321, the filtration value of the maximal Betti number.

    >>> peak_step(np.array([1, 3, 3, 0]))
    1
    """
    if not len(curve):
        raise ValueError("a curve without steps has no maximum")
    return int(np.argmax(curve))

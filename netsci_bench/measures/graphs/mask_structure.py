"""What graph do the existing weights of a fully connected net make? Degrees, strengths, components, dead units."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Mask = Bool[NDArray[np.bool_], "_ _"]


@dataclass(frozen=True)
class Components:
    """Of the undirected graph of all units: how many components, and the share of units in the largest.

    Units without any edge are components of their own; ``without_edges`` says how many there are of them.
    """

    components: int
    largest_share: float
    without_edges: int


def unit_degrees(
    masks: Sequence[Mask],
) -> list[tuple[Int[NDArray[np.int64], " _"], Int[NDArray[np.int64], " _"]]]:
    """Return the in-degrees and the out-degrees of the units of every layer, the inputs being the first.

    Formula: k_in(i) = sum_j m_ij in the mask that leads to the layer, k_out(j) = sum_i m_ij in the one that leaves
    it; the inputs have k_in = 0, the outputs k_out = 0. Shapes: masks (units, inputs) of successive layers to one
    pair (units,), (units,) more. Units: edges. Raises: ValueError if successive masks do not meet.
    Source: none, a definition.

    >>> unit_degrees([np.array([[True, True, False], [True, False, False]])])
    [(array([0, 0, 0]), array([2, 1, 0])), (array([2, 1]), array([0, 0]))]
    """
    _checked(masks)
    into = [np.zeros(masks[0].shape[1], dtype=np.int64), *(mask.sum(axis=1, dtype=np.int64) for mask in masks)]
    out = [*(mask.sum(axis=0, dtype=np.int64) for mask in masks), np.zeros(len(masks[-1]), dtype=np.int64)]
    return list(zip(into, out, strict=True))


def unit_strengths(
    weights: Sequence[Float[NDArray[np.floating], "_ _"]],
) -> list[tuple[Float[NDArray[np.float64], " _"], Float[NDArray[np.float64], " _"]]]:
    """Return the in- and out-strengths of the units of every layer: degrees in which each edge counts |w|.

    Formula: s_in(i) = sum_j |w_ij|, s_out(j) = sum_i |w_ij|; removed weights are 0. Shapes, Raises: as
    `unit_degrees`. Units: those of the weights. Source: Barrat et al. (2004), PNAS 101, 3747, with |w| for w.

    >>> unit_strengths([np.array([[1.0, -2.0]])])[1]
    (array([3.]), array([0.]))
    """
    _checked(weights)
    sizes = [np.abs(weight.astype(np.float64)) for weight in weights]
    into = [np.zeros(sizes[0].shape[1]), *(size.sum(axis=1) for size in sizes)]
    out = [*(size.sum(axis=0) for size in sizes), np.zeros(len(sizes[-1]))]
    return list(zip(into, out, strict=True))


def idle_units(masks: Sequence[Mask]) -> list[Bool[NDArray[np.bool_], " _"]]:
    """Return for every layer which units lie on no path from an input to an output.

    Formula: reached(0) is True everywhere, reached(l)_i = any_j m_ij reached(l - 1)_j; leading the same from the
    outputs; idle = not (reached and leading). Units without any edge are idle, and so are those that only lead to or
    come from dead ends. Shapes, Raises: as `unit_degrees`. Units: none. Source: none, a definition.

    >>> [units.tolist() for units in idle_units([np.array([[True], [True]]), np.array([[True, False]])])]
    [[False], [False, True], [False]]
    """
    _checked(masks)
    reached = [np.ones(masks[0].shape[1], dtype=bool)]
    for mask in masks:
        reached.append(np.asarray((mask & reached[-1]).any(axis=1)))
    leading = [np.ones(len(masks[-1]), dtype=bool)]
    for mask in reversed(masks):
        leading.insert(0, np.asarray((mask & leading[0][:, None]).any(axis=0)))
    return [~(one & other) for one, other in zip(reached, leading, strict=True)]


def layer_components(masks: Sequence[Mask]) -> Components:
    """Return the connected components of the undirected graph whose nodes are all units and whose edges exist.

    Formula: none, a search. Shapes: masks (units, inputs) of successive layers to three numbers. Units: none.
    Raises: as `unit_degrees`. Source: scipy.sparse.csgraph, Pearce (2005) for the algorithm.

    >>> layer_components([np.array([[True, True, False], [False, False, False]])])
    Components(components=3, largest_share=0.6, without_edges=2)
    """
    _checked(masks)
    sizes = [masks[0].shape[1], *(len(mask) for mask in masks)]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ends = [np.nonzero(mask) for mask in masks]
    heads = np.concatenate([rows + starts[layer + 1] for layer, (rows, _) in enumerate(ends)])
    tails = np.concatenate([columns + starts[layer] for layer, (_, columns) in enumerate(ends)])
    graph = coo_array((np.ones(len(heads), dtype=np.int8), (heads, tails)), shape=(starts[-1], starts[-1]))
    count, label = connected_components(graph, directed=False)
    members = np.bincount(label)
    touched = np.bincount(np.concatenate([heads, tails]), minlength=int(starts[-1]))
    return Components(int(count), float(members.max() / starts[-1]), int((touched == 0).sum()))


def overdispersion(degrees: Int[NDArray[np.integer], " n"]) -> float:
    """Return the variance of degrees over their mean: 1 for Poisson's law, below 1 for a binomial one.

    Formula: sum_i (k_i - m)^2 / (n m). Shapes: (n,) to one number. Units: edges.
    Raises: ValueError if there is no edge. Source: Fisher's index of dispersion.

    >>> overdispersion(np.array([0, 2, 4]))
    1.3333333333333333
    """
    if not degrees.sum():
        raise ValueError("no unit has an edge: degrees have no dispersion")
    return float(degrees.var() / degrees.mean())


def _checked(blocks: Sequence[NDArray[np.generic]]) -> None:
    if not blocks:
        raise ValueError("a network needs at least one layer of weights")
    for before, after in pairwise(blocks):
        if after.shape[1] != before.shape[0]:
            raise ValueError(f"a layer ends in {before.shape[0]} units, the next begins with {after.shape[1]}")

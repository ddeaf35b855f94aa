"""Which units of a layered network may be joined, and what does a graph of weight blocks look like?"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray

PAIRS = ("consecutive", "all")


def layer_edges(layers: Int[NDArray[np.integer], " units"], pairs: str) -> Bool[NDArray[np.bool_], "units units"]:
    """Return which pairs of units have an edge: of consecutive layers, or of all layers, their own included.

    Formula: |layer_i - layer_j| = 1 for ``consecutive``; i != j for ``all`` (Horta et al. 2021).
    Shapes: (units,) layer number of each unit, to (units, units), symmetric, False on the diagonal.
    Raises: ValueError for another word. Source: Ozer (2025) draws the layered net; Horta et al. join all pairs.

    >>> layer_edges(np.array([0, 1, 1, 2]), "consecutive").astype(int)
    array([[0, 1, 1, 0],
           [1, 0, 0, 1],
           [1, 0, 0, 1],
           [0, 1, 1, 0]])
    """
    if pairs not in PAIRS:
        raise ValueError(f"unknown pairs {pairs!r}; there are {', '.join(PAIRS)}")
    if pairs == "all":
        return ~np.eye(len(layers), dtype=bool)
    number = layers.astype(np.int64)  # whole numbers without a sign have no differences below 0
    return np.asarray(np.abs(number[:, None] - number[None, :]) == 1)


def feedforward_graph(
    blocks: Sequence[Float[NDArray[np.floating], "_ _"]],
) -> tuple[Float[NDArray[np.float64], "n n"], Bool[NDArray[np.bool_], "n n"], Int[NDArray[np.int64], " n"]]:
    """Return weights, edges and layer numbers of the directed graph that joins each layer to the next.

    Shapes: block l is (units of layer l, units of layer l + 1); weights and edges are (n, n) with sources as
    rows, an edge being there also where its weight is 0; layers is (n,). Units: those of the blocks.
    Raises: ValueError if a block does not begin where the one before it ends. Source: Ozer (2025), the
    drawing of a network as a directed graph.

    >>> weights, edges, layers = feedforward_graph([np.array([[1.0, 0.0]]), np.array([[2.0], [3.0]])])
    >>> weights
    array([[0., 1., 0., 0.],
           [0., 0., 0., 2.],
           [0., 0., 0., 3.],
           [0., 0., 0., 0.]])
    >>> edges.sum(), layers
    (np.int64(4), array([0, 1, 1, 2]))
    """
    for before, after in pairwise(blocks):
        if before.shape[1] != after.shape[0]:
            raise ValueError(f"a block ends in {before.shape[1]} units, the next begins with {after.shape[0]}")
    sizes = [len(blocks[0]), *(block.shape[1] for block in blocks)]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    weights = np.zeros((starts[-1], starts[-1]))
    edges = np.zeros(weights.shape, dtype=bool)
    for layer, block in enumerate(blocks):
        rows, columns = slice(*starts[layer : layer + 2]), slice(*starts[layer + 1 : layer + 3])
        weights[rows, columns], edges[rows, columns] = block, True
    return weights, edges, np.repeat(np.arange(len(sizes)), sizes)

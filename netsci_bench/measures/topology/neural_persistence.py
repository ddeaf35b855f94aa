"""How long do the units of a layer stay apart while its weights are added, the largest first?

All units are there from the beginning, at 1. A weight joins two of them at its size over the largest size in the
network; what it joins was apart for 1 less that value. Only the weights of a maximum spanning tree join anything.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Weights = Float[NDArray[np.floating], "_ _"]


def layer_persistences(weights: Weights, largest: float) -> Float[NDArray[np.float64], " pairs"]:
    """Return how long each of the joined components of one layer was apart, ascending.

    Formula: 1 - |w| / largest of the edges of a maximum spanning tree of the bipartite graph of |w|. The one
    component that is left has no death and is left out.
    Shapes: (units, inputs) to (units + inputs - 1,). Units: shares of the largest weight; all lie in [0, 1].
    Raises: ValueError if the layer has no weight, a weight is not finite or larger than `largest`, or `largest` is
    not above 0. Source: Rieck et al. (2019), ICLR, definition 1; Prim (1957).

    >>> layer_persistences(np.array([[4.0, -2.0], [1.0, 1.0]]), 4.0)
    array([0.  , 0.5 , 0.75])
    """
    sizes: NDArray[np.float64] = np.abs(np.asarray(weights, dtype=np.float64))
    if not sizes.size or not np.isfinite(sizes).all():
        raise ValueError(f"a layer of shape {weights.shape} has no weights, or some that are not finite")
    if not 0.0 < largest < np.inf or sizes.max() > largest:
        raise ValueError(f"the largest weight of the network cannot be {largest:g}")
    return np.sort(1.0 - _spanning_tree(sizes / largest))


def normalised_persistences(layers: Sequence[Weights], p: float = 2.0) -> Float[NDArray[np.float64], " layers"]:
    """Return the neural persistence of each layer over its upper bound.

    Formula: (sum over pairs of persistence^p)^(1/p) / (V - 1)^(1/p), with V the units on both sides of the layer;
    sizes are divided by the largest in the whole network. Their mean is the neural persistence of the network.
    Shapes: a matrix (units, inputs) for each layer, to one number each. Units: none, in [0, 1]: 0 where all weights
    of the tree are as large as the largest of the network, 1 where all are 0.
    Raises: ValueError if there is no layer, all weights are 0, p is not above 0, or as `layer_persistences`.
    Source: Rieck et al. (2019), ICLR, definitions 2 to 4.

    >>> normalised_persistences([np.full((3, 2), -2.0), np.array([[1.0, 1.0, 1.0]])])
    array([0. , 0.5])
    """
    if not layers or p <= 0.0:
        raise ValueError(f"neural persistence needs a layer and a norm p > 0, not {len(layers)} layers and p = {p:g}")
    largest = max(float(np.abs(np.asarray(w, dtype=np.float64)).max(initial=0.0)) for w in layers)
    values = [np.mean(layer_persistences(weights, largest) ** p) ** (1.0 / p) for weights in layers]
    return np.array(values)


def _spanning_tree(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edges of a maximum spanning tree, grown from the first unit (Prim 1957)."""
    units, inputs = sizes.shape
    reached_from = (sizes, np.ascontiguousarray(sizes.T))  # a unit reaches inputs, an input reaches units
    best = (np.full(units, -1.0), sizes[0].copy())  # the largest edge from the tree to each node outside it
    outside = (np.arange(units) > 0, np.ones(inputs, dtype=bool))
    edges = np.empty(units + inputs - 1)
    for step in range(len(edges)):
        nearest = [int(side.argmax()) for side in best]
        side = int(best[1][nearest[1]] >= best[0][nearest[0]])
        node = nearest[side]
        edges[step] = best[side][node]
        outside[side][node], best[side][node] = False, -1.0
        np.maximum(best[1 - side], reached_from[side][node], out=best[1 - side], where=outside[1 - side])
    return edges

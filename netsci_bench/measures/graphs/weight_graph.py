"""What is the graph of a net's weights, one node for each unit, and once they are shuffled?"""

import itertools
from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array

Weights = Float[NDArray[np.floating], "_ _"]


def weight_graph(layers: Sequence[Weights]) -> csr_array:
    """Return the undirected graph that joins units of consecutive layers by the size of their weight.

    Formula: A_ij = |w_ij|; a weight of 0 is no edge. Nodes are the inputs, then each layer's units.
    Shapes: a matrix (units, inputs) for each layer, to sparse (n, n). Units: those of the weights.
    Raises: ValueError if there is no layer, one does not begin where the one before it ends, or a weight is not
    finite. Source: Filan et al. (2021), arXiv 2103.03386.

    >>> weight_graph([np.array([[1.0, -2.0]]), np.array([[3.0]])]).toarray()
    array([[0., 0., 1., 0.],
           [0., 0., 2., 0.],
           [1., 2., 0., 3.],
           [0., 0., 3., 0.]])
    """
    exact = [np.abs(np.asarray(weights, dtype=np.float64)) for weights in layers]
    if not exact or any(len(a) != b.shape[1] for a, b in itertools.pairwise(exact)):
        raise ValueError(f"layers of shapes {[w.shape for w in layers]} are no network")
    if not all(np.isfinite(weights).all() for weights in exact):
        raise ValueError("a weight is NaN or infinite")
    sizes = [exact[0].shape[1], *(len(weights) for weights in exact)]
    blocks: list[list[csr_array | None]] = [[None] * len(sizes) for _ in sizes]
    for layer, weights in enumerate(exact):
        blocks[layer][layer + 1], blocks[layer + 1][layer] = csr_array(weights.T), csr_array(weights)
    blocks[0][0] = csr_array((sizes[0], sizes[0]))
    return csr_array(block_array(blocks))


def shuffled_layers(layers: Sequence[Weights], rng: np.random.Generator) -> list[NDArray[np.floating]]:
    """Return the layers with the entries of each in random order: the same weights, and no structure within a layer.

    Shapes: as given. Units: those of the weights. Raises: nothing. Source: Filan et al. (2021), arXiv 2103.03386.

    >>> shuffled = shuffled_layers([np.array([[1.0, 2.0, 3.0]])], np.random.default_rng(0))
    >>> sorted(shuffled[0][0].tolist())
    [1.0, 2.0, 3.0]
    """
    return [rng.permutation(weights.ravel()).reshape(weights.shape) for weights in layers]


def without_idle_units(
    layers: Sequence[Weights], idle: Sequence[Bool[NDArray[np.bool_], " _"]]
) -> list[NDArray[np.floating]]:
    """Return the layers without the inputs and units that are idle: rows and columns are left out.

    Shapes: a matrix (units, inputs) for each layer; idle inputs first, then the idle units of each layer; to matrices
    of those that are left. Units: those of the weights. Raises: ValueError if there is not one array of idle units
    for each layer and the inputs. Source: none, bookkeeping.

    >>> without_idle_units([np.array([[1.0, 0.0]])], [np.array([False, True]), np.array([False])])
    [array([[1.]])]
    """
    if len(idle) != len(layers) + 1:
        raise ValueError(f"{len(idle)} arrays of idle units for {len(layers)} layers and their inputs")
    return [w[~after][:, ~before] for w, before, after in zip(layers, idle[:-1], idle[1:], strict=True)]

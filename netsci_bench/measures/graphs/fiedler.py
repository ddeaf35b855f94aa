"""Along which line does a graph fall into two parts most easily?

The unnormalised Laplacian L = D - A is meant throughout. Nodes may have masses, the number of data points in a
cell, say; a node without mass follows its neighbours.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from netsci_bench.measures.graphs.laplacian import laplacian
from netsci_bench.measures.graphs.smallest_eigenpairs import smallest_eigenpairs

# An entry so much smaller than the largest is rounding: it must not decide the sign of a vector.
EQUAL = 1e-9


@dataclass(frozen=True)
class FiedlerPair:
    """The second smallest eigenvalue, its eigenvector and how far above it the third one is.

    A `gap` of 0, to rounding, says that other vectors are as good: this one is a choice of many. It is infinite
    where there is no third eigenvalue.
    """

    value: float
    vector: Float[NDArray[np.float64], " n"]
    gap: float


def fiedler_pair(adjacency: csr_array, masses: Real[NDArray[np.number], " n"] | None = None) -> FiedlerPair:
    """Return the second smallest lambda of L x = lambda M x and its x; every mass is 1 if none are given.

    Formula: M = diag(masses), x' M x = 1, sum_i m_i x_i = 0. Nodes without mass are eliminated by the Schur
    complement and get the weighted mean of their neighbours. The first entry of largest magnitude is positive.
    Stated answers: where two or more components have mass, lambda is 0 and x is one constant on the heaviest (the
    first of equals) and another on the others with mass; components without mass get x = 0; where fewer than
    two nodes have mass there is no second eigenvector: lambda and x are 0 and the gap is infinite.
    Shapes: sparse (n, n) and (n,) to (n,). Units: lambda those of the weights over mass.
    Raises: ValueError as `laplacian`, or if the masses are not n finite numbers, one is negative or all are 0.
    Source: Fiedler (1975), Czech. Math. J. 25, 619.

    >>> path = csr_array(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
    >>> pair = fiedler_pair(path)
    >>> round(pair.value, 6), (pair.vector * 2**0.5).round(6) + 0.0, round(pair.gap, 6)
    (1.0, array([ 1.,  0., -1.]), 2.0)
    """
    matrix = laplacian(adjacency)
    m = _checked_masses(matrix.shape[0], masses)
    # Of the Laplacian, not of the graph: an edge stored with weight 0 is none.
    component = connected_components(matrix, directed=False)[1]
    weights = np.bincount(component, weights=m)
    heavy = np.flatnonzero(weights)
    parts = [_connected_pair(matrix, m, np.flatnonzero(component == part)) for part in heavy[:2]]
    vector = np.zeros(len(m))
    if len(heavy) == 1:
        vector[component == heavy[0]] = parts[0].vector
        return FiedlerPair(parts[0].value, vector, parts[0].gap)
    share = weights.max() / weights.sum()
    vector[weights[component] > 0.0] = -share
    vector[component == weights.argmax()] = 1.0 - share
    next_value = 0.0 if len(heavy) > 2 else min(_least(part) for part in parts)
    return FiedlerPair(0.0, _normalised(vector, m), next_value)


def fiedler_partition(pair: FiedlerPair) -> Bool[NDArray[np.bool_], " n"]:
    """Return on which side of the partition each node lies.

    Formula: x_i >= 0, x as in `fiedler_pair`. A vector of 0, where there is no partition, gives one side.
    Shapes: (n,). Units: none. Raises: nothing. Source: Fiedler (1975), Czech. Math. J. 25, 619.

    >>> fiedler_partition(FiedlerPair(1.0, np.array([0.7, 0.0, -0.7]), 2.0))
    array([ True,  True, False])
    """
    return np.asarray(pair.vector >= 0.0)


def _checked_masses(n: int, masses: NDArray[np.number] | None) -> NDArray[np.float64]:
    m: NDArray[np.float64] = np.ones(n) if masses is None else np.asarray(masses, dtype=np.float64)
    if m.shape != (n,) or not np.isfinite(m).all() or m.min() < 0.0:
        raise ValueError(f"masses must be {n} finite numbers, none below 0")
    if not m.any():
        raise ValueError("no node has mass, so no eigenvector is defined")
    return m


def _connected_pair(matrix: csc_array, masses: NDArray[np.float64], nodes: NDArray[np.intp]) -> FiedlerPair:
    """Return the pair of one component, which `nodes` are all of."""
    m = masses[nodes]
    wanted = min(2, int(np.count_nonzero(m)) - 1)
    if wanted == 0:
        return FiedlerPair(0.0, np.zeros(len(nodes)), np.inf)
    values, vectors = smallest_eigenpairs(csc_array(matrix[nodes][:, nodes]), m, wanted)
    gap = float(values[1] - values[0]) if wanted == 2 else np.inf
    return FiedlerPair(float(values[0]), _normalised(vectors[:, 0], m), gap)


def _least(part: FiedlerPair) -> float:
    """Return the second eigenvalue of a component, infinite where it has none."""
    return part.value if part.vector.any() else np.inf


def _normalised(vector: NDArray[np.float64], masses: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.abs(vector)
    first = np.flatnonzero(size >= (1.0 - EQUAL) * size.max())[0]
    return np.asarray(vector * (np.sign(vector[first]) / np.sqrt(masses @ vector**2)), dtype=np.float64)

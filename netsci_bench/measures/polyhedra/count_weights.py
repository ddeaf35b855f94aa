"""How do the numbers of data points in two neighbouring cells become the weight of the edge between them?"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray
from scipy.sparse import csr_array

MEANS = ("arithmetic", "geometric", "minimum")


def count_weights(
    adjacency: csr_array, counts: Int[NDArray[np.integer], " n"], mean: str = "arithmetic", empty: float = 1.0
) -> csr_array:
    """Return the graph with each edge's weight multiplied by a mean of its two nodes' counts.

    Formula: with c_i = counts_i + empty: arithmetic (c_i + c_j) / 2, geometric sqrt(c_i c_j), minimum
    min(c_i, c_j). `empty` is what a cell without points weighs; at 0 edges between empty cells are lost.
    Shapes: sparse (n, n) and (n,) to sparse (n, n). Units: points.
    Raises: ValueError for an unknown mean (lists them), counts that are not (n,) or negative, or `empty` that is
    negative, NaN or infinite.
    Source: one reading of the weighted nodes of Bosca et al. (2025), PMLR 321, which does not say how they enter.

    >>> pair = csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> count_weights(pair, np.array([3, 0])).toarray()
    array([[0. , 2.5],
           [2.5, 0. ]])
    """
    if mean not in MEANS:
        raise ValueError(f"unknown mean {mean!r} for the weight of an edge; the means are {', '.join(MEANS)}")
    if counts.shape != adjacency.shape[:1] or counts.min(initial=0) < 0:
        raise ValueError(f"counts must be {adjacency.shape[0]} numbers, none below 0")
    if not (np.isfinite(empty) and empty >= 0.0):
        raise ValueError(f"the weight of an empty cell must be finite and not below 0, not {empty}")
    edges = adjacency.tocoo()
    one, other = ((counts + empty)[ends] for ends in edges.coords)
    if mean == "arithmetic":
        factor = (one + other) / 2.0
    elif mean == "geometric":
        factor = np.sqrt(one * other)
    else:
        factor = np.minimum(one, other)
    result = csr_array((edges.data * factor, edges.coords), shape=edges.shape)
    result.eliminate_zeros()
    return result

"""What is the Laplacian of a weighted, undirected graph, kept sparse?"""

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array


def laplacian(adjacency: csr_array) -> csc_array:
    """Return L = D - A of an undirected graph.

    Formula: D_ii = sum_j A_ij. Shapes: sparse (n, n) in and out. Units: those of the weights.
    Raises: ValueError if the graph has no node, is not square and symmetric, or has an edge weight that is
    negative, NaN or infinite. Source: Fiedler (1973), Czech. Math. J. 23, 298.

    >>> laplacian(csr_array(np.array([[0.0, 2.0], [2.0, 0.0]]))).toarray()
    array([[ 2., -2.],
           [-2.,  2.]])
    """
    n, columns = adjacency.shape
    if n != columns or n == 0:
        raise ValueError(f"the weights of a graph must be square (n, n) with n >= 1, not {adjacency.shape}")
    if not np.isfinite(adjacency.data).all() or adjacency.data.min(initial=0.0) < 0.0:
        raise ValueError("an edge has a weight that is negative, NaN or infinite")
    exact = csr_array(adjacency, dtype=np.float64)
    if (exact != exact.T).nnz:
        raise ValueError("the weights of an undirected graph must be exactly symmetric")
    return csc_array(diags_array(np.asarray(exact.sum(axis=1))) - exact)

"""Is this array a square matrix of finite numbers, so that it can be read as a graph?"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray


def finite_square(weights: Float[NDArray[np.floating], "rows columns"]) -> Float[NDArray[np.float64], "n n"]:
    """Return the weights in float64 after checking that they can be a graph.

    Formula: w_ij as given; nothing is changed but the number format, and nothing is copied that need not be.
    Shapes: (n, n) in and out, n >= 1; rows are sources where the graph is directed. Units: those of the
    input.
    Raises: ValueError if the array is not square, has no node, or holds NaN or infinity (names the entry).
    Source: none, a precondition of every measure on graphs in this folder.

    >>> finite_square(np.eye(2, dtype=np.float32))
    array([[1., 0.],
           [0., 1.]])
    """
    graph: NDArray[np.float64] = np.asarray(weights, dtype=np.float64)
    if graph.ndim != 2 or graph.shape[0] != graph.shape[1]:
        raise ValueError(f"weights must be square (n, n), not {graph.shape}")
    if not graph.size:
        raise ValueError("weights of a graph without nodes")
    # min and max carry NaN and infinity along and, unlike isfinite, need no second matrix.
    if not (np.isfinite(graph.min()) and np.isfinite(graph.max())):
        row, column = np.argwhere(~np.isfinite(graph))[0]
        raise ValueError(f"weights[{row}, {column}] is {graph[row, column]}, not a finite number")
    return graph

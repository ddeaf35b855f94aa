"""Which cells of a ReLU complex are neighbours, and along how long a border?

Two cells are neighbours when they share a side of positive length. That is not the same as patterns which differ
in one sign: two such cells may lie apart, on either side of the point where other lines cross their common line.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.sparse import csr_array

from netsci_bench.measures.polyhedra.relu_cells import ReluComplex


def side_lengths(cells: ReluComplex) -> Float[NDArray[np.float64], " E"]:
    """Return the length of each side.

    Formula: the Euclidean distance of its two vertices. Shapes: (E,). Units: those of the inputs.
    Raises: nothing. Source: none.

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> net = [(np.array([[1.0, 0.0]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
    >>> side_lengths(relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]]))).tolist()
    [1.0, 2.0, 1.0, 2.0, 1.0, 1.0, 2.0]
    """
    ends = cells.vertices[cells.sides]
    return np.asarray(np.hypot(*(ends[:, 1] - ends[:, 0]).T), dtype=np.float64)


def cell_graph(cells: ReluComplex) -> csr_array:
    """Return the dual graph: a node for each cell, an edge for each two cells with a side in common.

    Formula: A_fg = 1 if f and g share a side of positive length inside the window, else 0.
    Shapes: sparse (F, F), symmetric, zero diagonal, float64. Units: none. Raises: nothing.
    Source: Bosca et al. (2025), PMLR 321, "Topological signatures of ReLU neural network activation patterns".

    >>> from netsci_bench.measures.polyhedra.relu_complex import relu_complex
    >>> net = [(np.array([[1.0, 0.0]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
    >>> cell_graph(relu_complex(net, np.array([[-1.0, -1.0], [1.0, 1.0]]))).toarray()
    array([[0., 1.],
           [1., 0.]])
    """
    inner = (cells.side_faces >= 0).all(axis=1) & (side_lengths(cells) > 0.0)
    one, other = cells.side_faces[inner].T
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(cells.sizes[2],) * 2)
    graph.sum_duplicates()
    graph.data[:] = 1.0  # where a vertex lies inside their border, two cells share two sides
    return graph

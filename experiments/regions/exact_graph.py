"""What is the exact dual graph of a net's regions in a box, in two inputs or in a few more?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.region_walk import region_graph
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.nets.planar.mlp import Layers


@dataclass(frozen=True)
class Known:
    """All regions by their packed patterns, and which touch, the lower number first."""

    packed: NDArray[np.uint8]
    edges: NDArray[np.int64]


def known_graph(layers: Layers, box: NDArray[np.float64], most: int) -> Known:
    """Every region of a net in a box; in two inputs by cutting the plane, else by walking from one to the next.

    Raises:
        ValueError: there are more regions than ``most``.
    """
    if box.shape[1] == 2:
        cells = relu_complex(layers, box, most)
        one, other = cell_graph(cells).tocoo().coords
        return Known(cells.packed, np.stack([one, other], axis=1)[one < other].astype(np.int64))
    found = region_graph(layers, box, most)
    return Known(found.packed, found.edges)


def edge_graph(edges: NDArray[np.int64], count: int) -> csr_array:
    """The graph of so many nodes with these edges, each of weight 1."""
    one, other = edges.T
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(count, count))

"""Which communities does the published code report, that hands signed weights to networkx as they are?

The only module that calls networkx: the published reading IS networkx's behaviour on signed weights, which no
definition covers. For a measure use `netsci_bench.measures.communities.detection.communities`.
"""

import networkx as nx
import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.graphs.square_matrix import finite_square


def published_communities(
    weights: Float[NDArray[np.floating], "n n"], edges: Bool[NDArray[np.bool_], "n n"]
) -> Int[NDArray[np.int64], " n"]:
    """Return the labels of networkx's greedy communities on a directed graph with signed weights.

    THIS MAXIMISES NO MODULARITY: with signed weights strengths and their total may be negative or nearly 0, a
    negative total turns every weight's sign around, and the total being 0 is an error.
    Formula: greedy_modularity_communities(G, weight="weight") of networkx, G a DiGraph with the nodes 0 ...
    n-1 added in this order and the edge i -> j of weight w_ij wherever edges_ij, even if w_ij = 0, row by
    row.
    Shapes: (n, n), rows are sources, and (n, n), to (n,), numbered in
    order of first appearance over the nodes. Units: none.
    Raises: ValueError if the weights are not square and finite or the edges not of their shape;
    ZeroDivisionError, from networkx, if there are edges and their weights add up to 0.
    Source: networkx 3, `greedy_modularity_communities`, applied to a graph with signed weights.

    >>> pairs = np.kron(np.eye(2), 1.0 - np.eye(2))
    >>> published_communities(pairs, pairs > 0.0)
    array([0, 0, 1, 1])
    """
    values = finite_square(weights)
    if edges.shape != values.shape:
        raise ValueError(f"edges {edges.shape} must have the shape of the weights {values.shape}")
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(values)))
    rows, columns = np.nonzero(edges)
    triples = zip(rows.tolist(), columns.tolist(), values[rows, columns].tolist(), strict=True)
    graph.add_weighted_edges_from(triples)
    labels = np.empty(len(values), dtype=np.int64)
    for community in nx.community.greedy_modularity_communities(graph, weight="weight"):
        labels[list(community)] = min(community)
    return canonical_labels(labels)

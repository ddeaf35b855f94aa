"""A complete graph as igraph wants it, built before its methods are timed."""

import igraph
import numpy as np


def as_igraph(weights):
    """The graph in igraph, and the weights of its edges."""
    rows, columns = np.triu_indices(len(weights), 1)
    graph = igraph.Graph(n=len(weights), edges=np.column_stack([rows, columns]))
    return graph, weights[rows, columns].tolist()

"""How clustered is a ring of nodes whose edges are partly rewired, and how long are its paths?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

Adjacency = Bool[NDArray[np.bool_], "n n"]
TRIES = 100  # drawings in search of a connected graph


@dataclass(frozen=True)
class RingGraph:
    """Which graph is drawn.

    `nodes` on a ring, of any mean `degree`, and the share of edges whose far end is `rewired` to a random node.
    """

    nodes: int
    degree: float
    rewired: float


def ring_graph(which: RingGraph, rng: np.random.Generator) -> Adjacency:
    """Return a connected graph after Watts and Strogatz whose mean degree need not be whole.

    Formula: round(nodes degree / 2) edges, shared out as evenly as possible; each node is joined to that many next
    ones on the ring; then each edge gets another far end with the probability `rewired`, no edge twice and none to
    itself. Shapes: three numbers to (n, n), symmetric, False on the diagonal. Units: none.
    Raises: ValueError for fewer than 3 nodes, a degree outside 2..nodes - 1, a share outside [0, 1], or if no drawing
    of 100 is connected. Source: You et al. (2020), ICML, WS-flex; Watts & Strogatz (1998), Nature 393, 440.

    >>> ring_graph(RingGraph(4, 2.0, 0.0), np.random.default_rng(0)).sum(axis=0)
    array([2, 2, 2, 2])
    """
    if which.nodes < 3 or not 2.0 <= which.degree <= which.nodes - 1 or not 0.0 <= which.rewired <= 1.0:
        raise ValueError(f"there is no ring graph of {which}")
    for _ in range(TRIES):
        graph = _draw(which, rng)
        if np.isfinite(_steps(graph)).all():
            return graph
    raise ValueError(f"none of {TRIES} graphs is connected: {which}")


def _draw(which: RingGraph, rng: np.random.Generator) -> Adjacency:
    n, edges = which.nodes, round(which.nodes * which.degree / 2)
    counts = np.full(n, edges // n) + (np.arange(n) < edges % n)
    graph = np.zeros((n, n), dtype=bool)
    ring = [(node, (node + step) % n) for node in range(n) for step in range(1, counts[node] + 1)]
    for node, far in ring:
        graph[node, far] = graph[far, node] = True
    for node, far in ring:
        free = np.flatnonzero(~graph[node] & (np.arange(n) != node))
        if rng.random() < which.rewired and len(free):
            other = rng.choice(free)
            graph[node, far] = graph[far, node] = False
            graph[node, other] = graph[other, node] = True
    return graph


def clustering_coefficient(graph: Adjacency) -> float:
    """Return the mean over the nodes of the share of pairs of neighbours that are joined.

    Formula: mean_i of 2 t_i / (k_i (k_i - 1)), t_i the triangles through node i; 0 for a node of degree below 2.
    Shapes: (n, n) symmetric to one number. Units: none, in [0, 1]. Raises: ValueError if it is not symmetric or has
    a self-loop. Source: Watts & Strogatz (1998), Nature 393, 440.

    >>> clustering_coefficient(~np.eye(4, dtype=bool))
    1.0
    """
    _check(graph)
    edges = graph.astype(np.float64)
    degrees = edges.sum(axis=1)
    triangles = np.einsum("ij,ji->i", edges @ edges, edges) / 2.0
    pairs = degrees * (degrees - 1.0) / 2.0
    return float(np.mean(np.divide(triangles, pairs, out=np.zeros(len(edges)), where=pairs > 0.0)))


def mean_path_length(graph: Adjacency) -> float:
    """Return the mean number of steps on the shortest path between two different nodes.

    Formula: sum_{i != j} d_ij / (n (n - 1)). Shapes: (n, n) symmetric to one number. Units: steps.
    Raises: ValueError if it is not symmetric, has a self-loop, has fewer than two nodes, or is not connected.
    Source: Watts & Strogatz (1998), Nature 393, 440.

    >>> mean_path_length(~np.eye(4, dtype=bool))
    1.0
    """
    _check(graph)
    n = len(graph)
    steps = _steps(graph)
    if n < 2 or not np.isfinite(steps).all():
        raise ValueError("paths have a mean length in a connected graph of two or more nodes")
    return float(steps.sum() / (n * (n - 1)))


def _steps(graph: Adjacency) -> NDArray[np.float64]:
    """Return the steps between every two nodes; sparse, since scipy takes a dense graph in one layout only."""
    return np.asarray(shortest_path(csr_array(graph), unweighted=True), dtype=np.float64)


def _check(graph: Adjacency) -> None:
    if graph.dtype != np.bool_ or graph.ndim != 2 or (graph != graph.T).any() or graph.diagonal().any():
        raise ValueError("a graph is a symmetric table of truth values without self-loops")

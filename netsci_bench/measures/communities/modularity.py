"""How much more weight lies within the communities than their nodes' strengths would bring about?"""

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.graphs.weighted import symmetric_weights


def modularity(
    weights: Float[NDArray[np.floating], "n n"],
    labels: Int[NDArray[np.integer], " nodes"],
) -> float:
    """Return the modularity Q of a labelling of the nodes.

    Formula: Q = sum_c [L_c / m - (k_c / 2m)^2], with L_c the weight within community c, k_c the sum of its
    nodes' strengths, m the total weight (each edge once, a self-loop once).
    Shapes: (n, n) symmetric; labels (n,). Units: none, Q lies in [-1/2, 1).
    Raises: ValueError for a negative weight (names the policies), weights not square, finite and symmetric,
    no weight at all (Q is undefined), or not one label per node.
    Source: Newman (2004), Phys. Rev. E 70, 056131.

    >>> pairs = np.kron(np.eye(2), 1.0 - np.eye(2))
    >>> modularity(pairs, np.array([0, 0, 1, 1]))
    0.5
    """
    graph = symmetric_weights(weights)
    if labels.shape != (len(graph),):
        raise ValueError(f"labels {labels.shape} must be one for each of the {len(graph)} nodes")
    if not graph.any():
        raise ValueError("modularity is undefined on a graph without weight")
    # Both ends of a self-loop lie in the community; doubled, it counts like every other edge of w + w^T.
    graph = graph + np.diag(graph.diagonal())
    total = graph.sum()
    blocks = _block_sums(graph, canonical_labels(labels)) / total
    return float(np.trace(blocks) - blocks.sum(axis=1) @ blocks.sum(axis=0))


def _block_sums(graph: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weight from each community (rows) to each (columns)."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max() + 1))
    rows = np.add.reduceat(graph[order], starts, axis=0)
    return np.asarray(np.add.reduceat(rows[:, order], starts, axis=1), dtype=np.float64)

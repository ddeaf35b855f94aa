"""How well do given classes partition a graph of nearest neighbours?"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from netsci_bench.measures.similarity.nearest_neighbours import Neighbours


def neighbour_modularity(graph: Neighbours, labels: Int[NDArray[np.integer], " samples"]) -> float:
    """Return Newman's modularity Q of the classes in the undirected graph of nearest neighbours.

    Formula: A_ij = s_ij if j is among the k nearest of i, else 0; the graph is (A + A^T) / 2. With W = sum_ij A_ij,
    W_in the part of it between samples of one class, and S_c half of what leaves the samples of class c plus half
    of what reaches them, Q = W_in / W - sum_c (S_c / W)^2. The matrix is never built: k edges a sample suffice.
    Negative weights are summed as they are, as the authors' code does. A class that no sample has adds nothing.
    Shapes: (samples, k) twice and (samples,). Units: none; at most 1 where no weight is negative.
    Raises: ValueError if there is not one label per sample, all samples are of one class (Q is 0 then whatever the
    graph), a sample is its own neighbour, or the weights do not add up to more than 0 (Q is undefined).
    Source: Newman (2004), Phys. Rev. E 70, 056131; Lu et al. (2022), ECCV, Eq. 1, whose W is twice what it should
    be for this to hold, and whose code does as is done here.

    >>> pairs = Neighbours(np.array([[1], [0], [3], [2]]), np.ones((4, 1), dtype=np.float32))
    >>> neighbour_modularity(pairs, np.array([7, 7, 9, 9]))
    0.5
    """
    if labels.shape != (len(graph.nodes),):
        raise ValueError(f"labels {labels.shape} must be one for each of the {len(graph.nodes)} samples")
    classes, label = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise ValueError("all samples are of one class: modularity says nothing about the graph")
    if (graph.nodes == np.arange(len(label))[:, None]).any():
        raise ValueError("a sample is its own neighbour: leave self-loops out of the graph")
    weights = graph.weights.astype(np.float64)
    total = weights.sum()
    if total <= 0.0:
        raise ValueError("the similarities do not add up to more than 0: modularity is undefined")
    reached = label[graph.nodes]
    within = weights[reached == label[:, None]].sum()
    leaving = np.bincount(label, weights=weights.sum(axis=1), minlength=len(classes))
    reaching = np.bincount(reached.ravel(), weights=weights.ravel(), minlength=len(classes))
    return float(within / total - np.sum(((leaving + reaching) / (2.0 * total)) ** 2))

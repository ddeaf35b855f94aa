"""Into which groups does a weighted graph fall so that little weight runs between them? Spectral clustering.

The groups are not the best ones, which are hard to find; they are those of the usual relaxation, and k-means draws.
"""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import eigsh

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.graphs.laplacian import laplacian

RESTARTS = 10  # of k-means; the groups with the least sum of squares are taken
TOLERANCE = 1e-6  # of the eigenvectors: k-means sees no more


def spectral_clusters(adjacency: csr_array, clusters: int, rng: np.random.Generator) -> Int[NDArray[np.int64], " n"]:
    """Return the group of each node by normalised spectral clustering.

    Formula: k-means in the rows of D^-1/2 u_1, ..., D^-1/2 u_k, u the eigenvectors of D^-1/2 A D^-1/2 with the
    largest eigenvalues. Shapes: sparse (n, n) to (n,), named in order of first appearance; a group may stay empty, so
    there are `clusters` groups or fewer. Units: none.
    Raises: ValueError as `laplacian`, if a node has no edge, or unless 2 <= clusters < n.
    Source: Shi & Malik (2000), IEEE PAMI 22, 888; von Luxburg (2007), Stat. Comput. 17, 395, section 4.

    >>> pairs = csr_array(np.kron(np.eye(2), np.ones((3, 3)) - np.eye(3)))
    >>> spectral_clusters(pairs, 2, np.random.default_rng(0))
    array([0, 0, 0, 1, 1, 1])
    """
    strengths = laplacian(adjacency).diagonal() + adjacency.diagonal()
    if not 2 <= clusters < len(strengths):
        raise ValueError(
            f"{clusters} groups of {len(strengths)} nodes: there must be 2 or more, and fewer than nodes"
        )
    if strengths.min() <= 0.0:
        raise ValueError("a node without an edge belongs to no group: leave such nodes out first")
    root = diags_array(1.0 / np.sqrt(strengths))
    normalised = root @ csr_array(adjacency, dtype=np.float64) @ root
    start = np.random.default_rng(0).normal(size=len(strengths))
    _, vectors = eigsh(normalised, k=clusters, which="LA", v0=start, tol=TOLERANCE)
    return canonical_labels(_nearest_means((root @ vectors), clusters, rng))


def _nearest_means(points: NDArray[np.float64], clusters: int, rng: np.random.Generator) -> NDArray[np.int64]:
    best, least = np.zeros(len(points), dtype=np.int64), np.inf
    scaled = points / max(float(np.abs(points).max()), np.finfo(float).tiny)
    for _ in range(RESTARTS):
        means, labels = kmeans2(scaled, clusters, minit="++", rng=rng, missing="warn", iter=30)
        spread = float(((scaled - means[labels]) ** 2).sum())
        if spread < least:
            best, least = labels.astype(np.int64), spread
    return best


def normalised_cut(adjacency: csr_array, labels: Int[NDArray[np.integer], " nodes"]) -> float:
    """Return the n-cut of a partition: less means that less weight runs between the groups.

    Formula: sum over groups of W(group, rest) / W(group, all), with W(all) the sum of the strengths in the group.
    Shapes: sparse (n, n) and (n,). Units: none, in [0, number of groups].
    Raises: ValueError as `laplacian`, not one label per node, or a group without weight.
    Source: Shi & Malik (2000), IEEE PAMI 22, 888.

    >>> path = csr_array(np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1))
    >>> round(normalised_cut(path, np.array([0, 0, 1, 1])), 6)
    0.666667
    """
    strengths = laplacian(adjacency).diagonal() + adjacency.diagonal()
    if labels.shape != strengths.shape:
        raise ValueError(f"labels {labels.shape} must be one for each of the {len(strengths)} nodes")
    named = canonical_labels(labels)
    volume = np.bincount(named, weights=strengths)
    if volume.min() <= 0.0:
        raise ValueError("a group has no weight: its n-cut is undefined")
    edges = adjacency.tocoo()
    rows, columns = (named[place] for place in edges.coords)
    inside = np.bincount(rows[rows == columns], weights=edges.data[rows == columns], minlength=len(volume))
    return float(np.sum(1.0 - inside / volume))


def largest_component(adjacency: csr_array) -> csr_array:
    """Return the graph of the largest connected component, the first of equals.

    Shapes: sparse (n, n) to (m, m). Units: those of the weights. Raises: ValueError as `laplacian`. Source: none.

    >>> largest_component(csr_array(np.array([[0.0, 0, 0], [0, 0, 2], [0, 2, 0]]))).shape
    (2, 2)
    """
    names = connected_components(laplacian(adjacency), directed=False)[1]
    kept = np.flatnonzero(names == np.bincount(names).argmax())
    return csr_array(csr_array(adjacency)[kept][:, kept])

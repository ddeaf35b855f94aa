"""Where do t-SNE and UMAP put the points of each epoch, if each starts from the last?

Both are given the same nearest neighbours, found exactly. An embedding that starts from that of the epoch before and
is turned towards it can be watched: a point that moves does so because its outputs have changed.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Float64, Int32
from numpy.typing import NDArray
from sklearn.neighbors import KDTree

from netsci_bench.measures.embedding.neighbour_purity import listed_others

Embedded = Float64[NDArray[np.float64], "points dimensions"]
MOST_NEIGHBOURS = 15  # of UMAP
PERPLEXITY = 30.0
NEIGHBOURS_PER_PERPLEXITY = 3
START = 1e-4  # spread with which t-SNE begins
COARSENESS = 0.8  # of the tree of Barnes and Hut: 0.05 s a step of 10,000 points where the grid takes 1.6 s


@dataclass(frozen=True)
class Neighbourhood:
    """The nearest other points of each, nearest first, with their distances."""

    nodes: Int32[NDArray[np.int32], "points k"]
    distances: Float32[NDArray[np.float32], "points k"]


def neighbourhood(points: Float64[NDArray[np.float64], "points features"]) -> Neighbourhood:
    """Return as many exact nearest neighbours as t-SNE with perplexity 30 wants, or as there are.

    Raises: ValueError for fewer than 20 points, a coordinate that is not finite, or if all points are equal.
    """
    if not np.isfinite(points).all():
        raise ValueError("a coordinate is not finite: such points have no neighbours")
    if not np.ptp(points, axis=0).any():
        raise ValueError("all points are equal: they have no neighbours to be embedded by")
    if len(points) < MOST_NEIGHBOURS + 5:
        raise ValueError(f"{len(points)} points are too few to be embedded by their neighbours")
    k = min(round(NEIGHBOURS_PER_PERPLEXITY * PERPLEXITY), len(points) - 1)
    distances, nodes = KDTree(points).query(points, k + 1)
    others = listed_others(nodes)
    return Neighbourhood(
        nodes[others].reshape(-1, k).astype(np.int32), distances[others].reshape(-1, k).astype(np.float32)
    )


def tsne(near: Neighbourhood, start: Embedded, steps: tuple[int, int], seed: int) -> Embedded:
    """Return a t-SNE embedding.

    Args:
        near: the nearest neighbours.
        start: where the points begin, in a plane; for ``steps[0] > 0`` it is shrunk to a spread of 0.0001.
        steps: how many with early exaggeration, which a warm start does without, and how many after it.
        seed: of what the library draws.
    Source: van der Maaten & Hinton (2008), by openTSNE (Poličar et al. 2024).
    """
    from openTSNE import TSNEEmbedding  # imported where it is used: it takes a second
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    perplexity = min(PERPLEXITY, near.nodes.shape[1] / NEIGHBOURS_PER_PERPLEXITY)
    index = PrecomputedNeighbors(near.nodes.astype(np.int64), near.distances.astype(np.float64))
    affinities = PerplexityBasedNN(perplexity=perplexity, knn_index=index, n_jobs=1)
    first = start * START / start[:, 0].std() if steps[0] else start
    embedding = TSNEEmbedding(
        first, affinities, negative_gradient_method="bh", theta=COARSENESS, random_state=seed, n_jobs=1
    )
    if steps[0]:
        embedding.optimize(steps[0], exaggeration=12, momentum=0.5, inplace=True)
    embedding.optimize(steps[1], momentum=0.8, inplace=True)
    return np.asarray(embedding, dtype=np.float64)


def umap(near: Neighbourhood, start: Embedded, steps: int, seed: int) -> Embedded:
    """Return a UMAP embedding with 15 neighbours and a least distance of 0.1.

    Args:
        near: the nearest neighbours.
        start: where the points begin, in as many dimensions as are wanted.
        steps: how often all edges are used; 0 leaves the points where they begin, and nothing is compiled.
        seed: of what is drawn.
    Source: McInnes, Healy & Melville (2018), by umap-learn.
    """
    if steps == 0:
        return np.asarray(start, dtype=np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # of a part that needs TensorFlow
        from umap.umap_ import find_ab_params, fuzzy_simplicial_set, simplicial_set_embedding  # takes seconds
    rng = np.random.RandomState(seed)
    itself = np.arange(len(near.nodes), dtype=np.int32)[:, None]
    nodes = np.hstack([itself, near.nodes[:, : MOST_NEIGHBOURS - 1]])
    distances = np.hstack([np.zeros_like(near.distances[:, :1]), near.distances[:, : MOST_NEIGHBOURS - 1]])
    graph, _, _ = fuzzy_simplicial_set(
        start, MOST_NEIGHBOURS, rng, "euclidean", knn_indices=nodes, knn_dists=distances
    )
    a, b = find_ab_params(1.0, 0.1)
    embedding, _ = simplicial_set_embedding(
        data=start, graph=graph, n_components=start.shape[1], initial_alpha=1.0, a=a, b=b, gamma=1.0,
        negative_sample_rate=5, n_epochs=steps, init=start.astype(np.float32), random_state=rng, metric="euclidean",
        metric_kwds={}, densmap=False, densmap_kwds={}, output_dens=False, parallel=False,
    )  # fmt: skip
    return np.asarray(embedding, dtype=np.float64)

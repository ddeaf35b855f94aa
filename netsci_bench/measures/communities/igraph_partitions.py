"""What do igraph's randomised community methods find from given seeds?"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import igraph
import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

IGRAPH_METHODS = ("louvain", "leiden", "infomap")


def igraph_partitions(
    weights: Float[NDArray[np.floating], "n n"], method: str, seeds: Iterable[int]
) -> list[Int[NDArray[np.int64], " n"]]:
    """Return the labels that a method of igraph finds, one partition for each seed.

    Formula: louvain and leiden maximise modularity, leiden until nothing moves; infomap minimises the length
    of the description of a random walk. Only w_ij > 0 with i <= j is an edge; both ends of a self-loop count for
    its node's strength, as in `netsci_bench.measures.communities.modularity`.
    Shapes: (n, n) symmetric and non-negative to (n,) each, labels as igraph numbers them. Units: none.
    Raises: ValueError if the method is unknown (lists the names).
    Source: Blondel et al. (2008), J. Stat. Mech. P10008; Traag, Waltman & van Eck (2019), Sci. Rep. 9, 5233;
    Rosvall & Bergstrom (2008), PNAS 105, 1118; igraph.

    >>> igraph_partitions(np.kron(np.eye(2), 1.0 - np.eye(3)), "leiden", [0])
    [array([0, 0, 0, 1, 1, 1])]
    """
    if method not in IGRAPH_METHODS:
        raise ValueError(f"unknown method {method!r} of igraph; the methods are {', '.join(IGRAPH_METHODS)}")
    exact = np.asarray(weights, dtype=np.float64)
    rows, columns = np.nonzero(np.triu(exact))
    graph = igraph.Graph(n=len(exact), edges=np.column_stack([rows, columns]))
    # The largest weight as unit: the methods know no scale, but their tolerances do.
    values = (exact[rows, columns] / exact.max(initial=0.0)).tolist()
    partitions = []
    for seed in seeds:
        with _randomness(seed):
            partitions.append(np.array(_membership(graph, method, values), dtype=np.int64))
    return partitions


def _membership(graph: igraph.Graph, method: str, values: list[float]) -> list[int]:
    if method == "louvain":
        clustering = graph.community_multilevel(weights=values)
    elif method == "leiden":
        strengths = graph.strength(weights=values)  # by itself leiden leaves self-loops out
        clustering = graph.community_leiden("modularity", values, node_weights=strengths, n_iterations=-1)
    else:
        clustering = graph.community_infomap(edge_weights=values, trials=1)
    return list(clustering.membership)


@contextmanager
def _randomness(seed: int) -> Iterator[None]:
    """Let igraph, which has one generator for the whole process, draw from a seeded one for a while."""
    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        # igraph cannot be asked what it drew from before; the module `random` is what it starts with.
        igraph.set_random_number_generator(random)

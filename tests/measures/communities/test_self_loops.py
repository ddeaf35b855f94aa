"""Do self-loops count everywhere as the definition of modularity says, in the search as in the score?"""

from collections.abc import Iterator

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.detection import METHODS, best_communities, communities
from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.modularity import modularity
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.graphs.fiedler import fiedler_pair, laplacian
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.graphs.weighted import strengths
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours

seeds = st.integers(0, 2**32 - 1)


def partitions(n: int, labels: tuple[int, ...] = ()) -> Iterator[np.ndarray]:
    """All partitions of n nodes, as labels."""
    if len(labels) == n:
        yield np.array(labels)
        return
    for label in range(max(labels, default=-1) + 2):
        yield from partitions(n, (*labels, label))


def loops_and_links(seed: int, n: int) -> np.ndarray:
    """A sparse graph of random weights of which about two nodes in three have a self-loop, up to twice as heavy."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, 2, size=(n, n)) * rng.random((n, n)), 1)
    return upper + upper.T + np.diag(rng.integers(0, 3, n) * rng.random(n))


def sets(labels: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]


@pytest.mark.parametrize("seed", range(30))
def test_leiden_and_louvain_come_near_to_the_best_partition_of_a_small_graph(seed: int) -> None:
    weights = loops_and_links(seed, 6)
    best = max(modularity(weights, labels) for labels in partitions(6))
    for method in ("leiden", "louvain"):
        assert best - communities(weights, method, np.random.default_rng(0), 20).modularity < 0.005
    assert best - best_communities(weights, np.random.default_rng(0), 20).modularity < 0.001


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=15, deadline=None)
@given(seeds)
def test_networkx_and_igraph_agree_on_the_modularity_of_what_is_found(method: str, seed: int) -> None:
    weights = loops_and_links(seed, 14)
    found = communities(weights, method, np.random.default_rng(1), 3)
    peer = nx.community.modularity(nx.from_numpy_array(weights), sets(found.labels))
    assert abs(found.modularity - peer) < 1e-12
    rows, columns = np.nonzero(np.triu(weights))
    graph = igraph.Graph(n=14, edges=np.column_stack([rows, columns]))
    assert abs(found.modularity - graph.modularity(found.labels.tolist(), weights[rows, columns].tolist())) < 1e-12


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_greedy_joins_what_networkx_joins(seed: int) -> None:
    weights = loops_and_links(seed, 12)
    assume(weights[~np.eye(12, dtype=bool)].any())
    found = nx.community.greedy_modularity_communities(nx.from_numpy_array(weights), weight="weight")
    # networkx joins nodes without any weight for nothing; there are as good as none in these graphs
    assume((weights.sum(axis=1) > 0.0).all())
    assert {frozenset(c) for c in sets(greedy_modularity(weights))} == set(map(frozenset, found))


def test_heavy_loops_hold_nodes_apart_that_without_them_are_one_community() -> None:
    ring = np.roll(np.eye(6), 1, axis=1)
    ring = ring + ring.T
    alone = communities(ring + 9.0 * np.eye(6), "leiden", np.random.default_rng(0), 5)
    assert alone.labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert alone.modularity == pytest.approx(0.9 - 1.0 / 6.0)  # 54 of 60 within, six equal shares
    assert len(set(communities(ring, "leiden", np.random.default_rng(0), 5).labels.tolist())) < 6


@pytest.mark.parametrize("method", METHODS)
def test_a_graph_of_loops_only_falls_into_its_nodes(method: str) -> None:
    found = communities(np.diag([1.0, 2.0, 0.0, 3.0]), method, np.random.default_rng(0), 2)
    assert found.labels.tolist() == [0, 1, 2, 3]
    assert found.modularity == pytest.approx(1.0 - (1.0 + 4.0 + 9.0) / 36.0)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_other_measures_of_graphs_count_loops_as_networkx_does(seed: int) -> None:
    weights = loops_and_links(seed, 9) + 0.01 * (1.0 - np.eye(9))
    graph = nx.from_numpy_array(weights)
    assert np.allclose(strengths(weights), [d for _, d in graph.degree(weight="weight")], atol=1e-12)
    peer = nx.pagerank(nx.from_numpy_array(weights, create_using=nx.DiGraph), tol=1e-12, max_iter=1000)
    assert np.allclose(pagerank(weights, tol=1e-13), list(peer.values()), atol=1e-9)
    sparse = nx.to_scipy_sparse_array(graph, format="csr")
    assert np.allclose(laplacian(sparse).toarray(), nx.laplacian_matrix(graph).toarray(), atol=1e-12)
    assert fiedler_pair(sparse).value == pytest.approx(nx.algebraic_connectivity(graph, tol=1e-12), abs=1e-8)


def test_a_sample_that_is_its_own_neighbour_is_refused() -> None:
    graph = Neighbours(np.array([[1], [1], [3], [2]]), np.ones((4, 1), dtype=np.float32))
    with pytest.raises(ValueError, match="its own neighbour"):
        neighbour_modularity(graph, np.array([0, 0, 1, 1]))

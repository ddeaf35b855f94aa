"""Is the published reading exactly networkx's, signs, zero edges and all?"""

from inspect import unwrap

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.published_code import published_communities


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 15))
def test_the_labels_are_the_communities_of_networkx_on_a_directed_signed_graph(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.normal(0.3, 1.0, size=(n, n))
    edges = rng.random((n, n)) < 0.5
    edges[0, 1] = True
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n))
    for i, j in np.argwhere(edges):
        graph.add_edge(int(i), int(j), weight=float(weights[i, j]))
    expected = nx.community.greedy_modularity_communities(graph, weight="weight")
    labels = published_communities(weights, edges)
    found = {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}
    assert found == set(map(frozenset, expected))
    assert labels[0] == 0


def test_on_a_valid_graph_it_is_the_greedy_partition() -> None:
    rng = np.random.default_rng(1)
    weights = np.triu(rng.random((20, 20)) * (rng.random((20, 20)) < 0.3), 1)
    weights += weights.T
    assert np.array_equal(published_communities(weights, weights > 0.0), greedy_modularity(weights))


def test_an_edge_of_weight_zero_is_an_edge() -> None:
    # The strength of nodes 2 and 3 is negative, so joining them to 0 and 1 "gains" wherever an edge allows it.
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 0] = 3.0
    weights[2, 3] = weights[3, 2] = -1.0
    assert np.array_equal(published_communities(weights, weights != 0.0), [0, 0, 1, 2])
    with_all_edges = published_communities(weights, ~np.eye(4, dtype=np.bool_))
    assert not np.array_equal(with_all_edges, [0, 0, 1, 2])


def test_without_edges_every_node_is_alone() -> None:
    assert np.array_equal(published_communities(np.ones((3, 3)), np.zeros((3, 3), dtype=np.bool_)), [0, 1, 2])


def test_weights_that_cancel_are_an_error_of_networkx() -> None:
    with pytest.raises(ZeroDivisionError):
        published_communities(np.array([[0.0, 1.0], [-1.0, 0.0]]), ~np.eye(2, dtype=np.bool_))


def test_edges_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="shape of the weights"):
        unwrap(published_communities)(np.ones((3, 3)), np.ones((2, 2), dtype=np.bool_))

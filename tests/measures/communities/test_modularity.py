"""Is modularity Newman's Q, as networkx gives it, whatever the names of nodes and communities?"""

from inspect import unwrap

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.modularity import modularity

seeds = st.integers(0, 2**32 - 1)
TRIANGLES = np.kron(np.eye(2), 1.0 - np.eye(3))


def graph_and_labels(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    weights = np.where(rng.random((n, n)) < 0.5, rng.random((n, n)), 0.0)
    weights[0, -1] = 1.0
    return weights + weights.T, rng.integers(0, 4, size=n)


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(1, 25))
def test_modularity_equals_networkx_self_loops_included(seed: int, n: int) -> None:
    weights, labels = graph_and_labels(seed, n)
    graph = nx.from_numpy_array(weights)
    sets = [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]
    peer = nx.community.modularity(graph, sets, weight="weight")
    assert abs(modularity(weights, labels) - peer) < 1e-12


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(1e-6, 1e6))
def test_names_of_nodes_and_communities_and_the_scale_of_weights_change_nothing(seed: int, scale: float) -> None:
    weights, labels = graph_and_labels(seed, 12)
    order = np.random.default_rng(seed).permutation(12)
    moved = modularity(weights[np.ix_(order, order)] * scale, 1000 - 7 * labels[order])
    assert np.isclose(moved, modularity(weights, labels), rtol=0.0, atol=1e-12)


def test_two_triangles_apart_have_one_half() -> None:
    assert np.isclose(modularity(TRIANGLES, np.array([0, 0, 0, 1, 1, 1])), 0.5, atol=1e-15)


def test_one_community_for_all_has_none() -> None:
    assert abs(modularity(TRIANGLES, np.zeros(6, dtype=np.int64))) < 1e-15


def test_a_pair_of_nodes_kept_apart_has_the_least_there_is() -> None:
    assert modularity(1.0 - np.eye(2), np.array([0, 1])) == -0.5


def test_a_negative_weight_is_refused_with_the_names_of_the_policies() -> None:
    with pytest.raises(ValueError, match="absolute, positive, shifted"):
        modularity(-TRIANGLES, np.zeros(6, dtype=np.int64))


def test_an_asymmetric_matrix_is_refused() -> None:
    weights = np.triu(np.ones((3, 3)), 1)
    with pytest.raises(ValueError, match="symmetric"):
        modularity(weights, np.zeros(3, dtype=np.int64))


@pytest.mark.parametrize("labels", [np.zeros(5, dtype=np.int64), np.zeros((6, 1), dtype=np.int64)])
def test_labels_that_are_not_one_per_node_are_refused(labels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="each of the 6 nodes"):
        unwrap(modularity)(TRIANGLES, labels)


def test_a_graph_without_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="undefined"):
        modularity(np.zeros((3, 3)), np.zeros(3, dtype=np.int64))

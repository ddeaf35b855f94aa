"""Is the greedy partition that of networkx, and the same for relabelled nodes?"""

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.graphs.signed_weights import POLICIES, nonnegative
from netsci_bench.measures.similarity.correlation import pearson

seeds = st.integers(0, 2**32 - 1)


def sparse_graph(seed: int, n: int, density: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weights = np.triu(np.where(rng.random((n, n)) < density, rng.random((n, n)) + 1e-3, 0.0), 1)
    weights[0, 1] = 0.5
    return weights + weights.T


def correlation_graph(seed: int, n: int, policy: str) -> np.ndarray:
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(30, n)) + rng.normal(size=(30, 3)) @ rng.normal(size=(3, n))
    return nonnegative(pearson([data]), policy)


def of_networkx(weights: np.ndarray) -> np.ndarray:
    labels = np.empty(len(weights), dtype=np.int64)
    found = nx.community.greedy_modularity_communities(nx.from_numpy_array(weights), weight="weight")
    for label, community in enumerate(found):
        labels[list(community)] = label
    return canonical_labels(labels)


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(2, 50), st.sampled_from([0.03, 0.1, 0.4, 1.0]))
def test_the_partition_is_that_of_networkx_on_sparse_and_dense_graphs(seed: int, n: int, density: float) -> None:
    weights = sparse_graph(seed, n, density)
    assert np.array_equal(greedy_modularity(weights), of_networkx(weights))


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 50), st.sampled_from(POLICIES))
def test_the_partition_is_that_of_networkx_on_correlations(seed: int, n: int, policy: str) -> None:
    weights = correlation_graph(seed, n, policy)
    assert np.array_equal(greedy_modularity(weights), of_networkx(weights))


def test_self_loops_count_as_in_networkx() -> None:
    for seed in range(10):
        weights = sparse_graph(seed, 20, 0.3) + np.diag(np.random.default_rng(seed).random(20))
        assert np.array_equal(greedy_modularity(weights), of_networkx(weights))


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 30), st.floats(0.1, 10.0))
def test_names_of_nodes_and_the_scale_of_weights_change_nothing(seed: int, n: int, scale: float) -> None:
    weights = sparse_graph(seed, n, 0.3)
    order = np.random.default_rng(seed).permutation(n)
    moved = greedy_modularity(weights[np.ix_(order, order)] * scale)
    assert np.array_equal(moved, canonical_labels(greedy_modularity(weights)[order]))


@settings(max_examples=150, deadline=None)
@given(seeds, st.integers(8, 16), st.sampled_from([8, 16]))
@example(673, 8, 16)  # a gain rises to equal another that was the best
@example(862, 10, 32)
def test_ties_are_broken_as_in_networkx_where_nothing_is_rounded(seed: int, n: int, edges: int) -> None:
    # With 2^k edges all strengths and gains are multiples of a power of 2, and equal gains are exactly equal.
    weights = nx.to_numpy_array(nx.gnm_random_graph(n, edges, seed=seed))
    assert np.array_equal(greedy_modularity(weights), of_networkx(weights))


def test_a_union_that_neither_gains_nor_loses_is_made_as_in_networkx() -> None:
    ring = np.roll(np.eye(4), 1, axis=1)
    assert np.array_equal(greedy_modularity(ring + ring.T), [0, 0, 0, 0])
    assert np.array_equal(of_networkx(ring + ring.T), [0, 0, 0, 0])


def test_of_equal_gains_the_lowest_nodes_are_joined_first() -> None:
    # All edges of a ring of five gain alike: 0-1 comes first, then 2-3, and 4 could go either way.
    ring = np.roll(np.eye(5), 1, axis=1)
    assert np.array_equal(greedy_modularity(ring + ring.T), [0, 0, 1, 1, 0])
    assert np.array_equal(of_networkx(ring + ring.T), [0, 0, 1, 1, 0])


def test_two_cliques_with_a_bridge_come_apart() -> None:
    weights = np.kron(np.eye(2), 1.0 - np.eye(5))
    weights[4, 5] = weights[5, 4] = 1.0
    assert np.array_equal(greedy_modularity(weights), [0] * 5 + [1] * 5)


def test_the_karate_club_has_the_three_communities_of_networkx() -> None:
    weights = nx.to_numpy_array(nx.karate_club_graph(), weight=None)
    assert np.bincount(greedy_modularity(weights)).tolist() == [8, 9, 17]
    assert np.array_equal(greedy_modularity(weights), of_networkx(weights))


def test_nodes_without_weight_stay_alone() -> None:
    weights = np.zeros((5, 5))
    weights[1, 3] = weights[3, 1] = 2.0
    assert np.array_equal(greedy_modularity(weights), [0, 1, 2, 1, 3])


def test_a_graph_without_weight_falls_into_its_nodes() -> None:
    assert np.array_equal(greedy_modularity(np.zeros((3, 3))), [0, 1, 2])


def test_the_input_is_left_as_it_was() -> None:
    weights = sparse_graph(0, 20, 0.5)
    before = weights.copy()
    greedy_modularity(weights)
    assert np.array_equal(weights, before)


def test_a_negative_weight_is_refused_with_the_names_of_the_policies() -> None:
    with pytest.raises(ValueError, match="absolute, positive, shifted"):
        greedy_modularity(-np.ones((2, 2)))


def test_an_asymmetric_matrix_is_refused() -> None:
    with pytest.raises(ValueError, match="symmetric"):
        greedy_modularity(np.triu(np.ones((3, 3))))

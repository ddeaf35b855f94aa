"""Do the methods find what is there, the same from the same seed, and say how much was luck?"""

import random
from dataclasses import FrozenInstanceError

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.communities.detection import METHODS, best_communities, communities
from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.igraph_partitions import igraph_partitions
from netsci_bench.measures.communities.modularity import modularity
from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.similarity.correlation import pearson

methods = pytest.mark.parametrize("method", METHODS)
KARATE = nx.to_numpy_array(nx.karate_club_graph(), weight=None)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def correlation_graph(seed: int, n: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return nonnegative(pearson([generator.normal(size=(12, n))]), "absolute")


@methods
def test_cliques_with_weak_bridges_are_found_by_every_method(method: str) -> None:
    weights = np.kron(np.eye(3), 1.0 - np.eye(6))
    weights[5, 6] = weights[6, 5] = weights[11, 12] = weights[12, 11] = 0.1
    found = communities(weights, method, rng(), 3)
    assert np.array_equal(found.labels, np.repeat([0, 1, 2], 6))


@methods
def test_the_modularity_reported_is_that_of_the_labels_and_the_best_of_all_runs(method: str) -> None:
    found = communities(KARATE, method, rng(), 8)
    assert found.method == method
    assert found.modularity == modularity(KARATE, found.labels) == max(found.runs)
    assert len(found.runs) == (1 if method == "greedy" else 8)
    assert found.spread == max(found.runs) - min(found.runs)


def test_louvain_spreads_over_its_runs_on_the_karate_club() -> None:
    found = communities(KARATE, "louvain", rng(), 30)
    assert found.spread > 0.0
    assert np.isclose(found.modularity, 0.4198, atol=5e-5)


@methods
def test_the_same_seed_finds_the_same_whatever_happened_before(method: str) -> None:
    first = communities(KARATE, method, rng(), 5)
    random.seed(99)
    communities(KARATE, "louvain", np.random.default_rng(1), 3)
    again = communities(KARATE, method, rng(), 5)
    assert np.array_equal(first.labels, again.labels)
    assert first.runs == again.runs


def test_igraph_draws_from_the_module_random_again_afterwards() -> None:
    graph = igraph.Graph.Famous("Zachary")
    random.seed(5)
    before = [graph.community_multilevel().membership for _ in range(5)]
    communities(KARATE, "leiden", rng(), 2)
    random.seed(5)
    assert [graph.community_multilevel().membership for _ in range(5)] == before


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS))
def test_relabelled_nodes_keep_their_communities(seed: int, method: str) -> None:
    weights = correlation_graph(seed, 20)
    order = np.random.default_rng(seed).permutation(20)
    found = communities(weights, method, rng(), 3)
    moved = communities(weights[np.ix_(order, order)], method, rng(), 3)
    assert np.array_equal(moved.labels, canonical_labels(found.labels[order]))
    assert np.allclose(moved.runs, found.runs, rtol=0.0, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_igraph_agrees_on_the_modularity_of_what_it_finds(seed: int) -> None:
    weights = correlation_graph(seed, 15)
    found = communities(weights, "leiden", rng(), 2)
    graph = igraph.Graph.Weighted_Adjacency(weights.tolist(), mode="undirected")
    peer = graph.modularity(found.labels.tolist(), weights="weight")
    assert np.isclose(found.modularity, peer, rtol=0.0, atol=1e-12)


@methods
def test_nodes_without_weight_are_communities_of_their_own(method: str) -> None:
    weights = np.zeros((9, 9))
    weights[1:4, 1:4] = weights[5:8, 5:8] = 1.0 - np.eye(3)
    found = communities(weights, method, rng(), 2)
    assert np.array_equal(found.labels, [0, 1, 1, 1, 2, 3, 3, 3, 4])


@methods
def test_a_graph_without_weight_falls_into_its_nodes_at_no_modularity(method: str) -> None:
    found = communities(np.zeros((3, 3)), method, rng(), 4)
    assert np.array_equal(found.labels, [0, 1, 2])
    assert (found.modularity, found.runs, found.spread) == (0.0, (0.0,), 0.0)


def test_greedy_is_the_greedy_partition() -> None:
    weights = correlation_graph(3, 25)
    assert np.array_equal(communities(weights, "greedy", rng(), 1).labels, greedy_modularity(weights))


def test_greedy_falls_short_of_the_best_on_complete_graphs_of_correlations() -> None:
    weights = correlation_graph(4, 60)
    best = best_communities(weights, rng(), 3)
    greedy = communities(weights, "greedy", rng(), 1)
    assert best.modularity == modularity(weights, best.labels)
    assert greedy.modularity < 0.94 * best.modularity


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_best_is_no_worse_than_any_method_that_maximises_modularity(seed: int) -> None:
    weights = correlation_graph(seed, 12)
    best = best_communities(weights, np.random.default_rng(seed), 3)
    assert best.modularity >= communities(weights, "greedy", rng(), 1).modularity
    # Its runs of greedy need no seeds, so louvain's seeds are the first drawn.
    assert best.modularity >= communities(weights, "louvain", np.random.default_rng(seed), 3).modularity


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        communities(KARATE, "greedy", rng(), 1).modularity = 1.0  # type: ignore[misc]


def test_an_unknown_method_is_refused_with_the_names_of_the_methods() -> None:
    with pytest.raises(ValueError, match="greedy, louvain, leiden, infomap"):
        communities(KARATE, "walktrap", rng(), 1)
    with pytest.raises(ValueError, match="louvain, leiden, infomap"):
        igraph_partitions(KARATE, "greedy", [0])


def test_no_restarts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        communities(KARATE, "leiden", rng(), 0)


@methods
def test_negative_weights_are_refused_with_the_names_of_the_policies(method: str) -> None:
    with pytest.raises(ValueError, match="absolute, positive, shifted"):
        communities(-KARATE, method, rng(), 1)

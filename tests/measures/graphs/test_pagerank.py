"""Is PageRank that of networkx, a probability, and refused where it would be none?"""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.graphs.pagerank import pagerank

seeds = st.integers(0, 2**32 - 1)


def sparse_weights(seed: int, n: int, density: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.where(rng.random((n, n)) < density, rng.random((n, n)) + 0.01, 0.0)


def of_networkx(graph: nx.Graph, damping: float, tol: float) -> np.ndarray:
    return np.array(list(nx.pagerank(graph, alpha=damping, tol=tol, max_iter=10_000).values()))


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 30), st.sampled_from([0.05, 0.3, 1.0]), st.floats(0.0, 0.95))
def test_pagerank_equals_networkx_on_directed_graphs(seed: int, n: int, density: float, damping: float) -> None:
    weights = sparse_weights(seed, n, density)
    graph = nx.from_numpy_array(weights, create_using=nx.DiGraph)
    peer = of_networkx(graph, damping, 1e-13)
    assert np.abs(pagerank(weights, damping, tol=1e-13) - peer).max() < 1e-8


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(2, 30))
def test_pagerank_equals_networkx_on_undirected_graphs(seed: int, n: int) -> None:
    weights = sparse_weights(seed, n, 0.4)
    weights += weights.T
    peer = of_networkx(nx.from_numpy_array(weights), 0.85, 1e-13)
    assert np.abs(pagerank(weights, tol=1e-13) - peer).max() < 1e-8


def test_the_stopping_rule_is_that_of_networkx() -> None:
    weights = sparse_weights(3, 40, 0.1)
    graph = nx.from_numpy_array(weights, create_using=nx.DiGraph)
    for tol in (1e-3, 1e-5, 1e-7):
        assert np.abs(pagerank(weights, tol=tol) - of_networkx(graph, 0.85, tol)).max() < 1e-14


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(1, 20), st.floats(1e-6, 1e6))
def test_pagerank_is_a_probability_that_no_scale_changes(seed: int, n: int, scale: float) -> None:
    weights = sparse_weights(seed, n, 0.3)
    rank = pagerank(weights)
    assert rank.min() > 0.0
    assert np.isclose(rank.sum(), 1.0, rtol=0.0, atol=1e-14)
    assert np.allclose(pagerank(weights * scale), rank, rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 20))
def test_relabelled_nodes_keep_their_pagerank(seed: int, n: int) -> None:
    weights = sparse_weights(seed, n, 0.3)
    order = np.random.default_rng(seed).permutation(n)
    assert np.allclose(pagerank(weights[np.ix_(order, order)]), pagerank(weights)[order], atol=1e-9)


def test_two_nodes_pointing_at_a_third_have_the_rank_worked_out_by_hand() -> None:
    weights = np.zeros((3, 3))
    weights[0, 2] = weights[1, 2] = 1.0
    share = 1.0 / (3.0 + 2.0 * 0.85)  # x0 = x1 = a, x2 = a + 2 * 0.85 * a, and the three sum to 1
    assert np.allclose(pagerank(weights, tol=1e-14), [share, share, share * 2.7], atol=1e-12)


def test_a_graph_without_edges_ranks_all_nodes_alike() -> None:
    assert np.allclose(pagerank(np.zeros((4, 4))), 0.25)


def test_a_cycle_that_starts_out_at_rest_stays_at_rest() -> None:
    assert np.allclose(pagerank(np.roll(np.eye(5), 1, axis=1)), 0.2)


def test_no_damping_makes_every_node_the_same() -> None:
    assert np.allclose(pagerank(sparse_weights(0, 6, 0.5), damping=0.0), 1.0 / 6.0)


def test_a_negative_weight_is_refused_with_the_names_of_the_policies() -> None:
    with pytest.raises(ValueError, match="absolute, positive, shifted"):
        pagerank(np.array([[0.0, -0.1], [-0.1, 0.0]]))


@pytest.mark.parametrize(("damping", "tol"), [(1.0, 1e-6), (-0.1, 1e-6), (0.85, 0.0)])
def test_a_damping_or_tolerance_without_meaning_is_refused(damping: float, tol: float) -> None:
    with pytest.raises(ValueError, match="damping must lie"):
        pagerank(np.ones((2, 2)), damping, tol)

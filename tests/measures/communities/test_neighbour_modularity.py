"""Is the streamed modularity of nearest neighbours that of the whole matrix, and the authors' own?"""

from inspect import unwrap

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lu2022_method import edges_by_heap, modularity_by_networkx

from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import slow_steps
from netsci_bench.measures.similarity import nearest_neighbours as module
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours, nearest_neighbours

seeds = st.integers(0, 2**32 - 1)


def sample(seed: int, n: int = 60, m: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Features of either sign, so that some similarities are negative, and labels."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, m)).astype(np.float32), rng.integers(4, size=n)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(5, 300), st.integers(1, 4))
def test_the_neighbours_are_those_of_the_whole_matrix(seed: int, n: int, k: int) -> None:
    features, _ = sample(seed, n)
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    whole = (unit.astype(np.float64) @ unit.T.astype(np.float64)).astype(np.float32)
    np.fill_diagonal(whole, -np.inf)
    found = nearest_neighbours(features, k)
    np.testing.assert_allclose(found.weights, -np.sort(-whole, axis=1)[:, :k], atol=2e-6)
    np.testing.assert_allclose(np.take_along_axis(whole, found.nodes, axis=1), found.weights, atol=2e-6)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_modularity_is_that_of_the_authors_method(seed: int) -> None:
    features, labels = sample(seed)
    features = np.maximum(features, 0)  # as after a ReLU
    graph = nearest_neighbours(features, 3)
    assert abs(neighbour_modularity(graph, labels) - modularity_by_networkx(features, labels, 3)) < 1e-6
    assert {(i, int(j)) for i, js in enumerate(graph.nodes) for j in js} == {
        (i, j) for i, j, _ in edges_by_heap(features, 3)
    }


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_negative_weights_are_kept_and_summed_as_networkx_sums_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = np.array([rng.permutation(np.delete(np.arange(30), i))[:4] for i in range(30)])
    graph = Neighbours(nodes, (rng.random((30, 4)) - 0.2).astype(np.float32))
    labels = rng.integers(3, size=30)
    matrix = np.zeros((30, 30))
    np.put_along_axis(matrix, nodes, graph.weights.astype(np.float64), axis=1)
    sets = [set(np.flatnonzero(labels == c).tolist()) for c in np.unique(labels)]
    peer = nx.community.modularity(nx.from_numpy_array((matrix + matrix.T) / 2), sets)
    assert abs(neighbour_modularity(graph, labels) - peer) < 1e-9


@settings(max_examples=20, deadline=None)
@given(seeds, st.floats(0.01, 100.0))
def test_order_of_samples_names_of_classes_and_scale_of_features_change_nothing(seed: int, scale: float) -> None:
    features, labels = sample(seed)
    order = np.random.default_rng(seed).permutation(len(labels))
    moved = neighbour_modularity(nearest_neighbours(features[order] * np.float32(scale), 3), 100 - 7 * labels[order])
    assert abs(moved - neighbour_modularity(nearest_neighbours(features, 3), labels)) < 1e-5


@pytest.mark.parametrize("block", [64 * 4, 1 << 25])
def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    features, _ = sample(1, 400)
    whole = nearest_neighbours(features, 3)
    monkeypatch.setattr(module, "BLOCK_BYTES", block)
    found = nearest_neighbours(features, 3)
    np.testing.assert_array_equal(found.nodes, whole.nodes)
    np.testing.assert_allclose(found.weights, whole.weights, atol=1e-6)


def test_of_equally_near_samples_the_first_is_taken_also_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_BYTES", 1)  # 64 rows at a time
    features = np.tile(np.float32([[1.0, 0.0]]), (200, 1))
    found = nearest_neighbours(features, 2)
    assert found.nodes[0].tolist() == [1, 2]
    assert found.nodes[1].tolist() == [0, 2]
    assert all(row.tolist() == [0, 1] for row in found.nodes[2:])
    assert [j for i, j, _ in edges_by_heap(features, 2)] == found.nodes.ravel().tolist()


def test_a_sample_without_direction_is_near_to_nothing_and_weighs_nothing() -> None:
    features = np.maximum(sample(3)[0], 0)
    features[7] = 0.0
    graph = nearest_neighbours(features, 3)
    assert not graph.weights[7].any()
    assert not (graph.nodes == 7).any(axis=1)[np.arange(60) != 7].any()
    labels = sample(3)[1]
    assert abs(neighbour_modularity(graph, labels) - modularity_by_networkx(features, labels, 3)) < 1e-6


@pytest.mark.parametrize("k", [0, 5, 6])
def test_more_neighbours_than_there_are_others_are_refused(k: int) -> None:
    with pytest.raises(ValueError, match=f"5 samples cannot have {k} nearest neighbours each: k must lie in 1 to 4"):
        nearest_neighbours(sample(0, 5)[0], k)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_features_that_are_not_finite_are_refused(value: float) -> None:
    features, _ = sample(0)
    features[4, 2] = value
    with pytest.raises(ValueError, match="sample 4 are not finite"):
        nearest_neighbours(features, 3)


def test_a_class_without_samples_adds_nothing_and_a_single_class_is_refused() -> None:
    features, labels = sample(2)
    graph = nearest_neighbours(np.maximum(features, 0), 3)
    two = np.where(labels < 2, 0, 9)
    assert neighbour_modularity(graph, two) == neighbour_modularity(graph, np.where(two == 9, 1, 0))
    with pytest.raises(ValueError, match="all samples are of one class"):
        neighbour_modularity(graph, np.zeros(60, dtype=np.int64))
    with pytest.raises(ValueError, match="one for each of the 60 samples"):
        unwrap(neighbour_modularity)(graph, labels[:-1])


def test_a_graph_whose_weights_cancel_is_refused() -> None:
    graph = Neighbours(np.array([[1], [0]]), np.float32([[0.5], [-0.5]]))
    with pytest.raises(ValueError, match="undefined"):
        neighbour_modularity(graph, np.array([0, 1]))


@given(seeds)
def test_depth_rank_correlation_is_one_for_whatever_rises_and_turns_with_the_curve(seed: int) -> None:
    curve = np.cumsum(np.random.default_rng(seed).random(12) + 0.01)
    assert depth_rank_correlation(curve) == 1.0
    assert depth_rank_correlation(-curve) == -1.0
    assert depth_rank_correlation(np.exp(curve)) == 1.0


@pytest.mark.parametrize("curve", [[0.5, 0.5, 0.5], [0.1, 0.2], [0.1, np.nan, 0.2]])
def test_a_curve_without_a_trend_to_correlate_is_refused(curve: list[float]) -> None:
    with pytest.raises(ValueError, match=r"same value|3 or more"):
        depth_rank_correlation(np.array(curve))


def test_a_step_is_slow_when_it_falls_stands_or_gains_less_than_asked() -> None:
    assert slow_steps(np.array([0.0, 0.2, 0.1, 0.1, 0.105, 0.2]), 0.01).tolist() == [False, True, True, True, False]
    with pytest.raises(ValueError, match="2 or more"):
        slow_steps(np.array([0.1]), 0.01)

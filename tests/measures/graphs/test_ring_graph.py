"""Are the graphs those that were asked for, and their measures those of networkx?"""

import networkx as nx
import numpy as np
import pytest

from netsci_bench.measures.graphs.ring_graph import (
    RingGraph,
    clustering_coefficient,
    mean_path_length,
    ring_graph,
)


@pytest.mark.parametrize("degree", [2, 7.5, 8, 20, 36, 63])
@pytest.mark.parametrize("rewired", [0, 0.15, 1])
def test_a_graph_is_connected_and_has_the_edges_that_were_asked_for(degree, rewired):
    graph = ring_graph(RingGraph(64, degree, rewired if degree > 2 else 0), np.random.default_rng(0))
    assert graph.sum() == 2 * round(64 * degree / 2)
    assert (graph == graph.T).all()
    assert not graph.diagonal().any()
    assert nx.is_connected(nx.from_numpy_array(graph))


@pytest.mark.parametrize("seed", range(5))
def test_clustering_and_path_length_are_those_of_networkx(seed):
    graph = ring_graph(RingGraph(64, 8 + seed, 0.3), np.random.default_rng(seed))
    other = nx.from_numpy_array(graph)
    assert clustering_coefficient(graph) == pytest.approx(nx.average_clustering(other))
    assert mean_path_length(graph) == pytest.approx(nx.average_shortest_path_length(other))


def test_known_rings_paths_and_stars():
    ring = ring_graph(RingGraph(64, 8, 0), np.random.default_rng(0))
    assert clustering_coefficient(ring) == pytest.approx(3 * (8 - 2) / (4 * (8 - 1)))  # Watts and Strogatz
    path, star = (nx.to_numpy_array(g).astype(bool) for g in (nx.path_graph(4), nx.star_graph(6)))
    assert mean_path_length(path) == pytest.approx(10 / 6)
    assert clustering_coefficient(star) == 0.0


def test_rewiring_shortens_paths_and_loosens_clusters():
    rng = np.random.default_rng(1)
    graphs = [ring_graph(RingGraph(64, 8, share), rng) for share in (0, 0.15, 0.4, 1)]
    assert np.all(np.diff([clustering_coefficient(graph) for graph in graphs]) < 0)
    assert mean_path_length(graphs[0]) > 1.5 * mean_path_length(graphs[1])


@pytest.mark.parametrize("which", [RingGraph(2, 2, 0), RingGraph(9, 1, 0), RingGraph(9, 9, 0), RingGraph(9, 4, 1.1)])
def test_what_is_no_ring_is_refused(which):
    with pytest.raises(ValueError, match="no ring graph"):
        ring_graph(which, np.random.default_rng(0))


def test_what_falls_apart_or_is_no_graph_is_refused():
    with pytest.raises(ValueError, match="connected"):
        mean_path_length(np.zeros((3, 3), dtype=bool))
    for wrong in (np.ones((3, 3), dtype=bool), np.array([[False, True], [False, False]])):
        with pytest.raises(ValueError, match="symmetric"):
            clustering_coefficient(wrong)

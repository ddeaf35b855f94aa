import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.graphs.layered import feedforward_graph, layer_edges


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5))
def test_consecutive_layers_join_every_unit_to_every_unit_of_the_next(sizes):
    layers = np.repeat(np.arange(len(sizes)), sizes)
    oracle = nx.complete_multipartite_graph(*sizes)
    oracle.remove_edges_from([(u, v) for u, v in oracle.edges if abs(layers[u] - layers[v]) > 1])
    assert (layer_edges(layers, "consecutive") == nx.to_numpy_array(oracle).astype(bool)).all()


def test_all_pairs_include_those_of_one_layer_but_no_loop():
    mask = layer_edges(np.array([0, 0, 3]), "all")
    assert mask.sum() == 6
    assert not mask.diagonal().any()


def test_another_word_for_pairs_is_refused():
    with pytest.raises(ValueError, match="consecutive, all"):
        layer_edges(np.array([0, 1]), "some")


def test_an_edge_of_weight_zero_is_still_an_edge():
    weights, edges, layers = feedforward_graph([np.zeros((2, 3))])
    assert not weights.any()
    assert edges.sum() == 6
    assert layers.tolist() == [0, 0, 1, 1, 1]


def test_blocks_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="ends in 3 units, the next begins with 2"):
        feedforward_graph([np.ones((1, 3)), np.ones((2, 1))])

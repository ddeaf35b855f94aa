"""Is the graph of a net's weights that of its sizes, and does shuffling keep the weights and nothing else?"""

import networkx as nx
import numpy as np
import pytest

from netsci_bench.measures.graphs.mask_structure import idle_units
from netsci_bench.measures.graphs.weight_graph import shuffled_layers, weight_graph, without_idle_units


def net(seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) * (rng.random(shape) < 0.5) for shape in ((5, 8), (6, 5), (3, 6))]


def test_every_weight_is_an_edge_of_its_size_and_no_other_edge_exists():
    layers = net(0)
    graph = nx.from_scipy_sparse_array(weight_graph(layers))
    starts = np.cumsum([0, 8, 5, 6])
    wanted = {
        (int(starts[layer] + before), int(starts[layer + 1] + after)): abs(weights[after, before])
        for layer, weights in enumerate(layers)
        for after, before in zip(*np.nonzero(weights), strict=True)
    }
    assert {tuple(sorted((a, b))): w for a, b, w in graph.edges(data="weight")} == pytest.approx(wanted)
    assert len(graph) == 22


def test_shuffling_keeps_the_weights_of_each_layer_and_moves_them():
    layers, rng = net(1), np.random.default_rng(0)
    mixed = shuffled_layers(layers, rng)
    for before, after in zip(layers, mixed, strict=True):
        np.testing.assert_array_equal(np.sort(before.ravel()), np.sort(after.ravel()))
        assert before.shape == after.shape
    assert any((before != after).any() for before, after in zip(layers, mixed, strict=True))


def test_without_idle_units_every_unit_lies_on_a_path():
    layers = net(2)
    layers[0][:, 3] = 0.0
    layers[1][2] = 0.0
    left = without_idle_units(layers, idle_units([weights != 0.0 for weights in layers]))
    assert left[0].shape[1] < 8
    assert left[1].shape[0] < 6
    assert not any(idle.any() for idle in idle_units([weights != 0.0 for weights in left]))


@pytest.mark.parametrize("layers", [[], [np.ones((2, 3)), np.ones((2, 3))]])
def test_what_is_no_network_is_refused(layers):
    with pytest.raises(ValueError, match="no network"):
        weight_graph(layers)


def test_a_weight_that_is_not_finite_and_a_missing_layer_of_idle_units_are_refused():
    with pytest.raises(ValueError, match="NaN"):
        weight_graph([np.array([[np.inf]])])
    with pytest.raises(ValueError, match="2 arrays of idle units for 3"):
        without_idle_units(net(0), [np.zeros(8, bool), np.zeros(5, bool)])

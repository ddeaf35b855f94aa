"""Are degrees, dead units and components those of the graph that networkx sees?"""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.graphs.mask_structure import (
    idle_units,
    layer_components,
    overdispersion,
    unit_degrees,
    unit_strengths,
)

SIZES = (12, 9, 7, 4)
seeds = st.integers(0, 2**32 - 1)


def random_masks(seed: int, density: float) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.random((after, before)) < density for before, after in pairwise(SIZES)]


def graph_of(masks: list[np.ndarray]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from((layer, unit) for layer, size in enumerate(SIZES) for unit in range(size))
    for layer, mask in enumerate(masks):
        graph.add_edges_from(((layer, j), (layer + 1, i)) for i, j in np.argwhere(mask).tolist())
    return graph


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(0.0, 0.4))
def test_everything_is_as_networkx_sees_it(seed: int, density: float) -> None:
    masks = random_masks(seed, density)
    graph = graph_of(masks)
    for layer, (into, out) in enumerate(unit_degrees(masks)):
        assert into.tolist() == [graph.in_degree((layer, unit)) for unit in range(SIZES[layer])]
        assert out.tolist() == [graph.out_degree((layer, unit)) for unit in range(SIZES[layer])]
    found = layer_components(masks)
    components = list(nx.weakly_connected_components(graph))
    assert found.components == len(components)
    assert found.largest_share == max(map(len, components)) / sum(SIZES)
    assert found.without_edges == nx.number_of_isolates(graph)


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(0.05, 0.5))
def test_idle_units_are_those_on_no_path_from_an_input_to_an_output(seed: int, density: float) -> None:
    masks = random_masks(seed, density)
    graph = graph_of(masks)
    inputs, outputs = ([(layer, unit) for unit in range(SIZES[layer])] for layer in (0, len(SIZES) - 1))
    for layer, idle in enumerate(idle_units(masks)):
        for unit, found in enumerate(idle):
            before = nx.ancestors(graph, (layer, unit)) | {(layer, unit)}
            after = nx.descendants(graph, (layer, unit)) | {(layer, unit)}
            assert found == (before.isdisjoint(inputs) or after.isdisjoint(outputs))


@given(seeds, st.floats(0.1, 0.9))
def test_strengths_of_unit_weights_are_degrees_whatever_their_sign(seed: int, density: float) -> None:
    masks = random_masks(seed, density)
    rng = np.random.default_rng(seed)
    weights = [np.where(mask, rng.choice([-1.0, 1.0], mask.shape), 0.0) for mask in masks]
    for degrees, strengths in zip(unit_degrees(masks), unit_strengths(weights), strict=True):
        for one, other in zip(degrees, strengths, strict=True):
            np.testing.assert_array_equal(one, other)


def test_overdispersion_is_the_variance_over_the_mean_and_one_for_poissons_law() -> None:
    assert overdispersion(np.array([1, 3])) == 0.5
    assert overdispersion(np.random.default_rng(0).poisson(20, 20_000)) == pytest.approx(1.0, abs=0.03)
    with pytest.raises(ValueError, match="no unit has an edge"):
        overdispersion(np.zeros(5, dtype=np.int64))


def test_layers_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="ends in 3 units, the next begins with 4"):
        unit_degrees([np.ones((3, 2), dtype=bool), np.ones((2, 4), dtype=bool)])
    with pytest.raises(ValueError, match="at least one layer"):
        layer_components([])

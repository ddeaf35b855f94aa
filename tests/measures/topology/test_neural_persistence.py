"""Are layers as persistent as can be worked out by hand, by another algorithm and by gudhi?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from netsci_bench.measures.topology.neural_persistence import layer_persistences, normalised_persistences
from netsci_bench.measures.topology.persistence import simplicial_persistence


def by_kruskal(sizes: np.ndarray) -> np.ndarray:
    """Scipy's spanning tree, which sorts all edges."""
    units, inputs = sizes.shape
    rows, columns = np.indices(sizes.shape, dtype=np.int32)  # scipy 1.15 takes no longer ones for a tree
    ends = (rows.ravel(), units + columns.ravel())
    graph = coo_array((2.0 - sizes.ravel() / sizes.max(), ends), shape=(units + inputs,) * 2)
    return np.sort(minimum_spanning_tree(graph.tocsr()).data - 1.0)


@settings(max_examples=40)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**31), st.booleans())
def test_prim_finds_the_tree_that_kruskal_finds(units, inputs, seed, ties):
    rng = np.random.default_rng(seed)
    weights = rng.integers(-3, 4, (units, inputs)).astype(float) if ties else rng.uniform(-3, 4, (units, inputs))
    weights[0, 0] = 4.0  # the largest
    np.testing.assert_allclose(layer_persistences(weights, 4.0), by_kruskal(np.abs(weights)), atol=1e-12)


def test_at_the_size_of_use_too():
    weights = np.random.default_rng(0).normal(size=(100, 300))
    found = layer_persistences(weights, np.abs(weights).max())
    np.testing.assert_allclose(found, by_kruskal(np.abs(weights)), atol=1e-12)


def test_gudhi_agrees():
    weights = np.random.default_rng(1).permutation(20).reshape(4, 5) + 1.0
    ends = np.array([[row, 4 + column] for row in range(4) for column in range(5)])
    nodes = np.arange(9)[:, None]
    pairs = simplicial_persistence([nodes, ends], [np.zeros(9, int), (21 - weights.ravel()).astype(int)])[0]
    deaths = np.sort(pairs[np.isfinite(pairs[:, 1]), 1])
    np.testing.assert_allclose(layer_persistences(weights, 20.0), (deaths - 1.0) / 20.0)


def test_the_bounds_are_reached_and_not_left():
    same = np.full((30, 20), -0.3)
    assert normalised_persistences([same]).tolist() == [0.0]
    one = np.zeros((30, 20))
    one[3, 4] = 2.0
    (nearly,) = normalised_persistences([one])
    assert nearly == pytest.approx(np.sqrt(48 / 49))
    rng = np.random.default_rng(2)
    values = normalised_persistences([rng.standard_t(2, size=(50, 60)), rng.uniform(size=(10, 50))])
    assert ((values >= 0.0) & (values <= 1.0)).all()


def test_neither_scale_nor_sign_nor_the_names_of_units_matter():
    rng = np.random.default_rng(3)
    layers = [rng.normal(size=(40, 30)), rng.normal(size=(5, 40))]
    wanted = normalised_persistences(layers)
    signs = [w * rng.choice([-7.0, 7.0], w.shape) for w in layers]
    np.testing.assert_allclose(normalised_persistences(signs), wanted)
    order = rng.permutation(40)
    np.testing.assert_allclose(normalised_persistences([layers[0][order], layers[1][:, order]]), wanted)
    np.testing.assert_allclose(normalised_persistences([w.T for w in layers]), wanted)


def test_a_few_large_weights_make_a_layer_persistent_and_even_ones_do_not():
    rng = np.random.default_rng(4)
    even, heavy = rng.uniform(-1, 1, (100, 300)), rng.standard_t(2, size=(100, 300))
    (low,), (high,) = normalised_persistences([even]), normalised_persistences([heavy])
    assert low < 0.1 < 0.8 < high


@pytest.mark.parametrize(
    ("layers", "p", "words"),
    [
        ([], 2.0, "needs a layer"),
        ([np.ones((2, 2))], 0.0, "p > 0"),
        ([np.zeros((2, 2))], 2.0, "cannot be 0"),
        ([np.array([[np.nan]])], 2.0, "not finite"),
        ([np.ones((2, 2)), np.zeros((0, 2))], 2.0, "no weights"),
    ],
)
def test_what_has_no_persistence_is_refused(layers, p, words):
    with pytest.raises(ValueError, match=words):
        normalised_persistences(layers, p)


def test_a_weight_above_the_largest_is_refused():
    with pytest.raises(ValueError, match="cannot be 1"):
        layer_persistences(np.array([[2.0]]), 1.0)

"""Are matrices that are no weighted graph refused, and strengths those of networkx?"""

import networkx as nx
import numpy as np
import pytest

from netsci_bench.measures.graphs.square_matrix import finite_square
from netsci_bench.measures.graphs.weighted import nonnegative_weights, strengths, symmetric_weights


def test_a_float32_matrix_becomes_float64_with_the_same_values() -> None:
    weights = np.random.default_rng(0).random((4, 4), dtype=np.float32)
    assert finite_square(weights).dtype == np.float64
    assert np.array_equal(finite_square(weights), weights)


@pytest.mark.parametrize("shape", [(2, 3), (3, 2)])
def test_a_matrix_that_is_not_square_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must be square"):
        finite_square(np.ones(shape))


def test_a_graph_without_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="without nodes"):
        finite_square(np.ones((0, 0)))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_weight_that_is_not_finite_is_refused_with_its_place(bad: float) -> None:
    weights = np.ones((3, 3))
    weights[2, 0] = bad
    with pytest.raises(ValueError, match=r"weights\[2, 0\]"):
        finite_square(weights)


def test_a_negative_weight_is_refused_with_its_place_and_the_policies() -> None:
    weights = np.ones((3, 3))
    weights[0, 2] = -1e-9
    with pytest.raises(ValueError, match=r"weights\[0, 2\].*absolute, positive, shifted"):
        nonnegative_weights(weights)


def test_an_asymmetric_matrix_is_no_undirected_graph() -> None:
    weights = np.ones((3, 3))
    weights[0, 2] = np.nextafter(1.0, 2.0)
    with pytest.raises(ValueError, match="symmetric"):
        symmetric_weights(weights)


def test_strengths_are_the_weighted_degrees_of_networkx_self_loops_included() -> None:
    weights = np.random.default_rng(1).random((6, 6))
    weights += weights.T
    degrees = dict(nx.from_numpy_array(weights).degree(weight="weight"))
    assert np.allclose(strengths(weights), [degrees[node] for node in range(6)], rtol=1e-14)

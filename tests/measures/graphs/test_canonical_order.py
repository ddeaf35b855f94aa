"""Is the canonical order a matter of the weights alone?"""

import numpy as np
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.graphs.canonical_order import canonical_order


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_relabelled_graphs_are_the_same_in_canonical_order(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.triu(rng.random((n, n)), 1)
    weights += weights.T
    relabelling = rng.permutation(n)
    moved = weights[np.ix_(relabelling, relabelling)]
    order, order_moved = canonical_order(weights), canonical_order(moved)
    if n > 2:  # two nodes cannot be told apart
        assert np.array_equal(relabelling[order_moved], order)
    assert np.array_equal(np.sort(order), np.arange(n))


def test_nodes_come_by_strength_and_then_by_the_spread_of_their_weights() -> None:
    weights = np.array([[0.0, 3.0, 1.0], [3.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert np.array_equal(canonical_order(weights), [2, 1, 0])
    blocks = scipy.linalg.block_diag([[0.0, 2.0], [2.0, 0.0]], [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    assert np.array_equal(canonical_order(blocks), [2, 3, 4, 0, 1])


def test_nodes_that_weights_cannot_tell_apart_keep_their_order_whatever_the_rounding() -> None:
    half = [0.1, 0.2, 0.3, 0.7, 1.1]
    circle = scipy.linalg.circulant([0.0, *half, *half[::-1]])
    assert np.array_equal(canonical_order(circle), np.arange(11))

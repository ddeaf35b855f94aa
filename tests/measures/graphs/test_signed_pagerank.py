"""Is the signed PageRank what networkx gives, and told to diverge exactly where networkx gives up?"""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.graphs.signed_pagerank import signed_pagerank
from netsci_bench.measures.similarity.correlation import pearson


def peer(weights: np.ndarray, damping: float = 0.85) -> tuple[np.ndarray | None, bool]:
    with np.errstate(all="ignore"):
        try:
            ranks = nx.pagerank(nx.from_numpy_array(weights, create_using=nx.DiGraph), alpha=damping)
        except nx.PowerIterationFailedConvergence:
            return None, False
    return np.array(list(ranks.values())), True


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 12),
    st.floats(-0.5, 1.5),
    st.floats(0.2, 1.0),
    st.floats(0.1, 0.95),
)
def test_values_and_convergence_are_those_of_networkx(
    seed: int, n: int, mean: float, density: float, damping: float
) -> None:
    rng = np.random.default_rng(seed)
    weights = np.where(rng.random((n, n)) < density, rng.normal(mean, 1.0, size=(n, n)), 0.0)
    expected, converges = peer(weights, damping)
    values, converged = signed_pagerank(weights, damping)
    assert converged == converges
    if expected is not None:
        assert np.allclose(values, expected, rtol=1e-9, atol=1e-12)


def test_the_patience_is_that_of_networkx() -> None:
    # The more negative the weight, the slower the iteration, up to where 100 steps are too few.
    outcomes = []
    for negative in np.linspace(0.05, 0.15, 60):
        weights = np.array([[0.0, 1.0 + negative], [1.0, -negative]])
        outcomes.append(signed_pagerank(weights)[1])
        assert outcomes[-1] == peer(weights)[1]
    assert set(outcomes) == {True, False}


def test_both_outcomes_occur_on_correlations_so_the_test_above_sees_both() -> None:
    outcomes = {signed_pagerank(correlations(seed))[1] for seed in range(40)}
    assert outcomes == {True, False}


def correlations(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return pearson([rng.normal(size=(20, 8)) + rng.normal(size=(20, 1)) * (seed % 3)]) - np.eye(8)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_where_the_iteration_diverges_the_values_are_the_fixed_point_and_sum_to_one(seed: int) -> None:
    weights = correlations(seed)
    values, converged = signed_pagerank(weights)
    if converged:  # to within its tolerance only; compared with the fixed point above
        return
    transitions = weights / weights.sum(axis=1, keepdims=True)
    residual = np.abs(0.85 * values @ transitions + 0.15 / 8 - values).sum()
    assert residual < 1e-9 * np.abs(values).sum() * np.abs(transitions).max()
    assert np.isclose(values.sum(), 1.0, atol=1e-9 * np.abs(values).sum())


def test_the_result_can_be_negative() -> None:
    assert min(signed_pagerank(correlations(seed))[0].min() for seed in range(10)) < 0.0


def test_a_row_that_cancels_to_zero_is_dangling_as_in_networkx() -> None:
    weights = np.array([[0.0, 0.5, -0.5], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    expected, converges = peer(weights)
    assert converges
    assert np.allclose(signed_pagerank(weights)[0], expected, rtol=1e-12)


def test_without_negative_weights_it_is_the_pagerank() -> None:
    weights = np.random.default_rng(1).random((9, 9))
    values, converged = signed_pagerank(weights)
    assert converged
    assert np.allclose(values, pagerank(weights, tol=1e-6), rtol=1e-12)


def test_a_weight_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        signed_pagerank(np.array([[0.0, np.inf], [1.0, 0.0]]))

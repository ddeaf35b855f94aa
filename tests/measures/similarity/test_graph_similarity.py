"""Is the similarity of graphs a correlation that no scale, shift of a group or order of places changes?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from netsci_bench.measures.similarity.graph_similarity import (
    pair_agreement,
    pair_excess,
    pair_rank,
    pattern_similarity,
)

seeds = st.integers(0, 2**32 - 1)


def made(seed: int, graphs: int = 4, places: int = 30, groups: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(graphs, places)), rng.integers(groups, size=places)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_with_one_group_it_is_the_correlation_of_numpy(seed):
    patterns, _ = made(seed)
    assert np.allclose(pattern_similarity(patterns, np.zeros(30, dtype=int)), np.corrcoef(patterns), atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_it_is_the_correlation_of_what_a_regression_on_the_groups_leaves(seed):
    patterns, groups = made(seed)
    dummies = np.eye(3)[groups]
    residuals = patterns - (dummies @ np.linalg.lstsq(dummies, patterns.T, rcond=None)[0]).T
    assert np.allclose(pattern_similarity(patterns, groups), np.corrcoef(residuals), atol=1e-10)


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(1e-3, 1e3))
def test_scales_shifts_of_groups_and_the_order_of_places_change_nothing(seed, scale):
    patterns, groups = made(seed)
    before = pattern_similarity(patterns, groups)
    order = np.random.default_rng(seed).permutation(30)
    shifts = np.array([5.0, -2.0, 0.5])[groups]
    assert np.allclose(pattern_similarity(patterns * scale + shifts, groups), before, atol=1e-9)
    assert np.allclose(pattern_similarity(patterns[:, order], groups[order]), before, atol=1e-12)


def test_the_centring_takes_away_what_layer_sizes_alone_make_alike():
    layers = np.repeat([0, 1], [4, 40])
    noise = np.random.default_rng(0).normal(size=(2, 44))
    patterns = np.where(layers == 0, 10.0, 0.0) + noise
    assert np.corrcoef(patterns)[0, 1] > 0.8
    assert abs(pattern_similarity(patterns, layers)[0, 1]) < 0.3


def test_a_pattern_that_only_differs_between_groups_is_like_none():
    groups = np.array([0, 0, 0, 1, 1, 1])
    flat = np.where(groups == 0, 0.1, 0.7)
    similarity = pattern_similarity(np.stack([flat, np.arange(6.0)]), groups)
    assert similarity.tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_values_whose_squares_overflow_are_still_compared():
    patterns = np.array([[1e300, 2e300, 4e300], [1.0, 2.0, 4.0]])
    assert np.allclose(pattern_similarity(patterns, np.zeros(3, dtype=int)), 1.0)


@pytest.mark.parametrize(
    ("patterns", "groups", "message"),
    [
        (np.ones((2, 3)), np.zeros(2, dtype=int), "a group for each"),
        (np.ones((2, 0)), np.zeros(0, dtype=int), "at least one place"),
        (np.array([[0.0, np.nan]]), np.zeros(2, dtype=int), r"patterns\[0, 1\] is nan"),
    ],
)
def test_patterns_that_cannot_be_compared_are_refused(patterns, groups, message):
    with pytest.raises(ValueError, match=message):
        pattern_similarity(patterns, groups)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 8))
def test_the_rank_of_a_pair_is_that_of_scipy(seed, graphs):
    rng = np.random.default_rng(seed)
    similarity = rng.integers(4, size=(graphs, graphs)) / 4.0
    similarity = np.triu(similarity, 1) + np.triu(similarity, 1).T
    rows, columns = np.triu_indices(graphs, 1)
    oracle = rankdata(-similarity[rows, columns], method="min")
    assert [pair_rank(similarity, i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)] == list(oracle)


def test_the_order_of_the_two_does_not_matter_for_their_rank():
    similarity = pattern_similarity(*made(1))
    assert pair_rank(similarity, 3, 1) == pair_rank(similarity, 1, 3)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (0, 4), (-1, 2)])
def test_a_pair_that_is_none_is_refused(a, b):
    with pytest.raises(ValueError, match="are not two of 4 graphs"):
        pair_rank(np.eye(4), a, b)


def made_similarity(seed: int, graphs: int) -> np.ndarray:
    half = np.triu(np.random.default_rng(seed).uniform(-1, 1, size=(graphs, graphs)), 1)
    return half + half.T + np.eye(graphs)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(3, 10))
def test_the_excess_of_a_pair_is_over_the_mean_of_all_others(seed, graphs):
    similarity = made_similarity(seed, graphs)
    rows, columns = np.triu_indices(graphs, 1)
    pairs = similarity[rows, columns]
    oracle = [pairs[k] - np.delete(pairs, k).mean() for k in range(len(pairs))]
    found = [pair_excess(similarity, i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]
    assert found == pytest.approx(oracle)
    assert pair_excess(similarity, 1, 0) == pair_excess(similarity, 0, 1)
    assert sum(found) == pytest.approx(0.0, abs=1e-9)  # none on average


def test_two_graphs_have_no_other_pair_and_a_pair_of_one_graph_is_none():
    with pytest.raises(ValueError, match="no other"):
        pair_excess(np.eye(2), 0, 1)
    with pytest.raises(ValueError, match="are not two of 4 graphs"):
        pair_excess(np.eye(4), 2, 2)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(3, 10))
def test_the_agreement_of_pairs_is_that_of_scipy_and_sees_the_order_alone(seed, graphs):
    first, second = made_similarity(seed, graphs), made_similarity(seed + 1, graphs)
    upper = np.triu_indices(graphs, 1)
    assert pair_agreement(first, second) == pytest.approx(spearmanr(first[upper], second[upper])[0])
    assert pair_agreement(first, np.exp(first)) == pytest.approx(1.0)
    assert pair_agreement(first, -first) == pytest.approx(-1.0)


def test_similarities_of_unlike_sizes_do_not_agree():
    with pytest.raises(ValueError, match="not of the same graphs"):
        pair_agreement(np.eye(3), np.eye(4))

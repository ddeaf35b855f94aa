"""Are the numbers on partitions those of their definitions, and blind to the names of communities?"""

from inspect import unwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.communities.canonical_labels import canonical_labels
from netsci_bench.measures.communities.partitions import (
    adjusted_mutual_information,
    community_count,
    depth_share,
    effective_number,
    interleaving,
)
from netsci_bench.measures.information.expected import entropy, expected_information, mutual_information

labellings = st.lists(st.integers(0, 6), min_size=1, max_size=40)
pairs = st.integers(1, 40).flatmap(lambda n: st.tuples(*[st.lists(st.integers(0, 6), min_size=n, max_size=n)] * 2))


@settings(max_examples=100, deadline=None)
@given(pairs)
def test_adjusted_mutual_information_equals_scikit_learn(pair: tuple[list[int], list[int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    a, b = np.array(pair[0]), np.array(pair[1])
    if np.array_equal(canonical_labels(a), canonical_labels(b)):
        assert adjusted_mutual_information(a, b) == 1.0
    else:
        assert abs(adjusted_mutual_information(a, b) - metrics.adjusted_mutual_info_score(a, b)) < 1e-9


def test_adjusted_mutual_information_equals_scikit_learn_on_many_nodes() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 30, 2000), rng.integers(0, 5, 2000)
    b[:900] = a[:900] % 5
    ours = adjusted_mutual_information(a, b)
    assert ours > 0.05
    assert abs(ours - metrics.adjusted_mutual_info_score(a, b)) < 1e-9


def test_the_expected_information_is_the_mean_over_shuffled_partitions() -> None:
    rng = np.random.default_rng(1)
    a, b = np.repeat([0, 1, 2], [3, 5, 4]), np.repeat([0, 1], [7, 5])
    drawn = [mutual_information(a, rng.permutation(b)) for _ in range(4000)]
    error = np.std(drawn) / np.sqrt(len(drawn))
    exact = expected_information(np.bincount(a), np.bincount(b))
    assert abs(np.mean(drawn) - exact) < 4.0 * error


@settings(max_examples=50, deadline=None)
@given(pairs, st.integers(0, 2**32 - 1))
def test_names_of_communities_and_nodes_and_the_order_of_partitions_change_nothing(
    pair: tuple[list[int], list[int]], seed: int
) -> None:
    a, b = np.array(pair[0]), np.array(pair[1])
    order = np.random.default_rng(seed).permutation(len(a))
    expected = adjusted_mutual_information(a, b)
    assert np.isclose(adjusted_mutual_information(5 - 3 * b[order], a[order]), expected, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(labellings)
def test_equal_partitions_agree_fully_and_do_not_interleave(labels: list[int]) -> None:
    a = np.array(labels)
    assert adjusted_mutual_information(a, 10 - a) == 1.0
    assert interleaving(a, 10 - a) == 0.0


def test_unrelated_partitions_agree_by_chance_only_however_many_communities_they_have() -> None:
    rng = np.random.default_rng(2)
    layers = np.repeat(np.arange(4), 250)
    for count in (2, 20, 200):
        agreements = [adjusted_mutual_information(rng.integers(0, count, 1000), layers) for _ in range(20)]
        assert abs(np.mean(agreements)) < 0.01


def test_communities_across_layers_interleave_and_those_within_do_not() -> None:
    layers = np.repeat([0, 1, 2], 20)
    across = np.tile([0, 1], 30)
    assert interleaving(layers + 5, layers) == 0.0
    assert interleaving(across, layers) > 1.0
    halved = layers * 2 + across
    assert 0.0 < interleaving(halved, layers) < 0.4


def test_one_community_and_singletons_agree_not_at_all() -> None:
    assert adjusted_mutual_information(np.zeros(5, dtype=np.int64), np.arange(5)) == 0.0


def test_partitions_of_different_or_no_nodes_are_refused() -> None:
    ones = np.ones(3, dtype=np.int64)
    with pytest.raises(ValueError, match="same, at least one"):
        adjusted_mutual_information(ones, ones[:2])
    with pytest.raises(ValueError, match="same, at least one"):
        adjusted_mutual_information(ones[:0], ones[:0])
    with pytest.raises(ValueError, match="same, at least one"):
        unwrap(interleaving)(ones, ones[:2])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([0, 0, 1, 1, 2, 2], 3.0), ([4] * 9, 1.0), ([0, 1, 2], 0.0), ([0, 0, 1, 1, 2, 3], 2.0), ([5], 0.0)],
)
def test_equal_communities_count_fully_and_singletons_not_at_all(labels: list[int], expected: float) -> None:
    assert np.isclose(effective_number(np.array(labels)), expected, rtol=1e-14)


def test_unequal_communities_count_by_the_exponential_of_their_entropy() -> None:
    expected = (4 / 3) ** (3 / 4) * 4 ** (1 / 4)
    assert np.isclose(effective_number(np.array([0, 0, 0, 0, 0, 0, 1, 1])), expected, rtol=1e-14)


@settings(max_examples=50, deadline=None)
@given(labellings, st.integers(1, 5))
def test_the_effective_number_is_at_most_the_number_and_the_same_for_a_larger_copy(
    labels: list[int], times: int
) -> None:
    doubled = np.repeat(np.array(labels), 2)
    number = effective_number(doubled)
    assert 1.0 - 1e-12 <= number <= len(set(labels)) + 1e-12
    assert np.isclose(effective_number(np.tile(-doubled, times)), number, rtol=1e-12)


def test_entropy_is_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    sizes = np.array([3, 1, 8, 8])
    assert np.isclose(entropy(sizes), stats.entropy(sizes), rtol=1e-14)


@settings(max_examples=50, deadline=None)
@given(labellings)
def test_canonical_labels_are_numbered_by_first_appearance_and_keep_the_partition(labels: list[int]) -> None:
    found = canonical_labels(np.array(labels))
    seen: list[int] = []
    for label in labels:
        if label not in seen:
            seen.append(label)
    assert found.tolist() == [seen.index(label) for label in labels]


def test_labels_in_more_than_one_dimension_are_refused() -> None:
    with pytest.raises(ValueError, match="one per node"):
        unwrap(canonical_labels)(np.zeros((2, 2), dtype=np.int64))


@settings(max_examples=100, deadline=None)
@given(labellings)
def test_the_count_is_that_of_communities_of_several_nodes(labels: list[int]) -> None:
    assert community_count(np.array(labels)) == sum(labels.count(label) > 1 for label in set(labels))


@settings(max_examples=100, deadline=None)
@given(pairs)
def test_the_share_of_depth_is_the_adjusted_r_squared_of_a_regression_on_communities(
    pair: tuple[list[int], list[int]],
) -> None:
    labels, layers = np.array(pair[0]), np.array(pair[1])
    groups = np.unique(labels)
    if len(groups) in (1, len(labels)) or np.ptp(layers) == 0:
        assert depth_share(labels, layers) == 0.0
        return
    dummies = (labels[:, None] == groups).astype(float)
    rest = layers - dummies @ np.linalg.lstsq(dummies, layers, rcond=None)[0]
    oracle = 1 - (rest @ rest / (len(labels) - len(groups))) / np.var(layers, ddof=1)
    assert abs(depth_share(labels, layers) - oracle) < 1e-9


@pytest.mark.parametrize("sizes", [[6, 16, 15, 10, 10], [15, 10, 10], [1, 6, 6, 16, 16, 15, 10, 10]])
def test_communities_along_the_depth_have_its_share_and_shuffled_ones_none(sizes: list[int]) -> None:
    layers = np.repeat(np.arange(len(sizes)), sizes)
    regions = layers // 2  # two layers side by side are one region
    assert depth_share(layers, layers) == 1.0
    assert depth_share(regions, layers) > 0.6
    rng = np.random.default_rng(0)
    shuffled = [depth_share(rng.permutation(regions), layers) for _ in range(2000)]
    assert abs(np.mean(shuffled)) < 0.01
    assert np.quantile(shuffled, 0.99) < 0.3


def test_depths_of_other_nodes_and_of_none_are_refused() -> None:
    for labels, layers in ((np.zeros(2, dtype=int), np.zeros(3, dtype=int)), (np.zeros(0, dtype=int),) * 2):
        with pytest.raises(ValueError, match="at least one node"):
            unwrap(depth_share)(labels, layers)

"""Are groups found that are there, is their n-cut that of the definition, and of a known spectrum?"""

import itertools

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from netsci_bench.measures.communities.partitions import adjusted_mutual_information
from netsci_bench.measures.communities.spectral_clustering import (
    largest_component,
    normalised_cut,
    spectral_clusters,
)
from netsci_bench.measures.graphs.weight_graph import shuffled_layers, weight_graph


def by_definition(weights: np.ndarray, labels: np.ndarray) -> float:
    """networkx adds up what leaves each group, over its volume."""
    graph = nx.from_numpy_array(weights)
    groups = [set(np.flatnonzero(labels == name).tolist()) for name in np.unique(labels)]
    others = set(graph)
    return sum(
        nx.cut_size(graph, group, others - group, weight="weight") / nx.volume(graph, group, weight="weight")
        for group in groups
    )


def random_graph(n: int, seed: int) -> np.ndarray:
    upper = np.triu(np.random.default_rng(seed).exponential(size=(n, n)), 1)
    return upper + upper.T


@pytest.mark.parametrize("seed", range(5))
def test_the_cut_is_that_of_the_definition_whatever_the_names(seed):
    weights, labels = random_graph(20, seed), np.random.default_rng(seed).integers(0, 4, 20)
    wanted = by_definition(weights, labels)
    assert normalised_cut(csr_array(weights), labels) == pytest.approx(wanted)
    assert normalised_cut(csr_array(weights), 7 - labels) == pytest.approx(wanted)
    assert normalised_cut(csr_array(3.0 * weights), labels) == pytest.approx(wanted)


def test_separate_groups_have_no_cut_and_one_group_has_none_either():
    blocks = csr_array(np.kron(np.eye(3), np.ones((4, 4)) - np.eye(4)))
    assert normalised_cut(blocks, np.repeat([0, 1, 2], 4)) == 0.0
    assert normalised_cut(blocks, np.zeros(12, dtype=int)) == 0.0
    assert normalised_cut(blocks, np.tile([0, 1, 2, 3], 3)) == pytest.approx(4.0)


def test_a_complete_graph_cannot_be_cut_well():
    n, k = 60, 3
    weights = csr_array(np.ones((n, n)) - np.eye(n))
    labels = spectral_clusters(weights, k, np.random.default_rng(0))
    sizes = np.bincount(labels)
    assert normalised_cut(weights, labels) == pytest.approx(sum((n - size) / (n - 1) for size in sizes))


def planted(layers: list[int], groups: int, strong: float, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    """A layered net whose units have groups: weights within a group are so many times as large."""
    rng = np.random.default_rng(seed)
    labels = [np.arange(size) % groups for size in layers]
    weights = [
        rng.normal(size=(len(after), len(before))) * np.where(after[:, None] == before, strong, 1.0)
        for before, after in itertools.pairwise(labels)
    ]
    return weights, np.concatenate(labels)


def test_planted_groups_of_a_net_are_found_and_shuffling_hides_them():
    layers, labels = planted([392, 128, 128, 128, 12], 12, 12.0, 0)
    graph = weight_graph(layers)
    found = spectral_clusters(graph, 12, np.random.default_rng(0))
    assert adjusted_mutual_information(found, labels) > 0.95
    cut = normalised_cut(graph, found)
    rng = np.random.default_rng(1)
    for _ in range(3):
        mixed = weight_graph(shuffled_layers(layers, rng))
        assert normalised_cut(mixed, spectral_clusters(mixed, 12, rng)) > cut + 1.0


def test_a_net_without_groups_is_like_its_shuffles():
    layers, _ = planted([392, 128, 128, 128, 12], 12, 1.0, 0)
    rng = np.random.default_rng(2)

    def cut(weights: list[np.ndarray]) -> float:
        graph = weight_graph(weights)
        return normalised_cut(graph, spectral_clusters(graph, 12, rng))

    shuffled = np.array([cut(shuffled_layers(layers, rng)) for _ in range(8)])
    assert abs(cut(layers) - shuffled.mean()) < 4 * shuffled.std(ddof=1)


def test_the_same_generator_gives_the_same_groups():
    graph = csr_array(random_graph(80, 0))
    one, other = (spectral_clusters(graph, 5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_only_the_largest_component_stays():
    weights = np.zeros((7, 7))
    weights[:4, :4] = random_graph(4, 0)
    weights[4:6, 4:6] = random_graph(2, 1)
    np.testing.assert_array_equal(largest_component(csr_array(weights)).toarray(), weights[:4, :4])


@pytest.mark.parametrize(
    ("weights", "clusters", "words"),
    [
        (np.zeros((4, 4)), 2, "without an edge"),
        (random_graph(4, 0), 4, "fewer than nodes"),
        (random_graph(4, 0), 1, "2 or more"),
        (-random_graph(4, 0), 2, "negative"),
    ],
)
def test_what_cannot_be_grouped_is_refused(weights, clusters, words):
    with pytest.raises(ValueError, match=words):
        spectral_clusters(csr_array(weights), clusters, np.random.default_rng(0))


def test_a_cut_needs_labels_and_weight():
    graph = csr_array(random_graph(4, 0))
    with pytest.raises(ValueError, match="one for each"):
        normalised_cut(graph, np.array([0, 1]))
    with pytest.raises(ValueError, match="no weight"):
        normalised_cut(csr_array(np.zeros((2, 2))), np.array([0, 1]))

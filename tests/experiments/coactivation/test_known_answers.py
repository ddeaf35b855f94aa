"""Does each metric behind a claim find what is there, and not what is not, in graphs of the size of LeNet5's?"""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from netsci_bench.experiments.coactivation.epochs import (
    Stages,
    Trained,
    describe_untrained,
    late_growth,
    measure_stages,
)
from netsci_bench.experiments.coactivation.graphs import (
    CoActivations,
    Graph,
    TextReading,
    build_text_graph,
)
from netsci_bench.experiments.coactivation.readings import split_published, text_communities, text_readings
from netsci_bench.experiments.coactivation.targets import Contrast, compare_networks
from netsci_bench.measures.communities.partitions import community_count
from netsci_bench.measures.graphs.layered import feedforward_graph
from netsci_bench.measures.graphs.signed_pagerank import signed_pagerank
from netsci_bench.measures.similarity.correlation import pearson
from netsci_bench.nets.training.tensors import Examples

SIZES = [6, 16, 15, 10, 10]
LAYERS = np.repeat(np.arange(5), SIZES)
LINEAR = LAYERS >= 2
READINGS = text_readings(TextReading.model_construct())
EDGES = {"text": 586, "linear_only": 250, "all_pairs": 1596}


def graph_of(units: np.ndarray, reading: str) -> Graph:
    """The graph of made activations, (samples, 57)."""
    found = CoActivations(pearson([units]), LAYERS, LINEAR)
    graph = build_text_graph(found, READINGS[reading])
    assert np.triu(graph.edges).sum() == EDGES[reading]
    return graph


def noise(seed: int, samples: int = 2000) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(samples, 57))


def one_hub_each(seed: int) -> np.ndarray:
    """The first unit of each layer follows a signal that a third of the units of all layers follow a little."""
    rng = np.random.default_rng(seed)
    signal, units = rng.normal(size=(2000, 1)), noise(seed + 1)
    units[:, rng.random(57) < 0.33] += signal
    first = np.searchsorted(LAYERS, range(5))
    units[:, first] = signal + 0.2 * units[:, first]
    return units


def alike(seed: int) -> np.ndarray:
    """All units follow one signal equally: every correlation is about 0.5."""
    return noise(seed) + np.random.default_rng(seed + 9).normal(size=(2000, 1))


def blocks(seed: int, member: np.ndarray) -> np.ndarray:
    """Units of one group follow a signal of their own."""
    return noise(seed) + 2 * np.random.default_rng(seed + 5).normal(size=(2000, member.max() + 1))[:, member]


@pytest.fixture
def stages(shared, digit_recipe) -> Callable[..., Stages]:
    """What is measured where the graphs of two stages are made, with all images as the one group."""
    nothing = Examples(torch.zeros(0, 1, 28, 28), torch.zeros(0, dtype=torch.int64))

    def measure(before: np.ndarray, after: np.ndarray, reading: str) -> Stages:
        run = shared.run("made")
        graphs = [[graph_of(units, reading)] for units in (before, after)]
        trained = Trained(digit_recipe, [], nothing, [0.0, 0.0])
        return measure_stages(reading, graphs, trained, text_communities(READINGS[reading], run), run)

    return measure


every_reading = pytest.mark.parametrize("reading", list(READINGS))
seeds = pytest.mark.parametrize("seed", [0, 1, 2])


@every_reading
@seeds
def test_the_highest_pagerank_rises_where_hubs_appear_and_falls_where_they_go(stages, reading, seed):
    rises = stages(alike(seed), one_hub_each(seed), reading)
    falls = stages(one_hub_each(seed), alike(seed), reading)
    assert rises.pagerank_growth > 0.2
    assert falls.pagerank_growth == pytest.approx(-rises.pagerank_growth)
    assert (rises.pagerank_growth_share, falls.pagerank_growth_share) == (1.0, 0.0)


@every_reading
@seeds
def test_the_highest_pagerank_stays_where_only_the_sample_changes(stages, reading, seed):
    assert abs(stages(alike(seed), alike(seed + 50), reading).pagerank_growth) < 0.05


@every_reading
@seeds
def test_correlations_are_alike_where_all_units_follow_one_signal_and_not_where_signs_differ(stages, reading, seed):
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=57)
    same, mixed = alike(seed), alike(seed) * signs
    found = stages(same, mixed, reading)
    assert found.untrained.weight_spread < 0.2  # inside the band of the claim
    assert found.weight_spread_growth > 0.2
    other = stages(mixed, same, reading)
    assert other.untrained.weight_spread > 0.3  # outside it
    assert other.weight_spread_growth == pytest.approx(-found.weight_spread_growth)


def test_independent_units_have_alike_correlations_too_and_the_widest_spread_is_one(stages):
    assert stages(noise(0), noise(1), "text").untrained.weight_spread < 0.05
    two = np.where(np.arange(57) % 2, -1.0, 1.0) * np.random.default_rng(0).normal(size=(2000, 1))
    assert stages(two + 1e-6 * noise(0), noise(1), "text").untrained.weight_spread > 0.99


@every_reading
@seeds
def test_greedy_modularity_finds_planted_groups_whether_they_follow_the_depth_or_not(stages, reading, seed):
    deep = np.where(LAYERS <= 2, 0, 1)  # two regions side by side
    across = np.arange(57) % 4  # four groups, each of which runs through all layers
    found = stages(blocks(seed, deep), blocks(seed, across), reading)
    assert found.communities[1] == pytest.approx(4, abs=0.3)
    assert found.interleaving[1] > 0.9
    untangled = stages(blocks(seed, across), blocks(seed, deep), reading)
    assert untangled.untrained.groups == 4
    assert untangled.interleaving_growth == pytest.approx(-found.interleaving_growth)
    assert untangled.community_growth == pytest.approx(-found.community_growth)


@pytest.mark.parametrize("reading", ["text", "all_pairs"])
@seeds
def test_groups_in_regions_of_their_own_are_told_from_groups_that_run_through_all_layers(shared, reading, seed):
    run, split = shared.run("made"), text_communities(READINGS[reading], shared.run("made")).split
    regions, across = (
        graph_of(blocks(seed, member), reading) for member in (np.where(LAYERS <= 1, 0, 1), np.arange(57) % 4)
    )
    found = describe_untrained(regions, split(regions.weights, regions.layers), run)
    other = describe_untrained(across, split(across.weights, across.layers), run)
    assert found.groups == 2
    assert found.region_share > 0.5
    assert other.groups == 4
    assert abs(other.region_share) < 0.15
    assert abs(found.shuffled_region_share) < 0.2


def test_growth_after_the_first_epoch_is_not_that_of_the_first_epoch():
    assert late_growth([1.0, 3.0, 2.5]) == -0.5
    assert late_growth([1.0, 3.0]) == 0.0
    assert late_growth([1.0]) == 0.0


PUBLISHED = [1, 6, 6, 16, 16, 15, 10, 10]


def published_graph(strong: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Graph:
    """A graph of the 80 nodes and 884 edges of the published code, 1 where two units are strongly joined, else 0.02.

    ``strong`` tells it from the numbers of the nodes, of sources (rows) and of targets (columns).
    """
    starts = np.cumsum([0, *PUBLISHED])
    blocks = [
        np.where(strong(np.arange(a, b)[:, None], np.arange(b, c)[None, :]), 1.0, 0.02)
        for a, b, c in zip(starts, starts[1:], starts[2:], strict=False)
    ]
    weights, edges, layers = feedforward_graph(blocks)
    ranks, converged = signed_pagerank(weights)
    assert edges.sum() == 884
    return Graph(weights, edges, ranks, layers, converged)


def test_as_published_planted_groups_are_found_and_told_from_regions(shared):
    member = np.arange(80) % 4
    across = published_graph(lambda i, j: member[i] == member[j])
    layers = np.repeat(np.arange(8), PUBLISHED)
    regions = published_graph(lambda i, j: (layers[i] < 4) == (layers[j] < 4))
    split = [split_published(graph.weights, graph.layers) for graph in (across, regions)]
    run = shared.run("made")
    assert community_count(split[0]) == 4
    assert abs(describe_untrained(across, split[0], run).region_share) < 0.15
    assert not set(split[1][layers < 4]) & set(split[1][layers >= 4])  # no community runs through both regions
    assert describe_untrained(regions, split[1], run).region_share > 0.5


def test_as_published_the_highest_pagerank_rises_where_all_ways_lead_to_one_unit_of_a_layer(shared):
    even = published_graph(lambda i, j: (i >= 0) & (j >= 0))
    first = np.cumsum([0, *PUBLISHED[:-1]])
    hub = published_graph(lambda i, j: np.isin(j, first) & (i >= 0))
    assert even.converged
    assert hub.converged
    assert hub.pagerank.max() > 2 * even.pagerank.max()


@every_reading
@seeds
def test_the_more_complicated_of_two_graphs_is_named_and_none_where_they_are_equal(reading, seed, shared):
    split = text_communities(READINGS[reading], shared.run("made")).split
    simple, complicated = (graph_of(blocks(seed, member), reading) for member in (LAYERS // 3, np.arange(57) % 4))

    def contrast(digits: Graph, parity: Graph) -> Contrast:
        pair = [digits, parity]
        return compare_networks(pair, [split(graph.weights, graph.layers) for graph in pair], split)

    more, fewer, same = (contrast(*pair) for pair in ((complicated, simple), (simple, complicated), (simple, simple)))
    assert more.more_communities > 0.5
    assert more.more_interleaving > 0.05
    assert fewer.more_communities == pytest.approx(-more.more_communities)
    assert fewer.more_interleaving == pytest.approx(-more.more_interleaving)
    assert (same.more_communities, same.more_interleaving) == (0.0, 0.0)

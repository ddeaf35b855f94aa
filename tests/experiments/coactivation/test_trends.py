"""Does each trend find what was put into graphs of the sizes that are used, and not what was not?"""

from itertools import pairwise

import numpy as np
import pytest

from netsci_bench.experiments.coactivation.trends import (
    Correlations,
    GraphSettings,
    Growth,
    build_graph,
    difference,
    measure_trends,
    possible_edges,
)
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.similarity.correlation import pearson

RESNET8 = [16, 16, 16, 32, 32, 64, 64, 10]
SIZES = {"resnet8": RESNET8, "higgs": [32, 24, 16, 2], "regression": [32, 24, 16, 7]}
EVERY = pytest.mark.parametrize(("name", "reading"), [(n, r) for n in SIZES for r in ("drawn", "all_pairs")])
SAMPLES = 1500


def layers_of(name):
    return np.repeat(np.arange(len(SIZES[name])), SIZES[name])


def shortcuts_of(name):
    """The channels of a block's input and output in a ResNet8: where there are more, they lie in the middle."""
    if name != "resnet8":
        return np.empty((0, 2), dtype=np.int64)
    starts = np.cumsum([0, *RESNET8])
    pairs = [
        (starts[k] + c, starts[k + 2] + (RESNET8[k + 2] - RESNET8[k]) // 2 + c)
        for k in (0, 2, 4)
        for c in range(RESNET8[k])
    ]
    return np.array(pairs)


def noise(layers, seed=0):
    return np.random.default_rng(seed).normal(size=(SAMPLES, len(layers)))


def following(groups, seed=0):
    """Units of a group follow a signal of its own."""
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(SAMPLES, groups.max() + 1))
    return signals[:, groups] + 0.7 * rng.normal(size=(SAMPLES, len(groups)))


def hubs(layers, seed=0):
    """The first unit of each layer follows a signal that a third of all units follow a little."""
    rng = np.random.default_rng(seed)
    signal, units = rng.normal(size=(SAMPLES, 1)), noise(layers, seed + 1)
    units[:, rng.random(len(layers)) < 0.33] += 0.5 * signal
    first = np.searchsorted(layers, range(layers.max() + 1))
    units[:, first] = signal + 0.2 * units[:, first]
    return units


def trends(name, reading, shared, *activations):
    """Of stages, then a shuffled and a redrawn network, of which only the activations are made."""
    found = Correlations([pearson([units]) for units in activations], layers_of(name), shortcuts_of(name))
    return measure_trends(reading, found, GraphSettings(), shared.run(f"{name}-{reading}"))


@EVERY
def test_pagerank_grows_where_hubs_come_and_falls_where_they_go(name, reading, shared):
    layers = layers_of(name)
    even, uneven = following(np.zeros(len(layers), dtype=int)), hubs(layers)
    grown = trends(name, reading, shared, even, uneven, even, even)
    assert grown.growth.pagerank > 0.1
    assert grown.learned.pagerank == pytest.approx(grown.growth.pagerank)
    fallen = trends(name, reading, shared, uneven, even, uneven, uneven)
    assert fallen.growth.pagerank == pytest.approx(-grown.growth.pagerank)
    assert fallen.redrawn.pagerank == fallen.shuffled.pagerank == 0


@EVERY
def test_communities_become_more_diverse_from_two_groups_to_six(name, reading, shared):
    units = np.arange(len(layers_of(name)))
    two, six = following(units % 2), following(units % 6)
    grown = trends(name, reading, shared, two, six, six, two)
    assert grown.communities == pytest.approx([2, 6], abs=0.1)
    assert grown.growth.communities == pytest.approx(4, abs=0.2)
    assert (grown.learned.communities, grown.redrawn.communities) == (0, 0)
    assert trends(name, reading, shared, six, two, six, six).growth.communities == pytest.approx(-4, abs=0.2)


@EVERY
def test_communities_interleave_where_groups_run_across_layers(name, reading, shared):
    layers = layers_of(name)
    bound, mixed = (
        following(layers // 2),
        following(np.random.default_rng(0).integers(layers.max() // 2 + 1, size=len(layers))),
    )
    grown = trends(name, reading, shared, bound, mixed, bound, bound)
    assert grown.growth.interleaving > 0.2
    assert grown.learned.interleaving == grown.growth.interleaving
    assert trends(name, reading, shared, mixed, bound, mixed, mixed).growth.interleaving < -0.2


@EVERY
def test_from_noise_to_other_noise_no_trend_is_large(name, reading, shared):
    found = trends(name, reading, shared, *(noise(layers_of(name), seed) for seed in range(4)))
    assert abs(found.growth.pagerank) < 0.35
    assert abs(found.growth.interleaving) < 0.2


def test_a_resnet8_has_the_edges_of_its_layers_and_64_shortcuts():
    edges = possible_edges(layers_of("resnet8"), shortcuts_of("resnet8"))
    consecutive = sum(a * b for a, b in pairwise(RESNET8))
    counts = {reading: np.triu(joined).sum() for reading, joined in edges.items()}
    assert counts == {"plain": consecutive, "drawn": consecutive + 64, "all_pairs": 250 * 249 / 2}
    assert all((joined == joined.T).all() and not joined.diagonal().any() for joined in edges.values())


def test_the_graph_has_the_signed_weights_and_the_pagerank_of_the_absolute_ones():
    layers = np.array([0, 0, 1, 1])
    correlation = pearson([noise(layers) @ np.random.default_rng(5).normal(size=(4, 4))])
    joined = possible_edges(layers, np.empty((0, 2), dtype=int))["drawn"]
    graph = build_graph(correlation, joined, layers, 0.85)
    assert (graph.weights[:2, 2:] == correlation[:2, 2:]).all()
    assert graph.weights[0, 1] == 0
    assert np.allclose(graph.pagerank, pagerank(np.abs(graph.weights)))


def test_differences_are_taken_one_by_one():
    after, before = (Growth(pagerank=p, communities=c, interleaving=i) for p, c, i in ((3, 5, 0.5), (1, 6, 0.25)))
    assert difference(after, before) == Growth(pagerank=2, communities=-1, interleaving=0.25)

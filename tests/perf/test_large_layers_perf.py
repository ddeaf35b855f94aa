"""How do modularity, PageRank and communities grow up to a layer of 10,000 units, whose graph has 50 million edges?

networkx would hold that graph in tens of gigabytes, so the peer is igraph. Its greedy communities would take more
than an hour there, so what a user would pick instead is its Louvain method, which may find a higher Q.
"""

import numpy as np
import pytest
from as_igraph import as_igraph
from race import Row

from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.modularity import modularity
from netsci_bench.measures.graphs.pagerank import pagerank

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]
SAMPLES, ROUNDS = 500, 2
sizes = pytest.mark.parametrize("units", [2_500, 5_000, 10_000])


def of_a_layer(quantity: str, peer: str, units: int, agreement: str) -> Row:
    return Row(f"{quantity} of a large layer", peer, f"{units:,} units", agreement, units)


@sizes
def test_modularity_of_a_large_layer_takes_at_most_three_times_as_long_as_igraphs(race, correlated, units) -> None:
    weights, labels = correlated(SAMPLES, units), np.arange(units) % 5
    graph, values = as_igraph(weights)

    def theirs():
        return graph.modularity(labels.tolist(), weights=values)

    assert modularity(weights, labels) == pytest.approx(theirs(), abs=1e-9)
    row = of_a_layer("modularity of five communities", "igraph", units, "to 1e-9")
    race(row, lambda: modularity(weights, labels), theirs, ROUNDS).at_least(0.33)  # ours checks the matrix, too


@sizes
def test_pagerank_of_a_large_layer_is_faster_than_igraphs(race, correlated, units) -> None:
    weights = correlated(SAMPLES, units)
    graph, values = as_igraph(weights)

    def theirs():
        return np.array(graph.pagerank(weights=values))

    assert np.abs(pagerank(weights) - theirs()).max() < 1e-8
    race(of_a_layer("PageRank", "igraph", units, "to 1e-8"), lambda: pagerank(weights), theirs, ROUNDS).at_least(1.0)


@sizes
@pytest.mark.timeout(3600)
def test_communities_of_a_large_layer_are_found_sooner_than_by_igraphs_louvain_method(
    race, correlated, units
) -> None:
    """Once each: the largest graph takes minutes."""
    weights = correlated(SAMPLES, units)
    graph, values = as_igraph(weights)
    greedy_modularity(weights[:9, :9])  # compiles
    q = {}

    def ours():
        q["here"] = modularity(weights, greedy_modularity(weights))

    def theirs():
        q["there"] = graph.community_multilevel(weights=values).modularity

    here, there = race.in_turns([ours, theirs], rounds=1)
    agreement = f"not the same quantity: Q is {q['here']:.3f} here, {q['there']:.3f} there"
    row = of_a_layer("greedy communities and their modularity", "igraph's Louvain method", units, agreement)
    race.written(row, here, there).at_least(1.0)
    assert q["here"] > 0.0

"""Is greedy modularity of a complete graph at least 100 times faster than networkx's, and faster than igraph's?"""

import networkx as nx
import numpy as np
import pytest
from as_igraph import as_igraph
from race import Row

from netsci_bench.measures.communities.greedy_modularity import greedy_modularity
from netsci_bench.measures.communities.modularity import modularity

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]


def by_networkx(weights):
    graph = nx.from_numpy_array(weights)
    return lambda: list(map(sorted, nx.community.greedy_modularity_communities(graph, weight="weight")))


def by_igraph(weights):
    graph, values = as_igraph(weights)
    return lambda: list(graph.community_fastgreedy(weights=values).as_clustering())


@pytest.mark.parametrize(
    ("name", "peer", "nodes", "rounds", "least"),
    [
        ("networkx", by_networkx, 250, 3, 30.0),
        ("networkx", by_networkx, 500, 2, 60.0),
        ("networkx", by_networkx, 1000, 2, 100.0),
        *(("igraph", by_igraph, nodes, 5, 1.0) for nodes in (250, 500, 1000)),
    ],
)
def test_greedy_modularity_of_a_complete_graph_is_faster_than(
    race, correlated, name, peer, nodes, rounds, least
) -> None:
    weights = correlated(300, nodes)
    theirs = peer(weights)
    labels = greedy_modularity(weights)  # compiles, too
    found = np.zeros(nodes, dtype=np.int64)
    for label, members in enumerate(theirs()):
        found[members] = label
    if name == "networkx":
        ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)}
        assert ours == {frozenset(np.flatnonzero(found == label).tolist()) for label in set(found)}
    assert modularity(weights, labels) == pytest.approx(
        modularity(weights, found), rel=0.01
    )  # igraph rounds otherwise
    agreement = "the same communities" if name == "networkx" else "modularity to 1 %"
    row = Row("greedy modularity of a complete graph", name, f"{nodes:,} nodes", agreement, nodes)
    race(row, lambda: greedy_modularity(weights), theirs, rounds).at_least(least)

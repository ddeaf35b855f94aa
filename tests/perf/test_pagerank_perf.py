"""Is PageRank of a dense graph 100 times faster than networkx's, and faster than igraph's, once theirs are built?

Processor time on one thread: both peers read lists of edges, of which a complete graph has as many as it can.
"""

import networkx as nx
import numpy as np
import pytest
from as_igraph import as_igraph
from race import Row

from netsci_bench.measures.graphs.pagerank import pagerank

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]


def by_networkx(weights):
    graph = nx.from_numpy_array(weights)
    return lambda: np.array(list(nx.pagerank(graph, tol=1e-10).values()))


def by_igraph(weights):
    graph, values = as_igraph(weights)
    return lambda: np.array(graph.pagerank(weights=values))


@pytest.mark.parametrize("nodes", [500, 1000, 2000])
@pytest.mark.parametrize(("name", "peer", "least"), [("networkx", by_networkx, 100.0), ("igraph", by_igraph, 1.0)])
def test_pagerank_of_a_complete_graph_is_faster_than(race, correlated, name, peer, least, nodes) -> None:
    weights = correlated(500, nodes)
    theirs = peer(weights)
    assert np.abs(pagerank(weights) - theirs()).max() < 1e-8
    row = Row("PageRank of a complete graph", name, f"{nodes:,} nodes", "to 1e-8", nodes)
    rounds = 2 if name == "networkx" and nodes > 1000 else 4  # it takes ten seconds
    race(row, lambda: pagerank(weights, tol=1e-10), theirs, rounds).at_least(least)

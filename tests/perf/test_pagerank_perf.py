"""Is PageRank of a dense graph at least 100 times faster than networkx's, once its graph is built?"""

import time

import networkx as nx
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from netsci_bench.measures.graphs.pagerank import pagerank

pytestmark = pytest.mark.perf


def test_pagerank_is_a_hundred_times_faster_than_networkx(benchmark: BenchmarkFixture, correlated) -> None:
    weights = correlated(500, 2000)
    graph = nx.from_numpy_array(weights)
    start = time.perf_counter()
    peer = nx.pagerank(graph, tol=1e-10)
    peer_seconds = time.perf_counter() - start
    pagerank(weights)
    ours = benchmark.pedantic(pagerank, args=(weights,), kwargs={"tol": 1e-10}, rounds=10)
    assert np.abs(ours - np.array(list(peer.values()))).max() < 1e-8
    ratio = peer_seconds / benchmark.stats.stats.min
    print(f"\npagerank, complete graph of 2000 nodes: networkx {peer_seconds:.2f} s, ratio {ratio:.0f}")
    assert ratio >= 100.0

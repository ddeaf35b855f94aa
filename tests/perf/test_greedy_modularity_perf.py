"""Is greedy modularity of a complete graph at least 100 times faster than networkx's?"""

import time

import networkx as nx
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from netsci_bench.measures.communities.greedy_modularity import greedy_modularity

pytestmark = pytest.mark.perf


def test_greedy_modularity_is_a_hundred_times_faster_than_networkx(benchmark: BenchmarkFixture, correlated) -> None:
    weights = correlated(300, 1000)
    graph = nx.from_numpy_array(weights)
    start = time.perf_counter()
    peer = nx.community.greedy_modularity_communities(graph, weight="weight")
    peer_seconds = time.perf_counter() - start
    greedy_modularity(weights[:10, :10])  # compiles
    labels = benchmark.pedantic(greedy_modularity, args=(weights,), rounds=5)
    assert {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)} == set(peer)
    ratio = peer_seconds / benchmark.stats.stats.min
    print(f"\ngreedy modularity, complete graph of 1000: networkx {peer_seconds:.1f} s, ratio {ratio:.0f}")
    assert ratio >= 100.0

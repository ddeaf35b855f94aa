"""What do streamed correlations cost in time, and save in memory, against numpy.corrcoef on all samples?"""

import time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from stopwatch import peak_bytes, seconds

from netsci_bench.measures.similarity.correlation import pearson

pytestmark = pytest.mark.perf
UNITS, SAMPLES, BATCH = 1000, 40_000, 500


def test_streamed_correlations_take_a_fifth_of_the_memory_in_at_most_twice_the_time(
    benchmark: BenchmarkFixture,
) -> None:
    data = np.random.default_rng(0).normal(size=(SAMPLES, UNITS)).astype(np.float32)
    batches = np.split(data, SAMPLES // BATCH)
    peer_seconds = min(seconds(lambda: np.corrcoef(data.T), time.perf_counter) for _ in range(3))
    ours = benchmark.pedantic(pearson, args=(batches,), rounds=3)
    assert np.abs(ours - np.corrcoef(data.T)).max() < 1e-6
    memory = peak_bytes(lambda: np.corrcoef(data.T)) / peak_bytes(lambda: pearson(batches))
    ratio = peer_seconds / benchmark.stats.stats.min
    print(f"\ncorrelation of {UNITS} units over {SAMPLES} samples: time ratio {ratio:.2f}, memory ratio {memory:.1f}")
    assert memory >= 5.0
    assert ratio >= 0.5  # the samples are read once more, for what is exact about constants

"""What do streamed correlations cost in time, and save in memory, against numpy.corrcoef on all samples?"""

import numpy as np
import pytest
from race import Row
from stopwatch import peak_bytes

from netsci_bench.measures.similarity.correlation import pearson

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]
SAMPLES, BATCH = 40_000, 500


@pytest.mark.parametrize("units", [250, 500, 1000])
def test_streamed_correlations_take_a_fifth_of_the_memory_in_at_most_twice_the_time(race, units) -> None:
    data = np.random.default_rng(0).normal(size=(SAMPLES, units)).astype(np.float32)
    batches = np.split(data, SAMPLES // BATCH)
    assert np.abs(pearson(batches) - np.corrcoef(data.T)).max() < 1e-6
    memory = peak_bytes(lambda: np.corrcoef(data.T)) / peak_bytes(lambda: pearson(batches))
    inputs = f"{units:,} units, {SAMPLES:,} samples ({memory:.0f} times less memory)"
    row = Row("correlations of units, sample by sample", "numpy.corrcoef on all at once", inputs, "to 1e-6", units)
    found = race(row, lambda: pearson(batches), lambda: np.corrcoef(data.T), 3)
    assert memory >= 5.0
    found.at_least(0.5)  # the samples are read once more, for what is exact about constants

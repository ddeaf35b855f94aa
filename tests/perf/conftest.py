"""What do several ratios need: one thread, and the correlations of a layer."""

import numpy as np
import pytest
from stopwatch import threads

from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.similarity.correlation import pearson


@pytest.fixture
def one_thread():
    with threads(1):
        yield


@pytest.fixture
def correlated():
    """Absolute correlations of so many units over samples in which five signals are mixed."""

    def weights(samples: int, units: int) -> np.ndarray:
        rng = np.random.default_rng(0)
        data = rng.normal(size=(samples, units)) + rng.normal(size=(samples, 5)) @ rng.normal(size=(5, units))
        return nonnegative(pearson([data]), "absolute")

    return weights

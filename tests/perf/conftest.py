"""What do several ratios need: a race with a peer, one thread, and the correlations of a layer."""

import jaxtyping
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import Racer
from stopwatch import threads

from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.similarity.correlation import pearson


@pytest.fixture
def race(benchmark: BenchmarkFixture) -> Racer:
    return Racer(benchmark)


@pytest.fixture(autouse=True)
def _no_shapes_are_checked():
    """As a user runs it: in all other tests every call of a measure or net is checked."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


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

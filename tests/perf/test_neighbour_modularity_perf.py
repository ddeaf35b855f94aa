"""What does the modularity of a layer cost, against the authors' method and against the bare matrix product?

On two threads the product takes half as long, and the authors' loop over rows does not. 50,000 samples took 113 s of
processor time and 0.95 GiB, of which the features are 0.76 (not run here).
"""

import time
from collections.abc import Callable

import numpy as np
import pytest
from lu2022_method import modularity_by_networkx
from race import Race, Racer, Row
from stopwatch import peak_bytes, threads

from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.nearest_neighbours import nearest_neighbours

pytestmark = pytest.mark.perf
FEATURES, K, CLASSES = 4096, 3, 10


def sample(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Features after a ReLU, nearer within classes than between them."""
    rng = np.random.default_rng(0)
    labels = rng.integers(CLASSES, size=n)
    centres = rng.normal(size=(CLASSES, FEATURES)).astype(np.float32)
    features = rng.standard_normal((n, FEATURES), dtype=np.float32)
    features += 0.1 * centres[labels]
    return np.maximum(features, 0, out=features), labels


def ours(features: np.ndarray, labels: np.ndarray) -> float:
    return neighbour_modularity(nearest_neighbours(features, K), labels)


def compared(race: Racer, n: int, rounds: int, clock: Callable[[], float]) -> Race:
    """How many times faster than the authors' method, after a check that both say the same."""
    features, labels = sample(n)
    assert abs(ours(features, labels) - modularity_by_networkx(features, labels, K)) < 1e-6  # compiles, too
    inputs = f"{n:,} samples of {FEATURES:,} features"
    row = Row("modularity of nearest neighbours", "the authors' method, by us", inputs, "to 1e-6", n)
    ways = (lambda: ours(features, labels), lambda: modularity_by_networkx(features, labels, K))
    return race(row, *ways, rounds, clock)


@pytest.mark.parametrize(("n", "rounds", "least"), [(500, 9, 5.0), (5_000, 2, 6.0)])
def test_on_one_thread_it_costs_many_times_less_processor_time_than_the_authors_method(
    race: Racer, n: int, rounds: int, least: float
) -> None:
    with threads(1):
        compared(race, n, rounds, time.process_time).at_least(least)


@pytest.mark.parametrize(("n", "rounds", "least"), [(500, 15, 5.0), (5_000, 3, 10.0)])
def test_on_two_threads_it_is_many_times_faster_than_the_authors_method(
    race: Racer, n: int, rounds: int, least: float
) -> None:
    with threads(2):
        compared(race, n, rounds, time.perf_counter).at_least(least)


@pytest.mark.parametrize("n", [500, 2_000])
def test_a_quarter_of_the_memory_is_enough(n: int) -> None:
    features, labels = sample(n)
    ours(features, labels)
    here = peak_bytes(lambda: ours(features, labels))
    there = peak_bytes(lambda: modularity_by_networkx(features, labels, K))  # less what torch holds besides
    print(f"\n{n} samples: {here / 2**20:.1f} MiB here, more than {there / 2**20:.1f} MiB there")
    assert there >= 4 * here


def test_ten_thousand_samples_take_at_most_half_as_long_again_as_their_matrix_product(race: Racer) -> None:
    features, labels = sample(10_000)
    ours(features[:100], labels[:100])
    with threads(2):  # numpy knows a matrix times its own transpose and computes half of it, as is done here
        row = Row(
            "modularity of nearest neighbours",
            "the bare matrix product (a part of it)",
            f"10,000 samples of {FEATURES:,} features",
            "not the same quantity",
        )
        ways = (lambda: ours(features, labels), lambda: features @ features.T)
        race(row, *ways, 3, time.perf_counter).at_least(1 / 1.5)

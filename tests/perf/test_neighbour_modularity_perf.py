"""What does the modularity of a layer cost, against the authors' method and against the bare matrix product?

Processor time on one thread: 7.3 and 8.7 times less at 500 and 5,000 samples; on two, the product takes half as long
and the authors' loop over rows does not. 50,000 samples would hold some 0.9 GiB, features included (not run here).
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from lu2022_method import modularity_by_networkx
from threadpoolctl import threadpool_limits

from netsci_bench.measures.nearest_neighbours import nearest_neighbours
from netsci_bench.measures.neighbour_modularity import neighbour_modularity

pytestmark = pytest.mark.perf
FEATURES, K, CLASSES, THREADS = 4096, 3, 10, 2


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


def seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


@contextmanager
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    with threadpool_limits(THREADS):
        yield
    torch.set_num_threads(before)


def peak_bytes(function: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def fastest(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Seconds of the fastest round of each, taken in turns, so that a busy moment meets both."""
    times = [(seconds(one), seconds(other)) for _ in range(rounds)]
    return min(t for t, _ in times), min(t for _, t in times)


@pytest.mark.parametrize(("n", "rounds", "least"), [(500, 9, 5.0), (5_000, 3, 10.0)])
def test_the_modularity_of_a_layer_is_many_times_faster_than_by_the_authors_method(
    n: int, rounds: int, least: float
) -> None:
    features, labels = sample(n)
    with two_threads():
        assert abs(ours(features, labels) - modularity_by_networkx(features, labels, K)) < 1e-6  # compiles, too
        here, there = fastest(
            lambda: ours(features, labels), lambda: modularity_by_networkx(features, labels, K), rounds
        )
    print(f"\n{n} samples of {FEATURES}: {here:.3f} s here, {there:.3f} s there, ratio {there / here:.1f}")
    assert there >= least * here


@pytest.mark.parametrize("n", [500, 2_000])
def test_a_quarter_of_the_memory_is_enough(n: int) -> None:
    features, labels = sample(n)
    ours(features, labels)
    here = peak_bytes(lambda: ours(features, labels))
    there = peak_bytes(lambda: modularity_by_networkx(features, labels, K))  # less what torch holds besides
    print(f"\n{n} samples: {here / 2**20:.1f} MiB here, more than {there / 2**20:.1f} MiB there")
    assert there >= 4 * here


def test_ten_thousand_samples_take_at_most_half_as_long_again_as_their_matrix_product() -> None:
    features, labels = sample(10_000)
    ours(features[:100], labels[:100])
    with two_threads():  # numpy knows a matrix times its own transpose and computes half of it, as is done here
        here, product = fastest(lambda: ours(features, labels), lambda: features @ features.T, 3)
    print(f"\n10,000 samples: {here:.1f} s, {here / product:.2f} of the matrix product")
    assert here <= 1.5 * product

"""Is CKA over batches that of its definition, unbiased, and the same as a public package's?"""

from itertools import permutations

import numpy as np
import pytest
import torch
from cka.hsic import hsic_cross
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.similarity.linear_cka import linear_cka
from netsci_bench.measures.similarity.minibatch_cka import (
    MinibatchCka,
    centred_gram,
    column_shifted_hsic,
    raw_gram,
    unbiased_hsic,
)

seeds = st.integers(0, 2**32 - 1)


def layers(seed: int, samples: int = 9, count: int = 3) -> list[np.ndarray]:
    """Layers that have something in common, of several widths."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=(samples, 2))
    return [np.hstack([shared * n, rng.normal(size=(samples, n + 1))]) for n in range(count)]


def grams(features: list[np.ndarray]) -> np.ndarray:
    return np.stack([centred_gram(x) for x in features])


def aligned(features: list[np.ndarray], batch: int) -> np.ndarray:
    cka = MinibatchCka()
    for start in range(0, len(features[0]), batch):
        cka.add(grams([x[start : start + batch] for x in features]))
    return cka.alignment()


@given(seeds)
@settings(max_examples=5)
def test_hsic_is_the_mean_over_all_choices_of_four_different_samples(seed: int) -> None:
    """Song et al. (2012), Theorem 5: a U-statistic; here from every ordered choice of four."""
    first, second = layers(seed, samples=7, count=2)
    k, m = first @ first.T, second @ second.T
    chosen = list(permutations(range(7), 4))
    kernel = [k[i, j] * (m[i, j] + m[q, r] - 2.0 * m[i, q]) for i, j, q, r in chosen]
    found = unbiased_hsic(grams([first, second]))
    assert found[0, 1] == pytest.approx(np.mean(kernel), abs=1e-9 * np.abs(k).max() * np.abs(m).max())
    assert np.allclose(found, found.T)


@given(seeds)
@settings(max_examples=10)
def test_hsic_is_that_of_a_public_package(seed: int) -> None:
    given_grams = np.stack([raw_gram(x) for x in layers(seed, samples=12)])
    theirs = hsic_cross(torch.from_numpy(given_grams), torch.from_numpy(given_grams)).numpy()
    np.testing.assert_allclose(unbiased_hsic(given_grams), theirs, rtol=1e-10, atol=1e-10)


def test_independent_layers_have_an_alignment_of_0_on_average_at_the_size_used_and_a_biased_one_has_not() -> None:
    """256 samples and 500 features, as in `similarity/resnet18`: values below 0 stay, or the mean would not be 0."""
    rng = np.random.default_rng(0)
    found, biased = [], []
    for _ in range(40):
        features = [rng.normal(size=(64, 100)) for _ in range(2)]
        found.append(aligned(features, 32)[0, 1])
        biased.append(linear_cka(*features))
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(len(found))
    assert min(found) < 0.0
    assert np.mean(biased) > 0.5


def test_a_layer_and_its_rotation_are_aligned_and_noise_takes_away_a_known_share() -> None:
    """Of independent unit columns, as many shared as own: CKA is 1/2 of all columns."""
    rng = np.random.default_rng(1)
    shared = rng.normal(size=(4000, 6))
    first, second = (np.hstack([shared, rng.normal(size=(4000, 6))]) for _ in range(2))
    rotation = np.linalg.qr(rng.normal(size=(12, 12)))[0]
    found = aligned([first, 3.0 * first @ rotation + 7.0, second], 250)
    assert found[0, 1] == pytest.approx(1.0, abs=1e-9)
    assert found[0, 2] == pytest.approx(0.5, abs=0.02)


def test_the_batch_size_changes_the_value_by_noise_alone() -> None:
    features = [x[:, :3] for x in layers(3, samples=4000)]
    assert np.allclose(aligned(features, 50), aligned(features, 2000), atol=0.03)


def test_a_large_mean_costs_no_digits() -> None:
    features = layers(4, samples=60)
    moved = [x + 1e6 for x in features]
    assert np.allclose(aligned(moved, 20), aligned(features, 20), atol=1e-6)


def test_the_published_subtraction_is_that_of_the_code_in_the_issue() -> None:
    """dmarx/cka_pytorch, issue 2, with `torch.diag(K)` as it stands there."""
    first, second = (torch.from_numpy(x) for x in layers(5, samples=10, count=2))
    k, m = first @ first.T, second @ second.T
    hollow, other = k - torch.diag(k), m - torch.diag(m)
    n = 10
    theirs = (
        torch.trace(hollow @ other)
        + torch.sum(hollow) * torch.sum(other) / (n - 1) / (n - 2)
        - 2 * torch.sum(hollow, 0).dot(torch.sum(other, 0)) / (n - 2)
    ) / (n * (n - 3))
    ours = column_shifted_hsic(np.stack([raw_gram(first.numpy()), raw_gram(second.numpy())]))
    assert ours[0, 1] == pytest.approx(float(theirs))


def test_the_published_subtraction_makes_a_layer_negative_with_itself() -> None:
    gram = raw_gram(np.abs(np.random.default_rng(0).normal(size=(32, 500))))[None]
    assert column_shifted_hsic(gram)[0, 0] < 0.0 < unbiased_hsic(gram)[0, 0]


@pytest.mark.parametrize("value", [0.0, 0.1, -3.3, 1e4 + 0.1])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_layer_that_does_not_vary_is_refused_by_its_number(value: float, dtype: str) -> None:
    constant = np.full((8, 3), value, dtype=dtype)
    cka = MinibatchCka()
    cka.add(grams([np.random.default_rng(0).normal(size=(8, 3)), constant]))
    with pytest.raises(ValueError, match="layer 1 represents all samples alike"):
        cka.alignment()


def test_too_few_samples_other_samples_and_no_batch_are_refused() -> None:
    cka = MinibatchCka()
    with pytest.raises(ValueError, match="there was no batch"):
        cka.alignment()
    with pytest.raises(ValueError, match="4 samples or more in a batch, not 3"):
        centred_gram(np.ones((3, 2)))
    with pytest.raises(ValueError, match="4 samples or more in a batch, not 3"):
        cka.add(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match="a feature of sample 2 is not finite"):
        centred_gram(np.array([[1.0], [2.0], [np.nan], [3.0]]))
    cka.add(grams(layers(0)))
    for other in (layers(0, samples=8), layers(0, count=2)):
        with pytest.raises(ValueError, match="all must be alike"):
            cka.add(grams(other))


def test_the_memory_is_that_of_one_batch() -> None:
    import tracemalloc

    rng = np.random.default_rng(0)
    cka = MinibatchCka()
    tracemalloc.start()
    for _ in range(20):
        cka.add(grams([rng.normal(size=(64, 400)) for _ in range(10)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * 10 * 64 * 400 * 8

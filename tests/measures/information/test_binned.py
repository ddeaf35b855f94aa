"""Is the information that of the definition, and is chance taken off?"""

import itertools
from collections import Counter
from inspect import unwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.information.binned import equal_width_bins, pattern_information, unit_label_information

seeds = st.integers(0, 2**32 - 1)


def entropy_of(things: list) -> float:
    share = np.array(list(Counter(things).values())) / len(things)
    return float(-(share * np.log(share)).sum())


def sample(seed: int, samples: int = 60, units: int = 3, bins: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(bins, size=(samples, units)).astype(np.uint8), rng.integers(4, size=samples)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_information_is_the_difference_of_entropies(seed: int) -> None:
    binned, labels = sample(seed)
    found = pattern_information(binned, labels)
    rows, classes = [tuple(row) for row in binned.tolist()], labels.tolist()
    both = entropy_of(list(zip(rows, classes, strict=True)))
    assert found.input == pytest.approx(entropy_of(rows))
    assert found.label == pytest.approx(entropy_of(rows) + entropy_of(classes) - both, abs=1e-12)
    assert found.patterns == len(set(rows))
    by_unit = [entropy_of(u) + entropy_of(classes) for u in binned.T.tolist()]
    with_class = [entropy_of(list(zip(u, classes, strict=True))) for u in binned.T.tolist()]
    kinds = [len(set(zip(u, classes, strict=True))) - len(set(u)) - 4 + 1 for u in binned.T.tolist()]
    expected = np.array(by_unit) - with_class - np.array(kinds) / 120
    np.testing.assert_allclose(unit_label_information(binned, labels), expected, atol=1e-12)


def test_the_chance_level_is_the_mean_over_every_order_of_the_labels() -> None:
    binned = np.array([[0], [0], [1], [1], [2], [2]], dtype=np.uint8)
    labels = np.array([0, 0, 0, 1, 1, 2])
    every = [pattern_information(binned, labels[list(p)]).label for p in itertools.permutations(range(6))]
    assert pattern_information(binned, labels).label_shuffled == pytest.approx(np.mean(every))


def test_where_every_image_has_a_pattern_of_its_own_nothing_is_left_but_chance() -> None:
    rng = np.random.default_rng(0)
    binned = rng.integers(200, size=(300, 6)).astype(np.uint8)
    labels = rng.integers(10, size=300)
    found = pattern_information(binned, labels)
    assert found.input == pytest.approx(np.log(300))
    assert found.input_corrected == pytest.approx(np.log(300))
    assert found.label == pytest.approx(entropy_of(labels.tolist()))
    assert found.label_shuffled == pytest.approx(found.label, abs=1e-9)


def test_miller_and_madows_correction_brings_the_entropy_nearer_to_the_true_one() -> None:
    errors = []
    for seed in range(30):
        binned, labels = sample(seed, samples=100, units=1, bins=20)
        found = pattern_information(binned, labels)
        errors.append((found.input - np.log(20), found.input_corrected - np.log(20)))
    plain, corrected = np.abs(np.mean(errors, axis=0))
    assert corrected < plain / 3


def test_units_that_know_nothing_of_the_class_have_none_on_average() -> None:
    binned, labels = sample(1, samples=400, units=500, bins=8)
    assert unit_label_information(binned, labels).mean() == pytest.approx(0.0, abs=0.002)
    telling = np.stack([labels, labels % 2], axis=1).astype(np.uint8)
    found = unit_label_information(telling, labels)
    assert found[0] == pytest.approx(entropy_of(labels.tolist()), abs=0.02)
    assert found[1] == pytest.approx(entropy_of((labels % 2).tolist()), abs=0.02)


@given(seeds, st.floats(0.01, 100.0), st.floats(-10, 10), st.integers(2, 40))
def test_scale_and_origin_of_a_layer_change_no_bin(seed: int, scale: float, shift: float, bins: int) -> None:
    z = np.random.default_rng(seed).random((20, 5))
    moved = equal_width_bins(z * scale + shift, bins)
    differ = np.abs(moved.astype(int) - equal_width_bins(z, bins))
    assert differ.max() <= 1  # rounding at an edge
    assert (differ > 0).mean() < 0.05


def test_finer_bins_of_a_power_of_two_tell_at_least_as_much() -> None:
    rng = np.random.default_rng(3)
    z, labels = rng.random((200, 2)), rng.integers(3, size=200)
    told = [pattern_information(equal_width_bins(z, bins), labels).input for bins in (2, 4, 8, 16)]
    assert told == sorted(told)


def test_a_constant_layer_tells_nothing_and_bad_input_is_refused() -> None:
    labels = np.arange(10) % 2
    found = pattern_information(equal_width_bins(np.full((10, 3), 0.5), 8), labels)
    assert (found.input, found.patterns) == (0.0, 1)
    assert found.label < 1e-12
    with pytest.raises(ValueError, match="2 to 256 bins, not 1"):
        equal_width_bins(np.ones((2, 2)), 1)
    with pytest.raises(ValueError, match="finite"):
        equal_width_bins(np.array([[np.nan]]), 4)
    with pytest.raises(ValueError, match="one for each of the 10 samples"):
        unwrap(pattern_information)(np.zeros((10, 2), dtype=np.uint8), labels[:5])

"""Is the streamed correlation the correlation, whatever the batches, the mean and the spread?"""

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.measures.similarity.correlation import StreamedCorrelation, pearson, spearman

seeds = st.integers(0, 2**32 - 1)


def normal(seed: int, samples: int, units: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(samples, units)) @ rng.normal(size=(units, units))


def test_pearson_equals_numpy_corrcoef_on_float32_data() -> None:
    data = normal(0, 5000, 40).astype(np.float32)
    batches = np.array_split(data, 7)
    assert np.abs(pearson(batches) - np.corrcoef(data.T)).max() < 1e-12


def test_pearson_keeps_its_precision_at_a_large_mean_and_a_tiny_spread() -> None:
    data = (1e4 + 0.01 * normal(1, 3000, 12)).astype(np.float32)
    exact = np.corrcoef((data.astype(np.float64) - 1e4).T)
    assert np.abs(pearson(np.array_split(data, 11)) - exact).max() < 1e-10


def test_pearson_keeps_its_precision_at_the_last_bits_of_float64() -> None:
    steps = np.random.default_rng(12).integers(0, 8, size=(3000, 5)).astype(np.float64)
    data = 2.0**27 + steps * 2.0**-25  # exact: eight neighbouring numbers of float64
    assert np.abs(pearson(np.array_split(data, 4)) - np.corrcoef(steps.T)).max() < 1e-10


def test_a_unit_that_varies_however_little_is_not_constant() -> None:
    data = normal(13, 100, 3)
    assert np.allclose(pearson([(data * 1e-40)]), pearson([data]), atol=1e-10)


def test_pearson_keeps_its_precision_when_the_mean_drifts_between_batches() -> None:
    data = normal(2, 900, 6)
    data[450:] += 1e6
    data[:, 0] = normal(3, 900, 1)[:, 0]
    assert np.abs(pearson(np.array_split(data, 9)) - np.corrcoef(data.T)).max() < 1e-9


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(1, 12), st.lists(st.integers(0, 60), max_size=5))
def test_the_way_samples_fall_into_batches_changes_nothing(seed: int, units: int, cuts: list[int]) -> None:
    data = normal(seed, 60, units)
    whole = pearson([data])
    assert np.abs(pearson(np.split(data, sorted(cuts))) - whole).max() < 1e-12


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_scale_shift_and_sign_of_units_change_nothing_but_the_sign(seed: int, scale: float, shift: float) -> None:
    data = normal(seed, 50, 5)
    signs = np.array([1.0, -1.0, 1.0, -1.0, 1.0])
    moved = pearson([data * scale * signs + shift])
    assert np.allclose(moved, pearson([data]) * np.outer(signs, signs), atol=1e-8)


@settings(max_examples=30, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_relabelled_units_and_shuffled_samples_give_the_relabelled_matrix(seed: int, random: object) -> None:
    data = normal(seed, 40, 6)
    rng = np.random.default_rng(seed)
    units, samples = rng.permutation(6), rng.permutation(40)
    assert np.allclose(pearson([data[samples][:, units]]), pearson([data])[np.ix_(units, units)], atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 30))
def test_the_result_is_exactly_symmetric_with_a_unit_diagonal_in_bounds(seed: int, samples: int) -> None:
    result = pearson([normal(seed, samples, 8).astype(np.float32)])
    assert np.array_equal(result, result.T)
    assert np.array_equal(result.diagonal(), np.ones(8))
    assert np.abs(result).max() <= 1.0


def test_more_samples_than_one_piece_holds_are_all_read() -> None:
    data = normal(4, 2500, 3)
    assert np.allclose(pearson([data]), np.corrcoef(data.T), atol=1e-12)


@pytest.mark.parametrize("value", [0.1, 1e4 + 0.1, 1e-30, -3.3e7])
def test_a_constant_unit_correlates_with_nothing(value: float) -> None:
    data = normal(5, 999, 4).astype(np.float32)
    data[:, 2] = value
    result = pearson(np.array_split(data, 5))
    assert not result[2].any()
    assert not result[:, 2].any()
    assert np.array_equal(result.diagonal(), [1.0, 1.0, 0.0, 1.0])


def test_a_unit_that_differs_in_one_last_bit_once_is_not_constant() -> None:
    data = normal(6, 500, 2).astype(np.float32)
    data[:, 0] = 1e4
    data[77, 0] = np.nextafter(np.float32(1e4), np.float32(2e4))
    result = pearson(np.array_split(data, 4))
    assert result[0, 0] == 1.0
    exact = np.corrcoef((data - np.array([1e4, 0.0])).T)
    assert np.isclose(result[0, 1], exact[0, 1], atol=1e-10)


def test_a_unit_that_is_constant_in_every_batch_but_not_over_them_is_not_constant() -> None:
    batches = [np.array([[0.0, 1.0], [0.0, 2.0]]), np.array([[1.0, 3.0], [1.0, 4.0]])]
    assert np.allclose(pearson(batches), np.corrcoef(np.concatenate(batches).T))


def test_pearson_of_a_line_is_one_and_of_a_falling_line_minus_one() -> None:
    line = np.arange(5.0)
    assert np.allclose(pearson([np.column_stack([line, -line])]), [[1.0, -1.0], [-1.0, 1.0]], atol=1e-15)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_refused_with_the_units_name(bad: float) -> None:
    data = normal(7, 10, 4)
    data[6, 3] = bad
    with pytest.raises(ValueError, match="unit 3"):
        pearson([data])
    with pytest.raises(ValueError, match="unit 3"):
        spearman(data)


def test_a_refused_batch_leaves_the_stream_as_it_was() -> None:
    data = normal(8, 30, 3)
    stream = StreamedCorrelation(3)
    stream.add(data[:15])
    with pytest.raises(ValueError, match="unit 0"):
        stream.add(np.full((2, 3), np.nan))
    stream.add(data[15:])
    assert np.array_equal(stream.correlation(), pearson([data[:15], data[15:]]))


def test_a_stream_can_be_read_and_then_go_on() -> None:
    data = normal(9, 30, 3)
    stream = StreamedCorrelation(3)
    stream.add(data[:15])
    first = stream.correlation()
    stream.add(data[15:])
    assert np.allclose(first, np.corrcoef(data[:15].T))
    assert np.allclose(stream.correlation(), np.corrcoef(data.T))


@pytest.mark.parametrize("batches", [[], [np.zeros((1, 2))], [np.zeros((0, 2)), np.zeros((1, 2))]])
def test_fewer_than_two_samples_are_refused(batches: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="at least 2 samples"):
        pearson(batches)


def test_batches_of_unequal_width_are_refused() -> None:
    with pytest.raises(ValueError, match="stream of 3 units"):
        pearson([np.zeros((4, 3)), np.zeros((4, 2))])


def test_no_units_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        pearson([np.zeros((4, 0))])


def test_a_spread_too_large_for_float64_is_refused_with_the_units_name() -> None:
    with pytest.raises(ValueError, match="unit 1 overflows"):
        pearson([np.array([[0.0, -1e200], [1.0, 1e200]])])


def test_one_unit_correlates_with_itself() -> None:
    assert np.array_equal(pearson([np.array([[1.0], [2.0]])]), [[1.0]])


def test_spearman_equals_scipy_with_ties() -> None:
    data = normal(10, 200, 5).round(0)
    assert np.allclose(spearman(data), scipy.stats.spearmanr(data).statistic, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_spearman_sees_only_the_order(seed: int) -> None:
    data = normal(seed, 30, 3)
    assert np.allclose(spearman(np.arctan(data)), spearman(data), atol=1e-12)


def test_spearman_gives_a_constant_unit_zero() -> None:
    data = normal(11, 20, 3)
    data[:, 1] = 7.0
    assert np.array_equal(spearman(data).diagonal(), [1.0, 0.0, 1.0])

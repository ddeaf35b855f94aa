"""Is linear CKA that of its definition, and is what does not vary refused in every number format?"""

from inspect import unwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.measures.similarity.linear_cka import linear_cka

seeds = st.integers(0, 2**32 - 1)


def representation(seed: int, features: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(20, features))


@given(seeds)
def test_it_is_the_alignment_of_centred_gram_matrices(seed: int) -> None:
    x, y = representation(seed, 5), representation(seed + 1, 3)
    centre = np.eye(20) - 1.0 / 20.0
    k, m = centre @ x @ x.T @ centre, centre @ y @ y.T @ centre
    assert abs(linear_cka(x, y) - np.sum(k * m) / np.sqrt(np.sum(k * k) * np.sum(m * m))) < 1e-12


@given(seeds, st.floats(0.01, 100.0), st.floats(-5.0, 5.0))
def test_rotation_scale_and_shift_change_nothing(seed: int, scale: float, shift: float) -> None:
    x, y = representation(seed, 4), representation(seed + 1, 4)
    rotation = np.linalg.qr(representation(seed + 2, 4)[:4])[0]
    assert abs(linear_cka(x @ rotation * scale + shift, y) - linear_cka(x, y)) < 1e-9


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("value", [0.0, 0.1, -3.3, 1e4 + 0.1, 6e-5])
@pytest.mark.parametrize("samples", [2, 3, 7, 1000])
def test_a_layer_that_does_not_vary_is_refused_whatever_its_value(dtype: str, value: float, samples: int) -> None:
    constant = np.full((samples, 3), value, dtype=dtype)
    constant[:, 1] = value / 3.0
    other = np.random.default_rng(0).normal(size=(samples, 4)).astype(dtype)
    for pair in ((constant, other), (other, constant), (constant, constant)):
        with pytest.raises(ValueError, match="all samples are represented alike"):
            linear_cka(*pair)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_layer_that_differs_in_one_last_bit_once_varies(dtype: str) -> None:
    layer = np.full((50, 3), 0.1, dtype=dtype)
    layer[7, 1] = np.nextafter(layer[7, 1], np.asarray(1.0, dtype=dtype))
    assert linear_cka(layer, layer) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("shapes", [((1, 3), (1, 2)), ((0, 3), (0, 2)), ((4, 3), (5, 3))])
def test_too_few_samples_or_others_are_refused(shapes: tuple[tuple[int, int], tuple[int, int]]) -> None:
    first, second = (np.random.default_rng(0).normal(size=shape) for shape in shapes)
    with pytest.raises(ValueError, match="they must be the same ones, and 2 or more"):
        unwrap(linear_cka)(first, second)  # without the check of shapes, which says it first

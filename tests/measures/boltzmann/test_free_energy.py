"""Are free energies and normalising constants those of every state counted by hand?"""

from inspect import unwrap
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from netsci_bench.measures.boltzmann import exact_log_partition as exact_module
from netsci_bench.measures.boltzmann.annealed_importance import (
    annealed_log_partition,
    base_rate_bias,
    inverse_temperatures,
)
from netsci_bench.measures.boltzmann.exact_log_partition import exact_log_partition
from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, free_energy, mean_log_probability, softplus

seeds = st.integers(0, 2**32 - 1)


def machine(seed: int, visible: int = 5, hidden: int = 4, scale: float = 1.0) -> BoltzmannMachine:
    rng = np.random.default_rng(seed)
    return BoltzmannMachine(
        scale * rng.normal(size=(visible, hidden)), rng.normal(size=visible), rng.normal(size=hidden)
    )


def every(units: int) -> np.ndarray:
    return np.array(list(product((0.0, 1.0), repeat=units)))


def joint(m: BoltzmannMachine) -> np.ndarray:
    """b v + c h + v W h of every pair of states."""
    v, h = every(len(m.visible_bias)), every(len(m.hidden_bias))
    return (v @ m.visible_bias)[:, None] + (h @ m.hidden_bias)[None] + v @ m.weights @ h.T


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_free_energy_is_the_sum_over_every_hidden_state(seed: int) -> None:
    m = machine(seed)
    np.testing.assert_allclose(free_energy(m, every(5)), -logsumexp(joint(m), axis=1), atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 6), st.integers(1, 6))
def test_the_exact_constant_is_the_sum_over_every_pair_of_states(seed: int, visible: int, hidden: int) -> None:
    m = machine(seed, visible, hidden)
    assert abs(exact_log_partition(m) - logsumexp(joint(m))) < 1e-10
    turned = BoltzmannMachine(m.weights.T, m.hidden_bias, m.visible_bias)
    assert abs(exact_log_partition(turned) - exact_log_partition(m)) < 1e-10


def test_blocks_of_states_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    m = machine(1, 9, 7)
    whole = exact_log_partition(m)
    monkeypatch.setattr(exact_module, "BLOCK", 13)
    assert abs(exact_log_partition(m) - whole) < 1e-10


def test_a_machine_with_two_large_sides_is_not_summed() -> None:
    with pytest.raises(ValueError, match="40 visible and 30 hidden units: the smaller side may have 22"):
        exact_log_partition(machine(0, 40, 30))


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_probabilities_of_all_vectors_add_up_to_one(seed: int) -> None:
    m = machine(seed)
    logs = -free_energy(m, every(5)) - exact_log_partition(m)
    assert abs(logsumexp(logs)) < 1e-10
    assert abs(mean_log_probability(m, every(5), exact_log_partition(m)) - logs.mean()) < 1e-10


@pytest.mark.system
@pytest.mark.parametrize(("visible", "hidden", "scale"), [(12, 8, 0.3), (12, 8, 1.5), (30, 10, 0.5), (8, 40, 0.4)])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))])
def test_annealing_finds_the_exact_constant_within_its_standard_error(visible, hidden, scale, seed) -> None:
    m = machine(seed, visible, hidden, scale)
    found = annealed_log_partition(m, np.zeros(visible), 2_000, 200, np.random.default_rng(seed))
    assert abs(found.value - exact_log_partition(m)) < 4 * found.standard_error + 1e-4  # float32 chains
    assert 0 < found.standard_error < 0.2
    assert 1 <= found.effective_chains <= 200


@pytest.mark.system
def test_the_standard_error_is_how_far_estimates_scatter() -> None:
    m = machine(3, 14, 9, 1.2)
    found = [annealed_log_partition(m, np.zeros(14), 100, 100, np.random.default_rng(s)) for s in range(200)]
    values, errors = np.array([f.value for f in found]), np.array([f.standard_error for f in found])
    assert 0.8 < values.std() / errors.mean() < 1.25  # 200 estimates: a standard deviation is known to 5 %
    assert abs(values.mean() - exact_log_partition(m)) < 0.5 * errors.mean()


def test_annealing_is_exact_for_a_machine_without_weights_that_starts_from_itself() -> None:
    bias = np.array([0.3, -2.0, 1.0], dtype=np.float32)
    m = BoltzmannMachine(np.zeros((3, 5), np.float32), bias, np.zeros(5, np.float32))
    found = annealed_log_partition(m, bias, 10, 5, np.random.default_rng(0))
    assert abs(found.value - exact_log_partition(m)) < 1e-5
    assert found.standard_error < 1e-6
    assert abs(found.effective_chains - 5) < 1e-6


def test_strong_weights_do_not_overflow() -> None:
    m = machine(0, 6, 5, 200.0)
    found = annealed_log_partition(m, np.zeros(6), 500, 50, np.random.default_rng(0))
    assert np.isfinite(found.value)
    assert softplus(np.float32([-1e4, 0, 1e4])).tolist() == [0.0, pytest.approx(np.log(2)), 1e4]


def test_the_same_seed_gives_the_same_estimate_and_another_does_not() -> None:
    m = machine(0)
    first, again, other = (annealed_log_partition(m, np.zeros(5), 50, 9, np.random.default_rng(s)) for s in (1, 1, 2))
    assert first == again
    assert first.value != other.value


def test_too_few_chains_and_vectors_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 chains of 10 steps"):
        annealed_log_partition(machine(0), np.zeros(5), 10, 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="vectors of length 4 meet 5 visible units"):
        unwrap(free_energy)(machine(0), np.zeros((2, 4)))


@given(st.integers(1, 3_000))
def test_temperatures_rise_from_0_to_1(steps: int) -> None:
    ladder = inverse_temperatures(steps)
    assert len(ladder) == steps + 1
    assert ladder[0] == 0
    assert ladder[-1] == 1
    assert (np.diff(ladder) > 0).all()


def test_base_rates_are_those_of_the_vectors() -> None:
    vectors = (np.random.default_rng(0).random((5_000, 3)) < [0.1, 0.5, 0.9]).astype(np.uint8)
    np.testing.assert_allclose(1 / (1 + np.exp(-base_rate_bias(vectors))), vectors.mean(axis=0), atol=1e-3)
    assert np.isfinite(base_rate_bias(np.ones((3, 2)))).all()

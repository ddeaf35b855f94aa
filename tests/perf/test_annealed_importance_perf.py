"""What does a log partition function cost, against annealed importance sampling written as its formula stands?"""

from itertools import pairwise

import numpy as np
import pytest
from race import Row
from scipy.special import expit

from netsci_bench.measures.boltzmann.annealed_importance import annealed_log_partition, inverse_temperatures
from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]
CHAINS, STEPS = 100, 60


def machine(visible: int, hidden: int) -> BoltzmannMachine:
    rng = np.random.default_rng(0)
    return BoltzmannMachine(
        0.1 * rng.normal(size=(visible, hidden)), rng.normal(size=visible), rng.normal(size=hidden)
    )


def as_the_formula_stands(m: BoltzmannMachine, steps: int, chains: int, rng: np.random.Generator) -> float:
    """log p*_t(v) after each step less the one before, both from scratch, in float64; the start has no biases."""

    def log_weight(t: float, v: np.ndarray) -> np.ndarray:
        return t * (v @ m.visible_bias) + np.logaddexp(0, t * (v @ m.weights + m.hidden_bias)).sum(axis=1)

    ladder = inverse_temperatures(steps)
    v = (rng.random((chains, len(m.visible_bias))) < 0.5).astype(np.float64)
    logs = np.zeros(chains)
    for before, now in pairwise(ladder):
        logs += log_weight(now, v) - log_weight(before, v)
        h = (rng.random((chains, len(m.hidden_bias))) < expit(now * (v @ m.weights + m.hidden_bias))).astype(float)
        v = (rng.random(v.shape) < expit(now * (h @ m.weights.T + m.visible_bias))).astype(float)
    return float(np.logaddexp.reduce(logs) - np.log(chains) + sum(m.weights.shape) * np.log(2))


@pytest.mark.parametrize(("visible", "hidden"), [(180, 100), (784, 500)])
def test_half_the_time_of_the_formula_is_enough_for_the_same_constant(race, visible: int, hidden: int) -> None:
    small = machine(30, 20)
    estimate = annealed_log_partition(small, np.zeros(30), 2_000, 200, np.random.default_rng(0))
    there = as_the_formula_stands(small, 2_000, 200, np.random.default_rng(1))
    assert abs(estimate.value - there) < 6 * estimate.standard_error
    m, rng = machine(visible, hidden), np.random.default_rng(0)
    row = Row(
        "log partition function by annealed importance sampling",
        "the formula in numpy",
        f"{visible} visible and {hidden} hidden units, {CHAINS} chains, {STEPS} steps",
        "within six standard errors, at 30 by 20 units",
        visible * hidden,
    )
    race(
        row,
        lambda: annealed_log_partition(m, np.zeros(visible), STEPS, CHAINS, rng),
        lambda: as_the_formula_stands(m, STEPS, CHAINS, rng),
    ).at_least(2.0)

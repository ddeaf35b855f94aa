"""Do the metrics of the predictions say what is there, at the sizes at which they are used?"""

from pathlib import Path

import numpy as np
import pytest

from netsci_bench.contract.run import Run
from netsci_bench.experiments.capacitance.convergence import share_left
from netsci_bench.experiments.capacitance.observations import PROXIES, Observed
from netsci_bench.experiments.capacitance.predictions import predict
from netsci_bench.experiments.capacitance.zoo import Observation

HORIZON = 20
SEEN = Observation(epochs=5, start=1, starts=(1, 2, 3), samples=500, sample_counts=(50, 2000))
RUN = Run(seed=0, device="cpu", folder=Path("."))


def observed(models, limits, telling):
    """Networks whose accuracy lies below its limit by five times the capacitance, if that is told.

    The accuracies of the observed epochs are nearly the same for all, so that only the capacitance tells the limits.
    """
    rng = np.random.default_rng(models)
    validation = 50 + np.arange(SEEN.last + 1.0) + 0.01 * rng.normal(size=(models, SEEN.last + 1))
    right = (limits[:, None] - validation) / 5
    capacitance = np.stack([right, right if telling else np.abs(rng.normal(size=right.shape)) + 1])
    return Observed(
        capacitance=np.stack([capacitance] * (1 + len(SEEN.sample_counts))),
        validation=validation,
        reached=limits,
        gaps=rng.random(models),
        proxies={proxy: rng.random(models) for proxy in PROXIES},
    )


@pytest.mark.parametrize("models", [6, 12])
def test_a_capacitance_that_knows_the_limit_predicts_it_and_beats_everything(models):
    limits = np.random.default_rng(0).permutation(np.linspace(60, 98, models))
    found = predict(observed(models, limits, telling=True), SEEN, HORIZON, RUN, "made").directed
    assert found.rho == 1
    assert found.error < 1
    assert found.predicted == pytest.approx(limits.tolist(), abs=1)
    assert found.wins_over_early > 0.95
    assert found.over_early_low > 0
    assert found.over_decoy > 0
    assert found.rho_by_start == [1, 1, 1]
    assert found.rho_by_samples == [1, 1]
    assert (found.low, found.high) == (1, 1)


@pytest.mark.parametrize("models", [6, pytest.param(12, marks=pytest.mark.nightly)])
def test_a_capacitance_that_knows_nothing_predicts_nothing(models):
    limits = np.linspace(60, 98, models)
    rhos, wins, decoys = [], [], []
    for draw in range(12):
        rng = np.random.default_rng(draw)
        seen = observed(models, rng.permutation(limits), telling=False)
        found = predict(seen, SEEN, HORIZON, Run(seed=draw, device="cpu", folder=Path(".")), "made").symmetric
        rhos.append(found.rho)
        wins.append(found.wins_over_early)
        decoys.append(found.over_decoy)
    assert abs(np.mean(rhos)) < 0.4
    assert np.mean(np.array(wins) >= 0.95) < 0.5
    assert abs(np.mean(decoys)) < 0.6


def test_early_accuracy_and_its_power_law_are_those_of_the_observed_epochs():
    limits = np.array([70.0, 80.0, 90.0, 95.0, 60.0, 65.0])
    epochs = np.arange(SEEN.last + 1.0)
    curves = np.stack([limit - 30 / np.maximum(epochs, 0.5) for limit in limits])
    made = observed(6, limits, telling=True)
    seen = Observed(made.capacitance, curves, limits, made.gaps, made.proxies)
    found = predict(seen, SEEN, HORIZON, RUN, "made")
    assert found.early.predicted == pytest.approx((limits - 30 / 5).tolist())
    assert found.curve.predicted == pytest.approx((limits - 30 / HORIZON).tolist(), abs=0.1)
    assert (found.early.rho, found.curve.rho) == (1, 1)
    assert found.gap == np.median(made.gaps)
    assert found.snip.predicted == made.proxies["snip"].tolist()


def test_what_is_left_is_the_last_share_of_the_first():
    falling = np.array([8.0, -10.0, 12.0, 5.0, 4.0, 3.0, 1.0, -0.1, 1.2])
    assert share_left(falling, 3) == pytest.approx(0.1)
    assert share_left(np.ones(6), 3) == 1
    with pytest.raises(ValueError, match="more layers"):
        share_left(np.zeros(6), 3)

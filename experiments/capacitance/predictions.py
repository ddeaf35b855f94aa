"""What do the neural capacitance and its competitors predict, and how well do they rank the networks?

The neural capacitance predicts by a Bayesian ridge regression of the validation accuracy, read where it is 0. Its
decoys predict by the same regression on the capacitance of the next network: what remains of the prediction there is
not owed to the capacitance.
"""

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.capacitance.observations import READINGS, Observed
from netsci_bench.experiments.capacitance.zoo import Observation
from netsci_bench.measures.capacitance.early_prediction import accuracy_at_zero_capacitance, power_law_forecast
from netsci_bench.measures.capacitance.model_ranking import model_rank_correlation, rank_advantage
from netsci_bench.measures.capacitance.neural_capacitance import Reading

Scores = NDArray[np.float64]


class Ranked(Metrics):
    """A prediction by network: its rank correlation with what they reached, 90 % interval over draws of networks."""

    rho: float
    low: float
    high: float
    predicted: list[float]


class FromCapacitance(Metrics):
    """What the neural capacitance predicts.

    ``rho``, ``low``, ``high``, ``predicted`` as in ``Ranked``; ``error``: mean absolute error in points of accuracy;
    ``shuffled_rho``: of the predictions in random order; ``over_...``: how much higher ``rho`` is than that of a
    competitor, ``wins_over_early``: in which share of draws of networks it is higher; ``rho_by_start`` and
    ``rho_by_samples``: from other first epochs on, and with other numbers of training images.
    """

    rho: float
    low: float
    high: float
    predicted: list[float]
    error: float
    shuffled_rho: float
    over_decoy: float
    over_early: float
    over_early_low: float
    over_early_high: float
    wins_over_early: float
    rho_by_start: list[float]
    rho_by_samples: list[float]


class OnTarget(Metrics):
    """All predictions on one target.

    ``reached``: test accuracy in percent by network; ``early``: validation accuracy of the last observed epoch;
    ``curve``: a power law through the observed epochs; LogME and the zero-cost proxies before any training. ``gap``:
    median over networks of |b - h| / (|b| + |h|), with h from the whole second derivative.
    """

    reached: list[float]
    directed: FromCapacitance
    symmetric: FromCapacitance
    early: Ranked
    curve: Ranked
    log_evidence: Ranked
    snip: Ranked
    synflow: Ranked
    gradient_norm: Ranked
    gap: float


def predict(seen: Observed, observation: Observation, horizon: int, run: Run, name: str) -> OnTarget:
    """Every prediction of what the networks reach after ``horizon`` epochs; ``name`` is that of the target."""
    rng = run.rng(f"draws of networks on {name}")
    epochs = observed_epochs(observation, observation.start)
    early = seen.validation[:, epochs[-1]]
    law = [power_law_forecast(epochs.astype(float), row[epochs], horizon) for row in seen.validation]
    others = {"early": early, "curve": np.array(law), **seen.proxies}
    return OnTarget(
        reached=seen.reached.tolist(),
        **{reading: from_capacitance(seen, observation, reading, rng) for reading in READINGS},
        **{other: _ranked(scores, seen.reached, rng) for other, scores in others.items()},
        gap=float(np.median(seen.gaps)),
    )


def observed_epochs(observation: Observation, start: int) -> NDArray[np.int64]:
    """The epochs that a prediction rests on when it begins with one of them."""
    return np.arange(start, start + observation.epochs)


def from_capacitance(seen: Observed, o: Observation, reading: Reading, rng: np.random.Generator) -> FromCapacitance:
    """The prediction of a reading, its competitors, and its variants."""
    series = seen.capacitance[:, READINGS.index(reading)]
    epochs = observed_epochs(o, o.start)
    scores = predicted_accuracies(series[0], seen.validation, epochs)
    decoys = predicted_accuracies(np.roll(series[0], 1, axis=0), seen.validation, epochs)
    early = seen.validation[:, epochs[-1]]
    rho, ahead = model_rank_correlation(scores, seen.reached), rank_advantage(scores, early, seen.reached, rng)
    starts = [predicted_accuracies(series[0], seen.validation, observed_epochs(o, start)) for start in o.starts]
    counts = [predicted_accuracies(other, seen.validation, epochs) for other in series[1:]]
    return FromCapacitance(
        **dict(_ranked(scores, seen.reached, rng)),
        error=float(np.abs(scores - seen.reached).mean()),
        shuffled_rho=model_rank_correlation(rng.permutation(scores), seen.reached),
        over_decoy=rho - model_rank_correlation(decoys, seen.reached),
        over_early=rho - model_rank_correlation(early, seen.reached),
        over_early_low=ahead.low,
        over_early_high=ahead.high,
        wins_over_early=ahead.wins,
        rho_by_start=[model_rank_correlation(other, seen.reached) for other in starts],
        rho_by_samples=[model_rank_correlation(other, seen.reached) for other in counts],
    )


def predicted_accuracies(series: Scores, validation: Scores, epochs: NDArray[np.int64]) -> Scores:
    """For each network the accuracy that its own epochs have where the capacitance is 0; both (models, epochs)."""
    pairs = zip(series, validation, strict=True)
    return np.array([accuracy_at_zero_capacitance(b[epochs], accuracy[epochs]) for b, accuracy in pairs])


def _ranked(scores: Scores, reached: Scores, rng: np.random.Generator) -> Ranked:
    over_nothing = rank_advantage(scores, np.zeros_like(scores), reached, rng)  # what ranks nothing has 0
    rho = model_rank_correlation(scores, reached)
    return Ranked(rho=rho, low=over_nothing.low, high=over_nothing.high, predicted=scores.tolist())

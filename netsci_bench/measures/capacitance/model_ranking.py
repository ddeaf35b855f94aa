"""How well do predictions rank models, and do they rank them better than others do?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.stats import rankdata

LEAST_MODELS = 4  # three models have six orders: a rank correlation of 1 is luck in one case of six
LEAST_DISTINCT = 3  # models in a draw, so that there is an order to speak of
EDGES = (5, 95)  # percentiles of the interval over models
Scores = Float[NDArray[np.floating], " predictions"]
Reached = Float[NDArray[np.floating], " models"]


@dataclass(frozen=True)
class Advantage:
    """How much higher the rank correlation of one prediction is than that of another, over draws of models.

    ``low``, ``high``: ends of the 90 % interval; ``wins``: share of draws in which it is higher, equal ones half.
    """

    low: float
    high: float
    wins: float


def model_rank_correlation(predicted: Scores, reached: Reached) -> float:
    """Return Spearman's correlation of predictions with what the models reached.

    Formula: Pearson's correlation of the ranks; equal values share their mean rank. Where all predictions are equal,
    they rank nothing, and it is 0.
    Shapes: (models,) twice. Units: none, in [-1, 1].
    Raises: ValueError if there are fewer than four models, not as many of both, a value is not finite, or all models
    reached the same.
    Source: Spearman (1904), Am. J. Psychol. 15, 72.

    >>> model_rank_correlation(np.array([0.2, 0.5, 0.4, 0.9]), np.array([0.1, 0.6, 0.7, 0.8]))
    0.8
    """
    _refuse(predicted, reached)
    return float(np.round(_correlations(predicted[None], reached[None])[0], 12))  # the last digits are rounding


def rank_advantage(
    one: Scores, other: Scores, reached: Reached, rng: np.random.Generator, draws: int = 1000
) -> Advantage:
    """Return by how much one prediction ranks models better than another, over draws of models with replacement.

    Formula: a paired bootstrap: in each draw both rank correlations are of the same models. Draws of fewer than three
    different models are not counted.
    Shapes: (models,) three times. Units: of ``low`` and ``high`` none, in [-2, 2]; ``wins`` a share.
    Raises: ValueError as ``model_rank_correlation`` does, for both predictions.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 8.

    >>> good, poor = np.arange(6.0), np.array([3.0, 1.0, 5.0, 0.0, 4.0, 2.0])
    >>> rank_advantage(good, poor, good, np.random.default_rng(0)).wins > 0.95
    True
    """
    _refuse(one, reached)
    _refuse(other, reached)
    places = rng.integers(len(reached), size=(draws, len(reached)))
    distinct = np.array([len(np.unique(row)) for row in places])
    places = places[distinct >= LEAST_DISTINCT]
    ours, theirs = (_correlations(scores[places], reached[places]) for scores in (one, other))
    difference = np.round(ours - theirs, 12)
    low, high = np.percentile(difference, EDGES)
    return Advantage(float(low), float(high), float(np.mean((difference > 0) + (difference == 0) / 2)))


def _refuse(predicted: NDArray[np.floating], reached: NDArray[np.floating]) -> None:
    if predicted.shape != reached.shape or len(reached) < LEAST_MODELS:
        raise ValueError(f"{len(predicted)} predictions of {len(reached)} models: {LEAST_MODELS} or more are needed")
    if not (np.isfinite(predicted).all() and np.isfinite(reached).all()):
        raise ValueError("a model has no finite value: it cannot be ranked")
    if np.all(reached == reached[0]):
        raise ValueError("all models reached the same: there is no order to predict")


def _correlations(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """Spearman's correlation of each two rows; 0 where one of them does not vary."""
    centred = [ranks - ranks.mean(axis=1, keepdims=True) for ranks in (rankdata(x, axis=1) for x in (first, second))]
    lengths = np.sqrt((centred[0] ** 2).sum(axis=1) * (centred[1] ** 2).sum(axis=1))
    shared = (centred[0] * centred[1]).sum(axis=1)
    result: NDArray[np.float64] = np.divide(shared, lengths, out=np.zeros_like(shared), where=lengths > 0)
    return result

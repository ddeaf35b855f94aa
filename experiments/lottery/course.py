"""When do tickets collapse, and when is their mean weight near its largest?"""

from collections.abc import Sequence

import numpy as np

from netsci_bench.contract.schema import Metrics
from netsci_bench.nets.lottery.tickets import TrainedRound


class Course(Metrics):
    """By round: weights left in percent, test accuracies in percent, mean weight with and without signs.

    ``accuracy`` is that at the least validation loss, seen in ``best_iteration``; ``last_accuracy`` that at the end.
    """

    round: list[float]
    remaining: list[float]
    accuracy: list[float]
    last_accuracy: list[float]
    best_iteration: list[float]
    mean_weight: list[float]
    mean_size: list[float]


class NearMaximum(Metrics):
    """Round of a nearly largest mean weight less round of the collapse; 0 or less: not after it."""

    signed: float
    size: float


def measure_course(rounds: Sequence[TrainedRound]) -> Course:
    """Accuracies and mean weights of one kind of net, round by round."""
    return Course(
        round=[float(one_round.number) for one_round in rounds],
        remaining=[_remaining_percent(one_round) for one_round in rounds],
        accuracy=[one_round.accuracy for one_round in rounds],
        last_accuracy=[one_round.last_accuracy for one_round in rounds],
        best_iteration=[one_round.best_iteration for one_round in rounds],
        mean_weight=[float(np.mean(_weights(one_round))) for one_round in rounds],
        mean_size=[float(np.mean(np.abs(_weights(one_round)))) for one_round in rounds],
    )


def value_in_round(rounds: Course, number: int, series: str = "accuracy") -> float:
    """The value of a series in a round.

    Raises:
        ValueError: the round was not trained.
    """
    value: float = getattr(rounds, series)[rounds.round.index(number)]
    return value


def measure_near_maximum(rounds: Course, collapse: float, share: float) -> NearMaximum:
    """When the mean weight is near its largest, in rounds relative to the collapse; negative: before it."""
    return NearMaximum(
        signed=near_maximum_round(rounds.round, rounds.mean_weight, share) - collapse,
        size=near_maximum_round(rounds.round, rounds.mean_size, share) - collapse,
    )


def collapse_round(rounds: Sequence[float], accuracies: Sequence[float], dense: float, points: float) -> float:
    """The first round from which on the accuracy stays more than ``points`` below ``dense``, both in percent.

    One round after the last evaluated, where that never happens.

    >>> collapse_round([1, 2, 3, 4], [98.0, 92.0, 97.0, 90.0], 98.0, 5.0)
    4.0
    >>> collapse_round([3, 6], [98.0, 97.0], 98.0, 5.0)
    7.0
    """
    fine = [index for index, value in enumerate(accuracies) if value >= dense - points]
    first = fine[-1] + 1 if fine else 0
    return float(rounds[first]) if first < len(rounds) else float(rounds[-1] + 1)


def near_maximum_round(rounds: Sequence[float], values: Sequence[float], share: float) -> float:
    """The first round whose value lies within a share of the whole range below the largest.

    >>> near_maximum_round([0, 1, 2, 3], [0.0, 0.96, 1.0, 0.2], 0.05)
    1.0
    """
    array = np.asarray(values)
    near = array >= array.max() - share * (array.max() - array.min())
    return float(rounds[int(np.argmax(near))])


def _remaining_percent(one_round: TrainedRound) -> float:
    """Percentage of the weights that are there."""
    return 100 * sum(int(mask.sum()) for mask in one_round.masks) / sum(mask.size for mask in one_round.masks)


def _weights(one_round: TrainedRound) -> np.ndarray:
    pairs = zip(one_round.weights, one_round.masks, strict=True)
    return np.concatenate([weight[mask].astype(np.float64) for weight, mask in pairs])

"""When do tickets begin to decay, when have they collapsed, and is their mean weight near its largest by then?

The answer about the mean weight looks no farther than five rounds beyond the begin of the decay, so it does not
depend on the round in which pruning stops.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from netsci_bench.contract.schema import Metrics
from netsci_bench.nets.lottery.tickets import TrainedRound

EARLIEST = 5  # rounds that must lie before the begin of a decay, to know how much accuracies vary without one
LASTING = 3  # rounds in succession that make a fall a decay
FAR = 3.0  # standard deviations
LEAST_SPREAD = 0.1  # points: ten test images of 10,000
NORMAL = 1.4826  # median absolute deviation of normal values to their standard deviation
HORIZON = 5  # rounds beyond the begin of the decay: with a fifth pruned in each, a third of the weights is left
AROUND = 1  # round later that still counts as around the same


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
    """Whether the mean weight is near its largest by the time when the decay begins.

    ``onset``: the round in which it begins (one after the last where it does not); ``signed``, ``size``, with and
    without the signs of weights: 1 near the largest by then or one round later, -1 later than that, 0 undecided,
    where the course ends before it is known; ``signed_lag``, ``size_lag``: by how many rounds.
    """

    onset: float
    signed: float
    size: float
    signed_lag: float
    size_lag: float


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


def measure_near_maximum(rounds: Course, share: float) -> NearMaximum:
    """When the mean weight is near its largest up to five rounds beyond the begin of the decay."""
    onset = decay_onset(rounds.round, rounds.accuracy)
    seen = np.asarray(rounds.round) <= onset + HORIZON
    complete = onset + HORIZON <= rounds.round[-1]
    lags = {
        name: near_maximum_round(np.asarray(rounds.round)[seen], np.asarray(values)[seen], share) - onset
        for name, values in (("signed", rounds.mean_weight), ("size", rounds.mean_size))
    }
    words = {name: (1.0 if lag <= AROUND else -1.0) if complete else 0.0 for name, lag in lags.items()}
    return NearMaximum(onset=onset, **words, signed_lag=lags["signed"], size_lag=lags["size"])


def decay_onset(rounds: Sequence[float], accuracies: Sequence[float]) -> float:
    """The round in which the accuracy begins to decay; one after the last, where it does not.

    A control chart: the first of three rounds in succession that lie more than three standard deviations below the
    median of all rounds before them. The standard deviation is that of those rounds, by their median absolute
    deviation, and at least 0.1 points. Rounds after these three do not matter.

    >>> decay_onset(list(range(10)), [98.0, 98.2, 98.1, 98.0, 98.2, 98.1, 98.0, 97.2, 96.9, 96.0])
    7.0
    """
    values = np.asarray(accuracies)
    for first in range(EARLIEST, len(values) - LASTING + 1):
        level = np.median(values[:first])
        spread = max(LEAST_SPREAD, NORMAL * float(np.median(np.abs(values[:first] - level))))
        if (values[first : first + LASTING] < level - FAR * spread).all():
            return float(rounds[first])
    return float(rounds[-1] + 1)


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


def near_maximum_round(rounds: ArrayLike, values: ArrayLike, share: float) -> float:
    """The first round whose value lies within a share of the whole range below the largest.

    >>> near_maximum_round([0, 1, 2, 3], [0.0, 0.96, 1.0, 0.2], 0.05)
    1.0
    """
    array = np.asarray(values)
    near = array >= array.max() - share * (array.max() - array.min())
    return float(np.asarray(rounds)[int(np.argmax(near))])


def _remaining_percent(one_round: TrainedRound) -> float:
    """Percentage of the weights that are there."""
    return 100 * sum(int(mask.sum()) for mask in one_round.masks) / sum(mask.size for mask in one_round.masks)


def _weights(one_round: TrainedRound) -> np.ndarray:
    pairs = zip(one_round.weights, one_round.masks, strict=True)
    return np.concatenate([weight[mask].astype(np.float64) for weight, mask in pairs])

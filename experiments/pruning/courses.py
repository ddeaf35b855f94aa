"""What do the modularity curves of a series of ever shorter nets do, and how do they go with the lost accuracy?"""

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.curve import steps_at_the_end
from netsci_bench.experiments.modularity.trained.probes import rank_correlation
from netsci_bench.measures.series.plateaus import relative_slow_steps


class Seen(NamedTuple):
    """The curves of the whole net and of the shortened ones; which layers each of these lacks; what each loses."""

    curves: list[np.ndarray]
    gone: list[np.ndarray]
    loss: np.ndarray


class Course(Metrics):
    """A series in one reading; gains are of modularity, losses of accuracy in percentage points.

    ``modularity``: of the whole net; ``gain``: by net what the layers that went last had gained in the whole net;
    ``final_gain``: the last step of the curve of the net before it; ``loss``: of accuracy beside the whole net.
    ``agreement``, ``final_agreement``: rank correlation of either gain with the loss over the series;
    ``step_agreement``, ``final_step_agreement``: of either gain with what is lost beside the net before.
    ``loss_of_shortest``: beside the whole net; ``loss_in_series``: beside the first shortened one.
    ``distance``: mean difference of two curves of shortened nets over their first layers, over the range of the whole
    net's curve; ``peak_spread``: largest less smallest peak of all nets, over the same range.
    ``slow``, ``end_plateau``: number of slow steps of each shortened net, and of those with which its curve ends;
    ``..._trend``: their rank correlation with how many layers are left, and ``slow_share_trend`` that of their share.
    """

    modularity: list[float]
    gain: list[float]
    final_gain: list[float]
    loss: list[float]
    agreement: float
    final_agreement: float
    step_agreement: float
    final_step_agreement: float
    loss_of_shortest: float
    loss_in_series: float
    distance: float
    peak_spread: float
    slow: list[float]
    end_plateau: list[float]
    slow_trend: float
    slow_share_trend: float
    end_plateau_trend: float


def describe_course(seen: Seen, compared: int, slow_below: float) -> Course:
    """Compare the curves with each other, and the gains of the removed layers with the losses.

    Raises:
        ValueError: a shortened net has fewer layers than are compared.
    """
    whole, *shortened = seen.curves
    gain, step_loss = gains_of_removed(whole, seen.gone), np.diff(seen.loss, prepend=0.0)
    final_gain = np.array([np.diff(curve)[-1] for curve in seen.curves[:-1]])
    return Course(
        modularity=whole.tolist(),
        gain=gain.tolist(),
        final_gain=final_gain.tolist(),
        loss=seen.loss.tolist(),
        agreement=rank_correlation(gain, seen.loss),
        final_agreement=rank_correlation(final_gain, seen.loss),
        step_agreement=rank_correlation(gain, step_loss),
        final_step_agreement=rank_correlation(final_gain, step_loss),
        loss_of_shortest=float(seen.loss[-1]),
        loss_in_series=float(seen.loss[-1] - seen.loss[0]),
        distance=curve_distance(shortened, compared) / float(np.ptp(whole)),
        peak_spread=float(np.ptp([curve.max() for curve in seen.curves]) / np.ptp(whole)),
        **plateaus(shortened, slow_below),
    )


def plateaus(curves: list[np.ndarray], slow_below: float) -> dict[str, Any]:
    """The fields of a `Course` about slow steps, of the curves of the shortened nets."""
    slow = [relative_slow_steps(curve, slow_below) for curve in curves]
    left = np.array([float(len(curve)) for curve in curves])
    counts, ends = ([float(count(one)) for one in slow] for count in (np.sum, steps_at_the_end))
    return {
        "slow": counts,
        "end_plateau": ends,
        "slow_trend": rank_correlation(np.array(counts), left),
        "slow_share_trend": rank_correlation(np.array([one.mean() for one in slow]), left),
        "end_plateau_trend": rank_correlation(np.array(ends), left),
    }


def gains_of_removed(whole: np.ndarray, gone: list[np.ndarray]) -> np.ndarray:
    """By shortened net what the layers gained in the whole net's curve that it lacks and the net before still has.

    >>> curve = np.array([0.1, 0.3, 0.4, 0.8])
    >>> gone = [np.array([False, False, True, False]), np.array([False, False, True, True])]
    >>> gains_of_removed(curve, gone).round(6)
    array([0.1, 0.4])
    """
    steps = np.diff(whole, prepend=whole[0])  # the first layer is never removed
    before = [np.zeros(len(whole), dtype=bool), *gone[:-1]]
    return np.array([steps[now & ~then].sum() for now, then in zip(gone, before, strict=True)])


def curve_distance(curves: list[np.ndarray], compared: int) -> float:
    """Mean absolute difference of two curves over their first layers, mean over all pairs.

    >>> curve_distance([np.array([0.0, 1.0, 9.0]), np.array([0.5, 1.0]), np.array([0.0, 0.5])], 2)
    0.3333333333333333
    """
    if compared > min(len(curve) for curve in curves):
        raise ValueError(f"{compared} layers cannot be compared: one net has {min(map(len, curves))}")
    pairs = combinations([curve[:compared] for curve in curves], 2)
    return float(np.mean([np.abs(one - other).mean() for one, other in pairs]))

"""Where does each rule stop a training, and what does stopping there cost? (Rieck et al. 2019, section 4.2).

A rule has two numbers: how many epochs it waits for a better value (patience), and before which epoch it does not
look (burn-in). All pairs of them are tried. A rule that is never triggered ends with the training.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.series.patience_stop import patience_stop

Values = Sequence[float] | NDArray[np.float64]


class Comparison(Metrics):
    """Stopping by neural persistence against stopping by the validation loss, over all pairs of patience and burn-in.

    ``epochs_saved``: by how many epochs it stops earlier, on average; ``accuracy_change``: test accuracy where it
    stops less that where the loss stops, in percentage points, on average; ``triggered``: share of the pairs in which
    it stops the training at all; ``loss_triggered``, ``norm_triggered``: the same of the validation loss, and of the
    norm of all weights; ``triggered_more``: triggered - loss_triggered.
    """

    epochs_saved: float
    accuracy_change: float
    triggered: float
    loss_triggered: float
    norm_triggered: float
    triggered_more: float


def all_stops(values: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """The epoch at which each rule stops (``patience burn_in``, both from 1 to ``most``); -1 where it never does."""
    pairs = range(1, most + 1)
    stops = [[patience_stop(values, patience, burn_in) for burn_in in pairs] for patience in pairs]
    return np.array([[-1 if stop is None else stop for stop in row] for row in stops], dtype=np.int64)


def compare_rules(persistence: Values, losses: Values, norms: Values, accuracies: Values, most: int) -> Comparison:
    """Hold the rules against each other; all series are by epoch, from the untrained net on."""
    ours, theirs, norm = (
        all_stops(np.asarray(series, dtype=np.float64), most)
        for series in (persistence, [-loss for loss in losses], norms)
    )
    reached, last = np.asarray(accuracies, dtype=np.float64), len(accuracies) - 1
    ends = [np.where(stops < 0, last, stops) for stops in (ours, theirs)]
    triggered, loss_triggered = (float(np.mean(stops >= 0)) for stops in (ours, theirs))
    return Comparison(
        epochs_saved=float(np.mean(ends[1] - ends[0])),
        accuracy_change=float(np.mean(reached[ends[0]] - reached[ends[1]])),
        triggered=triggered,
        loss_triggered=loss_triggered,
        norm_triggered=float(np.mean(norm >= 0)),
        triggered_more=triggered - loss_triggered,
    )

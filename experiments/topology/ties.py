"""Does the loss go up and down with the Betti numbers of a network's cells? (Bosca et al. 2025).

The paper's central sentence: a strong correlation between the training loss and the topological complexity that
Betti numbers show. Within one training it is measured over all times, above the trend, at the largest peak, and over
the spikes.
"""

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.topology.peaks import COLUMNS
from netsci_bench.measures.series.event_effect import above_running_median
from netsci_bench.measures.series.joint_course import peak_nearness, shifted_rank_correlations

SERIES = {  # what the loss is compared with: filtration and column of the maxima
    "dimension_b0": ("dimension", "b0_size"),
    "closure_b0": ("closure", "b0_size"),
    "closure_b1": ("closure", "b1_size"),
    "closure_place": ("closure", "b1_index"),
}


class Tie(Metrics):
    """The loss and one series of a training.

    ``correlation``: Spearman's, over all kept steps; ``shifted``: the same at one circular shift, drawn at random, of
    a tenth of the training or more; ``above_shifts``: the share of these shifts with a lower correlation;
    ``detrended``: the correlation of both above their running median (of the log loss);
    ``nearness``: of the highest such place of the series to that of the loss, see `peak_nearness`; ``spike_sizes``:
    Spearman's correlation over the spikes of how far both lie above their running median.
    """

    correlation: float
    shifted: float
    above_shifts: float
    detrended: float
    nearness: float
    spike_sizes: float


class Ties(Metrics):
    """One for each of `SERIES`."""

    dimension_b0: Tie
    closure_b0: Tie
    closure_b1: Tie
    closure_place: Tie


def measure_ties(
    losses: NDArray[np.float64],
    maxima: dict[str, NDArray[np.float64]],
    spikes: NDArray[np.int64],
    reach: int,
    rng: np.random.Generator,
) -> Ties:
    """Each of `SERIES` with the loss; ``maxima``: filtration -> `COLUMNS` by kept step."""
    series = {name: maxima[order][:, COLUMNS.index(column)] for name, (order, column) in SERIES.items()}
    return Ties(**{name: measure_tie(losses, values, spikes, reach, rng) for name, values in series.items()})


def measure_tie(
    losses: NDArray[np.float64],
    series: NDArray[np.float64],
    spikes: NDArray[np.int64],
    reach: int,
    rng: np.random.Generator,
) -> Tie:
    """One series with the loss of the same kept steps; it needs three spikes or more."""
    by_shift = shifted_rank_correlations(losses, series)
    least = max(1, len(losses) // 10)
    null = by_shift[least : len(losses) - least + 1]
    loss_above, above = (above_running_median(values, reach) for values in (np.log(losses), series))
    return Tie(
        correlation=float(by_shift[0]),
        shifted=float(rng.choice(null)),
        above_shifts=float((null < by_shift[0]).mean()),
        detrended=float(shifted_rank_correlations(loss_above, above)[0]),
        nearness=peak_nearness(loss_above[reach:], above[reach:]),
        spike_sizes=float(shifted_rank_correlations(loss_above[spikes], above[spikes])[0]),
    )

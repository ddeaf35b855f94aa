"""Where along a random filtration are the Betti numbers of cells largest, and how far does that move at spikes?"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.schema import Metrics
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.series.event_effect import above_running_median, event_effect, step_up
from netsci_bench.measures.topology.betti_curves import betti_curves, peak_step
from netsci_bench.measures.topology.filtrations import Filtration, closure_filtration, dimension_filtration

Order = Callable[[ReluComplex, np.random.Generator], Filtration]
Up = Callable[[NDArray[np.float64], NDArray[np.int64], int], float]
PLACES = ("b0_index", "b0_fraction", "b1_index", "b1_fraction")
COLUMNS = (*PLACES, "b0_size", "b1_size")


class Rise(Metrics):
    """How far the maximum of a Betti number moves up at spikes, for one filtration and one reading of 'up'.

    Each is the mean over spikes less that over permuted times, in standard deviations of the latter. Of
    what lies above the running median, or of the step from before to after. ``index``: the filtration value as a
    number of cells; ``fraction``: that number over all cells.
    """

    b0_index: float
    b0_fraction: float
    b1_index: float
    b1_fraction: float


def dimension_order(cells: ReluComplex, rng: np.random.Generator) -> Filtration:
    """All vertices, then all sides, then all faces, at random within each."""
    return dimension_filtration(cells.sizes, rng)


def closure_order(cells: ReluComplex, rng: np.random.Generator) -> Filtration:
    """Faces at random, each with what of its border is not there yet."""
    return closure_filtration(rng.permutation(cells.sizes[2]), cells.sides, cells.side_faces)


ORDERS: dict[str, Order] = {"dimension": dimension_order, "closure": closure_order}


def mean_peaks(
    complexes: Sequence[ReluComplex], order: Order, repeats: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The `COLUMNS` for each complex, averaged over random orders of its cells."""
    rows = [[peak_positions(cells, order(cells, rng)) for _ in range(repeats)] for cells in complexes]
    return np.asarray(np.mean(rows, axis=1), dtype=np.float64)


def peak_positions(cells: ReluComplex, filtration: Filtration) -> list[float]:
    """How many cells have entered when each Betti number is largest, that as a share of all, and how large it is."""
    curves = betti_curves(filtration, cells.sides)
    at = [float(curves.cells[peak_step(curve)]) for curve in (curves.b0, curves.b1)]
    sizes = [float(curve.max()) for curve in (curves.b0, curves.b1)]
    return [at[0], at[0] / curves.cells[-1], at[1], at[1] / curves.cells[-1], *sizes]


def measure_rise(maxima: NDArray[np.float64], spikes: NDArray[np.int64], reach: int, up: Up) -> Rise:
    """How far each of the `PLACES` of the maxima (``steps 6``) moves up at spikes, in the reading of ``up``."""
    columns = zip(PLACES, maxima[:, : len(PLACES)].T, strict=True)
    return Rise(**{name: up(column, spikes, reach) for name, column in columns})


def height_at_spikes(series: NDArray[np.float64], spikes: NDArray[np.int64], reach: int) -> float:
    """How far a series lies above its own trend at spikes, against permuted times; a spike needs a past."""
    return event_effect(above_running_median(series, reach), spikes, reach)


def step_at_spikes(series: NDArray[np.float64], spikes: NDArray[np.int64], reach: int) -> float:
    """How much higher a series is after spikes than before, half a reach to each side, against permuted times."""
    return event_effect(step_up(series, max(1, reach // 2)), spikes, reach)

"""Do the maxima of the Betti numbers of a ReLU network's cells move when its loss spikes? (Bosca et al. 2025).

A small net learns a surface with a learning rate at which its loss spikes. Often while it learns, the window is cut
into cells; they are added one by one, and the place is noted at which each Betti number has its maximum.
"""

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.topology.peaks import (
    ORDERS,
    Rise,
    height_at_spikes,
    mean_peaks,
    measure_rise,
    step_at_spikes,
)
from netsci_bench.experiments.topology.ties import Ties, measure_ties
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.series.loss_spikes import loss_spikes
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.nets.planar.draws import first_draws
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import SmallTrained


class Spiking(Params):
    """What is learned, where cells are distinguished, what a spike is, and how often cells are shuffled.

    Attributes:
        reach, ratio: of the spike rule, see `loss_spikes`, and reach of the running median that is the trend; in
            kept steps, which have to be equally far apart.
        orders: how many random orders of the same cells are averaged over.
        least_spikes: a training with fewer spikes is left out, and the seed draws another one.
        most_draws: trainings in search of one with enough spikes.
    """

    recipe: SmallRecipe
    window: tuple[tuple[float, float], tuple[float, float]]
    reach: Annotated[int, Field(ge=1)]
    ratio: Annotated[float, Field(gt=1)]
    orders: Annotated[int, Field(ge=1)]
    max_cells: Annotated[int, Field(ge=1)] = 200_000
    least_spikes: Annotated[int, Field(ge=3)] = 3
    most_draws: Annotated[int, Field(ge=1)] = 20

    @model_validator(mode="after")
    def _kept_steps_are_equally_far_apart(self) -> Self:
        if self.recipe.kept_by != "difference":
            raise ValueError("spikes need kept steps that are equally far apart: set recipe.kept_by: difference")
        return self


class Spiked(Metrics):
    """By filtration: how far maxima lie above their trend at spikes, and by how much they step up there.

    ``loss``: how the loss goes with the Betti numbers; ``cells_rise``, ``cells_step``: as in `Rise`, of the number of
    cells of all dimensions; ``cells_ratio``: that number over the last tenth of the training over that at its start;
    ``cells_trend``: its rank correlation with time; ``regions_ratio``: as ``cells_ratio``, of the faces alone;
    ``spikes``: how many; ``draw``: so many trainings were left out before this one; ``least_loss``: the least.
    """

    loss: Ties
    dimension: Rise
    closure: Rise
    closure_step: Rise
    cells_rise: float
    cells_step: float
    cells_ratio: float
    cells_trend: float
    regions_ratio: float
    spikes: float
    draw: float
    least_loss: float


def betti_at_spikes(p: Spiking, run: Run) -> Spiked:
    """Train until a loss spikes, follow the maxima of the Betti numbers, and hold them against the loss."""
    counted = first_draws(p.recipe, {"spiking": lambda t: len(spikes_of(t, p)) >= p.least_spikes}, p.most_draws, run)
    number, training = counted["spiking"].number, counted["spiking"].training
    losses, spikes = training.losses[training.steps], spikes_of(training, p)
    sizes, maxima = follow_maxima(training, p, run)
    keep = {"steps": training.steps, "losses": losses, "spikes": spikes, "sizes": sizes, "weights": training.weights}
    more = {"window": np.array(p.window), "widths": np.array(p.recipe.widths)}
    for name, array in (keep | maxima | more).items():
        run.keep(name, array)
    cells = sizes.sum(axis=1)
    return Spiked(
        loss=measure_ties(losses, maxima, spikes, p.reach, run.rng("shifts")),
        **{name: measure_rise(columns, spikes, p.reach, height_at_spikes) for name, columns in maxima.items()},
        closure_step=measure_rise(maxima["closure"], spikes, p.reach, step_at_spikes),
        cells_rise=height_at_spikes(cells, spikes, p.reach),
        cells_step=step_at_spikes(cells, spikes, p.reach),
        cells_ratio=ratio_to_start(cells),
        cells_trend=trend_in_time(cells),
        regions_ratio=ratio_to_start(sizes[:, 2]),
        spikes=float(len(spikes)),
        draw=float(number),
        least_loss=training.losses.min(),
    )


def spikes_of(training: SmallTrained, p: Spiking) -> NDArray[np.int64]:
    """The kept steps, by index, at which the loss spikes."""
    return loss_spikes(training.losses[training.steps], p.reach, p.ratio)


def follow_maxima(
    training: SmallTrained, p: Spiking, run: Run
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """By kept step the numbers of vertices, sides and faces, and for each filtration the maxima."""
    window = np.array(p.window)
    complexes = [relu_complex(training.layers(i), window, p.max_cells) for i in range(len(training.steps))]
    rng = run.rng("order of cells")
    maxima = {name: mean_peaks(complexes, order, p.orders, rng) for name, order in ORDERS.items()}
    return np.array([cells.sizes for cells in complexes], dtype=float), maxima


def ratio_to_start(counts: NDArray[np.float64]) -> float:
    """The mean of a count over the last tenth of the training, over the count at its start."""
    return float(counts[-max(1, len(counts) // 10) :].mean() / counts[0])


def trend_in_time(counts: NDArray[np.float64]) -> float:
    """The rank correlation of a count with time."""
    return float(spearman(np.stack([np.arange(len(counts)), counts], axis=1))[0, 1])

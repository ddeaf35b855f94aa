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
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.series.loss_spikes import loss_spikes
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import read_training
from netsci_bench.nets.planar.training import fit_small


class Spiking(Params):
    """What is learned, where cells are distinguished, what a spike is, and how often cells are shuffled.

    Attributes:
        reach, ratio: of the spike rule, see `loss_spikes`, and reach of the running median that is the trend; in
            kept steps, which have to be equally far apart.
        orders: how many random orders of the same cells are averaged over.
    """

    recipe: SmallRecipe
    window: tuple[tuple[float, float], tuple[float, float]]
    reach: Annotated[int, Field(ge=1)]
    ratio: Annotated[float, Field(gt=1)]
    orders: Annotated[int, Field(ge=1)]
    max_cells: Annotated[int, Field(ge=1)] = 200_000

    @model_validator(mode="after")
    def _kept_steps_are_equally_far_apart(self) -> Self:
        if self.recipe.kept_by != "difference":
            raise ValueError("spikes need kept steps that are equally far apart: set recipe.kept_by: difference")
        return self


class Spiked(Metrics):
    """By filtration: how far maxima lie above their trend at spikes, and by how much they step up there.

    ``cells_rise``, ``cells_step``: as in `Rise`, of the number of cells of all dimensions, the control.
    ``regions_ratio``: regions over the last tenth of the training over those at its start; ``regions_trend``: their
    rank correlation with time; ``spikes``: how many; ``loss``: the least.
    """

    dimension: Rise
    closure: Rise
    dimension_step: Rise
    closure_step: Rise
    cells_rise: float
    cells_step: float
    spikes: float
    regions_ratio: float
    regions_trend: float
    loss: float


def betti_at_spikes(p: Spiking, run: Run) -> Spiked:
    """Train, follow the maxima of the Betti numbers, and compare spikes with other times."""
    training = read_training(run.once(fit_small, p.recipe), p.recipe)
    losses = training.losses[training.steps]
    spikes = loss_spikes(losses, p.reach, p.ratio)
    window = np.array(p.window)
    complexes = [relu_complex(training.layers(i), window, p.max_cells) for i in range(len(training.steps))]
    sizes = np.array([cells.sizes for cells in complexes], dtype=float)
    rng = run.rng("order of cells")
    maxima = {name: mean_peaks(complexes, order, p.orders, rng) for name, order in ORDERS.items()}
    keep = {"steps": training.steps, "losses": losses, "spikes": spikes, "sizes": sizes, "weights": training.weights}
    for name, array in (keep | maxima | {"window": window, "widths": np.array(p.recipe.widths)}).items():
        run.keep(name, array)
    return Spiked(
        **{name: measure_rise(columns, spikes, p.reach, height_at_spikes) for name, columns in maxima.items()},
        **{
            f"{name}_step": measure_rise(columns, spikes, p.reach, step_at_spikes) for name, columns in maxima.items()
        },
        cells_rise=height_at_spikes(sizes.sum(axis=1), spikes, p.reach),
        cells_step=step_at_spikes(sizes.sum(axis=1), spikes, p.reach),
        spikes=float(len(spikes)),
        loss=training.losses.min(),
        **regions_over_time(sizes[:, 2]),
    )


def regions_over_time(faces: NDArray[np.float64]) -> dict[str, float]:
    """How the number of regions goes with training."""
    last = faces[-max(1, len(faces) // 10) :]
    in_time = spearman(np.stack([np.arange(len(faces)), faces], axis=1))[0, 1]
    return {"regions_ratio": float(last.mean() / faces[0]), "regions_trend": float(in_time)}

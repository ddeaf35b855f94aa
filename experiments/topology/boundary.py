"""Do cells that enter by their distance from the decision boundary show its topology? (Bosca et al. 2025, outlook).

The paper suggests filtrations informed by geometry, which could follow how polytopes near the boundary are born and
die. Here the cells of a net that learns two circles enter by their distance from its decision boundary: first the
cells that the boundary meets. The null gives the same distances to the same cells in random order.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.topology.turnover import Turnover, Watched, measure_turnover
from netsci_bench.measures.polyhedra.boundary_distance import boundary_distances
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.topology.filtrations import closure_filtration, rank_steps
from netsci_bench.measures.topology.persistence import cell_persistence
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import read_training
from netsci_bench.nets.planar.training import fit_small


class BoundaryGrowth(Params):
    """Which network, and when a class of the filtration counts.

    Attributes:
        window: [[left, low], [right, high]], in which cells are distinguished.
        life: pieces and loops count that are there at distance 0 and stay for so long, in units of the inputs.
        pieces, loops: as many as the border between the classes has.
    """

    recipe: SmallRecipe
    window: tuple[tuple[float, float], tuple[float, float]]
    life: Annotated[float, Field(gt=0)]
    pieces: Annotated[int, Field(ge=1)]
    loops: Annotated[int, Field(ge=0)]
    max_cells: Annotated[int, Field(ge=1)] = 200_000


class Start(Metrics):
    """What the filtration begins with, by checkpoint.

    ``right``: 1 if that are as many pieces and loops as the border between the classes has, else 0;
    ``loop_life``: of the loop of distance 0 that stays longest, 0 if there is none; ``late``: the mean of ``right``
    over the second half of the training; ``loop_late``: that of ``loop_life``.
    """

    right: list[float]
    loop_life: list[float]
    late: float
    loop_late: float


class Grown(Metrics):
    """By distance, and with the distances permuted over the cells; ``gain``: late - untrained share of the former.

    ``births``, ``deaths``: of cells, near the boundary; ``held_out``: share of points correct at the end.
    """

    steps: list[float]
    cells: list[float]
    held_out: float
    distance: Start
    permuted: Start
    gain: float
    births: Turnover
    deaths: Turnover


Pairs = NDArray[np.float64]


@dataclass(frozen=True)
class Grows:
    """Births and deaths of pieces and of loops, as distances; a class that stays dies at infinity."""

    pieces: Pairs
    loops: Pairs


def boundary_filtration(p: BoundaryGrowth, run: Run) -> Grown:
    """Train, let the complex of every checkpoint grow from the boundary, and count what it begins with."""
    training = read_training(run.once(fit_small, p.recipe), p.recipe)
    window, rng = np.array(p.window), run.rng("distances in random order")
    cells = [relu_complex(training.layers(i), window, p.max_cells) for i in range(len(training.steps))]
    distances = [boundary_distances(c) for c in cells]
    shuffled = [rng.permutation(d) for d in distances]
    late = int(np.searchsorted(training.steps, p.recipe.steps / 2))
    by_distance, at_random = (
        [grow(c, d) for c, d in zip(cells, ways, strict=True)] for ways in (distances, shuffled)
    )
    start = describe_start(by_distance, p, late)
    watched = [Watched(c.packed, d, s) for c, d, s in zip(cells, distances, shuffled, strict=True)]
    births, deaths = measure_turnover(watched[late:])
    drawn = {"window": window, "widths": np.array(p.recipe.widths), "weights": training.weights}
    keep_arrays(run, by_distance[-1], at_random[-1], drawn)
    return Grown(
        steps=training.steps.astype(float).tolist(),
        cells=[float(c.sizes[2]) for c in cells],
        held_out=training.held_out_correct[-1],
        distance=start,
        permuted=describe_start(at_random, p, late),
        gain=start.late - start.right[0],
        births=births,
        deaths=deaths,
    )


def grow(cells: ReluComplex, distances: NDArray[np.float64]) -> Grows:
    """Let faces enter by their distances, each with its border, and pair births with deaths."""
    order = closure_filtration(rank_steps(distances), cells.sides, cells.side_faces)
    values = np.append(np.unique(distances), np.inf)
    pieces, loops, _ = cell_persistence(order, cells.sides, cells.side_faces)
    return Grows(*(values[np.where(np.isinf(p), len(values) - 1, p).astype(np.int64)] for p in (pieces, loops)))


def lives_from_the_start(pairs: Pairs) -> NDArray[np.float64]:
    """How long each class that is there at distance 0 stays."""
    return np.asarray(pairs[pairs[:, 0] == 0.0, 1], dtype=np.float64)


def describe_start(grown: list[Grows], p: BoundaryGrowth, late: int) -> Start:
    """Count pieces and loops that are there at distance 0 and stay."""
    right, loop_life = [], []
    for one in grown:
        pieces, loops = lives_from_the_start(one.pieces), lives_from_the_start(one.loops)
        right.append(float((pieces >= p.life).sum() == p.pieces and (loops >= p.life).sum() == p.loops))
        loop_life.append(float(loops.max(initial=0.0)))
    return Start(right=right, loop_life=loop_life, late=np.mean(right[late:]), loop_late=np.mean(loop_life[late:]))


def keep_arrays(run: Run, by_distance: Grows, at_random: Grows, drawn: dict[str, NDArray[Any]]) -> None:
    """Keep the diagrams of the last checkpoint, and what else is drawn."""
    for name, grown in {"distance": by_distance, "permuted": at_random}.items():
        run.keep(f"{name}_loops", grown.loops)
        run.keep(f"{name}_pieces", grown.pieces)
    for name, array in drawn.items():
        run.keep(name, array)

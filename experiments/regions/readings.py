"""What are the three Fiedler partitions of a ReLU network's cells, and how are they scored? (Bosca et al. 2025).

The paper weights a node by the training points in its polytope and does not say how the weight enters. Two readings:
masses in L x = lambda M x, and edges weighted by the counts of their two cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.communities.partition_scores import balanced_accuracy
from netsci_bench.measures.graphs.fiedler import fiedler_pair, fiedler_partition
from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.count_weights import count_weights
from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.polyhedra.relu_layers import Layer, network_outputs

Sides = Mapping[str, NDArray[np.bool_]]
Labelled = tuple[NDArray[np.float64], NDArray[np.bool_]]  # points, and whether each is of class 1
READINGS = ("unweighted", "masses", "edges")


class Partitions(Params):
    """How cells are cut out and weighted.

    Attributes:
        empty_mass: what a cell without training points weighs in M; at 0 it follows its neighbours.
        empty_count: what it counts where counts weight the edges; at 0 the graph would fall apart.
        mean: of the two counts of an edge, see `count_weights`.
        max_cells: more are refused before memory runs out.
    """

    empty_mass: Annotated[float, Field(ge=0)] = 0.0
    empty_count: Annotated[float, Field(ge=0)] = 1.0
    mean: str = "arithmetic"
    max_cells: Annotated[int, Field(ge=1)] = 200_000


class Reading(Metrics):
    """One reading of the partition, at each checkpoint (lists) and in short.

    ``misclassified`` is 1 - balanced accuracy of the training points' sides against their labels under the better
    naming of the sides: 0 is perfect, 0.5 what one side alone gets. ``against_net`` is the same of held-out points
    against the outputs of the net there (0.5 where it gives one class only). ``at_fit``: misclassified when all
    training points are first correctly classified (at the last checkpoint if they never are); ``late``: the mean from
    half of the training on; ``gain``: at_fit - late.
    """

    misclassified: list[float]
    against_net: list[float]
    at_fit: float
    late: float
    late_against_net: float
    gain: float


def partition_cells(cells: ReluComplex, counts: NDArray[np.int64], p: Partitions) -> Sides:
    """On which side each cell lies, in each reading."""
    graph = cell_graph(cells)
    pairs = {
        "unweighted": fiedler_pair(graph),
        "masses": fiedler_pair(graph, counts + p.empty_mass),
        "edges": fiedler_pair(count_weights(graph, counts, p.mean, p.empty_count)),
    }
    return {name: fiedler_partition(pair) for name, pair in pairs.items()}


@dataclass(frozen=True)
class Scored:
    """One checkpoint: of each reading (misclassified share, the same against the net), and each cell's side."""

    shares: dict[str, tuple[float, float]]
    sides: Sides
    cells: int


def score_partitions(
    layers: Sequence[Layer],
    window: NDArray[np.float64],
    labelled: Labelled,
    others: NDArray[np.float64],
    p: Partitions,
) -> Scored:
    """Partition the cells of a window; score against the labels of some points, and against the net at others.

    Points beyond the window lie in no cell and are left out.
    """
    points, labels = labelled
    cells = relu_complex(layers, window, p.max_cells)
    cells_of_points, cells_of_others = cells_of(cells, layers, points), cells_of(cells, layers, others)
    sides = partition_cells(cells, np.bincount(cells_of_points[cells_of_points >= 0], minlength=cells.sizes[2]), p)
    net_labels = network_outputs(layers, others)[:, 0] > 0.0
    shares = {
        name: (
            balanced_error(side[cells_of_points[cells_of_points >= 0]], labels[cells_of_points >= 0]),
            balanced_error(side[cells_of_others[cells_of_others >= 0]], net_labels[cells_of_others >= 0]),
        )
        for name, side in sides.items()
    }
    return Scored(shares, sides, cells.sizes[2])


def balanced_error(sides: NDArray[np.bool_], classes: NDArray[np.bool_]) -> float:
    """1 - balanced accuracy; 0.5, the worst, where there is one class only and so no boundary to follow."""
    return 0.5 if classes.all() or not classes.any() else 1.0 - balanced_accuracy(sides, classes)


def summarise_readings(checkpoints: Sequence[Scored], fit: int, late: int) -> dict[str, Reading]:
    """Each reading over all checkpoints, and in short; ``fit`` and ``late`` are indices of checkpoints."""
    by_name = {}
    for name in READINGS:
        labels, net = (np.array(column) for column in zip(*[c.shares[name] for c in checkpoints], strict=True))
        by_name[name] = Reading(
            misclassified=labels.tolist(),
            against_net=net.tolist(),
            at_fit=labels[fit],
            late=labels[late:].mean(),
            late_against_net=net[late:].mean(),
            gain=labels[fit] - labels[late:].mean(),
        )
    return by_name


def stack_sides(checkpoints: Sequence[Scored]) -> NDArray[np.int8]:
    """The side of each cell, 0 or 1, by checkpoint and reading; -1 where a checkpoint has fewer cells."""
    sides = np.full((len(checkpoints), len(READINGS), max(c.cells for c in checkpoints)), -1, dtype=np.int8)
    for index, checkpoint in enumerate(checkpoints):
        for row, name in enumerate(READINGS):
            sides[index, row, : checkpoint.cells] = checkpoint.sides[name]
    return sides

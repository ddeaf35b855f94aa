"""Do k groups of a ReLU network's cells follow k classes? Future work of Bosca et al. (2025).

A Fiedler vector cuts a graph in two. For k classes the cells are clustered by the first k eigenvectors of the
normalised Laplacian of their dual graph, its edges weighted by the training points in the two cells, or not weighted.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.regions.fiedler import Window
from netsci_bench.measures.communities.partitions import adjusted_mutual_information
from netsci_bench.measures.communities.rand_index import adjusted_rand_index
from netsci_bench.measures.communities.spectral_clustering import spectral_clusters
from netsci_bench.measures.polyhedra.cell_graph import cell_graph
from netsci_bench.measures.polyhedra.count_weights import count_weights
from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.nets.point_classes.points import PointsPart, class_points
from netsci_bench.nets.point_classes.recipe import ClassRecipe, ClassTrained, read_classes
from netsci_bench.nets.point_classes.softmax_net import class_outputs
from netsci_bench.nets.point_classes.training import fit_classes

READINGS = ("weighted", "unweighted")


class ManyClasses(Params):
    """Which points and network, and how cells are weighted.

    Attributes:
        window: [[left, low], [right, high]], in which cells are distinguished.
        mean: of the two counts of an edge, see `count_weights`; empty: what a cell without training points counts.
    """

    recipe: ClassRecipe
    window: Window
    mean: str = "arithmetic"
    empty: Annotated[float, Field(gt=0)] = 1.0
    max_cells: Annotated[int, Field(ge=1)] = 200_000


class Groups(Metrics):
    """Agreement of the groups of cells with the classes, at points held out.

    ``rand``: the adjusted Rand index with the labels, by checkpoint; ``late``: its mean over the second half of the
    training; ``untrained``: before training; ``gain``: late - untrained; ``information_late``: adjusted mutual
    information with the labels; ``net_late``: adjusted Rand index with what the net predicts; ``permuted``: as
    ``late``, with the labels permuted.
    """

    rand: list[float]
    late: float
    untrained: float
    gain: float
    information_late: float
    net_late: float
    permuted: float


class Clustered(Metrics):
    """Of both graphs; ``advantage``: weighted.late - unweighted.late; ``held_out``: share of points correct."""

    steps: list[float]
    cells: list[float]
    held_out: float
    weighted: Groups
    unweighted: Groups
    advantage: float


def multiclass_partitions(p: ManyClasses, run: Run) -> Clustered:
    """Train, cluster the cells at every checkpoint, and compare with the classes."""
    training = read_classes(run.once(fit_classes, p.recipe), p.recipe)
    train, held_out = (class_points(p.recipe.data, run, part) for part in ("train", "held_out"))
    found = [group_cells(training, index, (train, held_out), p, run) for index in range(len(training.steps))]
    late = int(np.searchsorted(training.steps, p.recipe.steps / 2))
    groups = {
        name: describe_groups([of_points[name] for of_points, _ in found], training, held_out, late, run)
        for name in READINGS
    }
    keep = {"window": np.array(p.window), "sizes": np.array(p.recipe.sizes), "weights": training.weights[[0, -1]]}
    keep |= {"points": train.points, "labels": train.labels}
    keep |= {f"{name}_groups": found[-1][1][name] for name in READINGS}
    for name, array in keep.items():
        run.keep(name, array)
    return Clustered(
        steps=training.steps.astype(float).tolist(),
        cells=[float(len(of_cells["weighted"])) for _, of_cells in found],
        held_out=training.held_out_correct[-1],
        **groups,
        advantage=groups["weighted"].late - groups["unweighted"].late,
    )


Named = dict[str, NDArray[np.int64]]


def group_cells(
    training: ClassTrained, index: int, parts: tuple[PointsPart, PointsPart], p: ManyClasses, run: Run
) -> tuple[Named, Named]:
    """By reading the group of each held-out point, -1 beyond the window, and of each cell; at one checkpoint."""
    layers, (train, held_out) = training.layers(index), parts
    cells = relu_complex(layers, np.array(p.window), p.max_cells)
    of_train, of_held_out = (cells_of(cells, layers, part.points) for part in (train, held_out))
    graph, counts = cell_graph(cells), np.bincount(of_train[of_train >= 0], minlength=cells.sizes[2])
    graphs = {"weighted": count_weights(graph, counts, p.mean, p.empty), "unweighted": graph}
    classes, of_cells = p.recipe.data.classes, {}
    for name, weighted in graphs.items():
        # so few cells cannot be grouped: one group says nothing about the classes
        enough = cells.sizes[2] > classes
        rng = run.rng(f"k-means, {name}, checkpoint {index}")
        of_cells[name] = spectral_clusters(weighted, classes, rng) if enough else np.zeros(cells.sizes[2], np.int64)
    return {name: np.append(groups, -1)[of_held_out] for name, groups in of_cells.items()}, of_cells


def describe_groups(
    of_points: list[NDArray[np.int64]], training: ClassTrained, held_out: PointsPart, late: int, run: Run
) -> Groups:
    """Score one reading; ``of_points``: by checkpoint the group of each held-out point, -1 if it has none."""
    labels, rng = held_out.labels, run.rng("permuted labels")
    predicted = [class_outputs(training.layers(i), held_out.points).argmax(axis=1) for i in range(len(of_points))]
    rand = [score(groups, labels) for groups in of_points]
    ends = range(late, len(of_points))
    at_the_end = float(np.mean(rand[late:]))
    return Groups(
        rand=rand,
        late=at_the_end,
        untrained=rand[0],
        gain=at_the_end - rand[0],
        information_late=float(
            np.mean(
                [
                    adjusted_mutual_information(of_points[i][of_points[i] >= 0], labels[of_points[i] >= 0])
                    for i in ends
                ]
            )
        ),
        net_late=float(np.mean([score(of_points[i], predicted[i]) for i in ends])),
        permuted=float(np.mean([score(of_points[i], rng.permutation(labels)) for i in ends])),
    )


def score(groups: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """Adjusted Rand index of the points that have a group."""
    return adjusted_rand_index(groups[groups >= 0], labels[groups >= 0])

"""Do Fiedler partitions in a plane through the digits follow the classes? Future work of Bosca et al. (2025).

A ReLU MLP learns the parity of MNIST digits. Its inputs are confined to the first principal plane of the images, in
which its cells are those of a network of two inputs; images are represented by their projections onto the plane.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.regions.readings import (
    Partitions,
    Reading,
    balanced_error,
    score_partitions,
    stack_sides,
    summarise_readings,
)
from netsci_bench.measures.polyhedra.relu_layers import Layer, network_outputs
from netsci_bench.measures.polyhedra.relu_slice import plane_coordinates, principal_plane, restricted_to_plane
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import load_examples
from netsci_bench.nets.training.trained import load, read_history
from netsci_bench.nets.weights.relu_layers import margin_network, relu_weights


class DigitsInAPlane(Params):
    """Which network, and how many images say where the plane is and stand in its cells.

    ``seen`` training images give the plane, the window (their projections, and ``margin`` of their extent around)
    and the weights of cells; ``others`` are test images, by which partitions are compared with the net.
    """

    recipe: Recipe
    seen: Annotated[int, Field(ge=3)]
    others: Annotated[int, Field(ge=1)]
    margin: Annotated[float, Field(ge=0)] = 0.05
    partitions: Partitions = Partitions()


class Sliced(Metrics):
    """By kept epoch; ``in_plane``: misclassified share (1 - balanced accuracy) of the net itself within the plane.

    ``accuracy`` in percent of the test images, not projected; ``advantage`` as in the planar experiments: by how
    much less the mass-weighted partition disagrees with the net in the plane than the unweighted one does.
    """

    epochs: list[float]
    cells: list[float]
    in_plane: list[float]
    in_plane_late: float
    accuracy: float
    unweighted: Reading
    masses: Reading
    edges: Reading
    advantage: float


def fiedler_digits(p: DigitsInAPlane, run: Run) -> Sliced:
    """Train, slice, and partition the cells after every kept epoch."""
    folder = run.once(fit, p.recipe)
    images, digits = read_flat_images(p, run, "train", p.seen)
    others, _ = read_flat_images(p, run, "test", p.others)
    plane = principal_plane(images)
    points, feet = plane_coordinates(plane, images), plane_coordinates(plane, others)
    window, odd = window_around(points, p.margin), digits % 2 == 1
    kept = [load(folder, epoch, p.recipe) for epoch in p.recipe.kept]
    nets = [restricted_to_plane(margin_network(relu_weights(net)), plane) for net in kept]
    checkpoints = [score_partitions(net, window, (points, odd), feet, p.partitions) for net in nets]
    keep_arrays(run, nets, {"points": points, "labels": np.where(odd, 1.0, -1.0), "window": window})
    run.keep("sides", stack_sides(checkpoints))
    run.keep("steps", np.array(p.recipe.kept))
    last = len(nets) - 1
    by_reading = summarise_readings(checkpoints, last, last)
    misclassified = [balanced_error(network_outputs(net, points)[:, 0] > 0.0, odd) for net in nets]
    return Sliced(
        epochs=[float(epoch) for epoch in p.recipe.kept],
        cells=[float(c.cells) for c in checkpoints],
        in_plane=misclassified,
        in_plane_late=misclassified[-1],
        accuracy=read_history(folder).last_accuracy,
        **by_reading,
        advantage=by_reading["unweighted"].late_against_net - by_reading["masses"].late_against_net,
    )


def read_flat_images(
    p: DigitsInAPlane, run: Run, part: str, count: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The first ``count`` images of a part, flat (``images pixels``), as the net gets them, and their digits."""
    part_examples = load_examples(run.arrays(p.recipe.dataset), part, "cpu", count)
    return part_examples.images.flatten(1).double().numpy(), part_examples.labels.numpy()


def window_around(points: NDArray[np.float64], margin: float) -> NDArray[np.float64]:
    """The bounding rectangle of points (``points 2``), enlarged on each side by a share of its extent."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.stack([low - margin * (high - low), high + margin * (high - low)])


def keep_arrays(run: Run, nets: Sequence[Sequence[Layer]], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep what the figures draw: of each net all numbers in one vector, layer by layer."""
    vectors = [np.concatenate([np.append(weight.ravel(), bias) for weight, bias in net]) for net in nets]
    run.keep("widths", np.array([len(bias) for _, bias in nets[0][:-1]]))
    for name, array in {"weights": np.stack(vectors), **arrays}.items():
        run.keep(name, array)

"""Which images, which net and which graph: what do the experiments on modularity by layer share?

Two readings of the paper: ``text`` takes random test images, normalised as the net was trained; ``published`` takes
the n-th batch of the unshuffled test set for seed n, normalised with the numbers of the authors' code.
"""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.catalogue_entries import Code, Dataset, Weights
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours, nearest_neighbours
from netsci_bench.nets.probes.layer_outputs import block_points, layer_outputs
from netsci_bench.nets.probes.nearest_neighbours import nearest_on_device
from netsci_bench.nets.training.tensors import Examples, normalise, to_examples
from netsci_bench.nets.weights.initial import build_network

Colour = tuple[float, float, float]


class Reading(Params):
    """Which images, and how they are normalised: less ``mean``, over ``deviation``, by channel."""

    part: Literal["test", "train"] = "test"
    draw: Literal["random", "consecutive"]
    mean: Colour
    deviation: Colour


class Graphs(Params):
    """Which data, how many images, which graph, and which gain from layer to layer counts as slow."""

    dataset: Dataset
    classes: Annotated[int, Field(ge=2)]
    images: Annotated[int, Field(ge=2)]
    neighbours: Annotated[int, Field(ge=1)]
    least_gain: Annotated[float, Field(gt=0)]


class Net(Params):
    """A net and its weights; without a checkpoint it is untrained."""

    model: Code
    checkpoint: Weights | None


def build_net(net: Net, classes: int, run: Run) -> nn.Module:
    """The network on the run's device."""
    file = run.file(net.checkpoint) if net.checkpoint else None
    return build_network(net.model, classes, file, run.torch_seed("weights")).to(run.device)


def draw_sample(p: Graphs, reading: Reading, run: Run, number: int) -> Examples:
    """The images of a reading, drawn for this number or the batch of this number.

    Raises:
        ValueError: the data have no batch of this number, or the images have none of a class.
    """
    arrays = run.arrays(p.dataset)
    available = len(arrays[f"{reading.part}_labels"])
    if reading.draw == "random":
        indices = np.sort(run.rng(f"images {number}").choice(available, p.images, replace=False))
    else:
        indices = np.arange(number * p.images, (number + 1) * p.images)
        if indices[-1] >= available:
            raise ValueError(f"{available} images have no batch number {number} of {p.images}")
    labels = arrays[f"{reading.part}_labels"][indices]
    if absent := sorted(set(range(p.classes)) - set(labels.tolist())):
        raise ValueError(f"the {p.images} images have none of class {absent}: take more")
    return to_examples(arrays[f"{reading.part}_images"][indices], labels, run.device)


def modularity_by_layer(net: nn.Module, examples: Examples, reading: Reading, p: Graphs) -> np.ndarray:
    """Modularity of the true classes in the graph of each layer."""
    labels = examples.labels.cpu().numpy()
    by_layer = layer_outputs(
        net,
        normalise(examples.images, reading.mean, reading.deviation),
        block_points(net),
        lambda output: neighbour_modularity(build_neighbour_graph(output, p.neighbours), labels),
    )
    return np.array(list(by_layer.values()))


def build_neighbour_graph(features: Tensor, k: int) -> Neighbours:
    """The nearest neighbours, found where the features lie."""
    if features.device.type == "cpu":
        return nearest_neighbours(features.numpy(), k)
    return Neighbours(*nearest_on_device(features, k))

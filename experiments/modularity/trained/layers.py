"""Which layers at which images, and how are they compared: what do the experiments on trained nets share?

The readings of `readings`, and one more difference: in a net without blocks (VGG) the code of Lu et al. (2022) looks
at each convolution before its normalisation, the text at what comes out of convolution, normalisation and activation.
Each sample gives a curve, and the same curve with its labels in random order: what modularity is without classes.
"""

from collections.abc import Callable
from typing import Annotated, NamedTuple, TypeVar

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.experiments.modularity.readings import Graphs, Reading, build_neighbour_graph, draw_sample
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours
from netsci_bench.nets.probes.block_names import Unit, block_names
from netsci_bench.nets.probes.layer_outputs import layer_outputs
from netsci_bench.nets.training.tensors import Examples, normalise

Taken = TypeVar("Taken")


class LayerReading(Reading):
    """Which images, how they are normalised, and which ``unit`` is a layer of a net without blocks."""

    unit: Unit = "convolution"


class Samples(Graphs):
    """Which data and graphs; how many samples of as many ``images`` each are averaged."""

    draws: Annotated[int, Field(ge=1)]


class Curves(NamedTuple):
    """Modularity (``draws layers``), the same with permuted labels, and which steps change the number of features."""

    modularity: np.ndarray
    permuted: np.ndarray
    opening: np.ndarray


def sampled_curves(net: nn.Module, reading: LayerReading, p: Samples, run: Run) -> Curves:
    """The curve of each sample: number n of a random reading is drawn, of a consecutive one it is the n-th batch."""
    found, permuted = [], []
    sizes: list[int] = []
    for number in range(p.draws):
        examples = sample_of(p, reading, run, number)
        graphs, sizes = graphs_of_layers(net, examples, reading, p.neighbours)
        labels = examples.labels.cpu().numpy()
        mixed = run.rng(f"permuted labels {number}").permutation(labels)
        found.append([neighbour_modularity(graph, labels) for graph in graphs])
        permuted.append([neighbour_modularity(graph, mixed) for graph in graphs])
    return Curves(np.array(found), np.array(permuted), np.diff(sizes) != 0)


def sample_of(p: Graphs, reading: Reading, run: Run, number: int) -> Examples:
    """The images of a sample, as `draw_sample` gives them, where the data have all of the classes.

    Raises:
        ValueError: the data have fewer classes than are asked for, or the sample has none of one.
    """
    present = np.unique(run.arrays(p.dataset)[f"{reading.part}_labels"])
    if len(present) < p.classes:
        images = f"the {reading.part} images of {p.dataset.name}"
        raise ValueError(f"{images} have {len(present)} classes, and {p.classes} are asked for")
    return draw_sample(p, reading, run, number)


def graphs_of_layers(
    net: nn.Module, examples: Examples, reading: LayerReading, neighbours: int
) -> tuple[list[Neighbours], list[int]]:
    """The graph of each layer in the order in which they run, and how many features it has."""
    taken = each_layer(
        net, examples, reading, lambda output: (build_neighbour_graph(output, neighbours), output.shape[1])
    )
    return [graph for graph, _ in taken], [size for _, size in taken]


def each_layer(
    net: nn.Module, examples: Examples, reading: LayerReading, take: Callable[[Tensor], Taken]
) -> list[Taken]:
    """What ``take`` makes of each layer's output (``images features``), in the order in which the layers run.

    Raises:
        ValueError: a layer gives the same for all images, so that no graph of it means anything.
    """
    points = block_names(net, examples.images.shape[1:], reading.unit)
    seen: list[None] = []

    def take_varied(output: Tensor) -> Taken:
        if bool((output == output[0]).all()):
            raise ValueError(f"the layer {points[len(seen)]} gives the same for all {len(output)} images")
        seen.append(None)
        return take(output)

    images = normalise(examples.images, reading.mean, reading.deviation)
    return list(layer_outputs(net, images, points, take_varied).values())

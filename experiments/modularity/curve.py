"""The classes of images separate from layer to layer of a deep net, and some layers add nothing to it.

Lu et al. (2022), section 4.1: in the graph that joins each image to the k whose features are nearest in a layer, the
modularity of the true classes tends to grow with the layer, with plateaus and falls where blocks repeat. Measured in
two readings: ``text`` takes random test images, normalised as the net was trained; ``published`` takes the n-th batch
of the unshuffled test set for seed n, normalised with the numbers of the authors' code.
"""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.catalogue_entries import Code, Dataset, Weights
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.series.plateaus import slow_steps
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours, nearest_neighbours
from netsci_bench.nets.probes.block_ablation import shape_changing
from netsci_bench.nets.probes.layer_outputs import block_points, layer_outputs
from netsci_bench.nets.probes.nearest_neighbours import nearest_on_device
from netsci_bench.nets.training.tensors import Examples, normalised, to_examples
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


class Curve(Graphs, Net):
    """One net in both readings."""

    text: Reading
    published: Reading


class Shape(Metrics):
    """The modularity of every layer, and what the curve does.

    ``slow_share``: of the steps from layer to layer, how many gain less than ``least_gain``; ``fall_share``: how many
    lose; ``repeat_contrast``: the slow share of blocks that keep the shape less that of blocks that change it.
    """

    modularity: list[float]
    depth_rank_correlation: float
    slow_share: float
    fall_share: float
    repeat_contrast: float
    last_layer: float


class BothReadings(Metrics):
    """Both readings, and what the other normalisation alone does to the curve (root mean square over layers)."""

    text: Shape
    published: Shape
    normalisation_effect: float


def curve(p: Curve, run: Run) -> BothReadings:
    """Send images through the net, build a graph from each layer's outputs, see how well the classes fit it."""
    net = built(p, p.classes, run)
    drawn, batch = sample(p, p.text, run, run.seed), sample(p, p.published, run, run.seed)
    text = modularity_by_layer(net, drawn, p.text, p)
    published = modularity_by_layer(net, batch, p.published, p)
    otherwise = modularity_by_layer(net, drawn, p.published, p)
    opening = shape_changing(net)
    run.keep("opening", opening)
    return BothReadings(
        text=shape(text, opening, p),
        published=shape(published, opening, p),
        normalisation_effect=float(np.sqrt(np.mean((text - otherwise) ** 2))),
    )


def built(net: Net, classes: int, run: Run) -> nn.Module:
    """The network on the run's device."""
    file = run.file(net.checkpoint) if net.checkpoint else None
    return build_network(net.model, classes, file, run.torch_seed("weights")).to(run.device)


def sample(p: Graphs, reading: Reading, run: Run, number: int) -> Examples:
    """The images of a reading, drawn for this number or the batch of this number; every class must be among them."""
    arrays = run.arrays(p.dataset)
    there = len(arrays[f"{reading.part}_labels"])
    if reading.draw == "random":
        places = np.sort(run.rng(f"images {number}").choice(there, p.images, replace=False))
    else:
        places = np.arange(number * p.images, (number + 1) * p.images)
        if places[-1] >= there:
            raise ValueError(f"{there} images have no batch number {number} of {p.images}")
    labels = arrays[f"{reading.part}_labels"][places]
    if absent := sorted(set(range(p.classes)) - set(labels.tolist())):
        raise ValueError(f"the {p.images} images have none of class {absent}: take more")
    return to_examples(arrays[f"{reading.part}_images"][places], labels, run.device)


def modularity_by_layer(net: nn.Module, seen: Examples, reading: Reading, p: Graphs) -> np.ndarray:
    """Modularity of the true classes in the graph of each layer."""
    labels = seen.labels.cpu().numpy()
    by_layer = layer_outputs(
        net,
        normalised(seen.images, reading.mean, reading.deviation),
        block_points(net),
        lambda output: neighbour_modularity(graph(output, p.neighbours), labels),
    )
    return np.array(list(by_layer.values()))


def graph(features: Tensor, k: int) -> Neighbours:
    """The nearest neighbours, found where the features lie."""
    if features.device.type == "cpu":
        return nearest_neighbours(features.numpy(), k)
    return Neighbours(*nearest_on_device(features, k))


def shape(values: np.ndarray, opening: np.ndarray, p: Graphs) -> Shape:
    """What a curve does."""
    slow = slow_steps(values, p.least_gain)
    return Shape(
        modularity=values.tolist(),
        depth_rank_correlation=depth_rank_correlation(values),
        slow_share=float(slow.mean()),
        fall_share=float((np.diff(values) < 0).mean()),
        repeat_contrast=float(slow[~opening].mean() - slow[opening].mean()),
        last_layer=float(values[-1]),
    )

"""Which net is pruned, what is chosen, and how large is it: what do the experiments on pruning share?

The choice follows Lu et al. (2022), section 5: as many blocks stay as in the published net, those with the largest
gain in modularity.
"""

from typing import Annotated

import numpy as np
import torch
from pydantic import Field

from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.readings import Graphs, Reading, draw_sample, modularity_by_layer
from netsci_bench.measures.series.block_choice import kept_overall
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.nets.models.cifar_resnet import CifarResNet, cifar_resnet
from netsci_bench.nets.probes.block_ablation import blocks_by_stage, shape_changing
from netsci_bench.nets.probes.size import macs, parameter_count
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import starting_weights
from netsci_bench.nets.training.recipe import Inheritance
from netsci_bench.nets.training.tensors import load_examples, normalise
from netsci_bench.nets.weights.initial import network_with_weights


class Base(Params):
    """The trained network from which blocks are left out."""

    model: Code
    start: Inheritance


class Choosing(Graphs):
    """From which images the curves come, how many draws of them, and what the published choice is.

    Attributes:
        shape: blocks by stage of the published net.
        draws: samples whose curves are averaged; ``published``: the first so many batches of the test set.
        similar: images by which the rule ``cka`` compares the net with and without a block.
        test_limit: accuracy is measured on the first so many test images only (for the smoke tier).
    """

    base: Base
    shape: tuple[int, int, int]
    draws: Annotated[int, Field(ge=1)]
    similar: Annotated[int, Field(ge=2)]
    test_limit: Annotated[int, Field(ge=1)] | None = None
    text: Reading
    published: Reading


class Choice(Metrics):
    """The curve over the draws, and what would be kept by it.

    ``shape``: blocks by stage; ``shape_distance``: how many of them lie in another stage than in the published net;
    ``shape_share``: of the draws, how many would by themselves choose the published shape.
    """

    modularity: list[float]
    depth_rank_correlation: float
    shape: list[float]
    shape_distance: float
    shape_share: float
    distance_by_draw: list[float]


class Sizes(Metrics):
    """Accuracy of the whole net in percent, and percent of its size that the published shape saves.

    ``accuracy`` under the normalisation of the reading ``text``, ``accuracy_published`` under the other.
    """

    accuracy: float
    accuracy_published: float
    parameters_removed: float
    macs_removed: float


def base_net(p: Choosing, run: Run) -> CifarResNet:
    """The trained network on the run's device.

    Raises:
        Failure: the weights are not those of the model.
    """
    net = network_with_weights(p.base.model, p.classes, starting_weights(p.base.start, run))
    assert isinstance(net, CifarResNet)
    return net.to(run.device).to(memory_format=torch.channels_last)  # twice as fast on a CPU


def measure_curves(net: CifarResNet, p: Choosing, reading: Reading, run: Run) -> np.ndarray:
    """Modularity by draw and layer."""
    return np.array(
        [modularity_by_layer(net, draw_sample(p, reading, run, draw), reading, p) for draw in range(p.draws)]
    )


def measure_choice(net: CifarResNet, p: Choosing, by_draw: np.ndarray) -> Choice:
    """The choice by the mean curve, and by the curve of each draw alone."""
    shape = chosen_shape(net, p, by_draw.mean(axis=0))
    distances = [_distance(chosen_shape(net, p, curve), p.shape) for curve in by_draw]
    return Choice(
        modularity=by_draw.mean(axis=0).tolist(),
        depth_rank_correlation=depth_rank_correlation(by_draw.mean(axis=0)),
        shape=[float(blocks) for blocks in shape],
        shape_distance=_distance(shape, p.shape),
        shape_share=float(np.mean([distance == 0 for distance in distances])),
        distance_by_draw=distances,
    )


def chosen_shape(net: CifarResNet, p: Choosing, curve: np.ndarray) -> tuple[int, ...]:
    """Blocks by stage when as many as in the published net are kept, wherever their gain is largest."""
    kept = kept_overall(np.diff(curve), shape_changing(net), blocks_by_stage(net), sum(p.shape))
    return tuple(len(blocks) for blocks in kept)


def measure_sizes(net: CifarResNet, p: Choosing, run: Run) -> Sizes:
    """Test accuracy of the whole net, and what the published shape saves."""
    small = cifar_resnet(p.classes, p.shape).to(run.device)
    test = load_examples(run.arrays(p.dataset), "test", run.device, p.test_limit)
    image = test.images.shape[1:]
    accuracies = {
        name: accuracy(net, normalise(test.images, reading.mean, reading.deviation), test.labels)
        for name, reading in (("text", p.text), ("published", p.published))
    }
    return Sizes(
        accuracy=accuracies["text"],
        accuracy_published=accuracies["published"],
        parameters_removed=100 * (1 - parameter_count(small) / parameter_count(net)),
        macs_removed=100 * (1 - macs(small, image) / macs(net, image)),
    )


def _distance(shape: tuple[int, ...], published: tuple[int, ...]) -> float:
    """How many blocks lie in another stage."""
    return sum(abs(blocks - published_blocks) for blocks, published_blocks in zip(shape, published, strict=True)) / 2

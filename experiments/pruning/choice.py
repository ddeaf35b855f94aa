"""Which blocks of a trained ResNet would be left out, by their modularity and by rules that know nothing of it?

Lu et al. (2022), section 5: blocks at which the modularity of the classes falls, stands still or grows slowly can go.
How many, and from which samples they see it, the paper says by example: of ResNet56's [9, 9, 9] blocks it keeps
[2, 3, 6]. Here as many blocks stay as there, those with the largest gain; where they lie is what is judged.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
import torch
from pydantic import Field

from netsci_bench.contract.catalogue_entries import Code
from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.curve import Graphs, Reading, modularity_by_layer, sample
from netsci_bench.measures.series.block_choice import Kept, kept_in_shape, kept_overall
from netsci_bench.measures.series.depth_trend import depth_rank_correlation
from netsci_bench.measures.similarity.linear_cka import linear_cka
from netsci_bench.nets.models.cifar_resnet import CifarResNet, cifar_resnet
from netsci_bench.nets.probes.block_ablation import last_features, shape_changing, stages_of
from netsci_bench.nets.probes.layer_outputs import block_points
from netsci_bench.nets.probes.size import macs, parameters
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import starting_weights
from netsci_bench.nets.training.recipe import Inheritance
from netsci_bench.nets.training.tensors import examples, normalised
from netsci_bench.nets.weights.initial import network_with_weights

Rule = Literal["text", "published", "random", "cka", "last"]


class Base(Params):
    """The trained network from which blocks are left out."""

    model: Code
    start: Inheritance


class Choosing(Graphs):
    """From which images the curves come, how many draws of them, and what the published choice is.

    Attributes:
        shape: blocks by stage of the published net.
        draws: samples whose curves are averaged; ``published``: the first so many batches of the test set.
        similar: images from which the rule ``cka`` sees how alike the net is with and without a block.
        test_limit: only the first so many test images tell the accuracy (for the smoke tier).
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


class BothChoices(Metrics):
    """The choice in both readings, and the net that it is about."""

    text: Choice
    published: Choice
    base: Sizes


def block_choice(p: Choosing, run: Run) -> BothChoices:
    """Look at the trained net only: nothing is trained."""
    net = base_net(p, run)
    by_reading = {reading: curves(net, p, getattr(p, reading), run) for reading in ("text", "published")}
    run.keep("fixed", shape_changing(net))
    return BothChoices(
        text=choice(net, p, by_reading["text"]),
        published=choice(net, p, by_reading["published"]),
        base=sizes(net, p, run),
    )


def base_net(p: Choosing, run: Run) -> CifarResNet:
    """The trained network on the run's device.

    Raises:
        Failure: the weights are not those of the model.
    """
    net = network_with_weights(p.base.model, p.classes, starting_weights(p.base.start, run))
    assert isinstance(net, CifarResNet)
    return net.to(run.device, memory_format=torch.channels_last)  # twice as fast on a CPU


def curves(net: CifarResNet, p: Choosing, reading: Reading, run: Run) -> np.ndarray:
    """Modularity by draw and layer."""
    return np.array([modularity_by_layer(net, sample(p, reading, run, draw), reading, p) for draw in range(p.draws)])


def choice(net: CifarResNet, p: Choosing, by_draw: np.ndarray) -> Choice:
    """What the curves choose, together and each by itself."""
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
    kept = kept_overall(np.diff(curve), shape_changing(net), stages_of(net), sum(p.shape))
    return tuple(len(blocks) for blocks in kept)


def kept_by_rule(net: CifarResNet, p: Choosing, by_reading: Mapping[str, np.ndarray], run: Run) -> dict[Rule, Kept]:
    """The blocks that each rule keeps of the published shape."""
    blocks = len(block_points(net)) - 1
    scores: dict[Rule, np.ndarray] = {
        "text": np.diff(by_reading["text"].mean(axis=0)),
        "published": np.diff(by_reading["published"].mean(axis=0)),
        "random": run.rng("random blocks").random(blocks),
        "cka": change_without(net, p, run),
        "last": -np.arange(blocks, dtype=np.float64),
    }
    fixed, stages = shape_changing(net), stages_of(net)
    return {rule: kept_in_shape(score, fixed, stages, p.shape) for rule, score in scores.items()}


def change_without(net: CifarResNet, p: Choosing, run: Run) -> np.ndarray:
    """For each block how much the last features change without it: 1 - CKA; blocks that cannot go score 1.

    Pons et al. (2024) remove the block whose removal changes the representation least, and look again after each;
    here all are scored once.
    """
    seen = sample(p.model_copy(update={"images": p.similar}), p.text, run, p.draws)  # a draw of its own
    images = normalised(seen.images, p.text.mean, p.text.deviation)
    whole = last_features(net, images)
    names = zip(block_points(net)[1:], shape_changing(net), strict=True)
    return np.array(
        [1.0 if fixed else 1.0 - linear_cka(whole, last_features(net, images, name)) for name, fixed in names]
    )


def sizes(net: CifarResNet, p: Choosing, run: Run) -> Sizes:
    """Test accuracy of the whole net, and what the published shape saves."""
    small = cifar_resnet(p.classes, p.shape).to(run.device)
    test = examples(run.arrays(p.dataset), "test", run.device, p.test_limit)
    image = test.images.shape[1:]
    accuracies = {
        name: accuracy(net, normalised(test.images, reading.mean, reading.deviation), test.labels)
        for name, reading in (("text", p.text), ("published", p.published))
    }
    return Sizes(
        accuracy=accuracies["text"],
        accuracy_published=accuracies["published"],
        parameters_removed=100 * (1 - parameters(small) / parameters(net)),
        macs_removed=100 * (1 - macs(small, image) / macs(net, image)),
    )


def _distance(shape: tuple[int, ...], published: tuple[int, ...]) -> float:
    """How many blocks lie in another stage."""
    return sum(abs(here - there) for here, there in zip(shape, published, strict=True)) / 2

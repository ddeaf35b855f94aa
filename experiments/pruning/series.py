"""Does a net lose as much accuracy as its removed layers gained in modularity?

Lu et al. (2022), section 5.2, Fig. 9 and 10: from VGG19 and ResNet152 layers of the plateau are removed, one after
the other from the back, and from VGG11 layers that are no plateau; what is left keeps its weights and is fine-tuned.
Each seed trains a net, then shortens and fine-tunes it by each number of layers. One more net loses no layer and is
trained on for as long: what fine-tuning alone changes.
"""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import LayerReading, Samples, sampled_curves
from netsci_bench.experiments.pruning.courses import Course, Seen, describe_course
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.shortened import Shortened, fit_shortened
from netsci_bench.nets.training.trained import load, read_history
from netsci_bench.nets.weights.shortened import names_in_whole

COLOUR_IMAGE = (3, 32, 32)


class Series(Samples):
    """A net, how it is trained and trained on, and how many layers are removed of it.

    Attributes:
        base: of the whole net, by a model function that takes ``removed``.
        tuning: of the nets that inherit; its architecture is that of ``base``, with ``removed``.
        removed: numbers of layers, from few to many.
        compared: the curves of the shortened nets are compared over so many first layers.
        slow_below: a step is slow if it gains less than this share of the mean step of its curve.
    """

    base: Recipe
    tuning: Recipe
    removed: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]
    compared: Annotated[int, Field(ge=2)]
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25
    text: LayerReading
    published: LayerReading

    @model_validator(mode="after")
    def _one_net(self) -> Self:
        if any(after <= before for before, after in pairwise(self.removed)):
            raise ValueError(f"each net loses more layers than the one before, and `removed` is {self.removed}")
        if self.tuning.model != self.base.model or self.tuning.architecture or self.tuning.start:
            raise ValueError("`tuning` has the model of `base`, and no architecture and no start of its own")
        return self


class SeriesResult(Metrics):
    """Both readings, the same of labels in random order, and accuracies after the last epochs in percent.

    ``removed``: layers by shortened net; ``accuracy``: of the whole net; ``accuracies``: of the shortened ones, and
    ``best`` in their best epochs; ``trained_on``: of the whole net trained on as long as they are;
    ``loss_beside_trained_on``: of the shortest net.
    """

    text: Course
    published: Course
    text_permuted: Course
    published_permuted: Course
    removed: list[float]
    accuracy: float
    accuracies: list[float]
    best: list[float]
    trained_on: float
    loss_beside_trained_on: float


class Net(NamedTuple):
    """A trained net, and its test accuracy in percent in the last and in the best epoch."""

    model: nn.Module
    last: float
    best: float


def pruned_series(p: Series, run: Run) -> SeriesResult:
    """Train the whole net, shorten it and train on, look at the curve of each, compare."""
    return measure_series(p, "", run)


def measure_series(p: Series, prefix: str, run: Run) -> SeriesResult:
    """A series; ``prefix`` begins the names of its trainings and of the curves that are kept."""
    whole, trained_on = train_whole(p, prefix, run), train_shortened(p, 0, prefix, run)
    shortened = [train_shortened(p, removed, prefix, run) for removed in p.removed]
    courses: dict[str, Course] = {}
    for name, reading in (("text", p.text), ("published", p.published)):
        curves = [sampled_curves(net.model, reading, p, run) for net in (whole, *shortened)]
        for number, curve in zip((0, *p.removed), curves, strict=True):
            run.keep(f"{prefix}{name}-{number}", curve.modularity.mean(axis=0))
        gone = [removed_layers(whole.model, net.model, reading) for net in shortened]
        loss = losses(whole, shortened, name)
        for kind in ("modularity", "permuted"):
            means = [getattr(curve, kind).mean(axis=0) for curve in curves]
            seen = describe_course(Seen(means, gone, loss), p.compared, p.slow_below)
            courses[name if kind == "modularity" else f"{name}_permuted"] = seen
    return SeriesResult(
        **courses,
        removed=[float(number) for number in p.removed],
        accuracy=whole.last,
        accuracies=[net.last for net in shortened],
        best=[net.best for net in shortened],
        trained_on=trained_on.last,
        loss_beside_trained_on=trained_on.last - shortened[-1].last,
    )


def losses(whole: Net, shortened: list[Net], reading: str) -> np.ndarray:
    """What each net loses beside the whole one: as published in the best epochs, which the code kept."""
    if reading == "published":
        return np.array([whole.best - net.best for net in shortened])
    return np.array([whole.last - net.last for net in shortened])


def train_whole(p: Series, prefix: str, run: Run) -> Net:
    """The net from which layers are removed."""
    return read_net(run.once(fit, p.base, f"{prefix}whole"), p.base, run)


def train_shortened(p: Series, removed: int, prefix: str, run: Run) -> Net:
    """The net without so many layers, trained on from the weights of the whole one."""
    recipe = p.tuning.model_copy(update={"architecture": {**p.base.architecture, "removed": removed}})
    folder = run.once(fit_shortened, Shortened(recipe=recipe, whole=p.base), f"{prefix}removed_{removed}")
    return read_net(folder, recipe, run)


def read_net(folder: Path, recipe: Recipe, run: Run) -> Net:
    """The net after the last epoch of a training, and how accurate it was."""
    story = read_history(folder)
    return Net(load(folder, recipe.epochs, recipe, run.device), story.last_accuracy, story.best_accuracy)


def removed_layers(whole: nn.Module, shortened: nn.Module, reading: LayerReading) -> np.ndarray:
    """For each layer of the whole net's curve whether the shortened net lacks it."""
    names = names_in_whole(whole, shortened)
    left = {names[layer] for layer in block_names(shortened, COLOUR_IMAGE, reading.unit)}
    return np.array([layer not in left for layer in block_names(whole, COLOUR_IMAGE, reading.unit)])

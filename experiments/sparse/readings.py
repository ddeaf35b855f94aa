"""Which nets is an evolving sparse net compared with, and how well does each of them learn?"""

from typing import Annotated

import numpy as np
import torch
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.nets.sparse.evolution import evolve
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.trained import History, load, read_history

SPARSE = ("epsilon", "draws", "sparse_output")  # settings that a dense twin does not have
LATE = 0.25  # share of the epochs, the last ones, over which accuracies are averaged: one epoch is noisy
EARLY = 0.25  # share of the epochs, the first ones


class Dense(Params):
    """What changes for a dense twin, if anything: published twins do not always train as their sparse ones."""

    lr: Annotated[float, Field(gt=0)] | None = None
    weight_decay: Annotated[float, Field(ge=0)] | None = None
    bias_pace: Annotated[float, Field(gt=0, le=1)] = 1.0


class Learned(Metrics):
    """How one net did, accuracies in percent of the test images.

    By epoch; after the ``last``; over the ``late`` ones (the last quarter); the ``best``, which the test images
    themselves choose; of the ``train`` images in the end. ``loss``: of the test images in the end; ``weights``: how
    many there are, biases and activations not counted.
    """

    test_accuracy: list[float]
    last: float
    late: float
    best: float
    train: float
    loss: float
    weights: float


def fixed_twin(recipe: Recipe) -> Recipe:
    """The same sparse net, never rewired."""
    return recipe.model_copy(update={"evolution": None, "evolved_by": None, "keep_epochs": ()})


def dense_twin(recipe: Recipe, changes: Dense) -> Recipe:
    """The same net with all connections."""
    shape = {name: value for name, value in recipe.architecture.items() if name not in SPARSE}
    if changes.bias_pace != 1:
        shape["bias_pace"] = changes.bias_pace
    otherwise = {name: value for name in ("lr", "weight_decay") if (value := getattr(changes, name)) is not None}
    return fixed_twin(recipe).model_copy(update={"architecture": shape, **otherwise})


def train_and_measure(name: str, recipe: Recipe, run: Run) -> Learned:
    """Train a net, unless that was done before, and measure how well it learned."""
    folder = run.once(fit, recipe, name)
    story = read_history(folder)
    net = load(folder, recipe.epochs, recipe, run.device)
    plain = recipe.model_copy(update={"augmentation": "none"})
    train = load_data(plain, run).train
    images = train.inputs(torch.arange(len(train), device=run.device), None)
    by_epoch = accuracies_by_epoch(story)
    return Learned(
        test_accuracy=by_epoch,
        last=story.last_accuracy,
        late=float(np.mean(by_epoch[-epochs_in_share(LATE, len(by_epoch)) :])),
        best=story.best_accuracy,
        train=accuracy(net, images, train.labels),
        loss=story.series["test_loss"][recipe.epochs],
        weights=float(sum(p.numel() for n, p in net.named_parameters() if n.endswith("weight"))),
    )


def accuracies_by_epoch(story: History) -> list[float]:
    """Test accuracies of the epochs tested, the untrained net left out."""
    return [value for epoch, value in sorted(story.series["test_accuracy"].items()) if epoch]


def epochs_in_share(share: float, epochs: int) -> int:
    """A share of the epochs as a whole number, at least 1."""
    return max(1, round(share * epochs))


def early_accuracy(net: Learned) -> float:
    """Mean accuracy over the first epochs."""
    return float(np.mean(net.test_accuracy[: epochs_in_share(EARLY, len(net.test_accuracy))]))


def measure_after_removal(recipe: Recipe, run: Run) -> tuple[float, float]:
    """Test accuracy in percent, and number of weights, after the removal that follows the last epoch.

    Raises:
        ValueError: the recipe has no evolution.
    """
    net = load(run.once(fit, recipe, "evolved"), recipe.epochs, recipe, run.device)
    how = recipe.evolution.model_copy(update={"finally_remove": True}) if recipe.evolution else None
    if how is None:
        raise ValueError("the recipe has no evolution: there is nothing to compare")
    evolve(net, torch.optim.SGD(net.parameters()), how, run.rng("removal"), last=True)
    test = load_data(recipe, run).test
    left = sum(int((p != 0).sum()) for name, p in net.named_parameters() if name.endswith("weight"))
    return accuracy(net, test.images, test.labels), float(left)


def late_mean(by_epoch: list[float]) -> float:
    """Mean accuracy over the last epochs."""
    return float(np.mean(by_epoch[-epochs_in_share(LATE, len(by_epoch)) :]))

"""What does a network give each test image after each epoch, and how good is it?

The network is trained slowly, by large batches, so that there is something to see in each epoch; and as its tutorial
trains it, to see why the authors slowed it down.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.nets.training.evaluate import compute_outputs
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.trained import load, read_history


@dataclass(frozen=True)
class EpochOutputs:
    """What the network gives after each epoch, epoch 0 being untrained."""

    logits: Float32[NDArray[np.float32], "epochs images classes"]
    labels: Int64[NDArray[np.int64], " images"]
    pixels: NDArray[np.float32]  # images height width, in [0, 1]
    losses: tuple[float, ...]

    @property
    def outputs(self) -> Float32[NDArray[np.float32], "epochs images classes"]:
        """After softmax: the chance that the network gives each class."""
        exponentials = np.exp(self.logits - self.logits.max(axis=2, keepdims=True))
        outputs: NDArray[np.float32] = exponentials / exponentials.sum(axis=2, keepdims=True)
        return outputs

    @property
    def answers(self) -> Int64[NDArray[np.int64], "epochs images"]:
        """The class of the largest output."""
        answers: NDArray[np.int64] = self.logits.argmax(axis=2)
        return answers

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Percentage of images that are classified correctly after each epoch."""
        return tuple(float(100 * np.mean(answers == self.labels)) for answers in self.answers)


class Start(Metrics):
    """Accuracies on the test images, in percent: as the tutorial trains, and slowed down.

    ``first_batch``: after a single step; ``first_epoch`` and ``few_epochs``: after the first and the last epoch of
    the tutorial's recipe; ``slowed_epoch``: after the first epoch with large batches, which is ``lost`` less.
    """

    first_batch: float
    first_epoch: float
    few_epochs: float
    slowed_epoch: float
    lost: float


def epoch_outputs(recipe: Recipe, run: Run) -> EpochOutputs:
    """Train by a recipe, unless that is done, and let the network of each epoch see the test images."""
    watched = watched_recipe(recipe)
    folder = run.once(fit, watched, "slowed")
    test = load_data(watched, run).test
    logits, losses = [], []
    for epoch in watched.kept:
        found = compute_outputs(load(folder, epoch, watched, run.device), test.images)
        losses.append(float(cross_entropy(found, test.labels)))
        logits.append(found.cpu().numpy())
    return EpochOutputs(np.stack(logits), test.labels.cpu().numpy(), grey_pixels(watched, run), tuple(losses))


def grey_pixels(recipe: Recipe, run: Run) -> NDArray[np.float32]:
    """The test images as they are before any normalisation, colours averaged (``images height width``)."""
    images = load_data(recipe.model_copy(update={"normalisation": None}), run).test.images
    pixels: NDArray[np.float32] = images.mean(dim=1).cpu().numpy()
    return pixels


def watched_recipe(recipe: Recipe) -> Recipe:
    """The same recipe, with the weights of all epochs kept."""
    return recipe.model_copy(update={"keep_epochs": tuple(range(recipe.epochs + 1))})


def compare_starts(recipe: Recipe, slowed: EpochOutputs, run: Run) -> Start:
    """Train as the tutorial does, for one batch and for a few epochs."""
    one_batch = recipe.model_copy(update={"train_limit": recipe.batch, "epochs": 1})
    first_batch = read_history(run.once(fit, one_batch, "one batch")).last_accuracy
    reached = read_history(run.once(fit, recipe, "tutorial")).series["test_accuracy"]
    first_epoch, slowed_epoch = reached[1], slowed.accuracies[1]
    return Start(
        first_batch=first_batch,
        first_epoch=first_epoch,
        few_epochs=reached[recipe.epochs],
        slowed_epoch=slowed_epoch,
        lost=first_epoch - slowed_epoch,
    )

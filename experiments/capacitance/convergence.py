"""Does the neural capacitance vanish where a training has converged?

Jiang et al. (2024), theorem 1: in a network of ReLUs it is 0 at convergence. No training of finite length is there,
so one is taken on few images, whose loss nearly vanishes. On images that are held out the loss does not.
"""

import numpy as np
import torch

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.capacitance.observations import READINGS, capacitances
from netsci_bench.experiments.capacitance.zoo import Zoo, target_recipe
from netsci_bench.nets.capacitance.transfer import fit_transferred
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.tensors import Examples
from netsci_bench.nets.training.trained import load, read_history


class Vanishing(Metrics):
    """What is left of the neural capacitance, of training images (``left``) and of images held out.

    The median of its absolute value over the last kept epochs, over that of the first ones.
    """

    left: float
    left_held_out: float


class Converged(Metrics):
    """A training until its loss nearly vanishes; ``loss_left``: loss of the last epoch over that of the first."""

    loss_left: float
    directed: Vanishing
    symmetric: Vanishing


def converge(p: Zoo, recipe: Recipe, stages: int, run: Run) -> Converged:
    """Train the first network on few images; compare the last ``stages`` of the kept epochs with the first."""
    recipe = target_recipe(p, p.chosen[0], recipe)
    folder = run.once(fit_transferred, recipe, "convergence")
    data = load_data(recipe, run)
    assert data.valid  # the params were validated
    everything = torch.arange(len(data.train), device=run.device)
    train = Examples(data.train.inputs(everything, None), data.train.labels)
    nets = [load(folder, epoch, recipe, run.device) for epoch in recipe.kept if epoch > 0]
    course = {
        part: np.array([capacitances(net, examples, (len(examples),))[0] for net in nets])
        for part, examples in (("train", train), ("held_out", data.valid))
    }
    run.keep("converging_capacitance", course["train"])
    run.keep("converging_epochs", np.array([epoch for epoch in recipe.kept if epoch > 0]))
    losses = read_history(folder).series["train_loss"]
    vanishing = {
        reading: Vanishing(
            left=share_left(course["train"][:, column], stages),
            left_held_out=share_left(course["held_out"][:, column], stages),
        )
        for column, reading in enumerate(READINGS)
    }
    return Converged(loss_left=losses[max(losses)] / losses[min(losses)], **vanishing)


def share_left(series: np.ndarray, stages: int) -> float:
    """Median absolute value of the last ``stages`` over that of the first.

    Raises:
        ValueError: the first ones are 0, so nothing could vanish.
    """
    first, last = (float(np.median(np.abs(part))) for part in (series[:stages], series[-stages:]))
    if first == 0:
        raise ValueError("the neural capacitance is 0 from the first epoch on: take a probe of more layers")
    return last / first

"""Does the model start to converge after five epochs of training?

Ozer (2025), section II, says so of the last of three stages. Here the same network is trained three times as long,
by the loss of the text and by that of the code, and its loss on the test images is followed.
"""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.series.fall_shares import fall_shares
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history


class TwoLosses(Params):
    """The loss of the text and that of the code; ``stage``: the epoch that is said to be where it converges.

    ``settled``: the share of the whole fall of the loss from which on we call a training converged.
    """

    text: Recipe
    published: Recipe
    stage: int = 5
    settled: float = 0.95


class Convergence(Metrics):
    """Of one training. ``shares``: of the whole fall of the test loss, done by each epoch, untrained first.

    ``by_stage`` and ``by_first``: that by the stage, and by the first epoch; ``settling_epoch``: the first with the
    share that counts as converged; ``later_accuracy``: how much the test accuracy still gains after the stage.
    """

    shares: list[float]
    accuracy: list[float]
    by_stage: float
    by_first: float
    settling_epoch: float
    later_accuracy: float


class ConvergenceByLoss(Metrics):
    """The trainings by the two losses."""

    text: Convergence
    published: Convergence


def convergence(p: TwoLosses, run: Run) -> ConvergenceByLoss:
    """Train by both losses, and follow their test losses."""
    return ConvergenceByLoss(text=follow("text", p.text, p, run), published=follow("published", p.published, p, run))


def follow(name: str, recipe: Recipe, p: TwoLosses, run: Run) -> Convergence:
    """The course of one training; ``name`` is put before its curves."""
    if not recipe.test_every == 1 <= p.stage < recipe.epochs:
        raise ValueError(f"convergence at epoch {p.stage} needs a test after each epoch, and later epochs to compare")
    series = read_history(run.once(fit, recipe, name)).series
    return describe_course(list(series["test_loss"].values()), list(series["test_accuracy"].values()), p)


def describe_course(loss: list[float], accuracy: list[float], p: TwoLosses) -> Convergence:
    """The metrics of the test loss and test accuracy by epoch, untrained first."""
    shares = fall_shares(np.array(loss))
    return Convergence(
        shares=shares.tolist(),
        accuracy=accuracy,
        by_stage=float(shares[p.stage]),
        by_first=float(shares[1]),
        settling_epoch=float(np.argmax(shares >= p.settled)),
        later_accuracy=accuracy[-1] - accuracy[p.stage],
    )

"""What did a small training leave in its folder? Weights at the kept steps, and how it went in between."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.nets.planar.mlp import Layers, layers_of
from netsci_bench.nets.planar.recipe import SmallRecipe

FILE = "trained.npz"  # written last: where it is, the training is finished


@dataclass(frozen=True)
class SmallTrained:
    """A finished training.

    ``weights`` holds one vector for each of ``steps`` (see `layers_of`); ``losses`` the loss before each
    step, and after the last. ``evaluated`` are the steps of the evaluations; ``train_correct`` and
    ``held_out_correct`` the shares of points classified correctly there (NaN for values, which have no class).
    """

    steps: NDArray[np.int64]
    weights: NDArray[np.float64]
    losses: NDArray[np.float64]
    evaluated: NDArray[np.int64]
    train_correct: NDArray[np.float64]
    held_out_correct: NDArray[np.float64]
    widths: tuple[int, ...]

    def layers(self, index: int) -> Layers:
        """The network at one of the kept steps, counted from 0 (or from the end, -1 being the last)."""
        return layers_of(self.weights[index], self.widths)


def read_training(folder: Path, recipe: SmallRecipe) -> SmallTrained:
    """Read what `fit_small` wrote."""
    with np.load(folder / FILE, allow_pickle=False) as arrays:
        return SmallTrained(**{name: arrays[name] for name in arrays.files}, widths=recipe.widths)


def first_step_correct(steps: NDArray[np.int64], shares: NDArray[np.float64]) -> int | None:
    """The first evaluated step at which all points are classified correctly; None if there is none.

    Shapes: steps and shares correct (evaluations,).

    >>> first_step_correct(np.array([0, 10, 20]), np.array([0.5, 1.0, 0.98]))
    10
    """
    reached = np.flatnonzero(shares >= 1.0)
    return int(steps[reached[0]]) if len(reached) else None


def grokking_delay(
    steps: NDArray[np.int64], train: NDArray[np.float64], held_out: NDArray[np.float64], level: float
) -> int | None:
    """Steps from when all points learned from are classified correctly to when the held-out points are, for good.

    For good: from the later of the two steps on, at least ``level`` of them are classified correctly at the end of
    the training and at every evaluation before, back to that step. 0 where they were before; None where the first
    never comes, or the second does not by the end.

    >>> steps, train = np.arange(0, 60, 10), np.array([0.5, 1.0, 1.0, 1.0, 1.0, 1.0])
    >>> grokking_delay(steps, train, np.array([0.5, 0.7, 0.99, 0.8, 0.99, 1.0]), 0.95)
    30
    """
    fit = first_step_correct(steps, train)
    if fit is None or held_out[-1] < level:
        return None
    below = np.flatnonzero(held_out < level)
    for_good = int(steps[below[-1] + 1]) if len(below) else int(steps[0])
    return max(0, for_good - fit)

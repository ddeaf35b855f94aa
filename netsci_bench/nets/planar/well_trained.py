"""How is a deep narrow net trained until it tells two classes apart without an error?

By full batches and Adam; killed at any moment, it continues to the same bits. It ends at the first evaluation at
which the loss is small enough, so that it is not trained for longer than it needs.
"""

import io
import json
import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
from pydantic import Field

from netsci_bench.contract.errors import Diverged
from netsci_bench.contract.run import Progress, Run
from netsci_bench.contract.schema import Params
from netsci_bench.nets.planar.deep_net import Activation, deep_gradient, draw_weights, hidden_outputs
from netsci_bench.nets.planar.discs import Discs, disc_points
from netsci_bench.nets.planar.mlp import Layers, Vector, layers_of
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.storage.atomic import write_bytes

FILE = "well-trained.npz"  # written last
Count = Annotated[int, Field(ge=1)]


class DeepRecipe(Params):
    """One training.

    Attributes:
        data: what is told apart; the points to learn from and those held out are two blurs of the same grid.
        widths: units of the hidden layers.
        lr: of Adam (0.9, 0.999, 1e-8).
        most_steps: the training ends there at the latest; it is looked at every ``look_every`` steps.
        enough: the mean loss, in nats, at which it ends; far below what a single point on the wrong side allows.
        draw: number of the draw of initial weights.
    """

    data: Discs
    widths: Annotated[tuple[Count, ...], Field(min_length=1)]
    activation: Activation
    lr: Annotated[float, Field(gt=0)]
    most_steps: Count
    look_every: Count = 50
    enough: Annotated[float, Field(gt=0)] = 1e-4
    draw: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True)
class DeepTrained:
    """A finished training: weights before and after, in one vector each; how many steps, and shares correct."""

    first: Vector
    last: Vector
    steps: int
    loss: float
    train_correct: float
    held_out_correct: float
    recipe: DeepRecipe

    @property
    def draw(self) -> int:
        """Its number among the draws of initial weights."""
        return self.recipe.draw

    @property
    def well_trained(self) -> bool:
        """Whether no point to learn from is wrong, and of those held out at most one in a thousand."""
        return self.train_correct == 1.0 and self.held_out_correct >= 0.999

    def layers(self, trained: bool = True) -> Layers:
        """The net after training, or before."""
        return layers_of(self.last if trained else self.first, self.recipe.widths)


def fit_deep(recipe: DeepRecipe, run: Run) -> None:
    """Train in the run's folder, or go on with the training that is there; leaves what `read_deep` reads.

    Raises:
        Diverged: the loss is not a finite number.
        Failure: the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    checkpointer = Checkpointer(run, json.dumps([run.seed, recipe.model_dump(mode="json")]))
    points, targets = disc_points(recipe.data, run.rng("points to learn from"))
    first = draw_weights(recipe.widths, recipe.activation, run.rng(f"initial weights of draw {recipe.draw}"))
    moments = np.stack([first, np.zeros_like(first), np.zeros_like(first)])  # weights, mean, mean square
    step, loss = 0, math.inf
    if state := checkpointer.restore():
        step, loss, moments[...] = state["step"], state["loss"], state["moments"].numpy()
    slope = np.zeros_like(first)
    layers, slopes = layers_of(moments[0], recipe.widths), layers_of(slope, recipe.widths)
    while step < recipe.most_steps and loss > recipe.enough:
        for _ in range(recipe.look_every):
            loss = deep_gradient(layers, points, targets, recipe.activation, slopes)
            step += 1
            _move(moments, slope, recipe.lr, step)
        if not math.isfinite(loss):
            raise Diverged(f"the loss is {loss} after step {step}", f"{recipe.activation}, seed {run.seed}")
        run.log(step, loss=loss)
        run.progress(Progress("training", step, recipe.most_steps, "step"))
        checkpointer.save_if_due(partial(_state, step, loss, moments))
    _write(recipe, run, (first, moments[0]), step, loss)
    checkpointer.finish()


def _state(step: int, loss: float, moments: Vector) -> State:
    return {"step": step, "loss": loss, "moments": torch.from_numpy(moments.copy())}


def _move(moments: Vector, slope: Vector, lr: float, step: int) -> None:
    """One step of Adam, in place."""
    weights, mean, square = moments
    mean += 0.1 * (slope - mean)
    square += 0.001 * (slope * slope - square)
    weights -= lr / (1.0 - 0.9**step) * mean / (np.sqrt(square / (1.0 - 0.999**step)) + 1e-8)


def _write(recipe: DeepRecipe, run: Run, vectors: tuple[Vector, Vector], step: int, loss: float) -> None:
    layers, shares = layers_of(vectors[1], recipe.widths), []
    for purpose in ("points to learn from", "points held out"):
        points, targets = disc_points(recipe.data, run.rng(purpose))
        outputs = hidden_outputs(layers, points, recipe.activation)[-1][:, 0]
        shares.append(float(np.mean(outputs * targets > 0.0)))
    content = io.BytesIO()
    np.savez(content, first=vectors[0], last=vectors[1], numbers=np.array([step, loss, *shares]))
    write_bytes(run.folder / FILE, content.getvalue())


def read_deep(folder: Path, recipe: DeepRecipe) -> DeepTrained:
    """Read what `fit_deep` wrote."""
    with np.load(folder / FILE, allow_pickle=False) as arrays:
        step, loss, train, held_out = arrays["numbers"].tolist()
        return DeepTrained(arrays["first"], arrays["last"], int(step), loss, train, held_out, recipe)

"""How does a small network get its weights? By full batches; killed at any moment, it continues.

No step draws anything, so that a checkpoint is the parameters, the optimizer's moments and what was recorded so far;
the result is bit for bit that of an uninterrupted training. It is always computed on the CPU, in float64.
"""

import io
import json
import math
from dataclasses import dataclass

import numpy as np
import torch

from netsci_bench.contract.errors import Failure
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.planar.data import PlanarPart, planar_part
from netsci_bench.nets.planar.mlp import Layers, Vector, gradient, layers_of, mean_loss, outputs_at, parameter_count
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import FILE
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.storage.atomic import write_bytes

FIRST_DECAY, SECOND_DECAY, TINY = 0.9, 0.999, 1e-8  # of Adam, as PyTorch has them
STATE = ("vector", "mean", "square", "weights", "losses", "evaluations")  # arrays that change


@dataclass
class SmallTraining:
    """What a training has reached.

    ``evaluations`` has a row for each evaluation: the share of points classified correctly, of those learned from
    and of those held out.
    """

    recipe: SmallRecipe
    run: Run
    train: PlanarPart
    held_out: PlanarPart
    vector: Vector
    mean: Vector
    square: Vector
    weights: Vector
    losses: Vector
    evaluations: Vector
    layers: Layers
    slope: Vector
    slopes: Layers
    step: int = 0

    def state(self) -> State:
        """All that changes, for a checkpoint."""
        return {"step": self.step, **{name: torch.from_numpy(getattr(self, name)) for name in STATE}}

    def take_over(self, state: State) -> None:
        """Continue from the state of a checkpoint."""
        for name in STATE:
            getattr(self, name)[...] = state[name].numpy()
        self.step = state["step"]


def fit_small(recipe: SmallRecipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves what `read_training` reads, and logs by kept step ``loss`` and, for labels, ``train_accuracy``
    and ``held_out_accuracy`` in percent, as they were at the evaluation before.

    Raises:
        Failure: the loss is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    job = start_training(recipe, run)
    checkpointer = Checkpointer(run, json.dumps([run.seed, recipe.model_dump(mode="json")]))
    if state := checkpointer.restore():
        job.take_over(state)
    kept = {step: index for index, step in enumerate(recipe.kept_steps)}
    while job.step < recipe.steps:
        _record(job, kept)
        _take_step(job)
        checkpointer.save_if_due(job.state)
    _record(job, kept)
    outputs = outputs_at(job.layers, job.train.points)
    job.losses[job.step] = _check(mean_loss(outputs, job.train.wanted, recipe.loss), job)
    _log_curves(job)
    _write_results(job)
    checkpointer.finish()


def start_training(recipe: SmallRecipe, run: Run) -> SmallTraining:
    """A training before its first step."""
    size, rows = parameter_count(recipe.widths), recipe.steps // recipe.look_every + 1
    vector = run.rng("initial weights").uniform(-recipe.initial, recipe.initial, size)
    slope = np.zeros(size)
    return SmallTraining(
        recipe=recipe,
        run=run,
        train=planar_part(recipe.data, run, "train"),
        held_out=planar_part(recipe.data, run, "held_out"),
        vector=vector,
        mean=np.zeros(size),
        square=np.zeros(size),
        weights=np.zeros((len(recipe.kept_steps), size)),
        losses=np.zeros(recipe.steps + 1),
        evaluations=np.full((rows, 2), np.nan),
        layers=layers_of(vector, recipe.widths),
        slope=slope,
        slopes=layers_of(slope, recipe.widths),
    )


def _take_step(job: SmallTraining) -> None:
    recipe, slope = job.recipe, job.slope
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is refused, with its reason
        _, loss = gradient(job.layers, job.train.points, job.train.wanted, recipe.loss, job.slopes)
    job.losses[job.step] = _check(loss, job)
    job.step += 1
    if recipe.optimizer == "descent":
        job.vector -= recipe.lr * (slope + recipe.weight_decay * job.vector)
        return
    job.mean += (1.0 - FIRST_DECAY) * (slope - job.mean)
    job.square += (1.0 - SECOND_DECAY) * (slope * slope - job.square)
    first, second = 1.0 - FIRST_DECAY**job.step, 1.0 - SECOND_DECAY**job.step
    job.vector *= 1.0 - recipe.lr * recipe.weight_decay
    job.vector -= recipe.lr / first * job.mean / (np.sqrt(job.square / second) + TINY)


def _record(job: SmallTraining, kept: dict[int, int]) -> None:
    """Keep the weights and evaluate the network where that is due before the next step."""
    if job.step in kept:
        job.weights[kept[job.step]] = job.vector
    if job.step % job.recipe.look_every:
        return
    job.run.progress(Progress("training", job.step, job.recipe.steps, "step"))
    if job.recipe.loss == "logistic":
        shares = [np.mean(outputs_at(job.layers, p.points) * p.wanted > 0.0) for p in (job.train, job.held_out)]
        job.evaluations[job.step // job.recipe.look_every] = shares


def _check(loss: float, job: SmallTraining) -> float:
    if math.isfinite(loss):
        return loss
    recipe = job.recipe
    where = f"{'-'.join(map(str, (2, *recipe.widths, 1)))} on {recipe.data.kind}, seed {job.run.seed}"
    remedy = f"take a smaller learning rate than {recipe.lr:g} ({recipe.optimizer}, {recipe.loss})"
    raise Failure(f"the loss is {loss} after step {job.step}", where, remedy)


def _log_curves(job: SmallTraining) -> None:
    """Log the loss, and for labels the accuracies in percent, at the kept steps."""
    for step in job.recipe.kept_steps:
        job.run.log(step, loss=job.losses[step])
        if job.recipe.loss == "logistic":
            train, held_out = 100.0 * job.evaluations[step // job.recipe.look_every]
            job.run.log(step, train_accuracy=train, held_out_accuracy=held_out)


def _write_results(job: SmallTraining) -> None:
    """Write what `read_training` reads, whole or not at all."""
    content = io.BytesIO()
    np.savez(
        content,
        steps=np.array(job.recipe.kept_steps),
        weights=job.weights,
        losses=job.losses,
        evaluated=np.arange(len(job.evaluations)) * job.recipe.look_every,
        train_correct=job.evaluations[:, 0],
        held_out_correct=job.evaluations[:, 1],
    )
    write_bytes(job.run.folder / FILE, content.getvalue())

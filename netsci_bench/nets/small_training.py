"""How does a small network get its weights? By full batches; killed at any moment, it goes on where it was.

No step draws anything, so that a checkpoint is the parameters, the optimizer's moments and what was noted so far;
the result is bit for bit that of an uninterrupted training. It is always computed on the CPU, in float64.
"""

import json
import math
import time
from dataclasses import dataclass, field

import numpy as np
import torch

from netsci_bench.errors import Failure
from netsci_bench.nets.checkpoint import read_checkpoint, save_checkpoint
from netsci_bench.nets.planar_data import PlanarPart, planar_part
from netsci_bench.nets.small_mlp import (
    Layers,
    Vector,
    answers,
    gradient,
    layers_of,
    mean_loss,
    parameter_count,
)
from netsci_bench.nets.small_recipe import SmallRecipe
from netsci_bench.nets.small_trained import FILE
from netsci_bench.run import Progress, Run

CHECKPOINT = "checkpoint.pt"
CHECKPOINT_SECONDS = 10.0  # the most work that a kill can cost
FIRST_DECAY, SECOND_DECAY, TINY = 0.9, 0.999, 1e-8  # of Adam, as PyTorch has them
STATE = ("vector", "mean", "square", "weights", "losses", "looked")  # arrays that change


@dataclass
class SmallTraining:
    """One training under way; ``looked`` has a row (share told right, held out told right) for each look."""

    recipe: SmallRecipe
    run: Run
    train: PlanarPart
    held_out: PlanarPart
    vector: Vector
    mean: Vector
    square: Vector
    weights: Vector
    losses: Vector
    looked: Vector
    layers: Layers
    slope: Vector
    slopes: Layers
    step: int = 0
    saved_at: float = field(default_factory=time.monotonic)


def fit_small(recipe: SmallRecipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves what `small_trained.trained` reads, and logs by kept step ``loss`` and, for labels, ``train_accuracy``
    and ``held_out_accuracy`` in percent, as they were at the look before.

    Raises:
        Failure: the loss is not a finite number, or the folder holds another training.
        Interrupted: the run was told to stop; everything needed to go on is on disk.
    """
    job = begun(recipe, run)
    _take_over(job)
    kept = {step: place for place, step in enumerate(recipe.kept_steps)}
    while job.step < recipe.steps:
        _look(job, kept)
        _take_step(job)
        if run.stopping() or time.monotonic() - job.saved_at >= CHECKPOINT_SECONDS:
            _save(job)
    _look(job, kept)
    said = answers(job.layers, job.train.points)
    job.losses[job.step] = _checked(mean_loss(said, job.train.wanted, recipe.loss), job)
    _finish(job)


def begun(recipe: SmallRecipe, run: Run) -> SmallTraining:
    """A training before its first step."""
    size, looks = parameter_count(recipe.widths), recipe.steps // recipe.look_every + 1
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
        looked=np.full((looks, 2), np.nan),
        layers=layers_of(vector, recipe.widths),
        slope=slope,
        slopes=layers_of(slope, recipe.widths),
    )


def _take_step(job: SmallTraining) -> None:
    recipe, slope = job.recipe, job.slope
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is refused, with its reason
        _, loss = gradient(job.layers, job.train.points, job.train.wanted, recipe.loss, job.slopes)
    job.losses[job.step] = _checked(loss, job)
    job.step += 1
    if recipe.optimizer == "descent":
        job.vector -= recipe.lr * (slope + recipe.weight_decay * job.vector)
        return
    job.mean += (1.0 - FIRST_DECAY) * (slope - job.mean)
    job.square += (1.0 - SECOND_DECAY) * (slope * slope - job.square)
    first, second = 1.0 - FIRST_DECAY**job.step, 1.0 - SECOND_DECAY**job.step
    job.vector *= 1.0 - recipe.lr * recipe.weight_decay
    job.vector -= recipe.lr / first * job.mean / (np.sqrt(job.square / second) + TINY)


def _look(job: SmallTraining, kept: dict[int, int]) -> None:
    """Note what is due before the next step."""
    if job.step in kept:
        job.weights[kept[job.step]] = job.vector
    if job.step % job.recipe.look_every:
        return
    job.run.progress(Progress("training", job.step, job.recipe.steps, "step"))
    if job.recipe.loss == "logistic":
        shares = [np.mean(answers(job.layers, p.points) * p.wanted > 0.0) for p in (job.train, job.held_out)]
        job.looked[job.step // job.recipe.look_every] = shares


def _checked(loss: float, job: SmallTraining) -> float:
    if math.isfinite(loss):
        return loss
    recipe = job.recipe
    where = f"{'-'.join(map(str, (2, *recipe.widths, 1)))} on {recipe.data.kind}, seed {job.run.seed}"
    remedy = f"take a smaller learning rate than {recipe.lr:g} ({recipe.optimizer}, {recipe.loss})"
    raise Failure(f"the loss is {loss} after step {job.step}", where, remedy)


def _save(job: SmallTraining) -> None:
    """Write a checkpoint, then end if the run was told to stop."""
    state = {name: torch.from_numpy(getattr(job, name)) for name in STATE}
    save_checkpoint(job.run.folder / CHECKPOINT, {"training": _identity(job), "step": job.step, **state})
    job.saved_at = time.monotonic()
    job.run.stop_if_asked()


def _take_over(job: SmallTraining) -> None:
    """Go on from the checkpoint in the folder, if there is one."""
    state = read_checkpoint(job.run.folder / CHECKPOINT)
    if state is None:
        return
    if state["training"] != _identity(job):
        raise Failure("the folder holds another training", str(job.run.folder), "give each training its own folder")
    for name in STATE:
        getattr(job, name)[...] = state[name].numpy()
    job.step = state["step"]


def _identity(job: SmallTraining) -> str:
    return json.dumps([job.run.seed, job.recipe.model_dump(mode="json")])


def _finish(job: SmallTraining) -> None:
    """Log the curves, write what was kept, and drop the checkpoint."""
    steps, every = np.array(job.recipe.kept_steps), job.recipe.look_every
    looks = np.arange(len(job.looked)) * every
    for step in steps.tolist():
        job.run.log(step, loss=job.losses[step])
        if job.recipe.loss == "logistic":
            seen = 100.0 * job.looked[step // every]
            job.run.log(step, train_accuracy=seen[0], held_out_accuracy=seen[1])
    np.savez(
        job.run.folder / FILE,
        steps=steps,
        weights=job.weights,
        losses=job.losses,
        looks=looks,
        train_right=job.looked[:, 0],
        held_out_right=job.looked[:, 1],
    )
    (job.run.folder / CHECKPOINT).unlink(missing_ok=True)

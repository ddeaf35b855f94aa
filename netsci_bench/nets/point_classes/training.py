"""How does such a network get its weights? By full batches; killed at any moment, it continues.

No step draws anything, so a checkpoint is the parameters, the optimizer's moments and what was recorded so far; the
result is bit for bit that of an uninterrupted training. It is always computed on the CPU, in float64.
"""

import io
import json
import math
from functools import partial

import numpy as np
import torch

from netsci_bench.contract.errors import Diverged
from netsci_bench.contract.run import Progress, Run
from netsci_bench.nets.planar.mlp import Layers
from netsci_bench.nets.point_classes.points import PointsPart, class_points
from netsci_bench.nets.point_classes.recipe import FILE, ClassRecipe
from netsci_bench.nets.point_classes.softmax_net import (
    Vector,
    class_gradient,
    class_layers,
    class_net_size,
    class_outputs,
)
from netsci_bench.nets.training.checkpointer import Checkpointer, State
from netsci_bench.storage.atomic import write_bytes

REPORT_EVERY = 100  # steps from one message of progress, or look at the loss, to the next


def fit_classes(recipe: ClassRecipe, run: Run) -> None:
    """Train a network in the run's folder, or go on with the training that is there.

    Leaves what `read_classes` reads, and logs by kept step ``loss``, ``train_accuracy`` and ``held_out_accuracy``, in
    percent.

    Raises:
        Diverged: the loss is not a finite number.
        Failure: the folder holds another training.
        Interrupted: the run was told to stop; everything needed to continue is on disk.
    """
    checkpointer = Checkpointer(run, json.dumps([run.seed, recipe.model_dump(mode="json")]))
    parts = [class_points(recipe.data, run, part) for part in ("train", "held_out")]
    size, kept = class_net_size(recipe.sizes), {step: row for row, step in enumerate(recipe.kept_steps)}
    step, moments, slope = 0, np.zeros((3, size)), np.zeros(size)  # weights, mean, mean square
    moments[0] = run.rng("initial weights").uniform(-recipe.initial, recipe.initial, size)
    rows = np.zeros((len(kept), size + 3))  # of each kept step: weights, loss, and the shares correct
    if state := checkpointer.restore():
        step, moments[...], rows[...] = state["step"], state["moments"].numpy(), state["rows"].numpy()
    layers, slopes = class_layers(moments[0], recipe.sizes), class_layers(slope, recipe.sizes)
    while step <= recipe.steps:
        loss = class_gradient(layers, parts[0].points, parts[0].labels, slopes)
        if step % REPORT_EVERY == 0 or step in kept:
            _look(loss, recipe, run, step)
        if step in kept:
            rows[kept[step]] = [*moments[0], loss, *(_share_correct(layers, part) for part in parts)]
        step += 1
        if step <= recipe.steps:
            _move(moments, slope, recipe, step)
        checkpointer.save_if_due(partial(_state, step, moments, rows))
    _write(recipe, run, rows)
    checkpointer.finish()


def _state(step: int, moments: Vector, rows: Vector) -> State:
    return {"step": step, "moments": torch.from_numpy(moments), "rows": torch.from_numpy(rows)}


def _look(loss: float, recipe: ClassRecipe, run: Run, step: int) -> None:
    if not math.isfinite(loss):
        where = f"{'-'.join(map(str, recipe.sizes))} on {recipe.data.kind}, seed {run.seed}"
        raise Diverged(f"the loss is {loss} after step {step}", where, "take a smaller learning rate")
    run.progress(Progress("training", step, recipe.steps, "step"))


def _share_correct(layers: Layers, part: PointsPart) -> float:
    return float(np.mean(class_outputs(layers, part.points).argmax(axis=1) == part.labels))


def _move(moments: Vector, slope: Vector, recipe: ClassRecipe, step: int) -> None:
    """One step of Adam with decoupled decay, in place."""
    weights, mean, square = moments
    mean += 0.1 * (slope - mean)
    square += 0.001 * (slope * slope - square)
    weights *= 1.0 - recipe.lr * recipe.weight_decay
    weights -= recipe.lr / (1.0 - 0.9**step) * mean / (np.sqrt(square / (1.0 - 0.999**step)) + 1e-8)


def _write(recipe: ClassRecipe, run: Run, rows: Vector) -> None:
    """Write what `read_classes` reads, whole or not at all, and log the curves."""
    for step, (loss, train, held_out) in zip(recipe.kept_steps, rows[:, -3:].tolist(), strict=True):
        run.log(step, loss=loss, train_accuracy=100.0 * train, held_out_accuracy=100.0 * held_out)
    content = io.BytesIO()
    np.savez(
        content,
        steps=np.array(recipe.kept_steps),
        weights=rows[:, :-3],
        losses=rows[:, -3],
        train_correct=rows[:, -2],
        held_out_correct=rows[:, -1],
    )
    write_bytes(run.folder / FILE, content.getvalue())

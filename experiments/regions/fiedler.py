"""Does the Fiedler partition of a ReLU network's cells follow the classes? (Bosca et al. 2025).

Narrow nets learn two circles or two moons far past the last training error, with and without weight decay; at
checkpoints the window is cut into its cells and their dual graph is partitioned.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.regions.readings import (
    Partitions,
    Reading,
    score_partitions,
    stack_sides,
    summarise_readings,
)
from netsci_bench.nets.planar.data import planar_part
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import SmallTrained, first_step_correct, grokking_delay, read_training
from netsci_bench.nets.planar.training import fit_small

Window = tuple[tuple[float, float], tuple[float, float]]


class TwoCourses(Params):
    """One recipe, trained with its weight decay and without any.

    Attributes:
        window: [[left, low], [right, high]], in which cells are distinguished.
        grokked_at: the share of held-out points correctly classified that counts as generalisation.
    """

    recipe: SmallRecipe
    window: Window
    partitions: Partitions = Partitions()
    grokked_at: float = 0.95


class Course(Metrics):
    """One training; no seed is left out.

    ``fitted``: 1 if all training points are correctly classified at the end, else 0; ``fit_step``: when they first
    were (the last step, if never); ``grokking_delay``: see `grokking_delay` (the steps after ``fit_step``, if never);
    ``cells``: how many, by checkpoint; ``advantage``: by how much less the masses misclassify late in training than
    the unweighted partition does.
    """

    steps: list[float]
    cells: list[float]
    fitted: float
    fit_step: float
    grokking_delay: float
    unweighted: Reading
    masses: Reading
    edges: Reading
    advantage: float


class Courses(Metrics):
    """With weight decay and without."""

    decay: Course
    plain: Course


def fiedler_partitions(p: TwoCourses, run: Run) -> Courses:
    """Train both ways and partition the cells at every checkpoint."""
    without = p.recipe.model_copy(update={"weight_decay": 0.0})
    run.keep("window", np.array(p.window))
    run.keep("widths", np.array(p.recipe.widths))
    return Courses(decay=measure_course("decay", p.recipe, p, run), plain=measure_course("plain", without, p, run))


def measure_course(name: str, recipe: SmallRecipe, p: TwoCourses, run: Run) -> Course:
    """Train, partition the cells at every checkpoint, and score the partitions."""
    training = read_training(run.once(fit_small, recipe, name), recipe)
    train, held_out = planar_part(recipe.data, run, "train"), planar_part(recipe.data, run, "held_out")
    labelled = (train.points, train.wanted > 0.0)
    checkpoints = [
        score_partitions(training.layers(index), np.array(p.window), labelled, held_out.points, p.partitions)
        for index in range(len(training.steps))
    ]
    keep: dict[str, NDArray[Any]] = {
        "weights": training.weights,
        "steps": training.steps,
        "sides": stack_sides(checkpoints),
    }
    for what, array in (keep | {"points": train.points, "labels": train.wanted}).items():
        run.keep(f"{name}_{what}", array)
    late = int(np.searchsorted(training.steps, recipe.steps / 2))
    by_reading = summarise_readings(checkpoints, fit_index(training), late)
    return Course(
        steps=training.steps.astype(float).tolist(),
        cells=[float(c.cells) for c in checkpoints],
        fitted=float(training.train_correct[-1] == 1.0),
        **fit_times(training, p.grokked_at),
        **by_reading,
        advantage=by_reading["unweighted"].late - by_reading["masses"].late,
    )


def fit_index(training: SmallTrained) -> int:
    """The first checkpoint at or after the step at which all training points were first correctly classified."""
    step = first_step_correct(training.evaluated, training.train_correct)
    return int(np.searchsorted(training.steps, training.steps[-1] if step is None else step))


def fit_times(training: SmallTrained, level: float) -> dict[str, float]:
    """The step at which the training data were fit, and the steps from there to generalisation."""
    last = int(training.steps[-1])
    fit = first_step_correct(training.evaluated, training.train_correct)
    delay = grokking_delay(training.evaluated, training.train_correct, training.held_out_correct, level)
    step = last if fit is None else fit
    return {"fit_step": float(step), "grokking_delay": float(last - step if delay is None else delay)}

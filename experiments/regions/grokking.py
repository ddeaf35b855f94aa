"""Does the Fiedler partition follow the classes once a network has grokked, and not before? (Bosca et al. 2025).

The paper finds the alignment "especially when the network exhibited grokking". So in each seed two nets of one recipe
are chosen by their learning curves alone: the first that groks and the first that never generalises. In the former
the partition is compared before and after, and late in training both are compared.
"""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.regions.fiedler import Window
from netsci_bench.experiments.regions.phases import GENERALISED_AT, Episode, describe_episode, phases
from netsci_bench.experiments.regions.readings import READINGS, Partitions, Scored, score_partitions, stack_sides
from netsci_bench.nets.planar.data import planar_part
from netsci_bench.nets.planar.draws import Counted, first_draws
from netsci_bench.nets.planar.recipe import SmallRecipe
from netsci_bench.nets.planar.trained import SmallTrained


class Grokking(Params):
    """One recipe, and which of its nets count.

    Attributes:
        window: [[left, low], [right, high]], in which cells are distinguished.
        grokked_at: the share of held-out points correctly classified that counts as generalisation.
        least_ratio: a net groks if it generalises for good at so many times the step at which it fits, or later.
        most_draws: nets that are trained in search of one of each kind.
    """

    recipe: SmallRecipe
    window: Window
    partitions: Partitions = Partitions()
    grokked_at: Annotated[float, Field(gt=0, le=1)] = GENERALISED_AT
    least_ratio: Annotated[float, Field(gt=1)] = 2.0
    most_draws: Annotated[int, Field(ge=1)] = 40


class Net(Metrics):
    """One of the two nets.

    ``draw``: its number, so many nets before it were left out; ``fit_step``: when all training points were first
    correctly classified; ``grokking_delay``: see `grokking_delay` (the steps that are left, if there is none);
    ``delay_ratio``: (fit_step + grokking_delay) / fit_step; ``held_out``: share of held-out points correctly
    classified at the end; ``advantage``: by how much less the masses misclassify late than the unweighted partition
    does; ``edges_advantage``: the same of weighted edges.
    """

    draw: float
    steps: list[float]
    cells: list[float]
    fit_step: float
    grokking_delay: float
    delay_ratio: float
    held_out: float
    unweighted: Episode
    masses: Episode
    edges: Episode
    advantage: float
    edges_advantage: float


class Both(Metrics):
    """``..._over_ungrokked``: by how much less the grokked net misclassifies late in training than the other."""

    grokked: Net
    ungrokked: Net
    masses_over_ungrokked: float
    edges_over_ungrokked: float


def grokked_partitions(p: Grokking, run: Run) -> Both:
    """Find one net of each kind and partition the cells of both at every checkpoint."""

    def groks(training: SmallTrained) -> bool:
        return phases(training, p.grokked_at).groks(p.least_ratio)

    def never_generalises(training: SmallTrained) -> bool:
        return phases(training, p.grokked_at).never_generalises

    conditions = {"grokked": groks, "ungrokked": never_generalises}
    counted = first_draws(p.recipe, conditions, p.most_draws, run)
    run.keep("window", np.array(p.window))
    run.keep("widths", np.array(p.recipe.widths))
    nets = {name: measure_net(name, counted[name], p, run) for name in conditions}
    return Both(
        **nets,
        masses_over_ungrokked=nets["ungrokked"].masses.late - nets["grokked"].masses.late,
        edges_over_ungrokked=nets["ungrokked"].edges.late - nets["grokked"].edges.late,
    )


def measure_net(name: str, counted: Counted, p: Grokking, run: Run) -> Net:
    """Partition the cells at every checkpoint, and compare before with after."""
    training, of = counted.training, phases(counted.training, p.grokked_at)
    checkpoints = score_checkpoints(name, counted, p, run)
    episodes = {reading: describe_episode([c.shares[reading] for c in checkpoints], of) for reading in READINGS}
    return Net(
        draw=float(counted.number),
        steps=training.steps.astype(float).tolist(),
        cells=[float(c.cells) for c in checkpoints],
        fit_step=float(of.fit_step),
        grokking_delay=float(of.delay),
        delay_ratio=of.ratio,
        held_out=float(training.held_out_correct[-1]),
        **episodes,
        advantage=episodes["unweighted"].late - episodes["masses"].late,
        edges_advantage=episodes["unweighted"].late - episodes["edges"].late,
    )


def score_checkpoints(name: str, counted: Counted, p: Grokking, run: Run) -> list[Scored]:
    """The three partitions at every checkpoint of a net; what the figures draw is kept."""
    training, data = counted.training, p.recipe.data
    train, held_out = (planar_part(data, counted.run, part) for part in ("train", "held_out"))
    labelled = (train.points, train.wanted > 0.0)
    checkpoints = [
        score_partitions(training.layers(index), np.array(p.window), labelled, held_out.points, p.partitions)
        for index in range(len(training.steps))
    ]
    sides = stack_sides(checkpoints)
    kept: dict[str, NDArray[Any]] = {"weights": training.weights, "steps": training.steps, "sides": sides}
    for what, array in (kept | {"points": train.points, "labels": train.wanted}).items():
        run.keep(f"{name}_{what}", array)
    return checkpoints

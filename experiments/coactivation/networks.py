"""Do the trends of LeNet5's co-activation graph hold for a residual network, a table, and a task without classes?

Ozer (2025), section IV, expects that they do. A residual network's graph has its shortcuts as edges; for numbers
instead of classes there are no groups of inputs, so the graph is that of all test inputs (``coactivation.trends``).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.coactivation.trends import (
    Correlations,
    GraphSettings,
    Networks,
    Trends,
    correlate,
    measure_trends,
)
from netsci_bench.nets.targets.regression import explained_variance, fit_regression, load_regressor
from netsci_bench.nets.targets.regression_recipe import RegressionRecipe
from netsci_bench.nets.targets.shuffled_labels import ShuffledLabels, fit_shuffled
from netsci_bench.nets.targets.tables import load_tables
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.splits import load_data
from netsci_bench.nets.training.trained import load
from netsci_bench.nets.weights.redrawn import redraw


class Classifier(Params):
    """A network for classes; epoch 0 is the first of its kept epochs."""

    recipe: Recipe
    graph: GraphSettings = GraphSettings()


class Regressor(Params):
    """A network for numbers; epoch 0 is the first of its kept epochs."""

    recipe: RegressionRecipe
    graph: GraphSettings = GraphSettings()


class NetworkTrends(Metrics):
    """The trends with the edges that are drawn, and with all units joined.

    ``score`` per stage: percent of the test inputs classified correctly, or of the targets' variance explained;
    ``shuffled_score``: that of the training with nothing to learn.
    """

    drawn: Trends
    all_pairs: Trends
    score: list[float]
    shuffled_score: float


class ResidualTrends(NetworkTrends):
    """Besides, the trends of the graph ``plain``, which has no edge for a shortcut.

    ``shortcut_excess``: the mean absolute correlation of the units that a shortcut joins, less that of all other
    units of the same two layers, after training; ``untrained_shortcut_excess`` before it; ``turned_excess`` after it,
    for the same number of pairs of which none is joined: each with the next channel of the layer.
    """

    plain: Trends
    shortcut_excess: float
    untrained_shortcut_excess: float
    turned_excess: float


def classifier_trends(p: Classifier, run: Run) -> NetworkTrends:
    """Train for classes, for shuffled classes, and measure the graphs of all test inputs."""
    nets, score = train_classifier(p.recipe, run)
    found = correlate(nets)
    return NetworkTrends(**measure_both(found, p.graph, run), score=score[:-1], shuffled_score=score[-1])


def residual_trends(p: Classifier, run: Run) -> ResidualTrends:
    """The same for a network with shortcuts."""
    nets, score = train_classifier(p.recipe, run)
    found = correlate(nets)
    run.keep("shortcuts", found.shortcuts)
    trained, untrained = found.found[len(nets.stages) - 1], found.found[0]
    return ResidualTrends(
        **measure_both(found, p.graph, run),
        plain=measure_trends("plain", found, p.graph, run),
        score=score[:-1],
        shuffled_score=score[-1],
        shortcut_excess=pair_excess(trained, found.layers, found.shortcuts),
        untrained_shortcut_excess=pair_excess(untrained, found.layers, found.shortcuts),
        turned_excess=pair_excess(trained, found.layers, turn_pairs(found.layers, found.shortcuts)),
    )


def regression_trends(p: Regressor, run: Run) -> NetworkTrends:
    """Train for numbers, for shuffled numbers, and measure the graphs of all test inputs."""
    recipe = p.recipe
    if recipe.kept[0] != 0:
        raise ValueError(f"the first kept epoch is {recipe.kept[0]}: put 0 into keep_epochs, the untrained network")
    without = recipe.model_copy(update={"shuffled": True})
    folder, mere = run.once(fit_regression, recipe, "targets"), run.once(fit_regression, without, "shuffled")
    _, test = load_tables(recipe, run)
    nets = Networks(
        stages=[load_regressor(folder, epoch, recipe, run.device) for epoch in recipe.kept],
        shuffled=load_regressor(mere, recipe.epochs, without, run.device),
        redrawn=redraw(recipe.model, recipe.targets, recipe.architecture, run.torch_seed("redrawn")).to(run.device),
        inputs=test.given,
    )
    score = [explained_variance(net, test) for net in (*nets.stages, nets.shuffled)]
    run.keep("epochs", np.array(recipe.kept))
    return NetworkTrends(**measure_both(correlate(nets), p.graph, run), score=score[:-1], shuffled_score=score[-1])


def train_classifier(recipe: Recipe, run: Run) -> tuple[Networks, list[float]]:
    """The networks, and the accuracy of each stage and of the one for shuffled labels."""
    if recipe.kept[0] != 0:
        raise ValueError(f"the first kept epoch is {recipe.kept[0]}: put 0 into keep_epochs, the untrained network")
    folder = run.once(fit, recipe, "labels")
    mere = run.once(fit_shuffled, ShuffledLabels(recipe=recipe), "shuffled")
    test = load_data(recipe, run).test
    nets = Networks(
        stages=[load(folder, epoch, recipe, run.device) for epoch in recipe.kept],
        shuffled=load(mere, recipe.epochs, recipe, run.device),
        redrawn=redraw(recipe.model, recipe.classes, recipe.architecture, run.torch_seed("redrawn")).to(run.device),
        inputs=test.images,
    )
    run.keep("epochs", np.array(recipe.kept))
    return nets, [accuracy(net, test.images, test.labels) for net in (*nets.stages, nets.shuffled)]


def measure_both(found: Correlations, p: GraphSettings, run: Run) -> dict[str, Any]:
    """The trends with the edges that are drawn, and with all units joined."""
    return {reading: measure_trends(reading, found, p, run) for reading in ("drawn", "all_pairs")}


def pair_excess(correlation: np.ndarray, layers: np.ndarray, pairs: np.ndarray) -> float:
    """The mean |r| of some pairs of units, less that of all other units of the layers that they join."""
    strength = np.abs(correlation)
    chosen = np.zeros(strength.shape, dtype=bool)
    chosen[pairs[:, 0], pairs[:, 1]] = True
    beside = np.zeros(strength.shape, dtype=bool)
    for first, second in np.unique(layers[pairs], axis=0):
        beside |= (layers[:, None] == first) & (layers[None, :] == second)
    return float(strength[chosen].mean() - strength[beside & ~chosen].mean())


def turn_pairs(layers: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The first unit of each pair with the channel after the second one, the last with the first of its layer."""
    turned: list[Sequence[int]] = []
    for before, after in pairs:
        inside = np.flatnonzero(layers == layers[after])
        turned.append((before, inside[(after - inside[0] + 1) % len(inside)]))
    return np.array(turned)

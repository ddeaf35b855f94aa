"""Does a sparse net that rewires itself learn better than one that does not, and than a dense one?

Sparse Evolutionary Training (Mocanu et al., 2018): a net with a few percent of the connections, rewired after each
epoch; its twin without rewiring (FixProb); its dense twin. All three have one recipe and, of a seed, one order of
examples; the sparse ones begin as the same net.
"""

from typing import Annotated

import numpy as np
import torch
from netsci_bench.experiments.sparse_wiring import PixelWiring, hidden_degrees, input_degrees, pixel_wiring
from pydantic import Field

from netsci_bench.contract import Metrics, Params
from netsci_bench.nets.evaluate import accuracy
from netsci_bench.nets.loaded import loaded
from netsci_bench.nets.recipe import Recipe
from netsci_bench.nets.sparse_evolution import evolve
from netsci_bench.nets.sparse_linear import SparseLinear
from netsci_bench.nets.trained import History, history, load
from netsci_bench.nets.training import fit
from netsci_bench.run import Run

SPARSE = ("epsilon", "draws", "sparse_output")  # what the architecture of a dense twin has not
LATE = 0.25  # share of the epochs, the last ones, over which accuracies are averaged: one epoch is a noisy look
EARLY = 0.25  # share of the epochs, the first ones
WINDOW = 20  # epochs of the running mean by which a net is ahead of another


class Dense(Params):
    """What a dense twin is told otherwise, if anything: published twins do not always train as their sparse ones."""

    lr: Annotated[float, Field(gt=0)] | None = None
    weight_decay: Annotated[float, Field(ge=0)] | None = None
    bias_pace: Annotated[float, Field(gt=0, le=1)] = 1.0


class Twins(Params):
    """The recipe of the net that evolves, from which the others follow."""

    recipe: Recipe


class TutorialTwins(Twins):
    """With a second dense twin, as published."""

    published_dense: Dense


class Learned(Metrics):
    """How one net did, accuracies in percent of the test images.

    By epoch; after the ``last``; over the ``late`` ones (the last quarter); the ``best``, which the test images
    themselves choose; of the ``train`` images in the end. ``loss``: of the test images in the end; ``weights``: how
    many there are, biases and activations not counted.
    """

    test_accuracy: list[float]
    last: float
    late: float
    best: float
    train: float
    loss: float
    weights: float


class Compared(Metrics):
    """The three nets, and what they differ by: late accuracies, in percentage points, paired by seed.

    ``early_gain_over_dense``: over the first quarter of the epochs; ``leads_dense_from``: the first epoch from which
    the running mean of 20 stays above the dense net's (one more than there are, if it never does).
    ``removed``, ``removed_loss``: test accuracy when connections are removed after the last epoch, as the text has
    it, and what that costs; ``weight_share``: weights left then, of those of the dense net.
    """

    evolved: Learned
    fixed: Learned
    dense: Learned
    gain_over_fixed: float
    gain_over_dense: float
    early_gain_over_dense: float
    leads_dense_from: float
    removed: float
    removed_loss: float
    weight_share: float


class OnImages(Compared):
    """And how the pixels' connections change."""

    wiring: PixelWiring


class Tutorial(OnImages):
    """And the dense twin as published, with the same comparisons."""

    published_dense: Learned
    gain_over_published_dense: float
    early_gain_over_published_dense: float
    leads_published_dense_from: float


def set_mlp(p: Twins, run: Run) -> OnImages:
    """Train the three nets on images, compare them and look at the wiring of the one that evolves."""
    return OnImages(**compared(p.recipe, run), wiring=wired(p.recipe, run))


def set_mlp_table(p: Twins, run: Run) -> Compared:
    """Train the three nets on a table of features and compare them."""
    return Compared(**compared(p.recipe, run))


def set_mlp_tutorial(p: TutorialTwins, run: Run) -> Tutorial:
    """The same with a fourth net: the dense twin as published."""
    found = OnImages(**compared(p.recipe, run), wiring=wired(p.recipe, run))
    published = learned("published dense", dense_twin(p.recipe, p.published_dense), run)
    return Tutorial(
        **dict(found),
        published_dense=published,
        gain_over_published_dense=found.evolved.late - published.late,
        early_gain_over_published_dense=early(found.evolved) - early(published),
        leads_published_dense_from=leads_from(found.evolved.test_accuracy, published.test_accuracy),
    )


def compared(recipe: Recipe, run: Run) -> dict[str, Learned | float]:
    """What `Compared` has."""
    nets = {
        "evolved": learned("evolved", recipe, run),
        "fixed": learned("fixed", fixed_twin(recipe), run),
        "dense": learned("dense", dense_twin(recipe, Dense()), run),
    }
    evolved, fixed, dense = nets.values()
    removed, weights = after_removal(recipe, run)
    return nets | {
        "gain_over_fixed": evolved.late - fixed.late,
        "gain_over_dense": evolved.late - dense.late,
        "early_gain_over_dense": early(evolved) - early(dense),
        "leads_dense_from": leads_from(evolved.test_accuracy, dense.test_accuracy),
        "removed": removed,
        "removed_loss": evolved.last - removed,
        "weight_share": weights / dense.weights,
    }


def fixed_twin(recipe: Recipe) -> Recipe:
    """The same sparse net, never rewired."""
    return recipe.model_copy(update={"evolution": None, "evolved_by": None, "keep_epochs": ()})


def dense_twin(recipe: Recipe, told: Dense) -> Recipe:
    """The same net with all connections."""
    shape = {name: value for name, value in recipe.architecture.items() if name not in SPARSE}
    if told.bias_pace != 1:
        shape["bias_pace"] = told.bias_pace
    otherwise = {name: value for name in ("lr", "weight_decay") if (value := getattr(told, name)) is not None}
    return fixed_twin(recipe).model_copy(update={"architecture": shape, **otherwise})


def learned(name: str, recipe: Recipe, run: Run) -> Learned:
    """Train a net, or find it trained, and say how it did."""
    folder = run.once(fit, recipe, name)
    told = history(folder)
    net = load(folder, recipe.epochs, recipe, run.device)
    plain = recipe.model_copy(update={"augmentation": "none"})
    train = loaded(plain, run).train
    images = train.inputs(torch.arange(len(train), device=run.device), None)
    by_epoch = course(told)
    return Learned(
        test_accuracy=by_epoch,
        last=told.last_accuracy,
        late=float(np.mean(by_epoch[-share_of(LATE, len(by_epoch)) :])),
        best=told.best_accuracy,
        train=accuracy(net, images, train.labels),
        loss=told.series["test_loss"][recipe.epochs],
        weights=float(sum(p.numel() for n, p in net.named_parameters() if n.endswith("weight"))),
    )


def course(told: History) -> list[float]:
    """Test accuracies of the epochs tested, the untrained net left out."""
    return [value for epoch, value in sorted(told.series["test_accuracy"].items()) if epoch]


def share_of(share: float, epochs: int) -> int:
    """So many epochs are a share, one at least."""
    return max(1, round(share * epochs))


def early(net: Learned) -> float:
    """Mean accuracy over the first epochs."""
    return float(np.mean(net.test_accuracy[: share_of(EARLY, len(net.test_accuracy))]))


def leads_from(ours: list[float], theirs: list[float], window: int = WINDOW) -> float:
    """First epoch from which the running mean of our accuracies stays above theirs; if none, one after the last.

    >>> leads_from([1, 1, 2, 2, 3], [2, 2, 1, 2, 1], window=2)
    4.0
    """
    window = min(window, len(ours))
    ahead = np.convolve(np.subtract(ours, theirs), np.full(window, 1 / window), "valid")
    behind = np.flatnonzero(ahead <= 0)
    return float(window + (behind[-1] + 1 if len(behind) else 0))


def after_removal(recipe: Recipe, run: Run) -> tuple[float, float]:
    """Test accuracy, and weights left, when connections are removed after the last epoch."""
    net = load(run.once(fit, recipe, "evolved"), recipe.epochs, recipe, run.device)
    how = recipe.evolution.model_copy(update={"finally_remove": True}) if recipe.evolution else None
    if how is None:
        raise ValueError("the recipe has no evolution: there is nothing to compare")
    evolve(net, torch.optim.SGD(net.parameters()), how, run.rng("removal"), last=True)
    test = loaded(recipe, run).test
    left = sum(int((p != 0).sum()) for name, p in net.named_parameters() if name.endswith("weight"))
    return accuracy(net, test.images, test.labels), float(left)


def wired(recipe: Recipe, run: Run) -> PixelWiring:
    """How the connections of pixels, and of hidden neurons, changed over the kept epochs."""
    folder = run.once(fit, recipe, "evolved")
    nets = [load(folder, epoch, recipe) for epoch in recipe.kept]
    layers = [[module for module in net.modules() if isinstance(module, SparseLinear)] for net in nets]
    pixels = np.stack([input_degrees(found[0], recipe.evolution) for found in layers])
    shape = run.arrays(recipe.dataset)["test_images"].shape[1:]
    maps = pixels.reshape(len(pixels), -1, *shape[-2:]).sum(axis=1)
    run.keep("epochs", np.array(recipe.kept))
    run.keep("pixel_degrees", maps)
    run.keep("hidden_degrees", hidden_degrees(layers[-1], recipe.evolution))
    return pixel_wiring(maps, hidden_degrees(layers[-1], recipe.evolution))

"""Do the first principal components of activation patterns show the classes? Future work of Bosca et al. (2025).

An activation pattern says of each hidden unit whether it is on. The patterns of test images, vectors of zeros and
ones, are projected on their own principal components, before training and after.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity
from netsci_bench.measures.embedding.principal_components import principal_components
from netsci_bench.measures.polyhedra.relu_layers import activation_patterns
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import load_examples
from netsci_bench.nets.training.trained import load, read_history
from netsci_bench.nets.weights.relu_layers import relu_weights


class PatternComponents(Params):
    """Which network, how many test images, and of how many nearest neighbours the classes are compared."""

    recipe: Recipe
    images: Annotated[int, Field(ge=20)]
    neighbours: Annotated[int, Field(ge=1)] = 10


class Held(Metrics):
    """Share of the variance of patterns in the first components, by kept epoch.

    ``late``: after the last epoch; ``gain``: late less the share before training; ``independent``: as ``late``, with
    each unit's column in an order of its own, so that units are as often on and independent.
    """

    share: list[float]
    late: float
    gain: float
    independent: float


class Shown(Metrics):
    """Share of a pattern's nearest others, in the first components, that are of its class, by kept epoch.

    ``late`` and ``gain``: as in `Held`; ``permuted``: as ``late``, with the labels permuted; ``pixels``: the same in
    as many components of the pixels; ``over_pixels``: late - pixels.
    """

    purity: list[float]
    late: float
    gain: float
    permuted: float
    pixels: float
    over_pixels: float


class Projected(Metrics):
    """In two components, and in as many as there are classes, less one; ``accuracy`` in percent, last epoch."""

    epochs: list[float]
    accuracy: float
    held_two: Held
    held_all: Held
    shown_two: Shown
    shown_all: Shown


Numbers = NDArray[np.float64]


def pattern_components(p: PatternComponents, run: Run) -> Projected:
    """Train, and project the patterns of test images at every kept epoch."""
    folder, kept = run.once(fit, p.recipe), p.recipe.kept
    if kept[0] != 0:
        raise ValueError("the untrained network is compared with: add 0 to recipe.keep_epochs")
    examples = load_examples(run.arrays(p.recipe.dataset), "test", "cpu", p.images)
    pixels: Numbers = examples.images.flatten(1).double().numpy()
    labels: NDArray[np.int64] = examples.labels.numpy()
    patterns = [on_and_off(p, run, epoch, pixels) for epoch in kept]
    many = p.recipe.classes - 1
    held = {name: describe_share(patterns, count, run) for name, count in (("held_two", 2), ("held_all", many))}
    shown = {
        name: describe_purity(patterns, (pixels, labels), (count, p.neighbours), run)
        for name, count in (("shown_two", 2), ("shown_all", many))
    }
    for name, at in (("before", 0), ("after", -1)):
        run.keep(name, principal_components(patterns[at], 2).coordinates.astype(np.float32))
    run.keep("labels", labels)
    accuracy = read_history(folder).last_accuracy
    return Projected(epochs=[float(epoch) for epoch in kept], accuracy=accuracy, **held, **shown)


def on_and_off(p: PatternComponents, run: Run, epoch: int, pixels: Numbers) -> Numbers:
    """The patterns of images (``images units``) after an epoch, as numbers 0 and 1."""
    net = load(run.once(fit, p.recipe), epoch, p.recipe)
    return activation_patterns(relu_weights(net), pixels).astype(np.float64)


def describe_share(patterns: list[Numbers], count: int, run: Run) -> Held:
    """How much of the variance the first ``count`` components hold."""
    shares = [float(principal_components(some, count).shares[:count].sum()) for some in patterns]
    shuffled = run.rng("columns in orders of their own").permuted(patterns[-1], axis=0)
    independent = float(principal_components(shuffled, count).shares[:count].sum())
    return Held(share=shares, late=shares[-1], gain=shares[-1] - shares[0], independent=independent)


def describe_purity(
    patterns: list[Numbers], images: tuple[Numbers, NDArray[np.int64]], sizes: tuple[int, int], run: Run
) -> Shown:
    """How far patterns lie among their class; ``images``: pixels and labels; ``sizes``: components, neighbours."""
    (pixels, labels), (count, neighbours) = images, sizes

    def purity(values: Numbers, of: NDArray[np.int64]) -> float:
        return neighbour_purity(principal_components(values, count).coordinates, of, neighbours)

    by_epoch, of_pixels = [purity(some, labels) for some in patterns], purity(pixels, labels)
    return Shown(
        purity=by_epoch,
        late=by_epoch[-1],
        gain=by_epoch[-1] - by_epoch[0],
        permuted=purity(patterns[-1], run.rng("permuted labels").permutation(labels)),
        pixels=of_pixels,
        over_pixels=by_epoch[-1] - of_pixels,
    )

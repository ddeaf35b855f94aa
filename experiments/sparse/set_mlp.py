"""Does a sparse net that rewires itself learn better than one that does not, and than a dense one?

Sparse Evolutionary Training (Mocanu et al., 2018): a net with a few percent of the connections, rewired after each
epoch; its twin without rewiring (FixProb); its dense twin. All three have one recipe and, of a seed, one order of
examples; the sparse ones begin as the same net.
"""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.sparse.order import first_epoch_ahead
from netsci_bench.experiments.sparse.readings import (
    Dense,
    Learned,
    dense_twin,
    early_accuracy,
    fixed_twin,
    measure_after_removal,
    train_and_measure,
)
from netsci_bench.experiments.sparse.scale_free import HiddenLaws, degrees_of, hidden_degrees, hidden_laws
from netsci_bench.experiments.sparse.wiring import PixelWiring, pixel_wiring
from netsci_bench.nets.sparse.linear import SparseLinear
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load


class Twins(Params):
    """The recipe of the net that evolves, from which the others follow."""

    recipe: Recipe


class TutorialTwins(Twins):
    """With a second dense twin, as published."""

    published_dense: Dense


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
    """And how the pixels' connections change, and which laws those of the hidden neurons follow in the end."""

    wiring: PixelWiring
    hidden: HiddenLaws


class Tutorial(OnImages):
    """And the dense twin as published, with the same comparisons."""

    published_dense: Learned
    gain_over_published_dense: float
    early_gain_over_published_dense: float
    leads_published_dense_from: float


def set_mlp(p: Twins, run: Run) -> OnImages:
    """Train the three nets on images, compare them and look at the wiring of the one that evolves."""
    return OnImages(
        **compare_nets(p.recipe, run), wiring=measure_wiring(p.recipe, run), hidden=measure_hidden(p.recipe, run)
    )


def set_mlp_table(p: Twins, run: Run) -> Compared:
    """Train the three nets on a table of features and compare them."""
    return Compared(**compare_nets(p.recipe, run))


def set_mlp_tutorial(p: TutorialTwins, run: Run) -> Tutorial:
    """The same with a fourth net: the dense twin as published."""
    three = set_mlp(p, run)
    published = train_and_measure("published dense", dense_twin(p.recipe, p.published_dense), run)
    return Tutorial(
        **dict(three),
        published_dense=published,
        gain_over_published_dense=three.evolved.late - published.late,
        early_gain_over_published_dense=early_accuracy(three.evolved) - early_accuracy(published),
        leads_published_dense_from=first_epoch_ahead(three.evolved.test_accuracy, published.test_accuracy),
    )


def compare_nets(recipe: Recipe, run: Run) -> dict[str, Learned | float]:
    """Train the three nets; the fields of `Compared` by name."""
    nets = {
        "evolved": train_and_measure("evolved", recipe, run),
        "fixed": train_and_measure("fixed", fixed_twin(recipe), run),
        "dense": train_and_measure("dense", dense_twin(recipe, Dense()), run),
    }
    evolved, fixed, dense = nets.values()
    removed, weights = measure_after_removal(recipe, run)
    return nets | {
        "gain_over_fixed": evolved.late - fixed.late,
        "gain_over_dense": evolved.late - dense.late,
        "early_gain_over_dense": early_accuracy(evolved) - early_accuracy(dense),
        "leads_dense_from": first_epoch_ahead(evolved.test_accuracy, dense.test_accuracy),
        "removed": removed,
        "removed_loss": evolved.last - removed,
        "weight_share": weights / dense.weights,
    }


def measure_wiring(recipe: Recipe, run: Run) -> PixelWiring:
    """How the connections of pixels changed over the kept epochs."""
    firsts = [load_sparse_layers(recipe, epoch, run)[0] for epoch in recipe.kept]
    pixels = np.stack([degrees_of(first, recipe.evolution, "source") for first in firsts])
    shape = run.arrays(recipe.dataset)["test_images"].shape[1:]
    maps = pixels.reshape(len(pixels), -1, *shape[-2:]).sum(axis=1)
    run.keep("epochs", np.array(recipe.kept))
    run.keep("pixel_degrees", maps)
    return pixel_wiring(maps)


def measure_hidden(recipe: Recipe, run: Run) -> HiddenLaws:
    """Which laws the degrees of the hidden neurons follow after the last epoch; those into the first are kept."""
    distributions = hidden_degrees(load_sparse_layers(recipe, recipe.epochs, run), recipe.evolution)
    run.keep("hidden_degrees", distributions[0])
    return hidden_laws(distributions, run)


def load_sparse_layers(recipe: Recipe, epoch: int, run: Run) -> list[SparseLinear]:
    """The sparse layers of the evolving net after a kept epoch."""
    net = load(run.once(fit, recipe, "evolved"), epoch, recipe)
    return [module for module in net.modules() if isinstance(module, SparseLinear)]

"""Is a ResNet without the blocks that add no modularity as good after training, and is modularity the reason?

Lu et al. (2022), section 5, Table 1. The paper trains the net of the blocks that modularity keeps and compares with
other papers. Here nets of the same shape whose blocks other rules keep are fine-tuned by one recipe; one that
inherits nothing has the usual recipe for training from scratch. All of one seed see the same images.
"""

from collections.abc import Mapping

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.readings import Reading
from netsci_bench.experiments.pruning.readings import (
    Choice,
    Choosing,
    Sizes,
    base_net,
    measure_choice,
    measure_curves,
    measure_sizes,
)
from netsci_bench.experiments.pruning.rules import Rule, kept_by_rule
from netsci_bench.measures.series.block_choice import Kept
from netsci_bench.nets.models.cifar_resnet import CifarResNet
from netsci_bench.nets.probes.block_ablation import shape_changing
from netsci_bench.nets.training.batches import Normalisation
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import read_history


class LayerPruning(Choosing):
    """How the pruned net is trained on, and how the same shape is trained from scratch."""

    tuning: Recipe
    scratch: Recipe


class Trained(Metrics):
    """Test accuracy in percent: before any training, in the best epoch, in the last, in each that was tested."""

    before: float
    best: float
    last: float
    by_epoch: list[float]


class Pruned(Metrics):
    """What was chosen, and how well the nets do.

    The ``text`` net keeps the blocks that the reading ``text`` chooses within the published shape, and so on.
    ``gain``: its last epoch over the whole net; ``published_gain``: the best epoch of the ``published`` net over the
    whole net under the published normalisation. ``over_...``: last epochs of the ``text`` net and of another.
    """

    choice: Choice
    published_choice: Choice
    base: Sizes
    text: Trained
    published: Trained
    random: Trained
    cka: Trained
    last: Trained
    scratch: Trained
    gain: float
    published_gain: float
    over_random: float
    over_cka: float
    over_last: float
    over_scratch: float


def layer_pruning(p: LayerPruning, run: Run) -> Pruned:
    """Look at the whole net, leave out blocks by each rule, train on, compare."""
    net = base_net(p, run)
    by_reading = {reading: measure_curves(net, p, getattr(p, reading), run) for reading in ("text", "published")}
    kept = kept_by_rule(net, p, by_reading, run)
    base = measure_sizes(net, p, run)
    _keep_choices(net, kept, run)
    nets = {rule: train_net(pruned_recipe(p, rule, blocks), rule, run) for rule, blocks in kept.items()}
    scratch = train_net(recipe_of_shape(p, p.scratch, p.text), "scratch", run)
    ours = nets["text"].last
    return Pruned(
        choice=measure_choice(net, p, by_reading["text"]),
        published_choice=measure_choice(net, p, by_reading["published"]),
        base=base,
        **nets,
        scratch=scratch,
        gain=ours - base.accuracy,
        published_gain=nets["published"].best - base.accuracy_published,
        over_random=ours - nets["random"].last,
        over_cka=ours - nets["cka"].last,
        over_last=ours - nets["last"].last,
        over_scratch=ours - scratch.last,
    )


def pruned_recipe(p: LayerPruning, rule: Rule, kept: Kept) -> Recipe:
    """The recipe of a net that keeps these blocks and their weights; images are normalised as its reading says."""
    reading = p.published if rule == "published" else p.text
    start = p.base.start.model_copy(update={"kept": kept})
    return recipe_of_shape(p, p.tuning, reading).model_copy(update={"start": start})


def train_net(recipe: Recipe, name: str, run: Run) -> Trained:
    """Train by a recipe, unless that was done before, and read its accuracies."""
    story = read_history(run.once(fit, recipe, name))
    tested = story.series["test_accuracy"]
    return Trained(
        before=tested[0],
        best=story.best_accuracy,
        last=story.last_accuracy,
        by_epoch=[tested[epoch] for epoch in sorted(tested)],
    )


def recipe_of_shape(p: LayerPruning, recipe: Recipe, reading: Reading) -> Recipe:
    """The same recipe for a net of the published shape, with images normalised as in a reading."""
    normalisation = Normalisation(mean=reading.mean, deviation=reading.deviation)
    return recipe.model_copy(update={"architecture": {"stages": p.shape}, "normalisation": normalisation})


def _keep_choices(net: CifarResNet, kept: Mapping[Rule, Kept], run: Run) -> None:
    """Keep which blocks each rule keeps, as rows of stage and number, and which blocks cannot be left out."""
    run.keep("fixed", shape_changing(net))
    for rule, stages in kept.items():
        rows = [(stage, block) for stage, blocks in enumerate(stages) for block in blocks]
        run.keep(f"kept-{rule}", np.array(rows, dtype=np.int64))

"""Is modularity a better choice of blocks than the probes of the papers that it is compared with?

Lu et al. (2022), Table 1, set their pruned ResNet56 beside numbers of Chen & Zhao (2018) and DBP (2019), each net of
another size, trained by somebody else. Here the rules of both are run: at equal shape, where nets differ in nothing
but the blocks, and at the size that each of them published, where fewer blocks go. All are fine-tuned alike.
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.modularity.readings import Reading
from netsci_bench.experiments.pruning.fine_tuned import Trained, train_net
from netsci_bench.experiments.pruning.probe_choice import Probing, probe_accuracies, shared_blocks
from netsci_bench.experiments.pruning.readings import Sizes, base_net, measure_curves, measure_sizes
from netsci_bench.experiments.pruning.rules import kept_by_rule
from netsci_bench.measures.series.block_choice import Kept, kept_in_shape, kept_overall
from netsci_bench.nets.models.cifar_resnet import CifarResNet, cifar_resnet
from netsci_bench.nets.probes.block_ablation import blocks_by_stage, shape_changing
from netsci_bench.nets.probes.size import macs, parameter_count
from netsci_bench.nets.training.batches import Normalisation
from netsci_bench.nets.training.recipe import Recipe

Blocks = Annotated[int, Field(ge=3)]  # one in each stage
COLOUR_IMAGE = (3, 32, 32)


class OwnSizes(Params):
    """How many blocks are left at the size that each paper published."""

    chen_zhao: Blocks
    dbp: Blocks


class Competing(Probing):
    """How all nets are trained on, and how many blocks the probes leave at their own sizes."""

    tuning: Recipe
    left: OwnSizes


class OwnSize(Metrics):
    """A net of a competitor's own size: blocks by stage, percent saved, accuracies."""

    shape: list[float]
    parameters_removed: float
    macs_removed: float
    trained: Trained


class Competition(Metrics):
    """What each rule's net reaches, of the published shape of modularity and of the competitors' own sizes.

    ``..._probe``: accuracy of the rule's probes by layer; ``..._shared``: of the blocks that could go, how many the
    rule and the reading ``text`` both keep; ``over_...``: last epoch of the ``text`` net less that of another of its
    shape; ``over_..._own``: less that of the other's own size; ``published_over_...``: best epoch of the
    ``published`` net less that of the other's own size.
    """

    base: Sizes
    chen_zhao_probe: list[float]
    dbp_probe: list[float]
    chen_zhao_shared: float
    dbp_shared: float
    text: Trained
    published: Trained
    random: Trained
    cka: Trained
    last: Trained
    chen_zhao: Trained
    dbp: Trained
    chen_zhao_own: OwnSize
    dbp_own: OwnSize
    over_random: float
    over_cka: float
    over_last: float
    over_chen_zhao: float
    over_dbp: float
    over_chen_zhao_own: float
    over_dbp_own: float
    published_over_chen_zhao_own: float
    published_over_dbp_own: float


def competitors(p: Competing, run: Run) -> Competition:
    """Look at the whole net, let every rule choose, train all nets on, compare."""
    net = base_net(p, run)
    probes = {"chen_zhao": probe_accuracies(net, p, run, False), "dbp": probe_accuracies(net, p, run, True)}
    kept = kept_by_all(net, p, probes, run)
    fixed = [stage.tolist() for stage in np.split(shape_changing(net), np.cumsum(blocks_by_stage(net))[:-1])]
    shared = {f"{rule}_shared": shared_blocks(kept["text"], kept[rule], fixed) for rule in probes}
    base = measure_sizes(net, p, run)
    run.keep("fixed", shape_changing(net))
    nets = {rule: train_net(tuned_recipe(p, rule, blocks), rule, run) for rule, blocks in kept.items()}
    own = {f"{rule}_own": train_own_size(net, p, (rule, probes[rule]), run) for rule in probes}
    return Competition(
        base=base,
        **{f"{rule}_probe": accuracies.tolist() for rule, accuracies in probes.items()},
        **shared,
        **nets,
        **own,
        **{f"over_{rule}": nets["text"].last - nets[rule].last for rule in nets if rule not in ("text", "published")},
        **{f"over_{size}": nets["text"].last - own[size].trained.last for size in own},
        **{f"published_over_{size}": nets["published"].best - own[size].trained.best for size in own},
    )


def kept_by_all(net: CifarResNet, p: Competing, probes: dict[str, np.ndarray], run: Run) -> dict[str, Kept]:
    """The blocks that each rule keeps of the published shape; but for the probes as in `pruning/resnet56`."""
    by_reading = {reading: measure_curves(net, p, getattr(p, reading), run) for reading in ("text", "published")}
    for reading, curves in by_reading.items():
        run.keep(f"modularity-{reading}", curves.mean(axis=0))
    fixed, stages = shape_changing(net), blocks_by_stage(net)
    by_probe = {rule: kept_in_shape(np.diff(found), fixed, stages, p.shape) for rule, found in probes.items()}
    by_others = kept_by_rule(net, p, by_reading, run)
    kept = {str(rule): blocks for rule, blocks in by_others.items()} | by_probe
    for rule, blocks in kept.items():
        keep_choice(rule, blocks, run)
    return kept


def train_own_size(net: CifarResNet, p: Competing, rule: tuple[str, np.ndarray], run: Run) -> OwnSize:
    """The net that a rule (its name, its probes' accuracies) leaves at the published size, trained on."""
    name, accuracies = rule
    left = getattr(p.left, name)
    kept = kept_overall(np.diff(accuracies), shape_changing(net), blocks_by_stage(net), left)
    keep_choice(f"{name}-own", kept, run)
    shape = tuple(len(blocks) for blocks in kept)
    small = cifar_resnet(p.classes, shape).to(run.device)
    return OwnSize(
        shape=[float(blocks) for blocks in shape],
        parameters_removed=100 * (1 - parameter_count(small) / parameter_count(net)),
        macs_removed=100 * (1 - macs(small, COLOUR_IMAGE) / macs(net, COLOUR_IMAGE)),
        trained=train_net(tuned_recipe(p, name, kept), f"{name}_own", run),
    )


def tuned_recipe(p: Competing, rule: str, kept: Kept) -> Recipe:
    """The recipe of a net that keeps these blocks and their weights; images are normalised as its reading says."""
    reading: Reading = p.published if rule == "published" else p.text
    normalisation = Normalisation(mean=reading.mean, deviation=reading.deviation)
    start = p.base.start.model_copy(update={"kept": kept})
    architecture = {"stages": tuple(len(blocks) for blocks in kept)}
    return p.tuning.model_copy(update={"architecture": architecture, "normalisation": normalisation, "start": start})


def keep_choice(rule: str, kept: Kept, run: Run) -> None:
    """Keep which blocks a rule keeps, as rows of stage and number."""
    rows = [(stage, block) for stage, blocks in enumerate(kept) for block in blocks]
    run.keep(f"kept-{rule}", np.array(rows, dtype=np.int64))

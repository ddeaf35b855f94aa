"""Which blocks does each rule keep: modularity in both readings, chance, CKA, or the position in the stage?"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.experiments.modularity.readings import draw_sample
from netsci_bench.experiments.pruning.readings import Choosing
from netsci_bench.measures.series.block_choice import Kept, kept_in_shape
from netsci_bench.measures.similarity.linear_cka import linear_cka
from netsci_bench.nets.models.cifar_resnet import CifarResNet
from netsci_bench.nets.probes.block_ablation import blocks_by_stage, last_features, shape_changing
from netsci_bench.nets.probes.layer_outputs import block_points
from netsci_bench.nets.training.tensors import normalise

Rule = Literal["text", "published", "random", "cka", "last"]


def kept_by_rule(net: CifarResNet, p: Choosing, by_reading: Mapping[str, np.ndarray], run: Run) -> dict[Rule, Kept]:
    """The blocks that each rule keeps of the published shape."""
    blocks = len(block_points(net)) - 1
    scores: dict[Rule, np.ndarray] = {
        "text": np.diff(by_reading["text"].mean(axis=0)),
        "published": np.diff(by_reading["published"].mean(axis=0)),
        "random": run.rng("random blocks").random(blocks),
        "cka": change_without_block(net, p, run),
        "last": -np.arange(blocks, dtype=np.float64),
    }
    fixed, stages = shape_changing(net), blocks_by_stage(net)
    return {rule: kept_in_shape(score, fixed, stages, p.shape) for rule, score in scores.items()}


def change_without_block(net: CifarResNet, p: Choosing, run: Run) -> np.ndarray:
    """For each block how much the last features change without it: 1 - CKA; blocks that cannot go score 1.

    Pons et al. (2024) remove the block whose removal changes the representation least, and look again after each;
    here all are scored once.
    """
    examples = draw_sample(p.model_copy(update={"images": p.similar}), p.text, run, p.draws)  # a draw of its own
    images = normalise(examples.images, p.text.mean, p.text.deviation)
    whole = last_features(net, images)
    names = zip(block_points(net)[1:], shape_changing(net), strict=True)
    return np.array(
        [1.0 if fixed else 1.0 - linear_cka(whole, last_features(net, images, name)) for name, fixed in names]
    )

"""Do deeper nets have more plateaus in their modularity curve, if each is trained anew for each seed?

Lu et al. (2022), section 4.1, second observation. `depth` asks the same of one checkpoint per depth; here what varies
is the training. Both readings (see ``layers``), and what the accuracy gains from nearly twice the layers. A deep net
takes smaller steps, so that the noise between samples slows more of them: the null is a net without plateaus that has
this noise.
"""

from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.depth import Plateaus, describe_depths
from netsci_bench.experiments.modularity.trained.layers import Curves, LayerReading, Samples, sampled_curves
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

Blocks = Annotated[int, Field(ge=1)]
STRAIGHT = 20  # sets of straight curves


class TrainedDepths(Samples):
    """One recipe for all depths: ``blocks``, from few to many, are put into its architecture one after another.

    ``doubled``: two of them, the second with nearly twice the layers of the first; ``slow_below``: as in `Depths`.
    """

    recipe: Recipe
    blocks: Annotated[tuple[Blocks, ...], Field(min_length=3)]
    doubled: tuple[Blocks, Blocks]
    text: LayerReading
    published: LayerReading
    slow_below: Annotated[float, Field(gt=0, lt=1)] = 0.25

    @model_validator(mode="after")
    def _depths_grow(self) -> Self:
        if list(self.blocks) != sorted(set(self.blocks)) or not set(self.doubled) <= set(self.blocks):
            raise ValueError(f"depths grow, and {self.doubled} are two of them: not {self.blocks}")
        return self


class PlateausOfTrainings(Metrics):
    """Both readings, that of the text with labels in random order, and the accuracies in percent of the test images.

    ``straight_rank_correlation``: mean ``slow_rank_correlation`` of curves that climb evenly, with the noise of those
    of the text; ``double_depth_gain``: percentage points of accuracy that nearly twice the layers gain;
    ``lowest_accuracy``: of all depths.
    """

    text: Plateaus
    published: Plateaus
    permuted: Plateaus
    straight_rank_correlation: float
    accuracy: list[float]
    double_depth_gain: float
    lowest_accuracy: float


class Net(NamedTuple):
    """The curves of a trained net in both readings, and its accuracy in percent of the test images."""

    text: Curves
    published: Curves
    accuracy: float


def plateaus_of_trainings(p: TrainedDepths, run: Run) -> PlateausOfTrainings:
    """Train a net of each depth, measure all curves, see how often they are slow."""
    nets = {blocks: train_depth(blocks, p, run) for blocks in p.blocks}
    for blocks, net in nets.items():
        run.keep(f"curve-{blocks}", net.text.modularity.mean(axis=0))
    run.keep("blocks", np.array(p.blocks))

    def described(curves: list[np.ndarray]) -> Plateaus:
        return describe_depths([each.mean(axis=0) for each in curves], p.slow_below, p.least_gain)

    single, double = (nets[blocks].accuracy for blocks in p.doubled)
    return PlateausOfTrainings(
        text=described([net.text.modularity for net in nets.values()]),
        published=described([net.published.modularity for net in nets.values()]),
        permuted=described([net.text.permuted for net in nets.values()]),
        straight_rank_correlation=straight_rank_correlation([net.text.modularity for net in nets.values()], p, run),
        accuracy=[net.accuracy for net in nets.values()],
        double_depth_gain=double - single,
        lowest_accuracy=min(net.accuracy for net in nets.values()),
    )


def train_depth(blocks: int, p: TrainedDepths, run: Run) -> Net:
    """The net with so many blocks in each stage, trained and measured."""
    recipe = p.recipe.model_copy(update={"architecture": {**p.recipe.architecture, "blocks": blocks}})
    folder = run.once(fit, recipe, f"{blocks} blocks")
    net = load(folder, recipe.epochs, recipe, run.device)
    text, published = (sampled_curves(net, reading, p, run) for reading in (p.text, p.published))
    return Net(text, published, read_history(folder).last_accuracy)


def straight_rank_correlation(samples: list[np.ndarray], p: TrainedDepths, run: Run) -> float:
    """Of nets without plateaus and with the noise of these samples, the mean over several drawings of the noise."""
    drawn = [even_climbs(samples, run.rng(f"straight curves {number}")) for number in range(STRAIGHT)]
    return float(np.mean([describe_depths(d, p.slow_below, p.least_gain).slow_rank_correlation for d in drawn]))


def even_climbs(samples: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """By net a curve that climbs evenly from its first to its last layer, with the noise of the mean of its samples.

    What a sample (``samples layers``) deviates from their mean gets a random sign, so that the layers of one sample
    deviate together, as they do.
    """
    found = []
    for curves in samples:
        mean = curves.mean(axis=0)
        signs = rng.choice([-1.0, 1.0], len(curves))
        noise = signs @ (curves - mean) / len(curves)
        found.append(np.linspace(mean[0], mean[-1], len(mean)) + noise)
    return found

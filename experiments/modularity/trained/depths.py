"""Do deeper nets have more plateaus in their modularity curve, if each is trained anew for each seed?

Lu et al. (2022), section 4.1, second observation. `depth` asks the same of one checkpoint per depth; here what varies
is the training. Both readings (see ``layers``), and what the accuracy gains from nearly twice the layers.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.depth import Plateaus, describe_depths
from netsci_bench.experiments.modularity.trained.layers import LayerReading, Samples, sampled_curves
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load, read_history

Blocks = Annotated[int, Field(ge=1)]


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

    ``double_depth_gain``: percentage points of accuracy that nearly twice the layers gain; ``lowest_accuracy``: of
    all depths.
    """

    text: Plateaus
    published: Plateaus
    permuted: Plateaus
    accuracy: list[float]
    double_depth_gain: float
    lowest_accuracy: float


def plateaus_of_trainings(p: TrainedDepths, run: Run) -> PlateausOfTrainings:
    """Train a net of each depth, measure all curves, see how often they are slow."""
    curves: dict[str, list[np.ndarray]] = {"text": [], "published": [], "permuted": []}
    accuracies = []
    for blocks in p.blocks:
        recipe = p.recipe.model_copy(update={"architecture": {**p.recipe.architecture, "blocks": blocks}})
        folder = run.once(fit, recipe, f"{blocks} blocks")
        net = load(folder, recipe.epochs, recipe, run.device)
        text, published = (sampled_curves(net, reading, p, run) for reading in (p.text, p.published))
        curves["text"].append(text.modularity.mean(axis=0))
        curves["permuted"].append(text.permuted.mean(axis=0))
        curves["published"].append(published.modularity.mean(axis=0))
        accuracies.append(read_history(folder).last_accuracy)
        run.keep(f"curve-{blocks}", curves["text"][-1])
    run.keep("blocks", np.array(p.blocks))
    found = {name: describe_depths(several, p.slow_below, p.least_gain) for name, several in curves.items()}
    single, double = (accuracies[p.blocks.index(blocks)] for blocks in p.doubled)
    return PlateausOfTrainings(
        text=found["text"],
        published=found["published"],
        permuted=found["permuted"],
        accuracy=accuracies,
        double_depth_gain=double - single,
        lowest_accuracy=min(accuracies),
    )

"""What do the features before the last layer show while a network learns?

The report of Pícha & Profota (2025) looks at the last layer of a small network. Here the same is asked one layer
earlier, of a residual network on photographs: do features come together by class, and when?
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.embedding.epoch_outputs import epoch_outputs
from netsci_bench.experiments.embedding.projections import Looks
from netsci_bench.experiments.embedding.watched import component_series, offer_series
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity
from netsci_bench.nets.training.recipe import Recipe


class WatchedFeatures(Params):
    """A training whose features are watched, and how.

    ``components``: principal components of the last epoch's features that are kept; ``embedded_seeds``: of these
    t-SNE and UMAP are made for all epochs and images.
    """

    recipe: Recipe
    looks: Looks = Looks()
    components: Annotated[int, Field(ge=3)] = 16
    embedded_seeds: tuple[Annotated[int, Field(ge=0)], ...] = (0,)

    @model_validator(mode="after")
    def _there_are_epochs_to_compare(self) -> Self:
        if self.recipe.epochs < 2:
            raise ValueError("a training whose epochs are watched has two or more")
        return self


class GroupedFeatures(Metrics):
    """How features group by class; lists go by epoch, the untrained network first.

    ``purity`` and with labels in random order ``shuffled_purity``: share of the nearest neighbours, by features of
    the last epoch, that are of the same class; ``gained``: purity after training less that before it;
    ``components_hold``: share of the variance that the kept components hold.
    """

    purity: float
    shuffled_purity: float
    gained: float
    components_hold: float
    accuracies: list[float]
    purities: list[float]


def watch_features(p: WatchedFeatures, run: Run) -> GroupedFeatures:
    """Train, take what enters the last layer after each epoch, and see how it groups by class."""
    seen = epoch_outputs(p.recipe, run)
    points, hold = component_series(p.recipe, p.components, run)
    offer_series(seen, points, p.looks, run, {} if run.seed in p.embedded_seeds else None)
    sample, k = slice(p.looks.sample), p.looks.neighbours
    labels = seen.labels[sample]
    exact = points[:, sample].astype(np.float64)
    purities = [neighbour_purity(features, labels, k) for features in exact]
    shuffled = run.rng("without any structure").permutation(labels)
    return GroupedFeatures(
        purity=purities[-1],
        shuffled_purity=neighbour_purity(exact[-1], shuffled, k),
        gained=purities[-1] - purities[0],
        components_hold=hold,
        accuracies=list(seen.accuracies),
        purities=purities,
    )

"""What does an attack, or something else that changes images, do to the curve of modularity?

An adversarial image is one that the net misclassifies after the attack. Only these are looked at, beside the same
images before the attack, so that neither their number nor their choice makes the difference; beside the same images
with noise of the same size; and beside as many other images that the net classifies correctly.
"""

from typing import NamedTuple

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import LayerReading, graphs_of_layers
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours
from netsci_bench.nets.training.tensors import Examples


class Effect(Metrics):
    """What became of the attacked images.

    ``success_rate``: percent of those attacked; ``length`` and ``largest``: mean Euclidean length and largest number
    of what was added, in numbers from 0 to 1. Then peaks (largest modularity of a curve): ``peak`` of the adversarial
    images, its ``change`` from that of the same images before; ``redrawn_change``: of other images instead;
    ``noise_change``: of noise of the same size instead; ``beyond_noise``: how much lower the peak is after the attack
    than after the noise; ``permuted_change``: the change with labels in random order. Where there are too few
    successes, all of these are 0 and the curves are empty.
    """

    attacked: float
    successes: float
    success_rate: float
    length: float
    largest: float
    peak: float = 0.0
    change: float = 0.0
    redrawn_change: float = 0.0
    noise_change: float = 0.0
    beyond_noise: float = 0.0
    permuted_change: float = 0.0
    modularity: list[float] = Field(default_factory=list)
    clean: list[float] = Field(default_factory=list)
    noise: list[float] = Field(default_factory=list)
    redrawn: list[float] = Field(default_factory=list)
    permuted: list[float] = Field(default_factory=list)


class Compared(NamedTuple):
    """The same images before the attack, after it and with noise instead; ``others``: as many other images."""

    clean: Examples
    attacked: Tensor
    noisy: Tensor
    others: Examples

    def take(self, chosen: Tensor) -> "Compared":
        """Those of a mask over the images, and as many of the others."""
        labels, count = self.clean.labels[chosen], int(chosen.sum())
        others = Examples(self.others.images[:count], self.others.labels[:count])
        return Compared(
            Examples(self.clean.images[chosen], labels), self.attacked[chosen], self.noisy[chosen], others
        )


def size_of(changes: Tensor) -> dict[str, float]:
    """Mean Euclidean length and largest absolute number of changes (``images channels height width``)."""
    return {"length": float(changes.flatten(1).norm(dim=1).mean()), "largest": float(changes.abs().max())}


def not_made(attacked: int) -> Effect:
    """An attack that was not made has no success."""
    return Effect(attacked=attacked, successes=0, success_rate=0, length=0, largest=0)


def effect_of(compared: Compared, fooled: Tensor, least: int, measure: "CurveOf", rng: np.random.Generator) -> Effect:
    """The curves of those images that fooled the net, and their peaks; none where they are fewer than ``least``."""
    count = int(fooled.sum())
    size = size_of(compared.attacked - compared.clean.images)
    found = Effect(attacked=len(fooled), successes=count, success_rate=100 * count / len(fooled), **size)
    if count < least:
        return found
    taken = compared.take(fooled)
    labels = taken.clean.labels.cpu().numpy()
    mixed = rng.permutation(labels)
    clean, clean_mixed = measure(taken.clean.images, labels, mixed)
    after, after_mixed = measure(taken.attacked, labels, mixed)
    noise = measure(taken.noisy, labels)[0]
    redrawn = measure(taken.others.images, taken.others.labels.cpu().numpy())[0]
    peaks = {"peak": max(after), "change": max(after) - max(clean), "redrawn_change": max(redrawn) - max(clean)}
    noisy = {"noise_change": max(noise) - max(clean), "beyond_noise": max(noise) - max(after)}
    curves = {"modularity": after, "clean": clean, "noise": noise, "redrawn": redrawn, "permuted": after_mixed}
    change = {"permuted_change": max(after_mixed) - max(clean_mixed)}
    return found.model_copy(update={**peaks, **noisy, **change, **curves})


class CurveOf(NamedTuple):
    """Modularity by layer of a net at images with numbers from 0 to 1, once for each kind of labels."""

    net: nn.Module
    reading: LayerReading
    neighbours: int

    def __call__(self, images: Tensor, *labels: np.ndarray) -> list[list[float]]:
        """A list over the layers for each array of labels."""
        shown = Examples(images, images.new_zeros(len(images)))
        graphs, _ = graphs_of_layers(self.net, shown, self.reading, self.neighbours)
        return [[_modularity(graph, each) for graph in graphs] for each in labels]


def _modularity(graph: Neighbours, labels: np.ndarray) -> float:
    """That of the classes; 0 where there is one class alone, which holds every edge."""
    return neighbour_modularity(graph, labels) if len(np.unique(labels)) > 1 else 0.0

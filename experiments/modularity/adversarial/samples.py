"""Which images are attacked, and by what, in the text and in the published code?

Text: random test images that the net classifies correctly, with numbers from 0 to 1. Code
(get_adversarial_samples.py of yaolu-zjut/Dynamic-Graphs-Construction): the first ones of the test set, *normalised
before the attack*, while the attacks keep AdverTorch's range from 0 to 1. So every normalised number below 0 becomes
0 and every one above 1 becomes 1, whatever the attack does. The code gives JSMA the true class as its target; the
image is in that class already, so that nothing but this cut happens. Its OnePixel is AdverTorch's attack on random
pixels, which does not cut. Only images that the net misclassifies afterwards are kept: the success rate of these is
100 % by construction. Here an attack begins at the cut image; AdverTorch takes its first gradient before the cut.
"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.experiments.modularity.readings import Graphs
from netsci_bench.experiments.modularity.trained.layers import LayerReading
from netsci_bench.nets.attacks.any_attack import Settings, attack_images
from netsci_bench.nets.attacks.library_attacks import CarliniWagner, Fgsm, Jsma, OnePixel, Pgd
from netsci_bench.nets.attacks.local_search import LocalSearch, RandomPixel
from netsci_bench.nets.attacks.target import Normalised, Target, predict_classes
from netsci_bench.nets.training.tensors import Examples, normalise, to_examples

CHUNK = 250  # candidates that are classified at once, until there are enough correct ones


class Attacks(Params):
    """The settings of each attack; one without settings is not made, and its claims have no evidence."""

    fgsm: Fgsm | None = None
    pgd: Pgd | None = None
    jsma: Jsma | None = None
    cw: CarliniWagner | None = None
    one_pixel: OnePixel | RandomPixel | None = None
    local_search: LocalSearch | None = None

    def made(self) -> dict[str, Settings | None]:
        """The settings of each attack by its name."""
        gradient: dict[str, Settings | None] = {"fgsm": self.fgsm, "pgd": self.pgd, "jsma": self.jsma, "cw": self.cw}
        return {**gradient, "one_pixel": self.one_pixel, "local_search": self.local_search}


class AttackReading(LayerReading):
    """Which images and layers, and which attacks; ``normalised``: whether normalised numbers are attacked."""

    normalised: bool
    attacks: Attacks


def target_of(net: nn.Module, reading: LayerReading, classes: int) -> Target:
    """The net behind its normalisation, for images with numbers from 0 to 1."""
    device = next(net.parameters()).device
    return Target(Normalised(net, reading.mean, reading.deviation).to(device), classes)


def correct_images(target: Target, reading: LayerReading, p: Graphs, run: Run, wanted: int) -> Examples:
    """Images of a reading that the net classifies correctly: as many as wanted, or all that there are.

    Raises:
        ValueError: the net classifies none of them correctly.
    """
    found = []
    for examples in _candidates(reading, p, run):
        correct = predict_classes(target, examples.images) == examples.labels
        found.append(Examples(examples.images[correct], examples.labels[correct]))
        if sum(map(len, found)) >= wanted:
            break
    images, labels = torch.cat([e.images for e in found]), torch.cat([e.labels for e in found])
    if not len(labels):
        raise ValueError("the net classifies no image correctly: there is nothing to attack")
    return Examples(images[:wanted], labels[:wanted])


def _candidates(reading: LayerReading, p: Graphs, run: Run) -> Iterator[Examples]:
    arrays = run.arrays(p.dataset)
    images, labels = arrays[f"{reading.part}_images"], arrays[f"{reading.part}_labels"]
    order = np.arange(len(labels))
    if reading.draw == "random":
        order = run.rng("attacked images").permutation(order)
    for some in np.split(order, range(CHUNK, len(order), CHUNK)):
        yield to_examples(images[some], labels[some], run.device)


def attacked(
    target: Target, reading: AttackReading, examples: Examples, how: Settings, rng: np.random.Generator
) -> Tensor:
    """The images, with numbers from 0 to 1, after an attack in the way of the reading."""
    if not reading.normalised:
        return attack_images(target, examples.images, examples.labels, how, rng)
    if isinstance(how, Jsma):
        return cut_normalised(examples.images, reading)
    scaled = normalise(examples.images, reading.mean, reading.deviation)
    start = scaled if isinstance(how, RandomPixel) else scaled.clamp(0.0, 1.0)
    inner = target.net.get_submodule("net")
    return to_unit(attack_images(target._replace(net=inner), start, examples.labels, how, rng), reading)


def cut_normalised(images: Tensor, reading: LayerReading) -> Tensor:
    """Images whose normalised numbers are cut to [0, 1], given back as they are before normalisation."""
    return to_unit(normalise(images, reading.mean, reading.deviation).clamp(0.0, 1.0), reading)


def to_unit(normalised: Tensor, reading: LayerReading) -> Tensor:
    """What normalisation made these of."""
    mean, deviation = (
        torch.tensor(values, device=normalised.device).view(-1, 1, 1) for values in (reading.mean, reading.deviation)
    )
    return normalised * deviation + mean

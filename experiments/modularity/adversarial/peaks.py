"""Does the curve of adversarial images have a lower peak than that of normal ones?

Lu et al. (2022), section 4.2 and Fig. 6a. Each seed trains a net, attacks it in both readings (see ``samples``) and
compares the peaks of the curves (see ``effects``).
"""

from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.adversarial.effects import Compared, CurveOf, Effect, effect_of, not_made
from netsci_bench.experiments.modularity.adversarial.samples import (
    AttackReading,
    attacked,
    correct_images,
    cut_normalised,
    target_of,
)
from netsci_bench.experiments.modularity.readings import Graphs
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_accuracy, subject_net
from netsci_bench.nets.attacks.any_attack import Settings
from netsci_bench.nets.attacks.in_parts import AttackInParts
from netsci_bench.nets.attacks.library_attacks import import_library
from netsci_bench.nets.attacks.same_size_noise import same_size_noise
from netsci_bench.nets.attacks.target import Target, are_fooled
from netsci_bench.nets.training.tensors import Examples


class Adversarial(Subject, Graphs):
    """A net, as many attacked ``images``, and how few adversarial ones among them are too few for a curve."""

    text: AttackReading
    published: AttackReading
    least: Annotated[int, Field(ge=2)]

    @model_validator(mode="after")
    def _a_curve_needs_neighbours(self) -> Self:
        if not self.neighbours < self.least <= self.images:
            raise ValueError("`least` must be more than `neighbours`, and not more than `images`")
        return self


class Attacked(Metrics):
    """The effect of each attack; ``clean``: the curve of all images before any of them.

    ``cut``: the curve of the same images whose normalised numbers are cut to [0, 1], without any attack;
    ``cut_change``: of the peak by that.
    """

    fgsm: Effect
    pgd: Effect
    jsma: Effect
    cw: Effect
    one_pixel: Effect
    local_search: Effect
    clean: list[float]
    cut: list[float]
    cut_change: float


class Peaks(Metrics):
    """Both readings, and the accuracy of the net in percent of the test images."""

    text: Attacked
    published: Attacked
    accuracy: float


def adversarial_peaks(p: Adversarial, run: Run) -> Peaks:
    """Train, attack images that are classified correctly, build graphs from each layer's outputs, compare peaks."""
    import_library()  # before the training, so that nobody trains in vain
    net, attacker = subject_net(p, p.classes, run), AttackInParts(run)
    text, published = (
        _attack_all(make_scene(net, reading, p, run), attacker, p.least, name, run)
        for name, reading in (("text", p.text), ("published", p.published))
    )
    attacker.finish()
    return Peaks(text=text, published=published, accuracy=subject_accuracy(p, net, p, p.text, run))


class Scene(NamedTuple):
    """What all attacks of a reading have in common; ``others``: images that are not attacked."""

    target: Target
    reading: AttackReading
    measure: CurveOf
    images: Examples
    others: Examples


def make_scene(net: nn.Module, reading: AttackReading, p: Adversarial, run: Run) -> Scene:
    """Images that are classified correctly: the first half is attacked, the others are there to compare with."""
    target = target_of(net, reading, p.classes)
    both = correct_images(target, reading, p, run, 2 * p.images)
    half = (len(both) + 1) // 2
    images, others = (Examples(both.images[at], both.labels[at]) for at in (slice(half), slice(half, None)))
    return Scene(target, reading, CurveOf(net, reading, p.neighbours), images, others)


def _attack_all(scene: Scene, attacker: AttackInParts, least: int, name: str, run: Run) -> Attacked:
    effects = {}
    for attack, how in scene.reading.attacks.made().items():
        purpose = f"{name} {attack}"
        effects[attack] = not_made(len(scene.images))
        if how is not None:
            effects[attack] = _effect(scene, _attack(scene, attacker, how, purpose), least, run, purpose)
    images, labels = scene.images.images, scene.images.labels.cpu().numpy()
    clean, cut = (scene.measure(each, labels)[0] for each in (images, cut_normalised(images, scene.reading)))
    return Attacked(**effects, clean=clean, cut=cut, cut_change=max(cut) - max(clean))


def _attack(scene: Scene, attacker: AttackInParts, how: Settings, name: str) -> Tensor:
    """The images after the attack, in the way of the reading."""

    def attack(images: Tensor, labels: Tensor, rng: np.random.Generator) -> Tensor:
        return attacked(scene.target, scene.reading, Examples(images, labels), how, rng)

    return attacker.attack(name, attack, scene.images.images, scene.images.labels)


def _effect(scene: Scene, changed: Tensor, least: int, run: Run, purpose: str) -> Effect:
    images, labels = scene.images.images, scene.images.labels
    noisy = same_size_noise(scene.target, images, changed, run.rng(f"noise like {purpose}"))
    compared = Compared(scene.images, changed, noisy, scene.others)
    fooled = are_fooled(scene.target, changed, labels)
    return effect_of(compared, fooled, least, scene.measure, run.rng(f"permuted labels of {purpose}"))

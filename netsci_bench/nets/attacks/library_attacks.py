"""What do FGSM, PGD, JSMA, Carlini and Wagner's attack and the one-pixel attack make of images?

They are those of the Adversarial Robustness Toolbox (Nicolae et al. 2018), an optional library:
``pip install 'netsci-bench[attacks]'``. It is imported where it is used, since it takes seconds, and it draws from
numpy's global generator, which is borrowed: seeded, and put back. All attacks are untargeted, but JSMA, which is
given another class at random for each image. A budget of 0 is refused: it would leave every image as it is.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.schema import Params
from netsci_bench.nets.attacks.target import Target

Amount = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
BATCH = 100  # images that are attacked together
ROUNDING = 1e-4  # of the range: the library's one pixel attack takes all pixels through [0, 255] and back
INSTALL = "pip install 'netsci-bench[attacks]'"


class Fgsm(Params):
    """One step of ``epsilon`` in the direction of the sign of the gradient (Goodfellow et al. 2015)."""

    epsilon: Amount


class Pgd(Params):
    """``steps`` of size ``step``, kept within ``epsilon`` of the image, from a random start (Madry et al. 2018)."""

    epsilon: Amount
    step: Amount
    steps: Count


class Jsma(Params):
    """Two numbers of the image at a time grow by ``change``, at most a ``share`` of all (Papernot et al. 2016)."""

    change: Amount
    share: Annotated[float, Field(gt=0, le=1)]


class CarliniWagner(Params):
    """The shortest change, by ``steps`` of descent for each of some ``searches`` (Carlini and Wagner 2017, L2).

    ``rate``: the first step size; ``weight``: the first weight of the misclassification, which the searches adapt.
    """

    rate: Amount
    weight: Amount
    searches: Count
    steps: Count


class OnePixel(Params):
    """One pixel, found by ``generations`` of differential evolution among 400 candidates (Su et al. 2019)."""

    generations: Count


def fgsm(target: Target, images: Tensor, labels: Tensor, how: Fgsm, _: np.random.Generator) -> Tensor:
    """The images after one step; nothing is drawn."""
    with _library(target, images) as (attacks, classifier):
        settings = {"eps": how.epsilon, "eps_step": how.epsilon, "batch_size": BATCH}
        return _attack(attacks.FastGradientMethod(classifier, **settings), images, labels)


def pgd(target: Target, images: Tensor, labels: Tensor, how: Pgd, rng: np.random.Generator) -> Tensor:
    """The images after all steps."""
    with _library(target, images, rng) as (attacks, classifier):
        settings = {"eps": how.epsilon, "eps_step": how.step, "max_iter": how.steps, "num_random_init": 1}
        attack = attacks.ProjectedGradientDescentPyTorch(classifier, **settings, batch_size=BATCH, verbose=False)
        return _attack(attack, images, labels)


def jsma(target: Target, images: Tensor, labels: Tensor, how: Jsma, rng: np.random.Generator) -> Tensor:
    """The images on the way to another class each, also of those that did not arrive there."""
    others = (labels.cpu().numpy() + rng.integers(1, target.classes, len(labels))) % target.classes
    with _library(target, images, rng) as (attacks, classifier):
        settings = {"theta": how.change, "gamma": how.share, "batch_size": BATCH, "verbose": False}
        return _attack(attacks.SaliencyMapMethod(classifier, **settings), images, torch.tensor(others))


def carlini_wagner(
    target: Target, images: Tensor, labels: Tensor, how: CarliniWagner, _: np.random.Generator
) -> Tensor:
    """The images with the shortest change that was found; nothing is drawn."""
    with _library(target, images) as (attacks, classifier):
        settings = {"learning_rate": how.rate, "initial_const": how.weight, "max_iter": how.steps}
        searches = {"binary_search_steps": how.searches, "batch_size": BATCH, "verbose": False}
        return _attack(attacks.CarliniL2Method(classifier, **settings, **searches), images, labels)


def one_pixel(target: Target, images: Tensor, labels: Tensor, how: OnePixel, rng: np.random.Generator) -> Tensor:
    """The images with one pixel changed, and as they were where no pixel was found."""
    with _library(target, images, rng) as (attacks, classifier):
        attack = attacks.PixelAttack(classifier, th=1, es=1, max_iter=how.generations, verbose=False)
        found = _attack(attack, images, labels)
    changed = ((found - images).abs() > ROUNDING * (target.highest - target.lowest)).any(1, keepdim=True)
    return torch.where(changed, found, images)


def import_library() -> tuple[Any, Any]:
    """The attacks of the library and its class of networks; call it before anything long, to know that it is there.

    Raises:
        Mistake: it is not installed.
    """
    try:
        from art.attacks import evasion
        from art.estimators.classification import PyTorchClassifier
    except ImportError as error:
        raise Mistake("attacks need the adversarial-robustness-toolbox", remedy=INSTALL) from error
    return evasion, PyTorchClassifier


@contextmanager
def _library(target: Target, images: Tensor, rng: np.random.Generator | None = None) -> Iterator[tuple[Any, Any]]:
    """The library's attacks, and the target as it takes it, while numpy's global generator is seeded from ours."""
    evasion, classifier = import_library()
    net = copy.deepcopy(target.net).eval().requires_grad_(False)
    on_gpu = next(net.parameters()).device.type == "cuda"
    options = {"clip_values": (target.lowest, target.highest), "device_type": "gpu" if on_gpu else "cpu"}
    before = np.random.get_state()
    try:
        if rng is not None:
            np.random.seed(int(rng.integers(2**32)))
        yield evasion, classifier(net, nn.CrossEntropyLoss(), images.shape[1:], target.classes, **options)
    finally:
        np.random.set_state(before)


def _attack(attack: Any, images: Tensor, labels: Tensor) -> Tensor:
    found = attack.generate(images.cpu().numpy(), labels.cpu().numpy())
    return torch.tensor(found, dtype=images.dtype).to(images.device)

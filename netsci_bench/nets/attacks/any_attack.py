"""Which attack do these settings ask for? Each kind of settings belongs to one function."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from torch import Tensor

from netsci_bench.nets.attacks import library_attacks as library
from netsci_bench.nets.attacks.local_search import LocalSearch, RandomPixel, local_search, random_pixel
from netsci_bench.nets.attacks.target import Target

Settings = (
    library.Fgsm | library.Pgd | library.Jsma | library.CarliniWagner | library.OnePixel | RandomPixel | LocalSearch
)

ATTACKS: Mapping[type, Callable[..., Tensor]] = {
    library.Fgsm: library.fgsm,
    library.Pgd: library.pgd,
    library.Jsma: library.jsma,
    library.CarliniWagner: library.carlini_wagner,
    library.OnePixel: library.one_pixel,
    RandomPixel: random_pixel,
    LocalSearch: local_search,
}


def attack_images(target: Target, images: Tensor, labels: Tensor, how: Any, rng: np.random.Generator) -> Tensor:
    """What the attack with these settings makes of the images.

    Args:
        target: the network, and the range that no number leaves.
        images: ``images channels height width``, in that range.
        labels: the class of each; an image in another class afterwards is a success.
        how: the settings.
        rng: what is random is drawn from it.
    """
    return ATTACKS[type(how)](target, images, labels, how, rng)

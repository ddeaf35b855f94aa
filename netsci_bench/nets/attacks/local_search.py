"""Which few pixels fool a network of which only the outputs are known?

Narodytska & Kasiviswanathan, Simple Black-Box Adversarial Attacks on Deep Neural Networks (CVPR workshops 2017;
arXiv 1612.06299): their algorithm 1 (one random pixel) and 3 (greedy local search), written from the paper, as no
maintained library has them. Numbers of an image are meant to lie between -1/2 and 1/2; a target's range is mapped
to that, and no image leaves it. AdverTorch differs from the paper in two ways, which are options here: each round
begins with the image as it was (``afresh``), and what fools the network while pixels are tried out is taken, too
(``trials_count``).
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from netsci_bench.contract.schema import Params
from netsci_bench.nets.attacks.target import Target, are_fooled
from netsci_bench.nets.training.evaluate import compute_outputs

Count = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(gt=0)]
Pixels = np.ndarray  # ``pixels 2``: row and column


class RandomPixel(Params):
    """As many random ``pixels`` are tried, one at a time, in the darkest and in the brightest colour."""

    pixels: Count


class LocalSearch(Params):
    """A pixel is tried with the value ``trial`` times its sign; then the best ``pixels`` grow by ``factor``.

    ``reach``: half the side of the square around each of them in which the next round searches; ``first_share`` and
    ``most``: the share of all pixels that the first round tries, and how many any round tries at most; ``rounds``:
    the budget.
    """

    trial: Amount = 1.0
    factor: Amount = 1.5
    reach: Count = 5
    pixels: Count = 5
    rounds: Count
    first_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    most: Count = 128
    afresh: bool = False
    trials_count: bool = False


def random_pixel(
    target: Target, images: Tensor, labels: Tensor, how: RandomPixel, rng: np.random.Generator
) -> Tensor:
    """The images with one pixel changed, and as they were where none of those tried fools the network."""
    return torch.stack(
        [_try_pixels(target, image, label, how.pixels, rng) for image, label in _pairs(images, labels)]
    )


def local_search(
    target: Target, images: Tensor, labels: Tensor, how: LocalSearch, rng: np.random.Generator
) -> Tensor:
    """The images with a few pixels changed, and as they were where the budget was not enough."""
    return torch.stack([_search(target, image, label, how, rng) for image, label in _pairs(images, labels)])


def cyclic(values: Tensor, factor: float) -> Tensor:
    """Numbers between -1/2 and 1/2, grown by a factor; what leaves this range comes in again at its other end.

    Source: algorithm 2.

    >>> cyclic(torch.tensor([0.2, 0.4, -0.4], dtype=torch.float64), 1.5).round(decimals=4).tolist()
    [0.3, -0.4, 0.4]
    """
    grown = values * factor
    return grown - (grown > 0.5).to(grown.dtype) + (grown < -0.5).to(grown.dtype)


def _pairs(images: Tensor, labels: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    yield from zip(images, labels, strict=True)


def _try_pixels(target: Target, image: Tensor, label: Tensor, pixels: int, rng: np.random.Generator) -> Tensor:
    height, width = image.shape[1:]
    chosen = rng.permutation(height * width)[:pixels]
    tried = image.expand(2 * len(chosen), *image.shape).clone()
    for number, pixel in enumerate(chosen):
        tried[2 * number, :, pixel // width, pixel % width] = target.lowest
        tried[2 * number + 1, :, pixel // width, pixel % width] = target.highest
    fooling = are_fooled(target, tried, label).nonzero()
    return tried[int(fooling[0])] if len(fooling) else image


def _search(target: Target, image: Tensor, label: Tensor, how: LocalSearch, rng: np.random.Generator) -> Tensor:
    """Algorithm 3 for one image."""
    changed, nearest = image, image
    places = _first_places(image, how, rng)
    for _ in range(how.rounds):
        places = rng.permutation(places)[: how.most]
        tried = _tried(target, image if how.afresh else changed, places, how.trial)
        outputs = compute_outputs(target.net, tried)
        if how.trials_count:
            nearest = _nearest(image, torch.stack([nearest, *tried[outputs.argmax(1) != label]]))
        best = outputs.softmax(1)[:, label].argsort(stable=True)[: how.pixels].cpu().numpy()
        changed = _grown(target, image if how.afresh else changed, places[best], how.factor)
        if bool(are_fooled(target, changed.unsqueeze(0), label)):
            return _nearest(image, torch.stack([nearest, changed]))
        places = _around(places[best], how.reach, image.shape[1:])
    return nearest


def _first_places(image: Tensor, how: LocalSearch, rng: np.random.Generator) -> Pixels:
    """A share of all pixels, drawn at random."""
    height, width = image.shape[1:]
    count = max(1, min(int(how.first_share * height * width), how.most))
    return np.stack(np.divmod(rng.permutation(height * width)[:count], width), axis=1)


def _tried(target: Target, image: Tensor, places: Pixels, trial: float) -> Tensor:
    """One image for each place, with every number of that pixel set to its sign times ``trial``, in the range."""
    span, middle = target.highest - target.lowest, (target.highest + target.lowest) / 2
    tried = image.expand(len(places), *image.shape).clone()
    each, rows, columns = torch.arange(len(places)), torch.tensor(places[:, 0]), torch.tensor(places[:, 1])
    signs = (tried[each, :, rows, columns] - middle).sign()
    tried[each, :, rows, columns] = middle + signs * trial * span
    return tried.clamp(target.lowest, target.highest)


def _grown(target: Target, image: Tensor, places: Pixels, factor: float) -> Tensor:
    """The image with the numbers of these pixels grown, from the middle of the range on."""
    span, middle = target.highest - target.lowest, (target.highest + target.lowest) / 2
    grown = image.clone()
    rows, columns = torch.tensor(places[:, 0]), torch.tensor(places[:, 1])
    grown[:, rows, columns] = cyclic((image[:, rows, columns] - middle) / span, factor) * span + middle
    return grown


def _around(places: Pixels, reach: int, size: Sequence[int]) -> Pixels:
    """All pixels in the squares around some, each once, in order."""
    shifts = np.stack(np.meshgrid(*[np.arange(-reach, reach + 1)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    near = np.unique((places[:, None] + shifts).reshape(-1, 2), axis=0)
    inside: np.ndarray = near[(near >= 0).all(1) & (near < np.array(size)).all(1)]
    return inside


def _nearest(image: Tensor, candidates: Tensor) -> Tensor:
    """Of several changed images the one nearest to the image; the first counts only if it was changed."""
    lengths = (candidates - image).flatten(1).norm(dim=1)
    if not bool((candidates[0] != image).any()):
        lengths[0] = torch.inf
    return candidates[int(lengths.argmin())] if bool(torch.isfinite(lengths).any()) else image

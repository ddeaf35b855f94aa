"""On what does a recipe train, validate and test? The data set of a run, divided and on the device."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from netsci_bench.contract.run import Arrays, Run
from netsci_bench.nets.training.batches import Batches, make_batches, network_inputs, scale_of
from netsci_bench.nets.training.recipe import Recipe, target_classes
from netsci_bench.nets.training.tensors import Examples, to_pixels


@dataclass(frozen=True)
class TrainingData:
    """What is trained on; what is held out of it, if anything; what is tested."""

    train: Batches
    valid: Examples | None
    test: Examples


def load_data(recipe: Recipe, run: Run) -> TrainingData:
    """The data of a recipe.

    Raises:
        ValueError: more is held out than there is, or the data do not fit the recipe.
    """
    arrays = run.arrays(recipe.dataset)
    places = {part: _choose(recipe, part, arrays) for part in ("train", "test")}
    order = run.rng("held out").permutation(places["train"]) if recipe.hold_out else places["train"]
    if not recipe.hold_out < len(order):
        raise ValueError(f"{recipe.hold_out} of {len(order)} training examples cannot be held out")
    apart, rest = np.sort(order[: recipe.hold_out]), order[recipe.hold_out :]
    pixels, labels = _take(recipe, arrays, "train", rest, run.device)
    scale = scale_of(recipe.normalisation, pixels)

    def test_examples(part: str, places: np.ndarray) -> Examples:
        pixels, labels = _take(recipe, arrays, part, places, run.device)
        images = network_inputs(pixels, scale)
        return Examples(images.contiguous(memory_format=memory_layout(images)), labels)

    return TrainingData(
        train=make_batches(pixels, labels, recipe.augmentation, scale),
        valid=test_examples("train", apart) if recipe.hold_out else None,
        test=test_examples("test", places["test"]),
    )


def memory_layout(images: Tensor) -> torch.memory_format:
    """How maps lie in memory: colour images channels last (1.5 times faster on a CPU), all else as it comes."""
    colour = images.ndim == 4 and images.shape[1] > 1
    return torch.channels_last if colour else torch.contiguous_format


def _choose(recipe: Recipe, part: str, arrays: Arrays) -> np.ndarray:
    """The numbers of the examples of a part that the recipe takes."""
    counts = {name: len(arrays[f"{name}_labels"]) for name in ("train", "test")}
    limits = {"train": recipe.train_limit, "test": recipe.test_limit}
    if recipe.subset_seed is None:
        return np.arange(counts[part])[: limits[part]]
    drawn = np.random.RandomState(recipe.subset_seed)  # numpy's old generator: the published subsets come from it
    orders = {name: drawn.permutation(counts[name]) for name in ("train", "test")}
    return orders[part][: limits[part]]


def _take(recipe: Recipe, arrays: Arrays, part: str, places: np.ndarray, device: str) -> tuple[Tensor, Tensor]:
    """Pixels (or features) and classes of some examples, on the device."""
    kind = "images" if f"{part}_images" in arrays else "features"
    pixels, labels = arrays[f"{part}_{kind}"], arrays[f"{part}_labels"]
    if len(pixels) != len(labels) or pixels.ndim not in (2, 3, 4):
        raise ValueError(f"{part} {kind} of {recipe.dataset.name}, {pixels.shape}, do not fit {len(labels)} labels")
    classes = target_classes(recipe, torch.tensor(labels[places].astype(np.int64)))
    return to_pixels(pixels[places], device), classes.to(device)

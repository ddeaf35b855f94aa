"""Is our engine worth having beside the loop of torchvision's examples, for a ResNet on colour images?

The plain loop: a DataLoader that crops, mirrors and normalises one picture at a time, a net in float32 as it comes,
SGD. Both train the same net on the same images, on the threads there are, in turns, in one run.
"""

import time
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from race import Racer, Row
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from netsci_bench.contract import catalogue_entries
from netsci_bench.contract.run import Run
from netsci_bench.nets.device import best_device
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.trained import load
from netsci_bench.runs.hardware import device_name

pytestmark = pytest.mark.perf

STAGES = (3, 3, 3)  # ResNet20: what is true of it is truer of deeper ones, whose pictures cost relatively less
IMAGES = {"cpu": 1280, "cuda": 12_800}
LEAST = {"cpu": 1.7, "cuda": 3.0}
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
ROUNDS = 3


class Pictures(Dataset):
    """What torchvision's CIFAR-10 does for each image."""

    def __init__(self, images: np.ndarray, labels: np.ndarray):
        self._images, self._labels = images.transpose(0, 2, 3, 1), labels
        crop, mirror = transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip()
        self._seen = transforms.Compose([mirror, crop, transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)])

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, index: int):
        return self._seen(Image.fromarray(self._images[index])), int(self._labels[index])


def plain_epoch(loader: DataLoader, net: nn.Module, optimizer: torch.optim.Optimizer, device: str) -> None:
    """An epoch of the usual loop."""
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()


def our_training(recipe: Recipe, arrays: dict[str, np.ndarray], folder: Path, device: str) -> float:
    """Seconds of an epoch of ours, as it notes them itself."""
    folder.mkdir()
    run = Run(seed=0, device=device, folder=folder, arrays=lambda _: arrays)
    fit(recipe, run)
    return run.notes["seconds_per_epoch"][-1]


def recipe_for(arrays: dict[str, np.ndarray], **more: object) -> Recipe:
    specs = {name: catalogue_entries.ArraySpec(shape=a.shape, sha256="0" * 64) for name, a in arrays.items()}
    return Recipe(
        dataset=catalogue_entries.Dataset(
            name="noise", title="Noise", licence="-", source="-", arrays=specs, sources=()
        ),
        model={"name": "netsci_bench.nets.models.cifar_resnet:cifar_resnet"},
        architecture={"stages": STAGES},
        classes=10,
        optimizer="sgd",
        lr=0.01,
        momentum=0.9,
        weight_decay=1e-4,
        normalisation={"mean": MEAN, "deviation": DEVIATION},
        batch=128,
        **{"epochs": 1, **more},
    )


def noise(count: int) -> dict[str, np.ndarray]:
    rng, arrays = np.random.default_rng(0), {}
    for part, images in (("train", count), ("test", 10)):
        arrays[f"{part}_images"] = rng.integers(256, size=(images, 3, 32, 32), dtype=np.uint8)
        arrays[f"{part}_labels"] = rng.integers(10, size=images, dtype=np.uint8)
    return arrays


def assert_one_step_is_the_same(folder: Path, device: str) -> None:
    """From the same weights, on the same images as they are, in float32: their order does not matter in one batch."""
    arrays = noise(128)
    recipe = recipe_for(arrays, precision="float32", keep_epochs=(0, 1))
    our_training(recipe, arrays, folder, device)
    net = load(folder, 0, recipe, device).train()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    as_seen = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)])
    images = [as_seen(Image.fromarray(one)) for one in arrays["train_images"].transpose(0, 2, 3, 1)]
    labels = torch.from_numpy(arrays["train_labels"].astype(np.int64))
    plain_epoch([(torch.stack(images), labels)], net, optimizer, device)
    for one, other in zip(load(folder, 1, recipe, device).parameters(), net.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def test_an_epoch_takes_less_time_than_in_the_loop_of_torchvisions_examples(race: Racer, tmp_path: Path) -> None:
    device = best_device()
    assert_one_step_is_the_same(tmp_path / "one step", device)
    arrays, turns = noise(IMAGES[device]), count()
    recipe = recipe_for(arrays, augmentation="crop_and_flip", precision="bfloat16")
    net = cifar_resnet(10, STAGES).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    loader = DataLoader(Pictures(arrays["train_images"], arrays["train_labels"]), batch_size=128, shuffle=True)
    plain_epoch(loader, net, optimizer, device)
    ours: list[float] = []
    _, plain = race.in_turns(
        [
            lambda: ours.append(our_training(recipe, arrays, tmp_path / str(next(turns)), device)),
            lambda: plain_epoch(loader, net, optimizer, device),
        ],
        ROUNDS,
        time.perf_counter,
    )
    row = Row(
        "an epoch of a ResNet20, colour images cropped and mirrored",
        "the loop of torchvision's examples (DataLoader, float32)",
        f"{IMAGES[device]:,} images of 32 by 32",
        "one step in float32: the weights to 1e-3",
        device="" if device == "cpu" else device_name(device),
    )
    race.written(row, ours, plain, time.perf_counter).at_least(LEAST[device])

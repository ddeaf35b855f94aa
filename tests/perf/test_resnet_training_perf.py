"""Is our engine worth having beside the loop of torchvision's examples, for a ResNet on colour images?

The plain loop: a DataLoader that crops, mirrors and normalises one picture at a time, a net in float32 as it comes,
SGD. Both train the same net on the same images, on the threads there are, in turns, in one run.
"""

import statistics
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from netsci_bench.contract import catalogue_entries
from netsci_bench.contract.run import Run
from netsci_bench.nets.device import best_device
from netsci_bench.nets.models.cifar_resnet import cifar_resnet
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
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


def plain_epoch(loader: DataLoader, net: nn.Module, optimizer: torch.optim.Optimizer, device: str) -> float:
    """Seconds of an epoch of the usual loop."""
    start = time.perf_counter()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
    return time.perf_counter() - start


def our_epoch(recipe: Recipe, arrays: dict[str, np.ndarray], folder: Path, device: str) -> float:
    """Seconds of an epoch of ours, as it notes them itself."""
    folder.mkdir()
    run = Run(seed=0, device=device, folder=folder, arrays=lambda _: arrays)
    fit(recipe, run)
    return run.notes["seconds_per_epoch"][-1]


def test_an_epoch_takes_less_time_than_in_the_loop_of_torchvisions_examples(tmp_path):
    device = best_device()
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", IMAGES[device]), ("test", 10)):
        arrays[f"{part}_images"] = rng.integers(256, size=(count, 3, 32, 32), dtype=np.uint8)
        arrays[f"{part}_labels"] = rng.integers(10, size=count, dtype=np.uint8)
    specs = {name: catalogue_entries.ArraySpec(shape=a.shape, sha256="0" * 64) for name, a in arrays.items()}
    recipe = Recipe(
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
        augmentation="crop_and_flip",
        normalisation={"mean": MEAN, "deviation": DEVIATION},
        precision="bfloat16",
        batch=128,
        epochs=1,
    )
    net = cifar_resnet(10, STAGES).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    loader = DataLoader(Pictures(arrays["train_images"], arrays["train_labels"]), batch_size=128, shuffle=True)
    plain_epoch(loader, net, optimizer, device)
    pairs = [
        (plain_epoch(loader, net, optimizer, device), our_epoch(recipe, arrays, tmp_path / str(turn), device))
        for turn in range(ROUNDS)
    ]
    plain, ours = (min(seconds) for seconds in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    rates = f"ours {IMAGES[device] / ours:,.0f} images/s, plain {IMAGES[device] / plain:,.0f} images/s"
    print(f"\n{device_name(device)}, threads: {torch.get_num_threads()}; {rates}: {ratio:.2f} times")
    assert ratio > LEAST[device]

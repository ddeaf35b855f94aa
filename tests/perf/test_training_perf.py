"""Is our training loop worth having beside the one that every tutorial shows?

Both run on one thread and are timed by the processor's clock, so that a busy machine does not decide.
"""

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
from netsci_bench.nets.models.lenet import lenet5_eighth
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.runs.hardware import processor_name

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]

IMAGES = 12_800  # 200 steps: under a second of ours
LEAST_RATIO = 1.2  # measured 1.4 to 2.0; what is left is the network itself, the same in both


class Pictures(Dataset):
    """What torchvision's MNIST does for each image: to PIL, then through the transform."""

    def __init__(self, images: np.ndarray, labels: np.ndarray):
        self._images, self._labels = images, labels
        self._transform = transforms.ToTensor()

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, index: int):
        return self._transform(Image.fromarray(self._images[index])), int(self._labels[index])


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    sizes = {"train": IMAGES, "test": 10}
    images = {f"{part}_images": np.zeros((n, 28, 28), np.uint8) for part, n in sizes.items()}
    for pictures in images.values():  # strokes on black: pooling takes longer on noise than on digits
        for picture, (down, right) in zip(pictures, rng.integers(4, 20, size=(len(pictures), 2)), strict=True):
            picture[4:24, right : right + 3] = picture[down : down + 3, 4:24] = 220
    return images | {f"{part}_labels": rng.integers(10, size=n, dtype=np.uint8) for part, n in sizes.items()}


def plain_epoch(loader: DataLoader, net: nn.Module, optimizer: torch.optim.Optimizer) -> float:
    """Seconds of an epoch of the loop in PyTorch's quickstart."""
    start = time.process_time()
    running = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
    return time.process_time() - start


def our_epochs(arrays: dict[str, np.ndarray], folder: Path, epochs: int) -> list[float]:
    """Seconds of each epoch, with evaluation on ten images, progress and checkpoint."""
    specs = {name: catalogue_entries.ArraySpec(shape=a.shape, sha256="0" * 64) for name, a in arrays.items()}
    recipe = Recipe(
        dataset=catalogue_entries.Dataset(
            name="noise", title="Noise", licence="-", source="-", arrays=specs, sources=()
        ),
        model={"name": "netsci_bench.nets.models.lenet:lenet5_eighth"},
        classes=10,
        lr=0.01,
        weight_decay=1e-4,
        batch=64,
        epochs=epochs,
    )
    ends: dict[float, float] = {}
    run = Run(
        seed=0,
        device="cpu",
        folder=folder,
        arrays=lambda _: arrays,
        progress=lambda progress: ends.update({progress.done: time.process_time()}),
    )
    fit(recipe, run)
    return [ends[epoch + 1] - ends[epoch] for epoch in range(epochs)]


def test_an_epoch_takes_less_time_than_in_the_loop_of_the_tutorials(arrays, tmp_path):
    net = lenet5_eighth(10)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=1e-4)
    loader = DataLoader(Pictures(arrays["train_images"], arrays["train_labels"]), batch_size=64, shuffle=True)
    plain = min(plain_epoch(loader, net, optimizer) for _ in range(3))
    ours = min(our_epochs(arrays, tmp_path, epochs=3))
    print(
        f"\n{processor_name()}, 1 thread: ours {IMAGES / ours:,.0f} images/s "
        f"(60,000 in {60_000 * ours / IMAGES:.1f} s), plain {IMAGES / plain:,.0f} images/s: {plain / ours:.2f} times"
    )
    assert plain / ours > LEAST_RATIO

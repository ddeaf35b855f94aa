"""Toy data on which a network can learn in milliseconds, and a run that serves them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from bright_bars import bright_bars
from toy_dataset import toy_dataset

from netsci_bench.contract.run import Arrays, Run
from netsci_bench.nets.training.recipe import Recipe

TRAIN, TEST = 320, 90


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the promise of equal bits holds for equal threads
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def toy_arrays() -> Arrays:
    """Ten classes told apart by where a bright bar lies, in noise; read-only, as a run's arrays are."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", TRAIN), ("test", TEST)):
        labels = rng.integers(10, size=count).astype(np.uint8)
        arrays |= {f"{part}_images": bright_bars(labels, rng), f"{part}_labels": labels}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


@pytest.fixture(scope="session")
def toy_recipe(toy_arrays: Arrays) -> Recipe:
    toy = toy_dataset(toy_arrays, "bars")
    return Recipe(
        dataset=toy,
        model={"name": "netsci_bench.nets.models.lenet:lenet5_eighth"},
        classes=10,
        lr=0.01,
        weight_decay=1e-4,
        batch=64,
        epochs=3,
        keep_epochs=(0, 1),
    )


@pytest.fixture
def new_run(toy_arrays: Arrays, tmp_path: Path) -> Callable[..., Run]:
    """A run in a folder of its own (or in the one named), with the toy data."""

    def build(seed: int = 0, folder: str = "", stopping: Callable[[], str] = lambda: "") -> Run:
        place = tmp_path / (folder or f"run-{len(list(tmp_path.iterdir()))}")
        place.mkdir(exist_ok=True)
        return Run(seed=seed, device="cpu", folder=place, arrays=lambda _: toy_arrays, stopping=stopping)

    return build

"""Made digits on which a network learns in milliseconds, and a run that serves them and remembers its trainings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from bright_bars import bright_bars

from netsci_bench.contract import Params
from netsci_bench.named import ArraySpec, Dataset
from netsci_bench.nets.recipe import Recipe
from netsci_bench.run import Arrays, Build, Run


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def made_digits(train: int = 320, test: int = 120) -> Arrays:
    """Ten classes in turn, told apart by where a bright bar lies, in noise; read-only, as a run's arrays are."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", train), ("test", test)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        arrays |= {f"{part}_images": bright_bars(labels, rng), f"{part}_labels": labels}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


@pytest.fixture(scope="session")
def digits() -> Arrays:
    return made_digits()


@pytest.fixture(scope="session")
def digit_recipe(digits: Arrays) -> Recipe:
    specs = {name: ArraySpec(shape=a.shape, sha256="0" * 64) for name, a in digits.items()}
    bars = Dataset(name="bars", title="Bars", licence="CC0-1.0", source="made", arrays=specs, sources=())
    model = {"name": "netsci_bench.nets.models.lenet:lenet5_eighth"}
    return Recipe(dataset=bars, model=model, classes=10, lr=0.01, batch=64, epochs=1, keep_epochs=(0,))


@dataclass
class Shared:
    """A store in memory of which recipe was trained where; a recipe is trained once."""

    folder: Path
    arrays: Arrays
    asked: list[Params] = field(default_factory=list)

    def run(self, name: str, seed: int = 0) -> Run:
        """A run in a folder of its own."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        return Run(seed=seed, device="cpu", folder=place, arrays=lambda _: self.arrays, once=self.once)

    def once(self, build: Build, params: Params, name: str = "") -> Path:
        """The folder of a training, as the worker's own gives it."""
        if params not in self.asked:
            self.asked.append(params)
            build(params, self.run(f"training-{self.asked.index(params)}"))
        return self.folder / f"training-{self.asked.index(params)}"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, digits: Arrays) -> Shared:
    return Shared(tmp_path_factory.mktemp("store"), digits)


@pytest.fixture
def drawn() -> Callable[..., str]:
    """All words of a figure."""

    def words(figure) -> str:
        return "\n".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))

    return words

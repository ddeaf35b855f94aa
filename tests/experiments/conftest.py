"""Made digits on which a network learns in milliseconds, and a run that serves them and remembers its trainings."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from bright_bars import bright_bars
from drawn_figures import refuse_cut_words
from fake_run import FakeStore

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.run import Arrays
from netsci_bench.contract.schema import flat
from netsci_bench.nets.training.recipe import Recipe


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


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, digits: Arrays) -> FakeStore:
    return FakeStore(tmp_path_factory.mktemp("store"), digits)


@pytest.fixture
def as_outcome() -> Callable[..., Outcome]:
    """What an experiment returned, as its figures are given it."""

    def outcome_of(told, folder) -> Outcome:
        values = dict(flat(told))
        scalars = {name: value for name, value in values.items() if isinstance(value, float)}
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        return Outcome(seed=0, address="", folder=folder, scalars=scalars, lists=lists)

    return outcome_of


@pytest.fixture
def titled() -> Callable[..., dict]:
    """The figures of an experiment by the title that begins their captions, which are sentences."""

    def by_title(figures) -> dict:
        assert all(": " in caption and caption.endswith(".") and caption[0].isupper() for caption in figures)
        return {caption.split(":")[0]: figure for caption, figure in figures.items()}

    return by_title


@pytest.fixture
def drawn() -> Callable[..., str]:
    """All words of a figure, none of which may be cut off."""

    def words(figure) -> str:
        refuse_cut_words(figure)
        return "\n".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))

    return words

"""What may one seed touch? Its seed, device, folder, data, log and clock, and nothing else.

A ``Run`` is handed to every experiment and every training. Whatever it does for them (fetch data, look into the
store, report progress) is given to it as plain functions by the worker, so that an experiment can be called in a
test with a dozen lines and no bench around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Interrupted
from netsci_bench.contract.randomness import generator
from netsci_bench.contract.schema import Params

Arrays = Mapping[str, np.ndarray]
Build = Callable[[Any, "Run"], None]


@dataclass(frozen=True)
class Progress:
    """One step of something long: shown as a bar, or as a plain line when there is no terminal."""

    what: str
    done: float
    total: float
    unit: str = ""


def _no_data(dataset: Dataset) -> Arrays:
    raise LookupError(f"this run was given no way to read {dataset.name}")


def _no_file(weights: Weights) -> Path:
    raise LookupError(f"this run was given no way to read {weights.name}")


class Once(Protocol):
    """Asks for the done folder of a training that everything with the same address shares.

    ``name`` is put before the names of the series it logged, where an experiment shares more than one.
    """

    def __call__(self, build: Build, params: Params, name: str = "") -> Path:
        """Build it, or find it built."""


def _no_store(build: Build, params: Params, name: str = "") -> Path:
    raise LookupError("this run was given no store")


@dataclass(frozen=True)
class Run:
    """All that one seed may touch.

    Attributes:
        seed: the only source of randomness; see ``rng``.
        device: ``cpu``, ``cuda`` or ``mps``.
        folder: the one place to write in.
        arrays: data set -> its arrays by name, read-only, checked against their checksums.
        file: weights -> their file, checked likewise.
        once: (function, params) -> done folder of a training shared by everything that asks for the same.
        progress: tells the user how far a long step is.
        stopping: why this run should end at its next checkpoint, or an empty string.
    """

    seed: int
    device: str
    folder: Path
    arrays: Callable[[Dataset], Arrays] = _no_data
    file: Callable[[Weights], Path] = _no_file
    once: Once = _no_store
    progress: Callable[[Progress], None] = lambda _: None
    stopping: Callable[[], str] = lambda: ""
    series: dict[str, dict[int, float]] = field(default_factory=dict)
    notes: dict[str, list[float]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def rng(self, purpose: str) -> np.random.Generator:
        """An independent stream of random numbers per purpose, the same for the same seed.

        >>> run = Run(seed=1, device="cpu", folder=Path("."))
        >>> run.rng("shuffle").integers(100) == run.rng("shuffle").integers(100)
        np.True_
        """
        return generator(self.seed, purpose)

    def torch_seed(self, purpose: str) -> int:
        """A 63-bit seed per purpose, for generators that are not numpy's."""
        return int(self.rng(purpose).integers(2**63 - 1))

    def log(self, step: int, **values: float) -> None:
        """Note values of named series at a step; noting a step again replaces it (as a resume does)."""
        for name, value in values.items():
            self.series.setdefault(name, {})[step] = float(value)

    def note(self, name: str, value: float) -> None:
        """Note how it ran (images per second, say): shown beside the device, never judged, part of no result."""
        self.notes.setdefault(name, []).append(float(value))

    def warn(self, what: str) -> None:
        """Say in one line what came about otherwise than asked for; shown when the seed ends, and in the report."""
        self.warnings.append(what)

    def keep(self, name: str, array: np.ndarray) -> None:
        """Keep an array for figures and later analysis, as ``arrays/<name>.npy`` in the run's folder."""
        folder = self.folder / "arrays"
        folder.mkdir(exist_ok=True)
        np.save(folder / f"{name}.npy", array, allow_pickle=False)

    def stop_if_asked(self) -> None:
        """To be called where everything needed to go on is on disk: ends the run when it was asked to.

        Raises:
            Interrupted: a deadline has passed or the run was told to stop.
        """
        if reason := self.stopping():
            raise Interrupted(reason, remedy="run the same command again: it goes on from this checkpoint")

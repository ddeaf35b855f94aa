"""What may one seed use? Its seed, device, folder, data, log and stop signal, and nothing else.

Every experiment and every training gets a ``Run``. The worker gives it plain functions that fetch data, read the
store and report progress. So a test can call an experiment with a dozen lines, without the rest of the bench.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from netsci_bench.contract import plain_values
from netsci_bench.contract.catalogue_entries import Dataset, Weights
from netsci_bench.contract.errors import Interrupted
from netsci_bench.contract.point_series import PointSeries
from netsci_bench.contract.randomness import generator
from netsci_bench.contract.schema import Params
from netsci_bench.contract.surface_view import SurfaceView

Arrays = Mapping[str, np.ndarray]
Build = Callable[[Any, "Run"], None]


@dataclass(frozen=True)
class Progress:
    """The state of a long step: shown as a bar on a terminal, else as a plain line."""

    what: str
    done: float
    total: float
    unit: str = ""

    def __post_init__(self) -> None:
        """Numbers of numpy become plain, because a process writes them to another one."""
        object.__setattr__(self, "done", plain_values.number(self.done, "`done` of a Progress"))
        object.__setattr__(self, "total", plain_values.number(self.total, "`total` of a Progress"))


def _no_data(dataset: Dataset) -> Arrays:
    raise LookupError(f"this run cannot read {dataset.name}: it was made without `arrays`")


def _no_file(weights: Weights) -> Path:
    raise LookupError(f"this run cannot read {weights.name}: it was made without `file`")


class Once(Protocol):
    """Gives the finished folder of a training, which is run once and shared by all users of the same address.

    ``name`` is put before the names of the series that the training logged, for experiments with several trainings.
    """

    def __call__(self, build: Build, params: Params, name: str = "") -> Path:
        """Run the training, unless the store has it; return its folder."""


def _no_store(build: Build, params: Params, name: str = "") -> Path:
    raise LookupError("this run has no store: it was made without `once`")


@dataclass(frozen=True)
class Run:
    """All that one seed may use.

    Attributes:
        seed: the only source of randomness; see ``rng``.
        device: ``cpu``, ``cuda`` or ``mps``.
        folder: the only folder to write in.
        arrays: data set -> its arrays by name, read-only, checked against their checksums.
        file: weights -> their file, checked likewise.
        once: (function, params) -> finished folder of a training, run once and shared.
        progress: shows the user how far a long step is.
        stopping: returns the reason why this run should end at its next checkpoint, or an empty string.
        series: what ``log`` collected: name -> step -> value.
        notes: what ``note`` collected: name -> values.
        warnings: what ``warn`` collected.
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
        """A 63-bit seed per purpose, for random number generators other than numpy's."""
        return int(self.rng(purpose).integers(2**63 - 1))

    def log(self, step: int, **values: float) -> None:
        """Log values of named series at a step; a step that is logged again is replaced (as after a resume).

        Raises:
            TypeError, ValueError: the step is not whole, a value is no number, or a name cannot be shown.
        """
        at = plain_values.whole(step, "the step given to run.log")
        for name, value in values.items():
            known = plain_values.name(name, "the name of a series given to run.log")
            number = plain_values.number(value, f"the value of {known!r} given to run.log")
            self.series.setdefault(known, {})[at] = number

    def note(self, name: str, value: float) -> None:
        """Note how the run went (such as images per second): shown in the report, never judged, not a metric."""
        known = plain_values.name(name, "the name given to run.note")
        number = plain_values.number(value, f"the value of {known!r} given to run.note")
        self.notes.setdefault(known, []).append(number)

    def warn(self, what: str) -> None:
        """Say in one line what could not be done as requested; shown when the seed ends, and in the report."""
        self.warnings.append(str(what))

    def keep(self, name: str, array: np.ndarray) -> None:
        """Save an array for figures and later analysis, as ``arrays/<name>.npy`` in the run's folder.

        Raises:
            TypeError, ValueError: the name is not that of one file, or the array holds objects.
        """
        known = plain_values.file_name(name, "the name given to run.keep")
        kept = np.asarray(array.detach().cpu() if hasattr(array, "detach") else array)
        if kept.dtype.hasobject:
            raise TypeError(f"the array {known!r} given to run.keep holds objects: give one of numbers")
        folder = self.folder / "arrays"
        folder.mkdir(exist_ok=True)
        np.save(folder / f"{known}.npy", kept, allow_pickle=False)

    def keep_series(self, series: PointSeries) -> None:
        """Offer points over the steps of a training to `netsci-bench explore`; one series for each run.

        Raises:
            ValueError: a part of the series has a name that cannot be that of a file.
        """
        for name, array in series.arrays().items():
            self.keep(name, array)

    def keep_surface(self, surface: SurfaceView) -> None:
        """Offer a surface to `netsci-bench explore`; a run may keep several, of different names.

        Raises:
            ValueError: its name cannot be that of a file.
        """
        for name, array in surface.arrays().items():
            self.keep(name, array)

    def stop_if_asked(self) -> None:
        """End the run if a stop was requested; call this right after a checkpoint was written.

        Raises:
            Interrupted: the time limit was reached, or the user stopped the run.
        """
        if reason := self.stopping():
            raise Interrupted(reason, remedy="run the same command again: it resumes from this checkpoint")

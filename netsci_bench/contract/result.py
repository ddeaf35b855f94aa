"""What is known after a run? One Outcome per seed, one Verdict per claim: values, not objects."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from netsci_bench.storage.artifacts import ARRAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

Word = Literal["reproduced", "contradicted", "undecided", "not judged"]
Series = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True)
class Outcome:
    """One seed: its metrics, or the reason why it has none.

    Attributes:
        scalars: dotted metric name -> value; lists: dotted metric name -> values.
        series: name -> (step, value) pairs of everything the seed logged, its trainings' included.
        folder: the done folder in the store (``arrays/*.npy``, ``result.json``, ...); None when it failed.
        trainings: addresses of what it shared through ``run.once``.
        notes: name -> values about how it ran, such as the images per second of each epoch of a training.
        warnings: what came about otherwise than was asked for, a line each.
        fresh: measured in this run, not read from the store.
        error: why it failed, in one line.
    """

    seed: int
    address: str
    scalars: dict[str, float] = field(default_factory=dict)
    lists: dict[str, list[float]] = field(default_factory=dict)
    series: Series = field(default_factory=dict)
    folder: Path | None = None
    trainings: tuple[str, ...] = ()
    notes: dict[str, list[float]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    fresh: bool = True
    error: str = ""

    def array(self, name: str) -> "NDArray[Any]":
        """An array that the seed kept, in the shape and units it was kept in.

        Raises: ValueError if the seed failed; FileNotFoundError if it kept no such array.
        """
        if self.folder is None:
            raise ValueError(f"seed {self.seed} has no results: {self.error}")
        import numpy as np  # here: listing has no need of it, and is to answer at once

        array: NDArray[Any] = np.load(self.folder / ARRAYS / f"{name}.npy")
        return array


@dataclass(frozen=True)
class Verdict:
    """One claim, one word, the numbers it rests on.

    Attributes:
        claim: the claim's name in its spec.
        word: reproduced, contradicted, undecided or not judged.
        why: one sentence that explains the word.
        values: the claim's metric per seed (per unit, for ``judge: units``), in the order of the seeds.
        estimate: mean (or share of seeds inside the band); low and high: the interval judged; None if unjudged.
        band: lowest and highest accepted value.
        p_value: of the two one-sided tests against the nearer edge of the band, None where there is none.
        underpowered: fewer seeds than the paper tier asks for.
    """

    claim: str
    word: Word
    why: str
    values: tuple[float, ...]
    band: tuple[float, float]
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    underpowered: bool = False

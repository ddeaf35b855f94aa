"""What is known after a run? One Outcome per seed and one Verdict per claim, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from netsci_bench.storage.artifacts import ARRAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

Word = Literal["reproduced", "contradicted", "smaller than expected", "undecided", "not judged"]
Series = dict[str, list[tuple[int, float]]]
Numbers = Mapping[str, tuple[Mapping[str, float], Mapping[str, list[float]]]]  # address -> scalars, lists


@dataclass(frozen=True)
class Outcome:
    """One seed: its metrics, or the reason why it has none.

    Attributes:
        scalars: dotted metric name -> value.
        lists: dotted metric name -> values.
        series: name -> (step, value) pairs of all that the seed and its trainings logged.
        folder: the finished folder in the store (``arrays/*.npy``, ``result.json``, ...); None if the seed failed.
        trainings: addresses of the trainings that it used through ``run.once``.
        notes: name -> values about the run itself, such as the images per second of each epoch of a training.
        warnings: one line for each setting that could not be used as requested.
        processors: names of those on which it and its trainings were computed, as far as they were written down.
        fresh: whether it was measured in this run, not read from the store.
        error: why it failed, in one line.
        diverged: whether its training diverged: it has no metrics, and that is its result.
        claims: digests of the claims that were there when the seed was first started; None where nobody knows.
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
    processors: tuple[str, ...] = ()
    seconds: float = 0.0
    fresh: bool = True
    error: str = ""
    diverged: bool = False
    claims: tuple[str, ...] | None = None

    def array(self, name: str) -> "NDArray[Any]":
        """An array that the seed saved with ``run.keep``, unchanged.

        Raises:
            ValueError: the seed failed.
            FileNotFoundError: it saved no such array.
        """
        if self.folder is None:
            raise ValueError(f"seed {self.seed} has no results: {self.error}")
        import numpy as np  # imported here because `list` does not need it and must be fast

        array: NDArray[Any] = np.load(self.folder / ARRAYS / f"{name}.npy")
        return array


@dataclass(frozen=True)
class LookResult:
    """What a planned look at ``n`` seeds said, each side tested at the one-sided ``level``."""

    n: int
    level: float
    word: Word
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Verdict:
    """The verdict on one claim: one word, and the numbers behind it.

    Attributes:
        claim: the claim's name in its spec.
        word: reproduced, contradicted, smaller than expected, undecided or not judged.
        why: one sentence that explains the word.
        values: the claim's metric per seed (per unit, for ``judge: units``), in the order of the seeds.
        band: lowest and highest accepted value.
        estimate: mean (or share of seeds inside the band); None if the claim was not judged.
        low: lower end of the interval that was judged; None likewise.
        high: upper end of that interval.
        p_value: of the word nearest to the estimate, over all planned looks; None if there is no such test.
        underpowered: whether there are fewer seeds than the paper tier requires.
        looks: what each planned look said, up to the one that decided.
        waiting_for: number of seeds of the next planned look; None after a decision or the last look.
        exploratory: whether none of the seeds was planned, or the claim is newer than the first of them.
        flips: how many seeds would each change the word if they were left out; None where this cannot be said.
        sign_p: the p of the sign test beside a mean.
        null_rate: how often the band is met where the effect cannot exist: the share of seeds, or the known chance;
            None where the claim names no null.
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
    looks: tuple[LookResult, ...] = ()
    waiting_for: int | None = None
    exploratory: bool = False
    flips: int | None = None
    sign_p: float | None = None
    null_rate: float | None = None

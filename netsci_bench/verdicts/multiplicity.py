"""How many verdicts would chance alone give? Holm's correction, and which claims enter it.

Source: Holm (1979), A simple sequentially rejective multiple test procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from netsci_bench.verdicts.decisions import ALPHA, Word

Key = TypeVar("Key", str, tuple[str, str])
Role = Literal["paper", "control", "extension", "check"]
Replicate = Literal["training", "draw", "none"]

DECIDED = ("reproduced", "contradicted", "smaller than expected")


@dataclass(frozen=True)
class ClaimResult:
    """What one claim brings into the verdict of its statement.

    Attributes:
        word: of the claim; None if it was never run.
        reading: how the statement was understood.
        role: only ``paper`` counts for or against a paper.
        replicate: what varies between the values; only trainings replicate a training.
        exploratory: added, or seeds added, after results were seen.
        p_value: of the whole plan of looks; None where there is no chance in it.
    """

    word: Word | None
    reading: str = "text"
    role: Role = "paper"
    replicate: Replicate = "training"
    exploratory: bool = False
    p_value: float | None = None

    @property
    def confirms(self) -> bool:
        """Whether it may decide a statement: of the paper, over trainings, fixed before the results."""
        return self.role == "paper" and self.replicate == "training" and not self.exploratory

    @property
    def measured(self) -> bool:
        """Whether there is a result."""
        return self.word not in (None, "not judged")


def holm(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Holm's step-down adjustment: the p-value each would need if it were tested alone.

    >>> holm({("a", "x"): 0.01, ("a", "y"): 0.04, ("b", "z"): 0.03})
    {('a', 'x'): 0.03, ('b', 'z'): 0.06, ('a', 'y'): 0.06}
    """
    adjusted: dict[Key, float] = {}
    largest = 0.0
    for place, (claim, p) in enumerate(sorted(p_values.items(), key=lambda item: (item[1], item[0]))):
        largest = max(largest, min(1.0, p * (len(p_values) - place)))
        adjusted[claim] = largest
    return adjusted


def correct(family: Mapping[Key, ClaimResult], alpha: float = ALPHA) -> dict[Key, ClaimResult]:
    """The claims of a paper after Holm: a decision whose adjusted p is above alpha becomes undecided.

    Measured claims that confirm make up the family, the undecided ones too. The others, and those without a p, are
    given back as they are.
    """
    enter = {key: c.p_value for key, c in family.items() if c.confirms and c.measured and c.p_value is not None}
    adjusted = holm(enter)
    after = dict(family)
    for key, p in adjusted.items():
        claim = family[key]
        falls = p > alpha and claim.word in DECIDED
        after[key] = replace(claim, p_value=p, word="undecided" if falls else claim.word)
    return after

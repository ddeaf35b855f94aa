"""Which values does a claim accept? A band on one side, or around a number: of our choice, or from its spread.

Source: the prediction interval of a mean (Hahn & Meeker 1991, Statistical Intervals, section 4.7).
"""

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from netsci_bench.contract.plain_values import Frozen

COVERAGE = 0.95  # of the mean of n new seeds, when both samples are normal with the same mean and spread


def prediction_band(
    mean: float, spread: float, seeds: tuple[int, int], margin: float = 0.0, coverage: float = COVERAGE
) -> tuple[float, float]:
    """Between what the mean of n new seeds lies with this chance, wider by a margin on each side.

    mean ± t(m - 1) · spread · sqrt(1/m + 1/n) ± margin.

    Args:
        mean: published, of m seeds.
        spread: their published standard deviation (divided by m - 1), in the unit of the mean.
        seeds: (m, n), the published and the new number of seeds.
        margin: a difference that would not matter, in the unit of the mean.
        coverage: chance without the margin.
    Raises: ValueError for fewer than two published seeds: one value has no spread.

    >>> [round(end, 2) for end in prediction_band(82.0, 0.5, (5, 5))]
    [81.12, 82.88]
    """
    published, new = seeds
    if published < 2 or new < 1 or spread < 0 or margin < 0:
        raise ValueError("a band needs two published seeds, a new one, and neither spread nor margin below zero")
    from scipy import special  # `list` and `status` do without

    quantile = float(special.stdtrit(published - 1, (1 + coverage) / 2))
    half = quantile * spread * math.sqrt(1 / published + 1 / new) + margin
    return mean - half, mean + half


class Published(Frozen):
    """What a paper or its authors' runs say of a number beside its mean: see ``prediction_band``.

    Attributes:
        spread: standard deviation of the published seeds, divided by their number minus one.
        seeds: how many there were.
        new_seeds: of the first planned look at the paper tier.
        margin: a difference that would not matter, in the unit of the number.
    """

    spread: Annotated[float, Field(gt=0)]
    seeds: Annotated[int, Field(ge=2)]
    new_seeds: Annotated[int, Field(ge=1)]
    margin: Annotated[float, Field(ge=0)] = 0.0


class Accept(Frozen):
    """The band of a claim: around the reported value, or one-sided ``at_least`` / ``at_most``.

    Around it: ``within`` a half-width of our choice, or where new seeds are ``predicted`` from a published spread.

    >>> Accept(within=2.0).interval(10.0)
    (8.0, 12.0)
    >>> [round(edge, 2) for edge in Accept(predicted=Published(spread=0.5, seeds=5, new_seeds=5)).interval(82.0)]
    [81.12, 82.88]
    >>> Accept(at_least=0.5).interval(None)
    (0.5, inf)
    """

    within: Annotated[float, Field(gt=0)] | None = None
    predicted: Published | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_kind_of_band(self) -> Self:
        one_sided = self.at_least is not None or self.at_most is not None
        if (self.within is not None) + (self.predicted is not None) + one_sided != 1:
            raise ValueError("say either `within`, or `predicted`, or `at_least` and/or `at_most`")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("`at_least` lies above `at_most`: no value could be accepted")
        return self

    @property
    def around_a_number(self) -> bool:
        """Whether the band lies around the reported value."""
        return self.within is not None or self.predicted is not None

    def interval(self, reported: float | None) -> tuple[float, float]:
        """Lowest and highest accepted value."""
        if self.within is not None and reported is not None:
            return reported - self.within, reported + self.within
        if (known := self.predicted) is not None and reported is not None:
            return prediction_band(reported, known.spread, (known.seeds, known.new_seeds), known.margin)
        low = float("-inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        return low, high

"""Which word does an interval give? A band, the value of no effect, and what kind of claim it is.

A paper that names a value or a size is contradicted outside its band. A paper that names a direction ("it grows") is
contradicted only by the other direction. Where the interval misses a size that *we* chose and still lies on the
paper's side of no effect, the effect is smaller than expected; where it holds no effect, the claim is undecided.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Word = Literal["reproduced", "contradicted", "smaller than expected", "undecided", "not judged"]
Kind = Literal["number", "size", "direction"]
ALPHA = 0.05  # the error of a verdict on one side, all its looks together


@dataclass(frozen=True)
class Criterion:
    """What a claim accepts.

    Attributes:
        low, high: the band, in the unit of the metric; infinite where it is open.
        kind: ``number`` and ``size`` are the paper's own; the band of a ``direction`` is ours and has one open edge.
        neutral: the value of no effect, for a direction; without it the edge of the band.
        resolution: the least half-width of an interval of a mean, in the unit of the metric.
    Raises: ValueError if the band is empty or not a number, or a direction has two edges or accepts the other one.
    """

    low: float = -math.inf
    high: float = math.inf
    kind: Kind = "size"
    neutral: float | None = None
    resolution: float = 0.0

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"the band from {self.low} to {self.high} holds no value")
        if self.kind == "direction" and math.isinf(self.low) == math.isinf(self.high):
            raise ValueError("a direction has a band with one edge")

    @property
    def rising(self) -> bool:
        """Whether larger values are on the side of the band (for a band with one edge)."""
        return math.isinf(self.high)

    @property
    def no_effect(self) -> float:
        """The value at which the other direction begins; never inside the band."""
        edge = self.low if self.rising else self.high
        if self.neutral is None:
            return edge
        return min(edge, self.neutral) if self.rising else max(edge, self.neutral)

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which values lie inside the band; none that is not a number."""
        inside: NDArray[np.bool_] = (values >= self.low) & (values <= self.high)
        return inside

    def opposes(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which values contradict: outside the band, and for a direction beyond no effect; not a number does."""
        if self.kind != "direction":
            return ~self.holds(values)
        beyond = values < self.no_effect if self.rising else values > self.no_effect
        return np.isnan(values) | beyond


@dataclass(frozen=True)
class Judged:
    """One look: its word and why, the estimate with its interval, the p of the nearest word at this look alone."""

    word: Word
    why: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None


def decide(low: float, high: float, criterion: Criterion) -> Word:
    """The word for the interval from ``low`` to ``high``, both ends included.

    >>> decide(0.1, 0.3, Criterion(low=0.5, kind="direction", neutral=0.0))
    'smaller than expected'
    >>> decide(-0.1, 0.3, Criterion(low=0.5, kind="direction", neutral=0.0))
    'undecided'
    """
    c = criterion
    if c.low <= low and high <= c.high:
        return "reproduced"
    if low <= c.high and high >= c.low:
        return "undecided"
    if c.kind != "direction":
        return "contradicted"
    if (high < c.no_effect) if c.rising else (low > c.no_effect):
        return "contradicted"
    right = low > c.no_effect if c.rising else high < c.no_effect
    return "smaller than expected" if right else "undecided"


def p_of_word(value: float, criterion: Criterion, p_above: Callable[[float], float]) -> float:
    """The p of the word nearest to an estimate, from one-sided tests; at most the level where that word holds.

    Args:
        value: the estimate.
        criterion: what is accepted.
        p_above: edge -> p of the test that the true value lies above it; one minus that, of the test below it.
    """
    c = criterion
    if c.low <= value <= c.high:
        return max(p_above(c.low), 1 - p_above(c.high))
    below = value < c.low
    outside = 1 - p_above(c.low) if below else p_above(c.high)
    if c.kind != "direction":
        return outside
    beyond = 1 - p_above(c.no_effect) if c.rising else p_above(c.no_effect)
    return beyond if c.opposes(np.array(value)) else max(outside, 1 - beyond)


def is_around_no_effect(low: float, high: float, criterion: Criterion) -> bool:
    """Whether the interval from ``low`` to ``high`` holds no effect, and nothing of the band.

    >>> is_around_no_effect(-0.1, 0.3, Criterion(low=0.5, kind="direction", neutral=0.0))
    True
    >>> is_around_no_effect(-0.1, 0.6, Criterion(low=0.5, kind="direction", neutral=0.0))
    False
    """
    outside = low > criterion.high or high < criterion.low
    return criterion.kind == "direction" and outside and low <= criterion.no_effect <= high


def explain(word: Word, what: str, around_no_effect: bool = False) -> str:
    """Why the interval of something gives this word, in half a sentence."""
    if word == "undecided" and around_no_effect:
        sides = "on both sides of no effect: more seeds could tell a small effect from the opposite one"
        return f"the interval of {what} lies outside the band, {sides}"
    return {
        "reproduced": f"the interval of {what} lies inside the band",
        "contradicted": f"the interval of {what} lies outside the band",
        "smaller than expected": f"the interval of {what} lies outside our band, on the paper's side of no effect",
    }.get(word, f"the interval of {what} does not decide: more seeds could")

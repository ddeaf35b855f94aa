"""How often is a verdict wrong? The whole procedure, looks and all, on values whose truth is known.

The edge of the band lies exactly at the true mean (or, for ``each`` and where seeds diverge, so that half of them lie
inside; or at the true correlation), so that *reproduced* and *contradicted* are both wrong.
``python -m netsci_bench.verdicts.simulation FILE`` writes both tables between their marks of a page.
"""

import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.planned import judge_by_looks

Floats = NDArray[np.float64]

PLANS = ((5,), (5, 10), (5, 10, 20))
DRAWS = 10_000
PAIR_PLANS = ((10,), (20,), (10, 20))
MARKS = ("<!-- simulated error rates -->", "<!-- end of the simulated error rates -->")
PAIR_MARKS = ("<!-- simulated error rates of correlations -->", "<!-- end of those of correlations -->")
COLUMNS = ("values", "looks", "`mean`: reproduced", "contradicted", "`each`: reproduced", "contradicted")
PAIR_COLUMNS = ("pairs", "looks", "`pearson`: reproduced", "contradicted", "`spearman`: reproduced", "contradicted")
FIFTH = 0.2  # of the seeds collapse or diverge
LOW_HALF = -0.318639  # below it lie 37.5 % of normal values, so with a fifth of the seeds half of all


@dataclass(frozen=True)
class Scenario:
    """Values as seeds may give them: how to draw an array of a shape, the true mean and the true median."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], Floats]
    mean: float
    median: float


def _failing(rng: np.random.Generator, shape: tuple[int, int], values: Floats | float) -> Floats:
    """Normal values, of which a fifth is replaced."""
    return np.where(rng.random(shape) < FIFTH, values, rng.normal(size=shape))


SCENARIOS = (
    Scenario("normal", lambda rng, shape: rng.normal(size=shape), 0.0, 0.0),
    Scenario("t, 3 degrees of freedom", lambda rng, shape: rng.standard_t(3, shape), 0.0, 0.0),
    Scenario("exponential", lambda rng, shape: rng.exponential(size=shape), 1.0, math.log(2)),
    Scenario("log-normal", lambda rng, shape: rng.lognormal(size=shape), math.exp(0.5), 1.0),
    Scenario(
        "20 % collapse by 10 s.d.",
        lambda rng, shape: _failing(rng, shape, rng.normal(-10, 1, shape)),
        FIFTH * -10,
        LOW_HALF,
    ),
    Scenario("20 % diverge", lambda rng, shape: _failing(rng, shape, math.nan), LOW_HALF, LOW_HALF),
)


@dataclass(frozen=True)
class Pairs:
    """Pairs (x, r x + sqrt(1 - r^2) e): how to draw x and e, with unit variance, and the true rank correlation.

    Those of ranks, but for normal values, are means of 3,000,000 drawn pairs (standard error 0.0005).
    """

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], Floats]
    pearson: float
    spearman: float

    def pairs(self, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
        """An array of the shape, with an axis of two more."""
        x, noise, r = self.draw(rng, shape), self.draw(rng, shape), self.pearson
        return np.stack([x, r * x + math.sqrt(1 - r * r) * noise], axis=-1)


PAIRS = (
    Pairs("independent, normal", SCENARIOS[0].draw, 0.0, 0.0),
    Pairs("independent, log-normal", lambda rng, shape: rng.lognormal(size=shape), 0.0, 0.0),
    Pairs("r = 0.5, normal", SCENARIOS[0].draw, 0.5, 6 / math.pi * math.asin(0.25)),
    Pairs("r = 0.5, exponential", lambda rng, shape: rng.exponential(size=shape), 0.5, 0.508),
    Pairs("r = 0.5, log-normal", lambda rng, shape: rng.lognormal(size=shape), 0.5, 0.520),
    Pairs("r = 0.8, normal", SCENARIOS[0].draw, 0.8, 6 / math.pi * math.asin(0.4)),
)


def pair_error_rates(
    scenario: Pairs, looks: Sequence[int], way: str, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """As ``error_rates`` for a way of judging by a correlation."""
    edge = scenario.pearson if way == "pearson" else scenario.spearman
    drawn = scenario.pairs(np.random.default_rng(seed), (draws, looks[-1]))
    words = [judge_by_looks(way, [*map(tuple, row)], Criterion(low=edge), looks).judged.word for row in drawn]
    return words.count("reproduced") / draws, words.count("contradicted") / draws


def error_rates(
    scenario: Scenario, looks: Sequence[int], way: str, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """How often the seeds of a plan say *reproduced*, and how often *contradicted*, on the edge of the band."""
    edge = scenario.mean if way == "mean" else scenario.median
    values = scenario.draw(np.random.default_rng(seed), (draws, looks[-1]))
    criterion = Criterion(low=edge)
    words = [judge_by_looks(way, row, criterion, looks).judged.word for row in values]
    return words.count("reproduced") / draws, words.count("contradicted") / draws


def error_rows(draws: int = DRAWS, seed: int = 0) -> Iterator[tuple[str, ...]]:
    """The rows of the table of means and counts, in percent."""
    for scenario in SCENARIOS:
        for looks in PLANS:
            rates = [rate for way in ("mean", "each") for rate in error_rates(scenario, looks, way, draws, seed)]
            yield _row(scenario.name, looks, rates)


def pair_error_rows(draws: int = DRAWS, seed: int = 0) -> Iterator[tuple[str, ...]]:
    """The rows of the table of correlations, in percent."""
    ways = ("pearson", "spearman")
    for scenario in PAIRS:
        for looks in PAIR_PLANS:
            rates = [rate for way in ways for rate in pair_error_rates(scenario, looks, way, draws, seed)]
            yield _row(scenario.name, looks, rates)


def _row(name: str, looks: Sequence[int], rates: Sequence[float]) -> tuple[str, ...]:
    return name, ", ".join(map(str, looks)), *(f"{100 * rate:.1f}" for rate in rates)


def error_table(draws: int = DRAWS, seed: int = 0) -> str:
    """The error rates of means and counts as a Markdown table."""
    return _table(COLUMNS, error_rows(draws, seed))


def pair_error_table(draws: int = DRAWS, seed: int = 0) -> str:
    """The error rates of correlations as a Markdown table."""
    return _table(PAIR_COLUMNS, pair_error_rows(draws, seed))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, ("-",) * len(columns), *rows))


def write_table(page: Path, table: str, marks: tuple[str, str] = MARKS) -> None:
    """Put a table between two marks of a page. Raises: ValueError if they are not there."""
    text, (start, end) = page.read_text(encoding="utf-8"), marks
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page} has no place for the table: {start} ... {end}")
    page.write_text(pattern.sub(lambda _: f"{start}\n{table}\n{end}", text), encoding="utf-8")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]), error_table())
    write_table(Path(sys.argv[1]), pair_error_table(), PAIR_MARKS)

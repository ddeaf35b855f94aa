"""How often is a verdict wrong? The whole procedure, looks and all, on values whose truth is known.

The edge of the band lies exactly at the true mean (or, for ``each`` and where seeds diverge, so that half of them lie
inside), so that *reproduced* and *contradicted* are both wrong. ``python -m netsci_bench.verdicts.simulation FILE``
writes the table between the two marks of a page.
"""

import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netsci_bench.verdicts.decisions import Criterion
from netsci_bench.verdicts.planned import judge_by_looks

Floats = NDArray[np.float64]

PLANS = ((5,), (5, 10), (5, 10, 20))
DRAWS = 10_000
MARKS = ("<!-- simulated error rates -->", "<!-- end of the simulated error rates -->")
COLUMNS = ("values", "looks", "`mean`: reproduced", "contradicted", "`each`: reproduced", "contradicted")
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
    """The rows of the table, in percent."""
    for scenario in SCENARIOS:
        for looks in PLANS:
            rates = [rate for way in ("mean", "each") for rate in error_rates(scenario, looks, way, draws, seed)]
            yield scenario.name, ", ".join(map(str, looks)), *(f"{100 * rate:.1f}" for rate in rates)


def error_table(draws: int = DRAWS, seed: int = 0) -> str:
    """The error rates as a Markdown table."""
    rows = [COLUMNS, ("-",) * len(COLUMNS), *error_rows(draws, seed)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write_table(page: Path, table: str) -> None:
    """Put a table between the marks of a page. Raises: ValueError if they are not there."""
    text, (start, end) = page.read_text(encoding="utf-8"), MARKS
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page} has no place for the table: {start} ... {end}")
    page.write_text(pattern.sub(lambda _: f"{start}\n{table}\n{end}", text), encoding="utf-8")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]), error_table())

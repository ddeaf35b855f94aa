"""Which numbers of a record become metrics in MLflow? A seed's as they are, the parent's as means over its seeds.

The parent has the mean of every series too: two parents then compare two versions of the code, curve by curve.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, get_args

from netsci_bench.contract.result import Word

Data = Mapping[str, Any]  # an outcome or a verdict, as read from a record
Point = tuple[str, float, int]  # name, value, step


def of_a_seed(outcome: Data) -> Iterator[Point]:
    """Scalars, lists by position, series by step."""
    yield from ((name, value, 0) for name, value in outcome["scalars"].items())
    yield from ((name, value, i) for name, values in outcome["lists"].items() for i, value in enumerate(values))
    yield from _series(outcome)


def of_all(outcomes: Sequence[Data], verdicts: Sequence[Data]) -> Iterator[Point]:
    """Means over the seeds that were done, and counts of verdicts and seeds."""
    done = [outcome for outcome in outcomes if not outcome["error"]]
    values: dict[tuple[str, int], list[float]] = {}
    for outcome in done:
        for name, value, step in [*((n, v, 0) for n, v in outcome["scalars"].items()), *_series(outcome)]:
            values.setdefault((name, step), []).append(value)
    yield from ((name, fmean(logged), step) for (name, step), logged in values.items())
    words = [verdict["word"] for verdict in verdicts]
    yield from ((f"verdicts/{word}", words.count(word), 0) for word in get_args(Word))
    yield from (("seeds/done", len(done), 0), ("seeds/failed", len(outcomes) - len(done), 0))


def _series(outcome: Data) -> Iterator[Point]:
    return ((f"series/{name}", value, step) for name, points in outcome["series"].items() for step, value in points)

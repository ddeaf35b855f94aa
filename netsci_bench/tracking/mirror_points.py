"""Which numbers of a record become metrics in MLflow? All of each seed; for the parent run their means over seeds.

The parent run also has the mean of every series, so that two versions of the code can be compared curve by curve.
MLflow shows charts in groups, by what stands before the slash, in the order of letters: curves come before counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, get_args

from netsci_bench.contract.result import Word

Data = Mapping[str, Any]  # an outcome or a verdict, as read from a record
Point = tuple[str, float, int]  # name, value, step


def seed_points(outcome: Data) -> Iterator[Point]:
    """The metrics of one seed: scalars, lists by position, series by step."""
    yield from ((name, value, 0) for name, value in outcome["scalars"].items())
    yield from ((name, value, i) for name, values in outcome["lists"].items() for i, value in enumerate(values))
    yield from _series(outcome)


def mean_points(outcomes: Sequence[Data], verdicts: Sequence[Data]) -> Iterator[Point]:
    """The metrics of the parent run: means over the seeds that did not fail, and counts of verdicts and seeds."""
    done = [outcome for outcome in outcomes if not outcome["error"]]
    values: dict[tuple[str, int], list[float]] = {}
    for outcome in done:
        for name, value, step in [*((n, v, 0) for n, v in outcome["scalars"].items()), *_series(outcome)]:
            values.setdefault((name, step), []).append(value)
    yield from ((name, fmean(of_seeds), step) for (name, step), of_seeds in values.items())
    words = [verdict["word"] for verdict in verdicts]
    yield from ((f"verdicts/{word}", words.count(word), 0) for word in get_args(Word))
    yield from (("totals/seeds done", len(done), 0), ("totals/seeds failed", len(outcomes) - len(done), 0))


def _series(outcome: Data) -> Iterator[Point]:
    return ((f"series/{name}", value, step) for name, points in outcome["series"].items() for step, value in points)

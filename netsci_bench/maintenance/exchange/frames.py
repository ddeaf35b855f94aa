"""How does a report become tables for analysis? As pandas frames: a row per value, per claim, per seed.

pandas is imported inside the functions, so that commands without a frame start at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from netsci_bench.reporting.report_model import Report
from netsci_bench.reporting.rows import Content, Row

if TYPE_CHECKING:
    from pandas import DataFrame

RESULTS = ("id", "tier", "seed", "metric", "position", "value", "unit")
VERDICTS = (
    *("id", "tier", "claim", "says", "verdict", "estimate", "low", "high", "band_low", "band_high", "reported"),
    *("unit", "metric", "judge", "p", "seeds", "inside", "underpowered", "role", "standing", "reading", "statement"),
    *("paper", "why"),
)
SEEDS = ("id", "tier", "seed", "seconds", "address", "diverged", "error")


def results_frame(content: Content) -> "DataFrame":
    """Every raw value: a row per seed and metric, and for a list one per position (else it is missing).

    Units are known for the metrics of claims; elsewhere they are empty.
    """
    frame = _frame(_results(content), RESULTS)
    return frame.astype({"seed": "int64", "position": "Int64", "value": "float64"})


def verdicts_frame(report: Report) -> "DataFrame":
    """A row per claim, in the order of the report: what was measured, what is accepted, and the verdict.

    The estimate is a mean or median with the interval by which it was judged; for a claim judged seed by seed it is
    the share of seeds in the band.

    An interval that was not judged is missing; an open edge of a band is infinite.
    """
    numbers = ("estimate", "low", "high", "band_low", "band_high", "reported", "p")
    frame = _frame((_verdict(report.content, row) for row in report.rows), VERDICTS)
    return frame.astype(dict.fromkeys(numbers, "float64"))


def seeds_frame(content: Content) -> "DataFrame":
    """A row per seed: how long it took, its address in the store, and why it has no values, if it has none."""
    outcomes = (
        {"diverged": False} | outcome | {"id": content["id"], "tier": content["tier"]}
        for outcome in content["outcomes"]
    )
    return _frame(outcomes, SEEDS).astype({"seed": "int64", "seconds": "float64"})


def _frame(rows: Iterator[Mapping[str, Any]], columns: Sequence[str]) -> "DataFrame":
    from pandas import DataFrame

    return DataFrame([[row[column] for column in columns] for row in rows], columns=list(columns))


def _results(content: Content) -> Iterator[dict[str, Any]]:
    units = {claim["metric"]: claim.get("unit", "") for claim in content["claims"].values()}
    for outcome in content["outcomes"]:
        row = {"id": content["id"], "tier": content["tier"], "seed": outcome["seed"]}
        for metric, value in outcome["scalars"].items():
            yield row | {"metric": metric, "position": None, "value": value, "unit": units.get(metric, "")}
        for metric, values in outcome["lists"].items():
            unit = units.get(metric, "")
            yield from (
                row | {"metric": metric, "position": n, "value": v, "unit": unit} for n, v in enumerate(values)
            )


def _verdict(content: Content, row: Row) -> dict[str, Any]:
    verdict = row.verdict
    low, high = verdict.band
    of_row = ("claim", "says", "unit", "metric", "judge", "role", "standing", "reading", "statement", "paper")
    of_verdict = ("estimate", "low", "high", "underpowered", "why")
    return {
        "id": content["id"],
        "tier": content["tier"],
        **{name: getattr(row, name) for name in of_row},
        **{name: getattr(verdict, name) for name in of_verdict},
        "verdict": verdict.word,
        "band_low": low,
        "band_high": high,
        "reported": row.stated,
        "p": verdict.p_value,
        "seeds": sum(not outcome["error"] or outcome.get("diverged", False) for outcome in content["outcomes"]),
        "inside": sum(bool(low <= value <= high) for value in verdict.values),
    }

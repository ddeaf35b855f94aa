"""Which tables follow the verdicts? Robustness, raw values, params, functions, versions: cells for any page."""

import json
from collections.abc import Mapping, Sequence
from itertools import compress
from statistics import median
from typing import Any

from netsci_bench.reporting import wording
from netsci_bench.reporting.rows import Content, Row
from netsci_bench.specs.flatten import flatten
from netsci_bench.specs.units import shown

OF_EACH_SEED = "median of each seed"  # older reports have no more than this
EVIDENCE = ("p", "looks", "flips", "sign test p", "null")
EVIDENCE_MEANS = (
    "p: of the whole plan of looks. Flips: how many seeds would each change the word if left out. Null: how often "
    "the band is met where the effect cannot exist."
)
Cells = list[tuple[str, ...]]
SHOWN = 6  # values of a list in a cell; report.json has all
SIX = 6  # significant digits of a raw value


def robustness(rows: Sequence[Row]) -> Cells:
    """What stands beside each verdict; a column that no claim fills is left out, but not the first three."""
    cells = [("claim", "metric, judged by", "in band", *EVIDENCE), *(_evidence(row) for row in rows)]
    filled = [any(row[i] for row in cells[1:]) or i < 3 for i in range(len(cells[0]))]
    return [tuple(compress(row, filled)) for row in cells] if rows else []


def _evidence(row: Row) -> tuple[str, ...]:
    verdict = row.verdict
    looks = [f"{wording.SYMBOLS[look.word]} at {look.n}" for look in verdict.looks]
    looks += [f"next at {verdict.waiting_for}"] if verdict.waiting_for else []
    return (
        row.claim,
        f"`{row.metric}`{f' ({shown(row.unit)})' if row.unit else ''}, {row.judge}",
        row.inside,
        "" if verdict.p_value is None else wording.number(verdict.p_value, 2),
        ", ".join(looks) if len(looks) > 1 else "",
        "" if verdict.flips is None else str(verdict.flips),
        "" if verdict.sign_p is None else wording.number(verdict.sign_p, 2),
        "" if verdict.null_rate is None else f"{wording.number(100 * verdict.null_rate, 2)} %",
    )


def raw_values(content: Content) -> Cells:
    """One row per metric, one column per seed; the first row is the header; empty if there are no values."""
    seeds = [outcome for outcome in content["outcomes"] if not outcome["error"]]
    head = ("metric", *(f"seed {outcome['seed']}" for outcome in seeds))
    cells: Cells = [head]
    for kind, text in (("scalars", _scalar), ("lists", _list)):
        names = dict.fromkeys(name for outcome in seeds for name in outcome[kind])
        cells += [(name, *(text(outcome[kind].get(name)) for outcome in seeds)) for name in names]
    return cells if len(cells) > 1 else []


def seconds(content: Content) -> Cells:
    """The seconds that each seed took, and its address in the store."""
    head = ("seed", "seconds", "address")
    return [head, *((str(o["seed"]), wording.number(o["seconds"], 3), o["address"]) for o in content["outcomes"])]


def params(content: Content) -> Cells:
    """All params, defaults included; nested ones have dotted names."""
    return [("param", "value"), *((name, _text(value)) for name, value in flatten(content["params"]).items())]


def made_with(content: Content) -> Cells:
    """With what the report was made: device, versions, environment."""
    settings = {
        "experiment": content["experiment"],
        "device": content["device"],
        "threads per seed": str(content["threads"]),
        "date (UTC)": content["date"],
    }
    settings |= {name: value for name, value in content["environment"].items() if value}
    settings |= timing_lines(content)
    return [("setting", "value"), *settings.items()]


def functions(content: Content) -> Cells:
    """Every function that the experiment reaches, with its digest."""
    digests: Mapping[str, str] = content["functions"]
    return [("function", "digest"), *sorted(digests.items())] if digests else []


def timing_lines(content: Content) -> dict[str, str]:
    """Each note with its median and range; each warning with its seed.

    >>> timing_lines({"timing": {"images_per_second": [10.0, 20.0, 30.0]}, "outcomes": []})
    {'images per second': '20 (10 to 30)'}
    """
    lines = {name.replace("_", " "): _summary(*noted) for name, noted in _noted(content).items()}
    for outcome in content["outcomes"]:
        if warnings := outcome.get("warnings"):
            lines[f"seed {outcome['seed']}, different from the request"] = "; ".join(warnings)
    return lines


def _noted(content: Content) -> dict[str, list[float]]:
    if "timing" in content:
        return dict(content["timing"])
    medians: dict[str, list[float]] = {}
    for outcome in content["outcomes"]:
        for name, value in outcome.get("notes", {}).items():
            medians.setdefault(f"{name} ({OF_EACH_SEED})", []).append(value)
    return {name: [min(noted), median(noted), max(noted)] for name, noted in medians.items()}


def _summary(low: float, middle: float, high: float) -> str:
    lowest, centre, highest = (wording.number(value) for value in (low, middle, high))
    return f"{centre} ({lowest} to {highest})" if lowest != highest else centre


def _scalar(value: float | None) -> str:
    return wording.NOTHING if value is None else wording.number(value, SIX)


def _list(values: Sequence[float | None] | None) -> str:
    if values is None:
        return wording.NOTHING
    shown = ", ".join(wording.NOTHING if value is None else wording.number(value) for value in values[:SHOWN])
    return f"{shown}, … ({len(values)} values)" if len(values) > SHOWN else shown or "no values"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

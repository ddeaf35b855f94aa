"""Which tables follow the verdicts? Raw values, params, functions, versions: cells for any page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from netsci_bench.reporting import wording
from netsci_bench.reporting.rows import Content
from netsci_bench.reporting.timing import timing_lines
from netsci_bench.specs.flatten import flatten

Cells = list[tuple[str, ...]]
SHOWN = 6  # values of a list in a cell; report.json has all
SIX = 6  # significant digits of a raw value


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


def _scalar(value: float | None) -> str:
    return wording.NOTHING if value is None else wording.number(value, SIX)


def _list(values: Sequence[float | None] | None) -> str:
    if values is None:
        return wording.NOTHING
    shown = ", ".join(wording.NOTHING if value is None else wording.number(value) for value in values[:SHOWN])
    return f"{shown}, … ({len(values)} values)" if len(values) > SHOWN else shown or "no values"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

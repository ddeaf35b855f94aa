"""Which tables stand below the verdicts? Raw values, params, functions, versions: cells for any page."""

import json
from collections.abc import Sequence
from typing import Any

from netsci_bench.dotted import leaves
from netsci_bench.plan import Plan
from netsci_bench.report import wording
from netsci_bench.report.facts import Report
from netsci_bench.report.pace import how_it_ran
from netsci_bench.report.rows import measured
from netsci_bench.result import Outcome

Cells = list[tuple[str, ...]]
SHOWN = 6  # values of a list in a cell; report.json has them all
SIX = 6  # significant digits of a raw value


def raw_values(outcomes: Sequence[Outcome]) -> Cells:
    """One row per metric, one column per seed; the first row is the head."""
    seeds = measured(outcomes)
    head = ("metric", *(f"seed {outcome.seed}" for outcome in seeds))
    scalars = dict.fromkeys(name for outcome in seeds for name in outcome.scalars)
    lists = dict.fromkeys(name for outcome in seeds for name in outcome.lists)
    cells: Cells = [head]
    cells += [(name, *(_scalar(o.scalars.get(name)) for o in seeds)) for name in scalars]
    cells += [(name, *(_list(o.lists.get(name)) for o in seeds)) for name in lists]
    return cells if len(cells) > 1 else []


def seconds(outcomes: Sequence[Outcome]) -> Cells:
    """Where each seed's result lies in the store and how long it took."""
    head = ("seed", "seconds", "address")
    return [head, *((str(o.seed), wording.number(o.seconds, 3), o.address) for o in outcomes)]


def params(plan: Plan) -> Cells:
    """Every param, defaults included, nested ones with dotted names."""
    return [
        ("param", "value"),
        *((name, _text(value)) for name, value in leaves(plan.params.model_dump(mode="json")).items()),
    ]


def made_with(report: Report) -> Cells:
    """What it was measured with: device, versions, environment."""
    plan = report.plan
    settings = {
        "experiment": plan.spec.experiment,
        "device": plan.device,
        "threads per seed": str(plan.threads),
        "date (UTC)": report.date,
    }
    settings |= {name: value for name, value in report.environment.items() if value}
    settings |= how_it_ran(report.outcomes)
    return [("setting", "value"), *settings.items()]


def functions(plan: Plan) -> Cells:
    """Every function that the experiment reaches, with the digest that enters the addresses."""
    return [("function", "digest"), *sorted(plan.functions.items())] if plan.functions else []


def _scalar(value: float | None) -> str:
    return wording.NOTHING if value is None else wording.number(value, SIX)


def _list(values: Sequence[float] | None) -> str:
    if values is None:
        return wording.NOTHING
    shown = ", ".join(wording.number(value) for value in values[:SHOWN])
    return f"{shown}, … ({len(values)} values)" if len(values) > SHOWN else shown or "no values"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

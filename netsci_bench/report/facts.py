"""What does a report know? All of it as one value, and as the JSON that is its permanent record."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

from netsci_bench.environment import bench_version
from netsci_bench.plan import Plan
from netsci_bench.report.private import private
from netsci_bench.report.read import SCHEMA
from netsci_bench.report.rows import rows
from netsci_bench.report.wording import inside
from netsci_bench.result import Outcome, Verdict


@dataclass(frozen=True)
class Picture:
    """A PNG of the report: its file name, what it shows, its bytes."""

    file: str
    caption: str
    png: bytes


@dataclass(frozen=True)
class Report:
    """All that a report is made from; ``warnings`` are lines about figures that could not be drawn."""

    plan: Plan
    outcomes: tuple[Outcome, ...]
    verdicts: tuple[Verdict, ...]
    environment: Mapping[str, str]
    date: str
    pictures: tuple[Picture, ...] = ()
    warnings: tuple[str, ...] = ()


def report(
    plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict], environment: Mapping[str, str]
) -> Report:
    """The report without its pictures: dated, every claim with a verdict, free of paths and of names."""
    cleaned = {key: private(str(value)) for key, value in sorted(environment.items()) if key != "date"}
    date = environment.get("date") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    judged = tuple(row.verdict for row in rows(plan, outcomes, verdicts))
    seeds = tuple(replace(outcome, error=private(outcome.error)) for outcome in outcomes)
    return Report(plan=plan, outcomes=seeds, verdicts=judged, environment=cleaned, date=date)


def as_json(report: Report) -> dict[str, Any]:
    """The permanent record: every seed's raw values, never only the mean."""
    plan = report.plan
    spec = plan.spec
    return {
        "schema": SCHEMA,
        "id": plan.id,
        "title": spec.title,
        "about": spec.about,
        "tier": plan.tier_name,
        "date": report.date,
        "netsci_bench": bench_version(),
        "device": plan.device,
        "threads": plan.threads,
        "seeds": list(plan.seeds),
        "warnings": list(report.warnings),
        "figures": [picture.file for picture in report.pictures],
        "verdicts": [_verdict(verdict) for verdict in report.verdicts],
        "claims": {name: claim.model_dump(mode="json") for name, claim in spec.claims.items()},
        "papers": _cited(plan),
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        **_made_with(report),
    }


def _made_with(report: Report) -> dict[str, Any]:
    plan = report.plan
    return {
        "experiment": plan.spec.experiment,
        "params": plan.params.model_dump(mode="json"),
        "code": plan.code,
        "functions": dict(sorted(plan.functions.items())),
        "versions": dict(sorted(plan.versions.items())),
        "environment": dict(report.environment),
    }


def _cited(plan: Plan) -> dict[str, Any]:
    keys = {claim.source.paper for claim in plan.spec.claims.values()} & set(plan.papers)
    return {key: plan.papers[key].model_dump(mode="json") for key in sorted(keys)}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "claim": verdict.claim,
        "word": verdict.word,
        "why": verdict.why,
        "estimate": _finite(verdict.estimate),
        "low": _finite(verdict.low),
        "high": _finite(verdict.high),
        "band": [_finite(edge) for edge in verdict.band],
        "p_value": _finite(verdict.p_value),
        "underpowered": verdict.underpowered,
        "inside": inside(verdict)[0],
        "values": [_finite(value) for value in verdict.values],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """One seed; neither its folder (a path) nor `fresh` (a second invocation must write the same report)."""
    return {
        "seed": outcome.seed,
        "address": outcome.address,
        "error": outcome.error,
        "seconds": _finite(outcome.seconds),
        "scalars": {name: _finite(value) for name, value in outcome.scalars.items()},
        "lists": {name: [_finite(value) for value in values] for name, values in outcome.lists.items()},
        "trainings": list(outcome.trainings),
        "notes": {name: median(values) for name, values in outcome.notes.items() if values},
        "warnings": list(outcome.warnings),
    }


def _finite(x: float | None) -> float | None:
    """JSON has no infinity: an open edge of a band is null."""
    return float(x) if x is not None and math.isfinite(x) else None


def dumps(value: Any, indent: str = "") -> str:
    """JSON with one line per entry, lists of plain values kept on one line, so that diffs read well."""
    deeper = indent + " "
    if isinstance(value, dict) and value:
        lines = [f"{deeper}{json.dumps(key, ensure_ascii=False)}: {dumps(v, deeper)}" for key, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "[\n" + ",\n".join(deeper + dumps(item, deeper) for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)

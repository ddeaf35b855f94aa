"""What is in report.json? The permanent record: every seed's raw values, and all that the pages show."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from statistics import median
from typing import Any

from netsci_bench.contract.result import Outcome, Verdict
from netsci_bench.reporting.read import SCHEMA
from netsci_bench.reporting.redact import redact
from netsci_bench.reporting.wording import inside
from netsci_bench.runs.environment import bench_version
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.model import ExperimentSpec
from netsci_bench.specs.statements import Paper, cited
from netsci_bench.specs.units import unit_of_claim
from netsci_bench.storage.report_manifest import with_manifest

NO_PICTURES: dict[str, Any] = {"warnings": [], "figures": [], "captions": {}}  # before they are drawn


def report_content(
    plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict], environment: Mapping[str, str]
) -> dict[str, Any]:
    """The report without its figures, as plain values, with manifest and date, without paths and personal names.

    ``environment``: versions and machine, see ``describe_environment``; its ``date`` (UTC) is the report's date.
    """
    date = environment.get("date") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = {
        "schema": SCHEMA,
        "id": plan.id,
        "title": plan.spec.title,
        "about": plan.spec.about,
        "tier": plan.tier_name,
        "date": date,
        "netsci_bench": bench_version(),
        "device": plan.device,
        "threads": plan.threads,
        "seeds": list(plan.seeds),
        "tier_seeds": list(plan.tier.seeds),
        **NO_PICTURES,
        **_where_given(plan),
        "verdicts": [verdict_content(verdict) for verdict in verdicts],
        **claims_content(plan.spec, plan.papers),
        "outcomes": [_outcome(outcome) for outcome in outcomes],
        "timing": timing(outcomes),
        **_made_with(plan, environment),
    }
    return with_manifest(content)


def dumps(value: Any, indent: str = "") -> str:
    """JSON with one line per entry and per list of plain values, so that diffs are easy to read."""
    deeper = indent + " "
    if isinstance(value, dict) and value:
        lines = [f"{deeper}{json.dumps(key, ensure_ascii=False)}: {dumps(v, deeper)}" for key, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "[\n" + ",\n".join(deeper + dumps(item, deeper) for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _where_given(plan: Plan) -> dict[str, dict[str, Any]]:
    """The params that a user has set, by which it is an exploration; and what the curves call trainings."""
    given = {"set": dict(plan.settings), "trainings": dict(plan.spec.trainings)}
    return {key: value for key, value in given.items() if value}


def _made_with(plan: Plan, environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        "experiment": plan.spec.experiment,
        "params": plan.resolved.values,
        "code": plan.code,
        "functions": dict(sorted(plan.functions.items())),
        "versions": dict(sorted(plan.versions.items())),
        "environment": {key: redact(str(value)) for key, value in sorted(environment.items()) if key != "date"},
    }


def claims_content(spec: ExperimentSpec, papers: Mapping[str, Paper]) -> dict[str, Any]:
    """The claims, each with its unit and the place that it cites, and the sources and statements that they cite."""
    claims = spec.claims
    cites = {name: cited(claim, papers) for name, claim in claims.items()}
    sources = {found.paper: found.citation for found in cites.values()}
    measured = {claims[name].statement: found.statement for name, found in cites.items() if found.statement}
    return {
        "claims": {
            name: claim.model_dump(mode="json")
            | {"unit": unit_of_claim(claim, spec.units)}
            | {"source": {"paper": cites[name].paper, "at": cites[name].at}}
            for name, claim in claims.items()
        },
        "papers": {key: sources[key].model_dump(mode="json") for key in sorted(sources)},
        "statements": {key: measured[key].model_dump(mode="json") for key in sorted(filter(None, measured))},
    }


def verdict_content(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain values."""
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
        "looks": [{name: _plain(value) for name, value in asdict(look).items()} for look in verdict.looks],
        "waiting_for": verdict.waiting_for,
        "exploratory": verdict.exploratory,
        "flips": verdict.flips,
        "sign_p": _finite(verdict.sign_p),
        "null_rate": _finite(verdict.null_rate),
        "inside": inside(verdict)[0],
        "values": [_finite(value) for value in verdict.values],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """One seed, without its folder (a path) and ``fresh`` (a second run must write the same report)."""
    return {
        "seed": outcome.seed,
        "address": outcome.address,
        "error": redact(outcome.error),
        "diverged": outcome.diverged,
        "seconds": _finite(outcome.seconds),
        "scalars": {name: _finite(value) for name, value in outcome.scalars.items()},
        "lists": {name: [_finite(value) for value in values] for name, values in outcome.lists.items()},
        "trainings": list(outcome.trainings),
        "notes": {name: median(values) for name, values in outcome.notes.items() if values},
        "warnings": list(outcome.warnings),
        "claims": None if outcome.claims is None else list(outcome.claims),
    }


def timing(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Minimum, median and maximum of each note over seeds and epochs.

    >>> timing([Outcome(0, "a", notes={"images_per_second": [10.0, 30.0, 20.0]})])
    {'images_per_second': [10.0, 20.0, 30.0]}
    """
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.notes)
    values = {name: [v for outcome in outcomes for v in outcome.notes.get(name, [])] for name in names}
    return {name: [min(noted), median(noted), max(noted)] for name, noted in values.items() if noted}


def _plain(value: Any) -> Any:
    return _finite(value) if isinstance(value, float) else value


def _finite(x: float | None) -> float | None:
    """None for infinity and NaN, which JSON does not have: an open edge of a band is null."""
    return float(x) if x is not None and math.isfinite(x) else None

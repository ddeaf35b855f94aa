"""Is a published number still what this code would measure? Asked without measuring anything.

Currency is not identity: a result's address covers library versions, seeds and threads, but a published report
stays *current* through a library upgrade or an edit of the bench. It becomes *code changed* when a function it
rests on has changed or learned a new param that is left at its default, and *stale* when its params, its data or the
bands of its claims have.
"""

from collections.abc import Mapping
from typing import Any

from netsci_bench.dotted import differing, leaves
from netsci_bench.identity.implementation import implementation
from netsci_bench.plan import experiment_of, tier_params
from netsci_bench.registry import Entry

NAMES_SHOWN = 3  # of functions that have changed
JUDGED_BY = ("metric", "reported", "accept", "judge", "resolution", "judged_at")  # what a verdict rests on


def currency(entry: Entry, report: Mapping[str, Any]) -> str:
    """``current``, ``code changed: NAMES`` or ``stale: PARAMS``, for a report of this id."""
    if report["tier"] not in entry.spec.tiers:
        return f"stale: there is no {report['tier']} tier any more"
    params = tier_params(entry, report["tier"], experiment_of(entry))
    now, before = params.model_dump(mode="json"), _without_code(report["params"])
    learned = (
        leaves(now).keys() - leaves(params.model_dump(mode="json", exclude_defaults=True)).keys() - before.keys()
    )
    asked = {name: value for name, value in _without_code(now).items() if name not in learned}
    if changed := differing(before, asked):
        return f"stale: {', '.join(changed)}"
    if claims := judged_otherwise(report.get("claims", {}), entry):
        return f"stale: {', '.join(claims)} judged otherwise now"
    functions = implementation(entry.spec.experiment).functions
    edited = set(functions.items()) ^ set(report["functions"].items())
    models = _code(report["params"]) ^ _code(now)
    names = sorted(
        {name.partition(":")[2] for name, _ in edited} | {name.partition("@")[0] for name in models} | learned
    )
    if not names:
        return "current"
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"code changed: {', '.join(names[:NAMES_SHOWN])}{more}"


def judged_otherwise(before: Mapping[str, Any], entry: Entry) -> list[str]:
    """Claims whose published verdict rests on another band or another way of judging; wording does not matter."""
    now = {name: claim.model_dump(mode="json") for name, claim in entry.spec.claims.items()}
    return sorted(
        name
        for name in before.keys() & now.keys()
        if any(before[name].get(part) != now[name][part] for part in JUDGED_BY)
    )


def code_of(value: Any) -> str:
    """The function in ``module:function@fingerprint``, as a model is written; empty for anything else."""
    name, sign, _ = value.partition("@") if isinstance(value, str) else ("", "", "")
    return name if sign and ":" in name else ""


def _code(params: Mapping[str, Any]) -> set[str]:
    return {value for value in leaves(params).values() if code_of(value)}


def _without_code(params: Mapping[str, Any]) -> dict[str, Any]:
    return {k: code_of(v) or v for k, v in leaves(params).items()}

"""Is a published number still what this code would measure? Asked without measuring anything.

Staleness is not identity: a result's address covers library versions, seeds and threads, but a published report
stays *current* through a library upgrade or an edit of the bench. It becomes *code changed* when the code that it
rests on has changed or learned a new param that is left at its default, and *stale* when its params, its data or the
bands of its claims have. Where code lies and what it is called do not matter.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netsci_bench.identity.implementation import implementation
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences, flatten
from netsci_bench.specs.registry import Entry

NAMES_SHOWN = 3  # of functions that have changed
JUDGED_BY = ("metric", "reported", "accept", "judge", "resolution", "judged_at")  # what a verdict rests on
REARRANGED = "which function calls which"


def find_staleness(entry: Entry, report: Mapping[str, Any], home: Path) -> str:
    """``current``, ``code changed: NAMES`` or ``stale: PARAMS``, for a report of this id."""
    if report["tier"] not in entry.spec.tiers:
        return f"stale: there is no {report['tier']} tier any more"
    resolved = resolve_tier(entry, report["tier"], home)
    now, before = resolved.values, without_code(report["params"])
    learned = flatten(now).keys() - flatten(resolved.explicit).keys() - before.keys()
    asked = {name: value for name, value in without_code(now).items() if name not in learned}
    if changed := differences(before, asked):
        return f"stale: {', '.join(changed)}"
    if claims := judged_otherwise(report.get("claims", {}), entry):
        return f"stale: {', '.join(claims)} judged otherwise now"
    names = sorted({*_changed_code(entry, report), *_changed_models(report["params"], now), *learned})
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


def edited(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Name -> (digest before, digest now) of the pieces of code that are not the same; what only moved is left out.

    >>> edited({"a:f": "1", "a:g": "2"}, {"b:f": "1", "a:g": "3"})
    {'a:g': ('2', '3')}
    """
    gone, new = Counter(before.values()), Counter(now.values())
    gone, new = gone - new, new - gone
    old = {name: code for name, code in before.items() if gone[code] and now.get(name) != code}
    young = {name: code for name, code in now.items() if new[code] and before.get(name) != code}
    return {name: (old.get(name), young.get(name)) for name in sorted(old.keys() | young.keys())}


def code_of(value: Any) -> tuple[str, str]:
    """Function and digest of ``module:function@digest``, as a model is written; two empty texts for anything else."""
    name, sign, code = value.rpartition("@") if isinstance(value, str) else ("", "", "")
    return (name, code) if sign and ":" in name else ("", "")


def _changed_code(entry: Entry, report: Mapping[str, Any]) -> list[str]:
    rests_on = implementation(entry.spec.experiment)
    if report.get("code") == rests_on.code:
        return []
    changed = edited(report["functions"], rests_on.functions)
    return [name.partition(":")[2] or name for name in changed] or [REARRANGED]


def flat_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted name -> value of all params; in a list of models or of mappings, each by its number.

    >>> flat_params({"nets": ["m:f@12", "m:g@34"], "lr": [0.1, 0.2]})
    {'nets.0': 'm:f@12', 'nets.1': 'm:g@34', 'lr': [0.1, 0.2]}
    """
    return flatten(_models_apart(params))


def _models_apart(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _models_apart(inner) for name, inner in value.items()}
    if isinstance(value, list) and any(isinstance(inner, Mapping) or code_of(inner)[0] for inner in value):
        return {str(number): _models_apart(inner) for number, inner in enumerate(value)}
    return value


def _changed_models(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    models = {name: code_of(value) for name, value in flat_params(now).items() if code_of(value)[0]}
    old = {name: code_of(value)[1] for name, value in flat_params(before).items()}
    return [model for name, (model, code) in models.items() if old.get(name) != code]


def without_code(params: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted name -> value; of a model only that it is one, since its digest tells which."""
    return {name: "code" if code_of(value)[0] else value for name, value in flat_params(params).items()}

"""Would this code still measure the published number? Answered without measuring.

Staleness is not identity. A result's address covers library versions, seeds and threads, but a published report stays
*current* after a library upgrade or an edit of the bench. It is *code changed* if the code that it depends on has
changed, or has a new param that is left at its default. It is *stale* if its params, its data or the bands of its
claims have changed. Moving and renaming code changes nothing.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netsci_bench.identity.implementation import implementation
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences, flatten
from netsci_bench.specs.registry import Entry

NAMES_SHOWN = 3  # how many changed functions are listed
JUDGED_BY = ("metric", "reported", "accept", "judge", "resolution", "judged_at")  # fields that decide a verdict
REARRANGED = "which function calls which"


def find_staleness(entry: Entry, report: Mapping[str, Any], home: Path) -> str:
    """``current``, ``code changed: NAMES`` or ``stale: PARAMS``, for a report of this id."""
    if report["tier"] not in entry.spec.tiers:
        return f"stale: the spec has no {report['tier']} tier any more"
    resolved = resolve_tier(entry, report["tier"], home)
    now, before = resolved.values, without_code(report["params"])
    new_defaults = flatten(now).keys() - flatten(resolved.explicit).keys() - before.keys()
    comparable = {name: value for name, value in without_code(now).items() if name not in new_defaults}
    if changed := differences(before, comparable):
        return f"stale: {', '.join(changed)}"
    if claims := judged_differently(report.get("claims", {}), entry):
        return f"stale: {', '.join(claims)} judged differently now"
    names = sorted({*_changed_code(entry, report), *_changed_models(report["params"], now), *new_defaults})
    if not names:
        return "current"
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"code changed: {', '.join(names[:NAMES_SHOWN])}{more}"


def judged_differently(before: Mapping[str, Any], entry: Entry) -> list[str]:
    """Claims whose band or way of judging has changed since; a change of wording does not matter."""
    now = {name: claim.model_dump(mode="json") for name, claim in entry.spec.claims.items()}
    return sorted(
        name
        for name in before.keys() & now.keys()
        if any(before[name].get(part) != now[name][part] for part in JUDGED_BY)
    )


def edited(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Name -> (digest before, digest now) of the definitions that differ; those that only moved are left out.

    >>> edited({"a:f": "1", "a:g": "2"}, {"b:f": "1", "a:g": "3"})
    {'a:g': ('2', '3')}
    """
    removed, added = Counter(before.values()), Counter(now.values())
    removed, added = removed - added, added - removed
    old = {name: code for name, code in before.items() if removed[code] and now.get(name) != code}
    new = {name: code for name, code in now.items() if added[code] and before.get(name) != code}
    return {name: (old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys())}


def code_of(value: Any) -> tuple[str, str]:
    """Function and digest of a model, which is written ``module:function@digest``; two empty strings otherwise."""
    name, sign, code = value.rpartition("@") if isinstance(value, str) else ("", "", "")
    return (name, code) if sign and ":" in name else ("", "")


def _changed_code(entry: Entry, report: Mapping[str, Any]) -> list[str]:
    current = implementation(entry.spec.experiment)
    if report.get("code") == current.code:
        return []
    changed = edited(report["functions"], current.functions)
    return [name.partition(":")[2] or name for name in changed] or [REARRANGED]


def flat_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted name -> value of all params; items of a list of models or mappings are numbered.

    >>> flat_params({"nets": ["m:f@12", "m:g@34"], "lr": [0.1, 0.2]})
    {'nets.0': 'm:f@12', 'nets.1': 'm:g@34', 'lr': [0.1, 0.2]}
    """
    return flatten(_number_items(params))


def _number_items(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _number_items(inner) for name, inner in value.items()}
    if isinstance(value, list) and any(isinstance(inner, Mapping) or code_of(inner)[0] for inner in value):
        return {str(number): _number_items(inner) for number, inner in enumerate(value)}
    return value


def _changed_models(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    models = {name: code_of(value) for name, value in flat_params(now).items() if code_of(value)[0]}
    old = {name: code_of(value)[1] for name, value in flat_params(before).items()}
    return [model for name, (model, code) in models.items() if old.get(name) != code]


def without_code(params: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted name -> value, where each model is replaced by the word ``code``: its digest is compared separately."""
    return {name: "code" if code_of(value)[0] else value for name, value in flat_params(params).items()}

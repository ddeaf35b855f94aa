"""Would this code still measure the published number? Answered without measuring.

Staleness is not identity. A result's address covers library versions, seeds and threads, but a published report stays
*current* after a library upgrade or an edit of the bench. It is *code changed* if the code that it depends on has
changed, or has a new param that is left at its default; *claims changed* if a claim was added, deleted, reworded or
given another band. It is *stale* if its params or its data have changed. Moving and renaming code changes nothing.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from netsci_bench.identity.implementation import implementation
from netsci_bench.identity.texts import Remembered, digest_of_texts, package_folders
from netsci_bench.reporting.markdown import few
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.catalogues import OWN
from netsci_bench.specs.claims import JUDGED_BY
from netsci_bench.specs.flatten import differences, flatten
from netsci_bench.specs.model import Tier
from netsci_bench.specs.registry import Entry, is_ours
from netsci_bench.specs.selection import seed_ranges

NO_PART_OF_A_CLAIM = {
    "source",
    "because",
    "exact_because",
}  # the place may be filled in; reasons may be worded better
KNOWN = "staleness.json"  # of the home
REARRANGED = "which function calls which"


@dataclass
class KnownWords:
    """What was found of reports of ours while every text of the package was as it is; kept in the home.

    A spec of somebody else may rest on texts that are not looked at here, so nothing is kept of it.
    """

    home: Path
    texts: str
    words: Remembered

    @classmethod
    def read(cls, home: Path) -> "KnownWords":
        """What the home keeps."""
        return cls(home, digest_of_texts([*package_folders(), home / OWN]), Remembered.read(home / KNOWN))

    def find(self, entry: Entry, report: Mapping[str, Any]) -> str:
        """As ``find_staleness``."""
        if not is_ours(entry):
            return find_staleness(entry, report, self.home)
        what = json.dumps([self.texts, entry.id, report], sort_keys=True)
        key = sha256(what.encode()).hexdigest()
        self.words.asked[key] = self.words.known.get(key) or find_staleness(entry, report, self.home)
        return self.words.asked[key]

    def keep(self) -> None:
        """Keep what was asked for, and nothing older."""
        self.words.keep()


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
    if claims := changed_claims(report.get("claims", {}), entry):
        return f"claims changed: {few(claims)} (`netsci-bench judge {entry.id}` judges them again)"
    if seeds := other_seeds(entry.spec.tiers[report["tier"]], report):
        return f"other seeds: {seeds}"
    names = sorted({*_changed_code(entry, report), *_changed_models(report["params"], now), *new_defaults})
    return f"code changed: {few(names)}" if names else "current"


def changed_claims(before: Mapping[str, Any], entry: Entry) -> list[str]:
    """Which claims a report does not have as the spec has them now, each with what happened to it.

    Args:
        before: the claims of a report.json; a field that it does not have says nothing.
        entry: the id.
    """
    now = {name: claim.model_dump(mode="json") for name, claim in entry.spec.claims.items()}
    added = [f"{name} added" for name in now.keys() - before.keys()]
    deleted = [f"{name} deleted" for name in before.keys() - now.keys()]
    kept = sorted(before.keys() & now.keys())
    changed = [f"{name} {how}" for name in kept if (how := how_changed(before[name], now[name]))]
    return [*sorted(added), *sorted(deleted), *changed]


def how_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What happened to a claim of a report.json since: ``judged differently``, ``reworded`` or nothing."""
    compared = before.keys() & now.keys() - NO_PART_OF_A_CLAIM
    different = {name for name in compared if _stated(before[name]) != _stated(now[name])}
    return "judged differently" if different & JUDGED_BY else "reworded" if different else ""


def _stated(value: Any) -> Any:
    """A value without keys that say nothing: a later form of the spec may have more of them."""
    return {key: inner for key, inner in value.items() if inner is not None} if isinstance(value, Mapping) else value


def other_seeds(tier: Tier, report: Mapping[str, Any]) -> str:
    """In words how the seeds of a report differ from those of a planned look; empty where they are the same.

    The look is the first that has all planned seeds of the report; seeds of no look are beyond the plan.
    """
    there, looks = {outcome["seed"] for outcome in report["outcomes"]}, tier.planned_looks
    planned = there & set(tier.seeds_at(looks[-1]))
    look = next(look for look in looks if planned <= set(tier.seeds_at(look)))
    lacking, beyond = sorted(set(tier.seeds_at(look)) - there), sorted(there - planned)
    parts = [f"{len(planned)} of the {look} seeds of its tier, without {seed_ranges(lacking)}"] if lacking else []
    parts += [f"with {seed_ranges(beyond)}, not of its tier"] if beyond else []
    return ", ".join(parts)


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

"""Why is a recorded report not current? What has changed since, by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.address import versions
from netsci_bench.identity.implementation import Implementation, implementation
from netsci_bench.maintenance.staleness import (
    REARRANGED,
    changed_claims,
    code_of,
    edited,
    find_staleness,
    flat_params,
)
from netsci_bench.runs.hardware import best_device
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences
from netsci_bench.specs.registry import Entry
from netsci_bench.tracking.records import DATASET

Content = Mapping[str, Any]  # a report.json, or a part of one
Pairs = Mapping[str, tuple[Any, Any]]  # name -> (before, now)
NOTHING = "nothing"


@dataclass(frozen=True)
class Changes:
    """What has changed since a report was made: name -> (before, now), with None for a missing value.

    ``functions`` holds digests. Other ``libraries`` and ``conditions`` (device, threads) give other addresses, but a
    published report stays current.
    """

    params: Pairs
    data: Pairs
    functions: Pairs
    libraries: Pairs
    conditions: Pairs
    claims: tuple[str, ...] = ()  # each with what happened to it


def list_changes(entry: Entry, report: Content, home: Path) -> Changes:
    """The differences between a report of this id and the current spec and code.

    Raises:
        Mistake: the spec does not have this tier any more.
    """
    if report["tier"] not in entry.spec.tiers:
        raise Mistake(f"{entry.id} has no {report['tier']} tier any more", remedy="record a report of another tier")
    values = resolve_tier(entry, report["tier"], home).values
    code = implementation(entry.spec.experiment)
    params, data, models = sort_params(report["params"], values)
    now = {"device": best_device(), "threads": entry.spec.threads}
    return Changes(
        params=params,
        data=data,
        functions={**models, **_edited(report, code)},
        libraries=differences(report["versions"], versions(code.libraries)),
        conditions=differences({name: report[name] for name in now}, now),
        claims=tuple(changed_claims(report.get("claims", {}), entry)),
    )


def sort_params(before: Content, now: Content) -> tuple[Pairs, Pairs, Pairs]:
    """The params that differ: those in the narrow sense, data sets with other bytes, models with other code."""
    changed = differences(flat_params(before), flat_params(now))
    models = {name for name, pair in changed.items() if all(code_of(value)[0] for value in pair)}
    data = {name for name, pair in changed.items() if _is_data(pair)}
    return (
        {name: pair for name, pair in changed.items() if name not in models | data},
        {name: changed[name] for name in sorted(data)},
        {
            f"{code_of(changed[name][1])[0]} (param {name})": changed[name]
            for name in sorted(models)
            if _is_edited(changed[name])
        },
    )


def _edited(report: Content, code: Implementation) -> Pairs:
    if report.get("code") == code.code:
        return {}
    functions = edited(report["functions"], code.functions)
    return functions or {REARRANGED: (report.get("code"), code.code)}


def _is_edited(pair: tuple[Any, Any]) -> bool:
    """Whether a model's code has changed, and not only its name or module."""
    return code_of(pair[0])[1] != code_of(pair[1])[1]


def describe_changes(entry: Entry, report: Content, home: Path) -> Iterator[str]:
    """The changes as lines of text."""
    yield f"{entry.id} ({report['tier']}), recorded {report['date']}: {find_staleness(entry, report, home)}"
    changes = list_changes(entry, report, home)
    for kind in ("params", "data"):
        yield from (f"  {kind}: {name}: {_arrow(pair)}" for name, pair in getattr(changes, kind).items())
    yield from (f"  claim {name}" for name in changes.claims)
    yield from (f"  function {_word(pair)}: {name}" for name, pair in changes.functions.items())
    yield from (f"  library {name}: {_arrow(pair)}" for name, pair in changes.libraries.items())
    yield from (f"  {name}: {_arrow(pair)}" for name, pair in changes.conditions.items())
    if changes == Changes({}, {}, {}, {}, {}):
        yield "  nothing changed: a new run has the same addresses and gives the same numbers"
    elif not (changes.params or changes.data or changes.functions or changes.claims):
        yield "  code and params are the same: the report is still current, but a new run gets new addresses"


def _is_data(pair: tuple[Any, Any]) -> bool:
    """Whether it is the same data set with other bytes; another data set counts as another param."""
    matches = [match for value in pair if isinstance(value, str) and (match := DATASET.fullmatch(value))]
    return len(matches) == 2 and matches[0][1] == matches[1][1]


def _word(pair: tuple[Any, Any]) -> str:
    return "added" if pair[0] is None else "removed" if pair[1] is None else "changed"


def _arrow(pair: tuple[Any, Any]) -> str:
    before, now = (NOTHING if value is None else str(value) for value in pair)
    return f"{before} -> {now}"

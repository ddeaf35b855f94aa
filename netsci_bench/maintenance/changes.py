"""Why is a recorded report no longer what this code would measure? What changed since, by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.address import versions
from netsci_bench.identity.implementation import Implementation, implementation
from netsci_bench.maintenance.staleness import (
    REARRANGED,
    code_of,
    edited,
    find_staleness,
    flat_params,
    judged_otherwise,
)
from netsci_bench.runs.hardware import best_device
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences
from netsci_bench.specs.registry import Entry
from netsci_bench.tracking.records import DATASET

Facts = Mapping[str, Any]
NOTHING = "nothing"


@dataclass(frozen=True)
class Changes:
    """What changed since a report was made: name -> (before, now), None where there was or is nothing.

    ``functions`` hold digests; ``libraries`` and ``conditions`` (device, threads) give other addresses, but leave a
    published report current.
    """

    params: Facts
    data: Facts
    functions: Facts
    libraries: Facts
    conditions: Facts
    claims: tuple[str, ...] = ()  # whose band or way of judging is another


def list_changes(entry: Entry, report: Facts, home: Path) -> Changes:
    """What differs between a report of this id and what would be measured now.

    Raises:
        Mistake: the spec has no such tier any more.
    """
    if report["tier"] not in entry.spec.tiers:
        raise Mistake(f"{entry.id} has no {report['tier']} tier any more", remedy="record a report of another tier")
    params = flat_params(resolve_tier(entry, report["tier"], home).values)
    code = implementation(entry.spec.experiment)
    changed = differences(flat_params(report["params"]), params)
    models = {name for name, pair in changed.items() if all(code_of(value)[0] for value in pair)}
    data = {name for name, pair in changed.items() if _is_data(pair)}
    now = {"device": best_device(), "threads": entry.spec.threads}
    return Changes(
        params={n: pair for n, pair in changed.items() if n not in models | data},
        data={n: changed[n] for n in sorted(data)},
        functions={
            **{
                f"{code_of(changed[n][1])[0]} (param {n})": changed[n]
                for n in sorted(models)
                if _is_edited(changed[n])
            },
            **_edited(report, code),
        },
        libraries=differences(report["versions"], versions(code.libraries)),
        conditions=differences({name: report[name] for name in now}, now),
        claims=tuple(judged_otherwise(report.get("claims", {}), entry)),
    )


def _edited(report: Facts, code: Implementation) -> Facts:
    if report.get("code") == code.code:
        return {}
    pieces = edited(report["functions"], code.functions)
    return pieces or {REARRANGED: (report.get("code"), code.code)}


def _is_edited(pair: tuple[Any, Any]) -> bool:
    """Whether a model's code has changed, and not only its name or place."""
    return code_of(pair[0])[1] != code_of(pair[1])[1]


def lines(entry: Entry, report: Facts, home: Path) -> Iterator[str]:
    """The same in words."""
    yield f"{entry.id} ({report['tier']}), recorded {report['date']}: {find_staleness(entry, report, home)}"
    found = list_changes(entry, report, home)
    for kind in ("params", "data"):
        yield from (f"  {kind}: {name}: {_told(a)} -> {_told(b)}" for name, (a, b) in getattr(found, kind).items())
    yield from (f"  claim {name}: is judged otherwise now" for name in found.claims)
    yield from (f"  function {_word(pair)}: {name}" for name, pair in found.functions.items())
    yield from (f"  library {name}: {_told(a)} -> {_told(b)}" for name, (a, b) in found.libraries.items())
    yield from (f"  {name}: {_told(a)} -> {_told(b)}" for name, (a, b) in found.conditions.items())
    if found == Changes({}, {}, {}, {}, {}):
        yield "  nothing changed: the same addresses, the same numbers"
    elif not (found.params or found.data or found.functions or found.claims):
        yield "  the code and its params are the same: the report stands, a new run gives new addresses"


def _is_data(pair: tuple[Any, Any]) -> bool:
    """The same data set with other bytes; another data set is another param."""
    names = [found.groups() for value in pair if isinstance(value, str) and (found := DATASET.fullmatch(value))]
    return len(names) == 2 and names[0][0] == names[1][0]


def _word(pair: tuple[Any, Any]) -> str:
    return "added" if pair[0] is None else "removed" if pair[1] is None else "changed"


def _told(value: Any) -> str:
    return NOTHING if value is None else str(value)

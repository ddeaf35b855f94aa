"""Does a published report still stand after its code was rewritten? Yes, where the smoke tier gives equal bits.

The smoke tier is run at the commit of the measurement and at the present one, on this machine. Equal bits for every
metric renew the digests of the report, which then says so; other bits are told metric by metric.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.implementation import implementation
from netsci_bench.maintenance.commits import Commits
from netsci_bench.maintenance.recording import recorded_folder
from netsci_bench.maintenance.staleness import code_of, find_staleness, without_code
from netsci_bench.reporting.content import dumps
from netsci_bench.reporting.read import read
from netsci_bench.reporting.write import render
from netsci_bench.runs.hardware import processor_name
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences
from netsci_bench.specs.model import TIERS
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.artifacts import REPORT_JSON, REPORT_MD
from netsci_bench.storage.atomic import write_text

SHOWN = 5  # metrics that differ


@dataclass(frozen=True)
class Certificate:
    """What comparing two commits gave; ``differing``: metric -> (at the measurement, now), empty if it holds."""

    was: str
    at: str
    metrics: int
    differing: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        if not self.differing:
            return f"certified at {self.at}: {self.metrics} metrics, the same bits as at {self.was}"
        told = [f"\n  {name}: {a} -> {b}" for name, (a, b) in list(self.differing.items())[:SHOWN]]
        more = f"\n  and {len(self.differing) - SHOWN} more" if len(self.differing) > SHOWN else ""
        count = f"{len(self.differing)} of {self.metrics} metrics differ"
        return f"not certified at {self.at}: {count} from those at {self.was}{''.join(told)}{more}"


def recorded_reports(record: Path, id_: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Folder and content of every recorded report of an id, by tier."""
    for folder in (record / id_ / tier for tier in TIERS):
        if (folder / REPORT_JSON).exists():
            yield folder, read(folder)


def certify(entry: Entry, folder: Path, home: Path, since: str = "") -> Certificate:
    """Compare, and renew the digests of a recorded report where all metrics are equal.

    Args:
        entry: the id as it is now.
        folder: its recorded report.
        home: where the commits are laid out and measured.
        since: a later commit that still has the code of the report, where the smoke tier was another one before.

    Raises:
        Mistake: the report's params, data or bands have changed, or its code is not that of its commit.
        Failure: the smoke tier could not be run at one of the commits.
    """
    report = read(folder)
    if (staleness := find_staleness(entry, report, home)).startswith("stale"):
        raise Mistake(f"{entry.id} cannot be certified, it is {staleness}", remedy="measure it again")
    commits = Commits(recorded_folder().parent.resolve(), home)
    was, at = since or _measured_at(report, folder, commits), commits.head()
    before, now = commits.smoke(was, entry.id), commits.smoke(at, entry.id)
    if before["functions"] != report["functions"]:
        what = f"the code at {was} is not the one that {entry.id} was measured with"
        raise Mistake(what, str(folder), "measure it again")
    if differences(without_code(before["params"]), without_code(now["params"])):
        remedy = "name a later commit that has the same code and the present smoke tier with --since"
        raise Mistake(f"the smoke tier of {entry.id} was another one at {was}", str(folder), remedy)
    old, new = _metrics(before), _metrics(now)
    differing = {name: (old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)}
    certificate = Certificate(was, at, len(old), differing)
    if not differing:
        _renew(entry, report, certificate, home)
        write_text(folder / REPORT_JSON, dumps(report) + "\n")
        render(folder, pages=(REPORT_MD,))
    return certificate


def _measured_at(report: Mapping[str, Any], folder: Path, commits: Commits) -> str:
    """The commit whose code is the report's: where it was certified last, else where it was measured.

    One that was measured before its code was committed is of the commit that brought it.
    """
    if report.get("certified"):
        return str(report["certified"][-1]["at"])
    commit = report["environment"].get("commit", "")
    return commits.recorded_in(folder / REPORT_JSON) if commit.endswith("+") or not commit else str(commit)


def _metrics(report: Mapping[str, Any]) -> dict[str, Any]:
    """Seed and metric -> value; JSON writes every bit of a float."""
    return {
        f"seed {outcome['seed']}: {name}": value
        for outcome in report["outcomes"]
        for name, value in {**outcome["scalars"], **outcome["lists"]}.items()
    }


def _renew(entry: Entry, report: dict[str, Any], certificate: Certificate, home: Path) -> None:
    code = implementation(entry.spec.experiment)
    report |= {
        "experiment": entry.spec.experiment,
        "code": code.code,
        "functions": dict(sorted(code.functions.items())),
    }
    report.setdefault("tier_seeds", list(entry.spec.tiers[report["tier"]].seeds))
    now = resolve_tier(entry, report["tier"], home).values
    report["params"] = _with_new_code(report["params"], now)
    report.setdefault("certified", []).append(
        {
            "at": certificate.at,
            "was": certificate.was,
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "metrics": certificate.metrics,
            "processor": processor_name(),
        }
    )


def _with_new_code(before: Any, now: Any) -> Any:
    """The params as they were published, models under their present name and digest."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        return {name: _with_new_code(value, now.get(name)) for name, value in before.items()}
    if isinstance(before, list) and isinstance(now, list):
        return [_with_new_code(one, other) for one, other in zip(before, now, strict=True)]
    return now if code_of(before)[0] and code_of(now)[0] else before

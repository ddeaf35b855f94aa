"""Is a published report still valid after its code was rewritten? Yes, if the smoke tier gives the same bits.

The smoke tier is run at the commit of the measurement and at the current one, on this machine. If all metrics have
the same bits, the code digests in the report are renewed, and the report says so. Otherwise the metrics that differ
are listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.implementation import implementation
from netsci_bench.maintenance.commits import Commits
from netsci_bench.maintenance.recording import read_unedited, recorded_folder
from netsci_bench.maintenance.staleness import code_of, find_staleness, without_code
from netsci_bench.reporting.content import dumps
from netsci_bench.reporting.write import render
from netsci_bench.runs.hardware import processor_name
from netsci_bench.runs.plan import resolve_tier
from netsci_bench.specs.flatten import differences
from netsci_bench.specs.registry import Entry
from netsci_bench.storage.artifacts import REPORT_JSON, REPORT_MD
from netsci_bench.storage.atomic import write_text
from netsci_bench.storage.report_manifest import renewed

SHOWN = 5  # how many of the metrics that differ are listed


@dataclass(frozen=True)
class Certificate:
    """The comparison of two commits; ``differing``: metric -> (at the measurement, now), empty if all are equal."""

    was: str
    at: str
    metrics: int
    differing: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        if not self.differing:
            return f"certified at {self.at}: {self.metrics} metrics, the same bits as at {self.was}"
        lines = [f"\n  {name}: {a} -> {b}" for name, (a, b) in list(self.differing.items())[:SHOWN]]
        more = f"\n  and {len(self.differing) - SHOWN} more" if len(self.differing) > SHOWN else ""
        count = f"{len(self.differing)} of {self.metrics} metrics differ"
        return f"not certified at {self.at}: {count} from those at {self.was}{''.join(lines)}{more}"


def certify(entry: Entry, folder: Path, home: Path, since: str = "") -> Certificate:
    """Compare the smoke tiers of two commits, and renew the digests of a recorded report if all metrics are equal.

    Args:
        entry: the current entry of the registry.
        folder: its recorded report.
        home: the folder in which the commits are unpacked and measured.
        since: a later commit with the same code, to be used if the smoke tier has changed since the measurement.

    Raises:
        Mistake: the report was edited, its params, data or bands have changed, or it was not measured with the code
            of its commit.
        Failure: the smoke tier could not be run at one of the commits.
    """
    report = read_unedited(folder)
    if (staleness := find_staleness(entry, report, home)).startswith("stale"):
        raise Mistake(f"{entry.id} cannot be certified: it is {staleness}", remedy="measure it again")
    commits = Commits(recorded_folder().parent.resolve(), home)
    was, at = since or _measured_at(report, folder, commits), commits.head()
    before, now = commits.smoke(was, entry.id), commits.smoke(at, entry.id)
    if before["functions"] != report["functions"]:
        what = f"{entry.id} was not measured with the code at {was}"
        raise Mistake(what, str(folder), "measure it again")
    if differences(without_code(before["params"]), without_code(now["params"])):
        remedy = "use --since with a later commit that has the same code and the current smoke tier"
        raise Mistake(f"the smoke tier of {entry.id} has changed since {was}", str(folder), remedy)
    old, new = _metrics(before), _metrics(now)
    differing = {name: (old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)}
    certificate = Certificate(was, at, len(old), differing)
    if not differing:
        _renew(entry, report, certificate, home)
        write_text(folder / REPORT_JSON, dumps(renewed(report)) + "\n")
        render(folder, pages=(REPORT_MD,))
    return certificate


def _measured_at(report: Mapping[str, Any], folder: Path, commits: Commits) -> str:
    """The commit with the code of the report: where it was certified last, else where it was measured.

    For a report that was measured before its code was committed, it is the commit that added the report.
    """
    if report.get("certified"):
        return str(report["certified"][-1]["at"])
    commit = report["environment"].get("commit", "")
    return commits.recorded_in(folder / REPORT_JSON) if commit.endswith("+") or not commit else str(commit)


def _metrics(report: Mapping[str, Any]) -> dict[str, Any]:
    """Seed and metric -> value; JSON keeps every bit of a float."""
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
    """The published params, in which models have their current name and digest."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        return {name: _with_new_code(value, now.get(name)) for name, value in before.items()}
    if isinstance(before, list) and isinstance(now, list):
        return [_with_new_code(one, other) for one, other in zip(before, now, strict=True)]
    return now if code_of(before)[0] and code_of(now)[0] else before

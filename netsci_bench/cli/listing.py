"""What is there, and what does it say? The texts behind ``list`` and ``show``."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netsci_bench.maintenance.recording import last_report
from netsci_bench.specs import registry
from netsci_bench.specs.model import Claim, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.statements import Cited


def listed(entry: Entry, folders: list[Path]) -> dict[str, Any]:
    """One line of ``list`` as data: id, title, minutes per tier, verdicts by claim of the highest tier reported.

    ``folders``: where reports are, those made here first, then the published record.
    """
    last = last_report(folders, entry.id)
    return {
        "id": entry.id,
        "title": entry.spec.title,
        "minutes": {name: tier.minutes for name, tier in entry.spec.tiers.items()},
        "claims": len(entry.spec.claims),
        "last": {
            "tier": last[1]["tier"],
            "where": "here" if last[0].is_relative_to(folders[0]) else "recorded",
            "verdicts": {v["claim"]: v["word"] for v in last[1]["verdicts"]},
        }
        if last
        else None,
    }


def list_lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of ``list`` for a person."""
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        tiers = ", ".join(f"{name} {minutes:g} min" for name, minutes in row["minutes"].items())
        yield f"{row['id']:<{width}}  {row['title']}"
        yield f"{'':<{width}}  {tiers}"
        yield f"{'':<{width}}  {verdict_counts(row['last'])}"


def verdict_counts(last: dict[str, Any] | None) -> str:
    """``paper, recorded: 3 reproduced, 1 contradicted``, or ``never run``."""
    if last is None:
        return "never run"
    counts = Counter(last["verdicts"].values())
    words = ", ".join(f"{n} {word}" for word, n in counts.most_common()) or "no claims"
    return f"{last['tier']}, {last['where']}: {words}"


def show_lines(entry: Entry, params: dict[TierName, dict[str, Any]]) -> Iterator[str]:
    """Everything about one id: params per tier, claims with bands, reasons and sources."""
    yield f"{entry.id}: {entry.spec.title}"
    if entry.spec.about:
        yield entry.spec.about.strip()
    yield f"\nexperiment: {entry.spec.experiment}"
    yield f"written in: {entry.document.path}"
    for name, tier in entry.spec.tiers.items():
        seeds = ", ".join(map(str, tier.seeds))
        yield f"\ntier {name}: seeds {seeds}; about {tier.minutes:g} min on two cores; device {tier.device}"
        yield from (f"  {line}" for line in _param_lines(params[name]))
    yield "\nclaims:"
    for key, claim in entry.spec.claims.items():
        yield from _claim_lines(key, claim, registry.citation_of(claim, entry.document.path))


def _param_lines(params: dict[str, Any], indent: str = "") -> Iterator[str]:
    for name, value in params.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _param_lines(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {value}"


def _claim_lines(key: str, claim: Claim, source: Cited) -> Iterator[str]:
    low, high = claim.interval
    yield f"  {key}: {claim.says}"
    yield f"    metric {claim.metric}, accepted in [{low:g}, {high:g}]" + (
        f", reported {claim.reported:g}" if claim.reported is not None else ""
    )
    yield f"    judged by {claim.judge} at the {' and '.join(claim.judged_at)} tier"
    yield f"    because {claim.because}"
    if source.statement:
        yield f"    statement {claim.statement}: {source.statement.says}"
    yield f"    role {claim.role}, reading {claim.reading}"
    yield f"    source: {source.citation.authors} ({source.citation.year}), {source.at}"

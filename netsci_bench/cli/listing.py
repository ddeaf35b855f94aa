"""What is there, and what does it say? The texts behind ``list`` and ``show``."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.recording import last_report
from netsci_bench.specs import registry
from netsci_bench.specs.model import Claim, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.statements import Cited
from netsci_bench.specs.validation import nearest

WIDTH = 100  # columns


@dataclass(frozen=True)
class LastReport:
    """The report of the highest tier that was run: ``where`` is ``here`` or ``recorded``; claim -> its verdict."""

    tier: str
    where: str
    verdicts: dict[str, str]


@dataclass(frozen=True)
class Line:
    """What ``list`` says of one id; minutes on two cores by tier, the number of claims."""

    id: str
    title: str
    minutes: dict[TierName, float]
    claims: int
    last: LastReport | None


def choose(entries: Sequence[Entry], tier: TierName | None, family: str) -> list[Entry]:
    """The entries that have a tier and belong to a family (the first part of an id); None and empty: all.

    Raises:
        Mistake: there is no such family.
    """
    families = {entry.id.partition("/")[0] for entry in entries}
    if family and family not in families:
        raise Mistake(f"there is no family {family!r}", remedy=nearest(family, families))
    return [
        entry
        for entry in entries
        if (tier is None or tier in entry.spec.tiers) and family in ("", entry.id.partition("/")[0])
    ]


def make_line(entry: Entry, folders: list[Path]) -> Line:
    """One line of ``list``; ``folders``: where reports are, those made here first, then the published record."""
    last = last_report(folders, entry.id)
    return Line(
        id=entry.id,
        title=entry.spec.title,
        minutes={name: tier.minutes for name, tier in entry.spec.tiers.items()},
        claims=len(entry.spec.claims),
        last=LastReport(
            tier=last[1]["tier"],
            where="here" if last[0].is_relative_to(folders[0]) else "recorded",
            verdicts={verdict["claim"]: verdict["word"] for verdict in last[1]["verdicts"]},
        )
        if last
        else None,
    )


def list_lines(lines: Sequence[Line]) -> Iterator[str]:
    """``list`` for a person: no line is wider than ``WIDTH`` columns, unless one word is."""
    for line in lines:
        tiers = ", ".join(f"{name} {minutes:g} min" for name, minutes in line.minutes.items())
        yield line.id
        for text in (line.title, f"{tiers}; {verdict_counts(line.last)}"):
            yield from textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


def verdict_counts(last: LastReport | None) -> str:
    """``paper, recorded: 3 reproduced, 1 contradicted``, or ``never run``."""
    if last is None:
        return "never run"
    words = ", ".join(f"{n} {word}" for word, n in Counter(last.verdicts.values()).most_common()) or "no claims"
    return f"{last.tier}, {last.where}: {words}"


def show_lines(entry: Entry, params: Mapping[TierName, Mapping[str, object]]) -> Iterator[str]:
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


def _param_lines(params: Mapping[str, object], indent: str = "") -> Iterator[str]:
    for name, value in params.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _param_lines(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {value}"


def _claim_lines(key: str, claim: Claim, source: Cited) -> Iterator[str]:
    low, high = claim.interval
    yield f"  {key}: {claim.says}"
    yield f"    metric {' against '.join(claim.metrics)}, accepted in [{low:g}, {high:g}]" + (
        f", reported {claim.reported:g}" if claim.reported is not None else ""
    )
    yield f"    judged by {claim.judge} at the {' and '.join(claim.judged_at)} tier"
    if claim.null is not None:
        yield f"    without the effect: {claim.null}"
    yield f"    because {claim.because}"
    if source.statement:
        yield f"    statement {claim.statement}: {source.statement.says}"
    yield f"    role {claim.role}, reading {claim.reading}"
    yield f"    source: {source.citation.authors} ({source.citation.year}), {source.at}"

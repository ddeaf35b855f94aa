"""What is there, and what does it say? The texts behind ``list`` and ``show``."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from netsci_bench.cli.choices import NEVER_RUN, VERDICTS
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.recording import last_report, recorded_folder
from netsci_bench.specs import registry
from netsci_bench.specs.model import Claim, TierName
from netsci_bench.specs.registry import Entry
from netsci_bench.specs.statements import Cited
from netsci_bench.specs.validation import nearest
from netsci_bench.storage.home import home

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


@dataclass(frozen=True)
class Filters:
    """Which ids ``list`` names; None and empty: all.

    Attributes:
        tier: that they have; family: the first part of their ids.
        paper: that one of their claims cites.
        minutes: the most that they take on two cores, at the tier or else at the paper tier.
    """

    tier: TierName | None = None
    family: str = ""
    paper: str = ""
    minutes: float | None = None


def choose(entries: Sequence[Entry], filters: Filters) -> list[Entry]:
    """The entries that pass every filter.

    Raises:
        Mistake: there is no such family, or no claim cites the paper.
    """
    families = {entry.id.partition("/")[0] for entry in entries}
    if filters.family and filters.family not in families:
        raise Mistake(f"there is no family {filters.family!r}", remedy=nearest(filters.family, families))
    papers = {paper for entry in entries for paper in papers_of(entry)} if filters.paper else set()
    if filters.paper and filters.paper not in papers:
        raise Mistake(f"no claim is on a paper {filters.paper!r}", remedy=nearest(filters.paper, papers))
    return [entry for entry in entries if _passes(entry, filters)]


def _passes(entry: Entry, filters: Filters) -> bool:
    tier = entry.spec.tiers.get(filters.tier or "paper")
    return (
        tier is not None
        and filters.family in ("", entry.id.partition("/")[0])
        and (not filters.paper or filters.paper in papers_of(entry))
        and (filters.minutes is None or tier.minutes <= filters.minutes)
    )


def papers_of(entry: Entry) -> list[str]:
    """The keys of the papers that the claims of an id cite, each once."""
    claims = entry.spec.claims.values()
    return list(dict.fromkeys(c.source.paper if c.source else str(c.statement).partition("/")[0] for c in claims))


def with_verdict(lines: Sequence[Line], word: str) -> list[Line]:
    """The lines whose last report has a claim with this verdict, or that were never run; all if it is empty.

    Raises:
        Mistake: there is no such verdict.
    """
    wanted = word.replace("-", " ")
    if wanted not in ("", *VERDICTS):
        raise Mistake(f"there is no verdict {word!r}", remedy=nearest(wanted, VERDICTS))
    return [line for line in lines if wanted in ("", *(line.last.verdicts.values() if line.last else (NEVER_RUN,)))]


def report_folders() -> list[Path]:
    """Where a report of an id is looked for: the user's own ones first, then the record."""
    return [home() / "reports", recorded_folder()]


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
        return NEVER_RUN
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

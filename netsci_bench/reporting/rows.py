"""What does a report say about each claim, and about all of them in one line? Text without layout."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netsci_bench.contract.result import Verdict
from netsci_bench.reporting import wording
from netsci_bench.specs.model import Judge, TierName

COLUMNS = ("claim", "reported", "accepted", "measured", "in band", "verdict")
SMOKE = "smoke: nothing is judged"

Content = Mapping[str, Any]  # a report.json


@dataclass(frozen=True)
class Source:
    """Where a claim was published: the citation, its URL (may be empty), and the section or page in it."""

    text: str
    url: str
    at: str


@dataclass(frozen=True)
class Row:
    """One claim as text.

    Attributes:
        claim: its name in the spec; metric, kind, judge, resolution, because: as in the spec.
        stated: the value that the paper reports, if it reports one.
        verdict: the numbers behind the text.
        says, reported, band, measured, inside, word: the cells of a verdict table; symbol: ✓ ✗ ? or –.
    """

    claim: str
    metric: str
    kind: str
    judge: Judge
    resolution: float
    because: str
    source: Source
    stated: float | None
    verdict: Verdict
    says: str
    reported: str
    band: str
    measured: str
    inside: str
    word: str
    symbol: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of a table with the columns ``COLUMNS``."""
        verdict = f"{self.symbol} {self.word}"
        return self.says, self.reported, self.band, self.measured, self.inside, verdict

    @property
    def how_judged(self) -> str:
        """Resolution and p-value, if any, as text that follows the way of judging."""
        resolution = f", resolution {self.resolution:g}" if self.resolution else ""
        p = self.verdict.p_value
        return resolution + ("" if p is None else f", p = {wording.number(p, 3)}")

    @property
    def css_class(self) -> str:
        """The verdict's word as a class of the style sheet."""
        return self.verdict.word.replace(" ", "-")


def make_rows(content: Content) -> tuple[Row, ...]:
    """One row per verdict of a report, in the same order."""
    return tuple(_row(content, _verdict(verdict)) for verdict in content["verdicts"])


def headline(content: Content) -> str:
    """The result in one line."""
    tier: TierName = content["tier"]
    setting = f"{_seeds(content['outcomes'])}, {tier} tier, {content['device']}"
    if tier == "smoke":
        return f"{SMOKE}; {setting}"
    count = Counter(verdict["word"] for verdict in content["verdicts"])
    total = len(content["verdicts"])
    judged_at = "" if tier == "paper" else f" ({tier})"
    answer = f"{count['reproduced']} of {total} {'claim' if total == 1 else 'claims'} reproduced{judged_at}"
    answer += f", {count['contradicted']} contradicted, {count['undecided']} undecided"
    answer += f", {count['not judged']} not judged" if count["not judged"] else ""
    return f"{answer}; {setting}"


def _row(content: Content, verdict: Verdict) -> Row:
    claim = content["claims"][verdict.claim]
    within, total = wording.inside(verdict)
    return Row(
        claim=verdict.claim,
        metric=claim["metric"],
        kind=claim["kind"],
        judge=claim["judge"],
        resolution=claim["resolution"],
        because=claim["because"],
        source=_source(claim["source"], content["papers"]),
        stated=claim["reported"],
        verdict=verdict,
        says=wording.one_line(claim["says"]),
        reported=wording.NOTHING if claim["reported"] is None else wording.edge(claim["reported"]),
        band=wording.band(*verdict.band),
        measured=wording.measured(verdict, claim["judge"]),
        inside=f"{within}/{total}{' units' * (claim['judge'] == 'units')}" if total else wording.NOTHING,
        word=wording.word(verdict, content["tier"]),
        symbol=wording.SYMBOLS[verdict.word],
    )


def _verdict(written: Mapping[str, Any]) -> Verdict:
    """A verdict from JSON, in which an open edge of the band and a value that is not finite are null."""
    low, high = written["band"]
    return Verdict(
        claim=written["claim"],
        word=written["word"],
        why=written["why"],
        values=tuple(float("nan") if value is None else value for value in written["values"]),
        band=(float("-inf") if low is None else low, float("inf") if high is None else high),
        estimate=written["estimate"],
        low=written["low"],
        high=written["high"],
        p_value=written["p_value"],
        underpowered=written["underpowered"],
    )


def _source(citation: Mapping[str, str], papers: Mapping[str, Mapping[str, Any]]) -> Source:
    paper = papers.get(citation["paper"])
    if paper is None:
        return Source(citation["paper"], "", citation["at"])
    text = f"{paper['authors']} ({paper['year']}). {paper['title']}. {paper['where']}"
    url = paper["url"] if paper["url"].startswith(("https://", "http://")) else ""
    return Source(text, url, citation["at"])


def _seeds(outcomes: Sequence[Mapping[str, Any]]) -> str:
    failed, total = sum(bool(outcome["error"]) for outcome in outcomes), len(outcomes)
    seeds = "seed" if total == 1 else "seeds"
    return f"{failed} of {total} {seeds} FAILED" if failed else f"{total} {seeds}"

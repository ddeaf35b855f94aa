"""Does each statement of a paper hold? The claims of all reports, corrected within the paper, in one word."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import get_args

from netsci_bench.reporting.rows import Content, Row, make_rows
from netsci_bench.specs.model import TIERS, Claim, Tier, TierName
from netsci_bench.specs.statements import Citation, Paper, Statement, StoryPicture
from netsci_bench.verdicts.multiplicity import ClaimResult, correct
from netsci_bench.verdicts.statements import StatementWord, judge_statement

WORDS: tuple[StatementWord, ...] = get_args(StatementWord)
UNMEASURED = ("smaller scale only", "never run", "untestable")  # at the scale of the paper
Key = tuple[str, str]  # id and name of a claim


@dataclass(frozen=True)
class Listed:
    """One id of the registry: its title, the name of its variant (may be empty), its claims and its tiers."""

    id: str
    title: str
    variant: str
    claims: Mapping[str, Claim]
    tiers: Mapping[TierName, Tier] = field(default_factory=dict)


@dataclass(frozen=True)
class Measurement:
    """One claim of one recorded report.

    Attributes:
        id, tier: of the report; variant: the name of the id's variant, or empty.
        row: the claim as text; result: the claim after Holm's correction.
    """

    id: str
    tier: str
    variant: str
    row: Row
    result: ClaimResult

    @property
    def counts(self) -> bool:
        """Whether it was measured in the paper's own setting; other tiers are shown and decide nothing."""
        return self.tier == "paper"


@dataclass(frozen=True)
class Finding:
    """A statement of a paper, its verdict, and the claims that measured it.

    ``planned``: the ids that would measure it and were never run; ``beside``: those that have a claim of another role
    about it, a control, say.
    """

    slug: str
    statement: Statement
    word: StatementWord
    measurements: tuple[Measurement, ...]
    planned: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def of_the_paper(self) -> list[Measurement]:
        """Its readings and variants: the measurements whose role is ``paper`` and that were judged."""
        return [m for m in self.measurements if m.row.of_the_paper and m.result.measured]


@dataclass(frozen=True)
class Shown:
    """A picture of a recorded report; ``file``: below the record."""

    picture: StoryPicture
    tier: str
    file: str


@dataclass(frozen=True)
class PaperFindings:
    """All statements of one paper, and the pictures that tell its story, as far as they are recorded."""

    key: str
    citation: Citation
    findings: tuple[Finding, ...]
    pictures: tuple[Shown, ...] = ()

    @cached_property
    def count(self) -> Counter[str]:
        """Statements by verdict."""
        return Counter(finding.word for finding in self.findings)

    @property
    def measured(self) -> list[Finding]:
        """The statements with a verdict from measurements."""
        return [finding for finding in self.findings if finding.word not in UNMEASURED]

    def with_word(self, *words: str) -> list[Finding]:
        """The statements with one of these verdicts."""
        return [finding for finding in self.findings if finding.word in words]


def own_reading(reading: str, variant: str) -> str:
    """The reading that a claim stands for. A variant has its claims under other params: a reading of its own name.

    >>> own_reading("text", ""), own_reading("text", "wider")
    ('text', 'text, wider')
    """
    return f"{reading}, {variant}" if variant else reading


def find_all(reports: Sequence[Content], ids: Sequence[Listed], papers: Mapping[str, Paper]) -> list[PaperFindings]:
    """What the record says about each paper that states something, in the order of ``papers``.

    Args:
        reports: contents of report.json; those whose id is not listed are left out.
        ids: of the registry. Their claims that no report of the paper tier has judged are known and never run.
        papers: the catalogue.
    """
    by_id = {listed.id: listed for listed in ids}
    order = list(by_id)
    known = sorted((r for r in reports if r["id"] in by_id), key=lambda report: order.index(report["id"]))
    measured = [m for report in known for m in _of_report(report, by_id[report["id"]])]
    planned = list(_never_run(ids, {(m.id, m.row.claim) for m in measured if m.counts and m.result.measured}))
    record = _Record(known, ids, measured, planned)
    return [_paper(key, paper, record) for key, paper in papers.items() if paper.statements]


@dataclass(frozen=True)
class _Record:
    """What is known of all papers: the reports, the registry, claims that were measured and claims that were not."""

    reports: Sequence[Content]
    ids: Sequence[Listed]
    measured: Sequence[Measurement]
    planned: Sequence[tuple[str, str, str, ClaimResult]]  # statement, id, claim, its empty result

    def beside(self, statement: str) -> tuple[str, ...]:
        """The ids that have a claim of another role than ``paper`` about a statement."""
        claims = ((listed.id, claim) for listed in self.ids for claim in listed.claims.values())
        return tuple(dict.fromkeys(id_ for id_, c in claims if c.statement == statement and c.role != "paper"))


def _pictures(paper: Paper, reports: Sequence[Content]) -> Iterator[Shown]:
    """The pictures of a paper that are in the highest recorded tier of their experiment."""
    for picture in paper.pictures:
        own = [report for report in reports if report["id"] == picture.id]
        for report in sorted(own, key=lambda report: TIERS.index(report["tier"]))[-1:]:
            for file in report.get("figures", ()):
                if file.startswith(f"figure-{picture.figure}-"):
                    yield Shown(picture, report["tier"], f"{picture.id}/{report['tier']}/{file}")


def _of_report(report: Content, listed: Listed) -> Iterator[Measurement]:
    for row in make_rows(report):
        if row.statement:
            result = row.result(own_reading(row.reading, listed.variant))
            yield Measurement(listed.id, report["tier"], listed.variant, row, result)


def _never_run(ids: Sequence[Listed], judged: set[Key]) -> Iterator[tuple[str, str, str, ClaimResult]]:
    """Statement, id, claim and empty result of each claim of a paper that was not judged at the paper tier."""
    for listed in ids:
        for name, claim in listed.claims.items():
            if claim.statement and claim.role == "paper" and (listed.id, name) not in judged:
                reading = own_reading(claim.reading, listed.variant)
                late = claim.added_after_results
                yield claim.statement, listed.id, name, ClaimResult(None, reading, "paper", claim.replicate, late)


def _measures_smaller(m: Measurement) -> bool:
    """Whether it judged the paper's claim, but not in the paper's own setting."""
    return not m.counts and m.tier != "smoke" and m.row.of_the_paper and m.result.measured


def _paper(key: str, paper: Paper, record: _Record) -> PaperFindings:
    own = [m for m in record.measured if m.row.statement.partition("/")[0] == key]
    corrected = correct({(m.id, m.row.claim): m.result for m in own if m.counts})
    after = [replace(m, result=corrected[m.id, m.row.claim]) if m.counts else m for m in own]
    findings = []
    for slug, statement in paper.statements.items():
        name = f"{key}/{slug}"
        here = [m for m in after if m.row.statement == name]
        missing = [(id_, result) for of, id_, _, result in record.planned if of == name]
        results = [m.result for m in here if m.counts and m.result.measured] + [result for _, result in missing]
        word = judge_statement(results, statement.combine, bool(statement.untestable))
        if word == "never run" and any(_measures_smaller(m) for m in here):
            word = "smaller scale only"
        ids = tuple(dict.fromkeys(id_ for id_, _ in missing))
        findings.append(Finding(slug, statement, word, tuple(here), ids, record.beside(name)))
    return PaperFindings(key, paper.citation, tuple(findings), tuple(_pictures(paper, record.reports)))

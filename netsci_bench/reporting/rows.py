"""What does a report say about each claim? A row of text per claim, without layout."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from netsci_bench.contract.result import LookResult, Verdict
from netsci_bench.reporting import wording
from netsci_bench.specs.model import Judge, Replicate, Role

if TYPE_CHECKING:
    from netsci_bench.verdicts.multiplicity import ClaimResult

COLUMNS = ("claim", "ours", "accepted", "published", "verdict")  # of every table of claims, also on a terminal
NEWER = {"role": "paper", "replicate": "training", "reading": "text", "unit": ""}  # older reports have none of them

Content = Mapping[str, Any]  # a report.json
Standing = Literal["paper", "on one checkpoint", "no seed changes it", "exploratory", "control", "extension", "check"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)


@dataclass(frozen=True)
class Row:
    """One claim as text.

    Attributes:
        claim: its name in the spec; metric, kind, judge, resolution, because, role, replicate,
            reading: as in the spec.
        statement: ``<paper>/<slug>`` that it measures, or empty.
        paper, at: the key of the paper that it cites, and the place in it.
        standing: how it counts. Only ``paper`` counts for or against a paper.
        stated: the value that the paper reports, if it reports one.
        verdict: the numbers behind the text.
        unit: of the metric, in words; ``1`` for a pure number, empty if the spec gives none.
        says, published, band, ours, inside, word: text for tables; symbol: ✓ ✗ < ? or –.
    """

    claim: str
    metric: str
    kind: str
    judge: Judge
    resolution: float
    because: str
    role: Role
    replicate: Replicate
    reading: str
    statement: str
    paper: str
    at: str
    standing: Standing
    stated: float | None
    verdict: Verdict
    unit: str
    says: str
    published: str
    band: str
    ours: str
    inside: str
    word: str
    symbol: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of a table with the columns ``COLUMNS``; a claim that is not of the paper says so."""
        label = "" if self.of_the_paper or self.says.lower().startswith(self.role) else f"{self.role.capitalize()}: "
        return label + self.says, self.measured, self.band, self.published, f"{self.symbol} {self.word}"

    @property
    def measured(self) -> str:
        """What was measured, as ``ours``, with its unit."""
        return wording.measured(self.verdict, self.judge, self.unit)

    @property
    def of_the_paper(self) -> bool:
        """Whether it measures what the paper says, however it counts."""
        return self.role == "paper"

    def result(self, reading: str = "") -> "ClaimResult":
        """What the claim brings into the verdict of its statement, under its own reading or another name."""
        from netsci_bench.verdicts.multiplicity import ClaimResult  # loads scipy: reading a report does without

        late = self.standing == "exploratory"
        word, p = self.verdict.word, self.verdict.p_value
        return ClaimResult(word, reading or self.reading, self.role, self.replicate, late, p)

    @property
    def css_class(self) -> str:
        """The verdict's word as a class of the style sheet."""
        return self.verdict.word.replace(" ", "-")


def make_rows(content: Content) -> tuple[Row, ...]:
    """One row per verdict of a report: claims of the paper first, grouped by statement, then the other roles."""
    rows = [_row(content, read_verdict(written)) for written in content["verdicts"]]
    statements = list(dict.fromkeys(row.statement for row in rows))

    def place(row: Row) -> tuple[int, int]:
        """Sorting keeps the order of the spec within a group."""
        if row.of_the_paper:
            return 0, statements.index(row.statement)
        return STANDINGS.index(row.standing), 0

    return tuple(sorted(rows, key=place))


def standing(claim: Mapping[str, Any], exploratory: bool) -> Standing:
    """How a claim counts; a claim of an older report, which has no role, is one of the paper.

    Args:
        claim: of a report.json.
        exploratory: whether its verdict is, because none of its seeds was planned.
    """
    role: Role = claim.get("role", "paper")
    if role != "paper":
        return role
    if exploratory or claim.get("added_after_results"):
        return "exploratory"
    replicate = claim.get("replicate", "training")
    return {"training": "paper", "draw": "on one checkpoint"}.get(replicate, "no seed changes it")  # type: ignore[return-value]


def read_verdict(written: Mapping[str, Any]) -> Verdict:
    """A verdict from JSON, in which an open edge of the band and a value that is not finite are null."""
    low, high = written["band"]
    known = ("claim", "word", "why", "estimate", "low", "high", "p_value", "underpowered")
    newer = ("exploratory", "waiting_for", "flips", "sign_p", "null_rate")  # not in older reports
    return Verdict(
        values=tuple(float("nan") if value is None else value for value in written["values"]),
        band=(float("-inf") if low is None else low, float("inf") if high is None else high),
        looks=tuple(LookResult(**look) for look in written.get("looks", ())),
        **{name: written[name] for name in known},
        **{name: written[name] for name in newer if name in written},
    )


def _row(content: Content, verdict: Verdict) -> Row:
    claim = content["claims"][verdict.claim]
    within, total = wording.inside(verdict)
    counts = standing(claim, verdict.exploratory)
    return Row(
        claim=verdict.claim,
        metric=f"{claim['metric']} against {claim['against']}" if claim.get("against") else claim["metric"],
        **{name: claim[name] for name in ("kind", "judge", "resolution", "because")},
        **{name: claim.get(name, missing) for name, missing in NEWER.items()},
        statement=claim.get("statement") or "",
        paper=claim["source"]["paper"],
        at=claim["source"]["at"],
        standing=counts,
        stated=claim["reported"],
        verdict=verdict,
        says=wording.one_line(claim["says"]),
        published=wording.NOTHING if claim["reported"] is None else wording.edge(claim["reported"]),
        band=wording.band(*verdict.band),
        ours=wording.measured(verdict, claim["judge"]),
        inside=f"{within}/{total}{' units' * (claim['judge'] == 'units')}" if total else wording.NOTHING,
        word=wording.word(verdict, content["tier"], counts),
        symbol=wording.SYMBOLS[verdict.word],
    )

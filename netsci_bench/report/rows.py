"""What is there to say about each claim, and about all of them in one line? Text only, before any layout."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netsci_bench.plan import Plan
from netsci_bench.report import wording
from netsci_bench.result import Outcome, Verdict
from netsci_bench.spec import Claim

COLUMNS = ("claim", "reported", "accepted", "measured", "in band", "verdict")
SMOKE = "smoke: nothing is judged"


@dataclass(frozen=True)
class Row:
    """One claim as words.

    Attributes:
        claim: its name in the spec; stated, verdict: the values behind the words.
        says, reported, band, measured, inside, word: the cells of a verdict table; symbol: ✓ ✗ ? or –.
    """

    claim: str
    stated: Claim
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


def rows(plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict]) -> list[Row]:
    """One row per claim of the spec, in the spec's order; a claim without a verdict is not judged."""
    found = {verdict.claim: verdict for verdict in verdicts}
    return [
        _row(plan, name, claim, found.get(name) or _not_judged(plan, name, claim, outcomes))
        for name, claim in plan.spec.claims.items()
    ]


def _row(plan: Plan, name: str, claim: Claim, verdict: Verdict) -> Row:
    within, total = wording.inside(verdict)
    return Row(
        claim=name,
        stated=claim,
        verdict=verdict,
        says=wording.one_line(claim.says),
        reported=wording.NOTHING if claim.reported is None else wording.edge(claim.reported),
        band=wording.band(*verdict.band),
        measured=wording.measured(verdict, claim.judge),
        inside=f"{within}/{total}{' units' * (claim.judge == 'units')}" if total else wording.NOTHING,
        word=wording.word(verdict, plan.tier_name),
        symbol=wording.SYMBOLS[verdict.word],
    )


def _not_judged(plan: Plan, name: str, claim: Claim, outcomes: Sequence[Outcome]) -> Verdict:
    values = tuple(o.scalars[claim.metric] for o in measured(outcomes) if claim.metric in o.scalars)
    why = f"the {plan.tier_name} tier does not judge this claim"
    return Verdict(claim=name, word="not judged", why=why, values=values, band=claim.interval)


def measured(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The seeds that gave metrics."""
    return [outcome for outcome in outcomes if not outcome.error]


def failed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The seeds that gave none."""
    return [outcome for outcome in outcomes if outcome.error]


def headline(plan: Plan, outcomes: Sequence[Outcome], verdicts: Sequence[Verdict]) -> str:
    """The answer in one line."""
    setting = f"{plan.tier_name} tier, {plan.device}"
    if plan.tier_name == "smoke":
        return f"{SMOKE}; {_seeds(outcomes)}, {setting}"
    table = rows(plan, outcomes, verdicts)
    count = Counter(row.verdict.word for row in table)
    tier = "" if plan.tier_name == "paper" else f" ({plan.tier_name})"
    claims = "claim" if len(table) == 1 else "claims"
    answer = f"{count['reproduced']} of {len(table)} {claims} reproduced{tier}"
    answer += f", {count['contradicted']} contradicted, {count['undecided']} undecided"
    answer += f", {count['not judged']} not judged" if count["not judged"] else ""
    return f"{answer}; {_seeds(outcomes)}, {setting}"


def _seeds(outcomes: Sequence[Outcome]) -> str:
    broken, total = len(failed(outcomes)), len(outcomes)
    seeds = "seed" if total == 1 else "seeds"
    return f"{broken} of {total} {seeds} FAILED" if broken else f"{total} {seeds}"

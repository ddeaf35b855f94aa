"""May a claim say this? What it cites exists, its role fits, and its band tells the paper from its competitor.

Rules that need more than the claim itself: ``registry`` applies them to every spec that it reads.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Set

from netsci_bench.contract.errors import Mistake, refuse
from netsci_bench.identity.syntax import digest
from netsci_bench.specs.model import Claim
from netsci_bench.specs.statements import Paper
from netsci_bench.specs.validation import Origin, nearest
from netsci_bench.specs.yaml_lines import Where

Papers = Mapping[str, Paper]
Fault = tuple[Where, str, str]  # the key in the claim, what is wrong, what to do
NEEDS_STATEMENT = {"paper", "control"}
JUDGED_BY = {  # fields that decide a verdict
    *("metric", "against", "kind", "reported", "accept", "judge", "resolution", "judged_at"),
    *("no_effect", "censored_from", "replicate", "role", "evidence"),
}
NOTED_AT_FIRST = JUDGED_BY | {"null"}  # it decides nothing; older notes have it in their digests


def digest_of_claim(claim: Claim, fields: Set[str] = JUDGED_BY) -> str:
    """Digest of what decides its verdict: the same after a rewording, another one with another band."""
    judged_by = claim.model_dump(mode="json", include=set(fields), exclude_defaults=True)
    return digest(json.dumps(judged_by, sort_keys=True))


def is_noted(claim: Claim, digests: Collection[str]) -> bool:
    """Whether a claim with this band is among those noted, in the present or the older form of the digest."""
    return any(digest_of_claim(claim, fields) in digests for fields in (JUDGED_BY, NOTED_AT_FIRST))


def check_rules(claims: Mapping[str, Claim], papers: Papers, origin: Origin) -> None:
    """Hold every claim against the sources that it may cite.

    Raises:
        Mistake: with one line per fault: file, line, what is wrong, what to do.
    """
    refuse(
        [
            Mistake(what, origin.place((name, *where)), remedy)
            for name, claim in claims.items()
            for rule in RULES
            for where, what, remedy in rule(claim, papers)
        ]
    )


def _cites_what_exists(claim: Claim, papers: Papers) -> Iterator[Fault]:
    key = claim.source.paper if claim.source else str(claim.statement).partition("/")[0]
    if key not in papers:
        where: Where = ("source", "paper") if claim.source else ("statement",)
        yield where, f"no paper or citation has the key {key!r}", nearest(key, list(papers))


def _names_a_statement(claim: Claim, papers: Papers) -> Iterator[Fault]:
    key, _, slug = str(claim.statement).partition("/")
    if claim.statement is None or key not in papers:
        return
    statements = papers[key].statements
    if slug not in statements:
        remedy = nearest(slug, list(statements)) if statements else f"write papers/{key}.yaml with its statements"
        yield ("statement",), f"{key} has no statement {slug!r}", remedy
    elif reason := statements[slug].untestable:
        remedy = f"name another statement, or remove `untestable` in papers/{key}.yaml"
        yield ("statement",), f"the statement {claim.statement!r} cannot be tested: {reason}", remedy


def _has_a_statement_where_its_role_needs_one(claim: Claim, papers: Papers) -> Iterator[Fault]:
    if claim.role in NEEDS_STATEMENT and claim.statement is None:
        remedy = "write `statement: <paper>/<slug>` in place of `source`, or take another role"
        yield ("role",), f"a claim with the role {claim.role!r} needs a statement", remedy


def _is_judged_in_the_setting_of_its_paper(claim: Claim, papers: Papers) -> Iterator[Fault]:
    if claim.role == "paper" and "paper" not in claim.judged_at:
        what = f"the role 'paper' does not fit a claim judged at {' and '.join(claim.judged_at)} only"
        yield ("role",), what, "write `role: extension`, or judge it at the tier `paper`"


def _is_told_from_its_competitor(claim: Claim, papers: Papers) -> Iterator[Fault]:
    if (rival := claim.competitor) is None or rival.because:
        return
    low, high = claim.interval  # of a prediction only where it is needed: it loads scipy
    if low <= rival.value <= high:
        what = f"the band [{low:g}, {high:g}] holds the value {rival.value:g} of the competitor {rival.name!r}, too"
        yield ("competitor",), what, "narrow the band, or say in competitor.because why it is kept"


def _is_exact_where_nothing_varies(claim: Claim, papers: Papers) -> Iterator[Fault]:
    exact = claim.judge == "exact"
    if exact and claim.role != "check" and not claim.exact_because:
        what = f"`judge: exact` does not fit the role {claim.role!r}: no seed can change the value"
        yield ("role",), what, "write `role: check`, or say in `exact_because` why the claim says more"
    if exact and claim.replicate != "none":
        what = f"`judge: exact` does not fit `replicate: {claim.replicate}`: nothing varies between the values"
        yield ("judge",), what, "write `replicate: none`"
    if not exact and claim.replicate == "none":
        what = f"`replicate: none` does not fit `judge: {claim.judge}`: equal values have no interval"
        yield ("replicate",), what, "write `judge: exact`, or say what varies: training or draw"


RULES: tuple[Callable[[Claim, Papers], Iterator[Fault]], ...] = (
    _cites_what_exists,
    _names_a_statement,
    _has_a_statement_where_its_role_needs_one,
    _is_judged_in_the_setting_of_its_paper,
    _is_told_from_its_competitor,
    _is_exact_where_nothing_varies,
)

"""Does the claim hold? One verdict per claim, from the planned seeds of a tier and the way that the claim is judged.

The same function judges a run and, from the raw values of its report, a record. Ways of judging: see ``planned``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import Any

import numpy as np

from netsci_bench.contract.result import LookResult, Outcome, Verdict
from netsci_bench.specs.claims import is_noted
from netsci_bench.specs.model import CORRELATIONS, LEAST_PAPER_SEEDS, Claim, Tier, TierName
from netsci_bench.verdicts.correlations import LEAST_PAIRS
from netsci_bench.verdicts.decisions import Criterion, Kind
from netsci_bench.verdicts.planned import WAYS, Course, judge_by_looks
from netsci_bench.verdicts.robustness import leave_one_out, sign_test_of_mean


def judge_claims(
    claims: Mapping[str, Claim], tier_name: TierName, tier: Tier, outcomes: Sequence[Outcome]
) -> list[Verdict]:
    """One verdict per claim, in their order.

    Args:
        claims: name -> claim.
        tier_name: what was run.
        tier: its seeds and planned looks.
        outcomes: one per seed; seeds outside the plan are exploratory and decide nothing, unless no planned seed is
            among them: then all of them are one look, and the verdict is exploratory.
    """
    return [_verdict(name, claim, tier_name, tier, outcomes) for name, claim in claims.items()]


def criterion_of(claim: Claim) -> Criterion:
    """What a claim accepts; the band of a direction is ours where the claim names the value of no effect."""
    low, high = claim.interval
    one_edge = math.isinf(low) != math.isinf(high)
    direction: Kind = "direction" if one_edge and claim.judge != "exact" else "size"
    kind = "number" if claim.kind == "number" else direction
    return Criterion(low, high, kind, claim.no_effect, claim.resolution)


def _verdict(name: str, claim: Claim, tier_name: TierName, tier: Tier, outcomes: Sequence[Outcome]) -> Verdict:
    blank = Verdict(
        claim=name,
        word="not judged",
        why=f"the {tier_name} tier does not judge this claim; {' or '.join(claim.judged_at)} does",
        values=_shown(claim, outcomes),
        band=claim.interval,
        null_rate=_null_rate(claim, outcomes),
    )
    if tier_name not in claim.judged_at:
        return blank
    planned, looks = _planned(tier, outcomes)
    if lacking := _without_evidence(claim, planned):
        return replace(blank, why=lacking)
    values = [_value(claim, outcome) for outcome in planned]
    course = judge_by_looks(claim.judge, values, criterion_of(claim), looks)
    few = tier_name == "paper" and claim.judge != "exact" and looks[-1] < LEAST_PAPER_SEEDS
    judged = replace(blank, underpowered=few, exploratory=not _in_plan(tier, outcomes), **_course(course))
    judged = replace(judged, **_robustness(claim, values, course))
    if judged.word == "reproduced" and _null_holds(claim, planned, looks):
        judged = replace(judged, why=f"{judged.why}; the same holds for {claim.null}, where the effect cannot exist")
    if older := _older_seeds(claim, planned):
        why = f"{judged.why}; the claim, or its band, is newer than the data of seed {older[0]}"
        return replace(judged, exploratory=True, why=why)
    return judged


def _without_evidence(claim: Claim, outcomes: Sequence[Outcome]) -> str:
    """Why the seeds say nothing about the claim: some of them found too little of what it rests on; else empty."""
    if (needed := claim.evidence) is None:
        return ""
    found = {o.seed: o.scalars[needed.metric] for o in outcomes if needed.metric in o.scalars}
    few = [seed for seed, value in found.items() if value < needed.at_least]
    if not few:
        return ""
    what = f"{needed.metric} is {found[few[0]]:g} in seed {few[0]}, and at least {needed.at_least:g} is needed"
    return f"no evidence in {len(few)} of {len(found)} seeds: {what}"


def _older_seeds(claim: Claim, outcomes: Sequence[Outcome]) -> list[int]:
    """The seeds that were started before there was this claim with this band."""
    return [o.seed for o in outcomes if o.claims is not None and not is_noted(claim, o.claims)]


def _course(course: Course) -> dict[str, Any]:
    """What the looks give to a verdict."""
    judged = course.judged
    return {
        "word": judged.word,
        "why": judged.why,
        "estimate": judged.value,
        "low": judged.low,
        "high": judged.high,
        "p_value": judged.p_value,
        "looks": tuple(
            LookResult(look.n, look.level, look.judged.word, look.judged.value, look.judged.low, look.judged.high)
            for look in course.looks
        ),
        "waiting_for": course.waiting_for,
    }


def _planned(tier: Tier, outcomes: Sequence[Outcome]) -> tuple[list[Outcome], tuple[int, ...]]:
    """The outcomes in the planned order, up to the first seed that was not run; and the looks."""
    if not _in_plan(tier, outcomes):
        return list(outcomes), (len(outcomes),)
    by_seed = {outcome.seed: outcome for outcome in outcomes}
    looks = tier.planned_looks
    order = [by_seed[seed] for seed in takewhile(by_seed.__contains__, tier.seeds_at(looks[-1]))]
    beyond = [outcome for outcome in outcomes if outcome not in order]
    return ([*order, *beyond] if len(order) == looks[-1] else order), looks


def _in_plan(tier: Tier, outcomes: Sequence[Outcome]) -> bool:
    """Whether any of the seeds was planned."""
    return bool({outcome.seed for outcome in outcomes} & set(tier.seeds_at(tier.planned_looks[-1])))


def _value(claim: Claim, outcome: Outcome) -> Any:
    """What ``judge_by_looks`` asks of one seed: a float or floats, nan where it diverged, None after an accident."""
    if outcome.error and not outcome.diverged:
        return None
    if outcome.diverged:
        return math.nan
    value = _measured(claim.metric, outcome)
    if claim.censored_from is not None:
        value = np.where(np.asarray(value) >= claim.censored_from, math.inf, value).tolist()
    return value if claim.against is None else (value, _measured(claim.against, outcome))


def _measured(metric: str, outcome: Outcome) -> Any:
    """A number, or a list of them."""
    return outcome.lists[metric] if metric in outcome.lists else outcome.scalars[metric]


def _shown(claim: Claim, outcomes: Sequence[Outcome]) -> tuple[float, ...]:
    """The values for tables and figures: per seed, or per unit averaged over the seeds (none if these differ).

    A correlation has no values of single seeds, and a seed without evidence none for this claim.
    """
    measured = [o for o in outcomes if not o.error and claim.judge not in CORRELATIONS]
    measured = [outcome for outcome in measured if not _without_evidence(claim, [outcome])]
    if claim.judge != "units":
        return tuple(outcome.scalars[claim.metric] for outcome in measured)
    lists = [outcome.lists[claim.metric] for outcome in measured]
    return tuple(np.mean(lists, axis=0).tolist()) if len({len(units) for units in lists}) == 1 else ()


def _null_rate(claim: Claim, outcomes: Sequence[Outcome]) -> float | None:
    """The share of seeds whose value (or mean over units) is inside the band where the effect cannot exist."""
    if claim.null is None or isinstance(claim.null, float):
        return claim.null
    known = [o for o in outcomes if claim.null in {**o.scalars, **o.lists}]
    values = [float(np.mean(_measured(claim.null, outcome))) for outcome in known]
    low, high = claim.interval
    return sum(low <= value <= high for value in values) / len(values) if values else None


def _null_holds(claim: Claim, planned: Sequence[Outcome], looks: Sequence[int]) -> bool:
    """Whether the same is reproduced where the effect cannot exist, by the same looks and band."""
    if not isinstance(claim.null, str) or not all({claim.null} <= {*o.scalars, *o.lists} for o in planned):
        return False
    there = claim.model_copy(update={"metric": claim.null})
    values = [_value(there, outcome) for outcome in planned]
    return judge_by_looks(claim.judge, values, criterion_of(claim), looks).judged.word == "reproduced"


def _robustness(claim: Claim, values: Sequence[Any], course: Course) -> dict[str, Any]:
    """How many seeds would each change the word alone, and the sign test beside a mean; of the look that stands."""
    if claim.judge == "exact" or not course.looks:
        return {}
    look = course.looks[-1]
    used, criterion = values[: look.n], criterion_of(claim)
    way = WAYS[claim.judge]
    if claim.judge in CORRELATIONS:
        way = partial(way, least=LEAST_PAIRS - 1)  # one seed of ten is left out, and the other nine are judged

    def word(rest: Sequence[Any]) -> str:
        return way(rest, criterion, look.level).word

    robustness: dict[str, Any] = {}
    if look.n > 2:
        robustness["flips"] = leave_one_out(used, word).flips
    diverged = any(isinstance(value, float) for value in used)
    over_units = claim.judge == "units" and look.judged.value is not None and not diverged
    if claim.judge == "mean" or over_units:
        averaged = np.mean(used, axis=0) if over_units else used
        robustness["sign_p"] = sign_test_of_mean(averaged, *claim.interval)
    return robustness

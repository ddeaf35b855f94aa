"""Does the claim hold? Equivalence over seeds: a claim is reproduced when its interval is inside its band.

``mean``: the 90 % Student-t interval of the mean; if it is inside the band, two one-sided tests reject at 5 %
(Schuirmann 1987). ``each``: the exact binomial bounds (Clopper & Pearson 1934) of the share of seeds inside the
band, compared with one half. ``exact``: a value that does not depend on the seed. ``units``: the bootstrap interval
of a mean over units (layers, models), each averaged over seeds. A non-significant difference is never read as
agreement.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from netsci_bench.contract.result import Outcome, Verdict, Word
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.model import LEAST_PAPER_SEEDS, Claim
from netsci_bench.verdicts.intervals import LEVEL, mean_interval

BOOTSTRAPS = 9999


@dataclass(frozen=True)
class Estimate:
    """What was measured for one claim: a number, its interval, and the p-value of the verdict."""

    value: float
    low: float
    high: float
    p_value: float | None


def judge_claims(plan: Plan, outcomes: Sequence[Outcome]) -> list[Verdict]:
    """One verdict per claim, in the order of the spec."""
    measured = [o for o in outcomes if not o.error]
    return [_verdict(plan, name, claim, measured) for name, claim in plan.spec.claims.items()]


def _verdict(plan: Plan, name: str, claim: Claim, outcomes: Sequence[Outcome]) -> Verdict:
    values = _values(claim, outcomes)
    if plan.tier_name not in claim.judged_at:
        why = f"the {plan.tier_name} tier does not judge this claim; {' or '.join(claim.judged_at)} does"
        return Verdict(name, "not judged", why, values, claim.interval)
    if claim.judge != "exact" and len(values) < 2:
        why = "one value gives no interval" if values else "the seeds measured different numbers of units"
        return Verdict(name, "undecided", why, values, claim.interval)
    estimate = ESTIMATES[claim.judge](np.array(values), claim)
    word, why = _word(claim, estimate, values)
    few = plan.tier_name == "paper" and claim.judge in ("mean", "each") and len(outcomes) < LEAST_PAPER_SEEDS
    return Verdict(
        claim=name,
        word=word,
        why=why,
        values=values,
        band=claim.interval,
        estimate=estimate.value,
        low=estimate.low,
        high=estimate.high,
        p_value=estimate.p_value,
        underpowered=few,
    )


def _values(claim: Claim, outcomes: Sequence[Outcome]) -> tuple[float, ...]:
    """The metric per seed; for units: per unit, averaged over seeds (empty if the seeds' numbers of units differ)."""
    if claim.judge != "units":
        return tuple(o.scalars[claim.metric] for o in outcomes)
    lists = [o.lists[claim.metric] for o in outcomes]
    return tuple(np.mean(lists, axis=0).tolist()) if len({len(units) for units in lists}) == 1 else ()


def _word(claim: Claim, estimate: Estimate, values: Sequence[float]) -> tuple[Word, str]:
    """The verdict's word, and the sentence that explains it."""
    if claim.judge == "exact" and len(set(values)) > 1:
        return "undecided", "the value differs between seeds, but should not depend on the seed"
    low, high = (0.5, math.inf) if claim.judge == "each" else claim.interval
    what = {"each": "the share of seeds inside the band", "exact": "the value"}.get(claim.judge, "the mean")
    if low <= estimate.low and estimate.high <= high:
        return "reproduced", f"the interval of {what} is inside the band"
    if estimate.high < low or estimate.low > high:
        return "contradicted", f"the interval of {what} is outside the band"
    return "undecided", f"the interval of {what} crosses an edge of the band: more seeds could decide"


def _mean(values: np.ndarray, claim: Claim) -> Estimate:
    """Student-t interval of the mean, never narrower than the metric's resolution."""
    interval = mean_interval(values, claim.resolution)
    return Estimate(interval.mean, interval.low, interval.high, interval.p_value(*claim.interval))


def _each(values: np.ndarray, claim: Claim) -> Estimate:
    """Share of seeds inside the band, with exact one-sided 90 % bounds below and above."""
    low, high = claim.interval
    n, k = len(values), int(np.sum((values >= low) & (values <= high)))
    lower = 0.0 if k == 0 else float(stats.beta.ppf(1 - LEVEL, k, n - k + 1))
    upper = 1.0 if k == n else float(stats.beta.ppf(LEVEL, k + 1, n - k))
    tail = stats.binom.sf(k - 1, n, 0.5) if 2 * k >= n else stats.binom.cdf(k, n, 0.5)
    return Estimate(k / n, lower, upper, float(tail))


def _exact(values: np.ndarray, _: Claim) -> Estimate:
    return Estimate(float(values.mean()), float(values.min()), float(values.max()), None)


def _units(values: np.ndarray, _: Claim) -> Estimate:
    """Percentile bootstrap over the units."""
    draws = np.random.default_rng(0).choice(values, (BOOTSTRAPS, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(values.mean()), float(low), float(high), None)


ESTIMATES = {"mean": _mean, "each": _each, "exact": _exact, "units": _units}

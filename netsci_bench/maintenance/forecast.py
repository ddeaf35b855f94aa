"""What would a run cost, and what can it decide? Asked of a plan, before anything runs."""

import math
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netsci_bench.reporting.wording import band, number
from netsci_bench.runs.calibration import promise
from netsci_bench.runs.outcome import read_outcome
from netsci_bench.runs.plan import Plan
from netsci_bench.specs.model import CORRELATIONS, Claim
from netsci_bench.storage.store import Store
from netsci_bench.verdicts.correlations import LEAST_PAIRS
from netsci_bench.verdicts.power import POWER, smallest_band, smallest_correlation, smallest_effect, smallest_share

OF_UNITS = "is judged over units; more seeds do not narrow its interval"


def forecast_lines(plan: Plan, home: Path, recorded: Mapping[str, Any] | None) -> Iterator[str]:
    """What ``plan ID`` prints.

    Args:
        plan: of the id, its tier and seeds.
        home: where results are stored.
        recorded: the last report of the same tier, whose spreads say what the seeds can decide; None: there is none.
    """
    looks = plan.tier.planned_looks
    yield f"{plan.id}: {plan.tier_name} tier on {plan.device}, {plan.threads} thread{'s' * (plan.threads > 1)} a seed"
    yield f"  looks at {', '.join(map(str, looks))} seeds; a run begins with {', '.join(map(str, plan.seeds))}"
    store = Store(home / "store")
    stored = [seed for seed, address in plan.addresses.items() if read_outcome(store, seed, address, fresh=False)]
    yield f"  already measured: {len(stored)} of {len(plan.seeds)} seeds"
    yield f"  {promise(plan.tier.minutes, plan.device, home)} for the first look"
    yield f"  free on the disk of {home}: {free_bytes(home) / 1e9:.1f} GB"
    for name, claim in plan.spec.claims.items():
        if plan.tier_name in claim.judged_at:
            of_units = plan.resolved.metrics.get(claim.metric) == "list"
            can = OF_UNITS if of_units else decidable(claim, looks, spread_of(claim, recorded))
            yield f"  {name}: {can}{without_effect(claim, recorded_verdict(name, recorded))}"


def decidable(claim: Claim, looks: tuple[int, ...], spread: float | None) -> str:
    """The smallest effect that the planned looks decide in four of five cases, in words."""
    chance = f"with a chance of {POWER:.0%}"
    if claim.judge == "exact":
        return "needs one seed, since no seed changes the value"
    if claim.judge in ("each", "median"):
        share = smallest_share(looks)
        if math.isinf(share):
            return f"cannot be decided by {looks[-1]} seeds"
        return f"is decided {chance} if {share:.0%} of all seeds are on one side of {band(*claim.interval)}"
    if claim.judge in CORRELATIONS:
        return decidable_correlation(claim, looks)
    if spread is None:
        return "no recorded spread: what its seeds can decide is not known"
    effect = smallest_effect(looks, spread, claim.resolution)
    text = f"is decided {chance} if the mean is {number(effect, 2)} from the edge of {band(*claim.interval)}"
    if claim.accept.around_a_number:
        low, high = claim.interval
        least = smallest_band(looks, spread, claim.resolution)
        text += f"; a band of ± {number(least, 2)} could be reproduced, and it is ± {number((high - low) / 2, 2)}"
    return f"{text} (s.d. {number(spread, 2)})"


def decidable_correlation(claim: Claim, looks: tuple[int, ...]) -> str:
    """The same for a correlation over seeds: how far it has to lie beyond the edge of its band."""
    low, high = claim.interval
    edge = low if math.isfinite(low) else -high  # below an edge it is as above the opposite one
    least = smallest_correlation(looks, edge)
    if math.isinf(least):
        return f"cannot be decided by {looks[-1]} seeds: a correlation needs {LEAST_PAIRS} pairs"
    sign = 1 if math.isfinite(low) else -1
    return f"is decided with a chance of {POWER:.0%} if the correlation is {number(sign * least, 2)}"


def without_effect(claim: Claim, recorded: Mapping[str, Any]) -> str:
    """How often the band is met where the effect cannot exist: as stated, or as recorded; else empty."""
    rate = claim.null if isinstance(claim.null, float) else recorded.get("null_rate")
    return (
        ""
        if claim.null is None or rate is None
        else f"; without the effect {number(100 * rate, 2)}% lie in the band, too"
    )


def recorded_verdict(name: str, recorded: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The verdict of a claim in a report; empty where there is none."""
    verdicts = recorded["verdicts"] if recorded else []
    return next((verdict for verdict in verdicts if verdict["claim"] == name), {})


def spread_of(claim: Claim, recorded: Mapping[str, Any] | None) -> float | None:
    """The standard deviation between the recorded seeds, in the unit of the metric; None with fewer than two."""
    outcomes = recorded["outcomes"] if recorded else []
    values = [o["scalars"][claim.metric] for o in outcomes if o["scalars"].get(claim.metric) is not None]
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder that may not be there yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free

"""Has a number changed since it was recorded? A new report is compared with the recorded one.

On the same class of machine, with the same libraries, a seed must give the same bits: values are compared exactly.
Elsewhere sums are rounded in another order, and a training that amplifies this gives another value for the same seed.
There a scalar has moved when the differences of the seeds that both reports have are not zero on average: a paired t,
which finds small shifts where the seeds stay alike and is as valid where they do not. Reports without two seeds in
common are two samples (Welch's t). All scalars of a report together give a false alarm in at most 1 %, by Holm's
correction; with one seed nothing is said.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from netsci_bench.reporting.wording import number
from netsci_bench.verdicts.multiplicity import holm

Content = Mapping[str, Any]  # a report.json
MACHINE = ("device", "processor", "python", "system")  # facts of the environment that decide the last bits
DIGITS = 6  # of the numbers told
FALSE_ALARM = 0.01  # of a whole report
ROUNDING = 1e-6  # of the larger mean: what single precision alone may change


@dataclass(frozen=True)
class Change:
    """One difference: a claim's verdict or a metric's value, before and now, and the reason."""

    name: str
    before: str
    now: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name}: recorded {self.before}, now {self.now}" + (f" ({self.why})" if self.why else "")


@dataclass(frozen=True)
class Drift:
    """How a new report differs from the recorded one; ``how`` says how the metrics in ``compared`` were compared."""

    how: str
    verdicts: tuple[Change, ...] = ()
    metrics: tuple[Change, ...] = ()
    compared: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.metrics)


def find_drift(recorded: Content, fresh: Content, stale: str = "") -> Drift:
    """The differences between two reports of one id and tier.

    Args:
        recorded: the published report.
        fresh: the new report.
        stale: why the metrics cannot be compared (params or data changed); empty if they can.
    """
    verdicts = tuple(_verdict_changes(recorded, fresh))
    if stale:
        return Drift(f"verdicts only ({stale})", verdicts)
    if differing := list(_conditions_that_differ(recorded, fresh)):
        how, changed = f"by seeds, t at 1 % of all metrics ({'; '.join(differing)})", tuple(_shifted(recorded, fresh))
        compared = {name for name in _scalars(recorded) if _can_be_compared(name, recorded, fresh)}
    else:
        how, changed = "exactly (same class of machine, same versions)", tuple(_not_equal(recorded, fresh))
        both = _by_seed(recorded).keys() & _by_seed(fresh).keys()
        compared = {name for seed in both for name in _by_seed(recorded)[seed]}
    return Drift(how, verdicts, changed, frozenset(compared))


def _verdict_changes(recorded: Content, fresh: Content) -> Iterator[Change]:
    """A claim that was removed is a change; a new claim is not, because there is nothing to compare it with."""
    now = {verdict["claim"]: verdict for verdict in fresh["verdicts"]}
    for before in recorded["verdicts"]:
        after = now.get(before["claim"])
        if after is None:
            yield Change(before["claim"], before["word"], "not a claim any more")
        elif after["word"] != before["word"]:
            yield Change(before["claim"], before["word"], after["word"], after["why"])


def _conditions_that_differ(recorded: Content, fresh: Content) -> Iterator[str]:
    conditions = [(name, recorded["environment"].get(name), fresh["environment"].get(name)) for name in MACHINE]
    conditions.append(("threads", recorded["threads"], fresh["threads"]))
    libraries = sorted(recorded["versions"].keys() | fresh["versions"].keys())
    conditions += [(name, recorded["versions"].get(name), fresh["versions"].get(name)) for name in libraries]
    for name, before, now in conditions:
        if before != now:
            yield f"{name} {before or 'unknown'} -> {now or 'unknown'}"


def _not_equal(recorded: Content, fresh: Content) -> Iterator[Change]:
    """For each metric the first seed for which it differs; seeds of only one report are not compared."""
    before, now = _by_seed(recorded), _by_seed(fresh)
    for metric in sorted({name for values in before.values() for name in values}):
        for seed in sorted(before.keys() & now.keys()):
            old, new = before[seed].get(metric), now[seed].get(metric)
            if old != new:
                yield Change(metric, _as_text(old), _as_text(new), f"seed {seed}")
                break


@dataclass(frozen=True)
class _Shift:
    """The two means of a scalar, the p that they are the same, and how that was tested."""

    before: float
    now: float
    p: float
    test: str


def _shifted(recorded: Content, fresh: Content) -> Iterator[Change]:
    """Scalars whose means differ by more than chance, rounding and their claim's resolution."""
    least = {claim["metric"]: claim.get("resolution", 0.0) for claim in fresh["claims"].values()}
    if any(not outcome["error"] for outcome in fresh["outcomes"]):
        for metric in sorted(_scalars(recorded) - _scalars(fresh)):
            yield Change(metric, _as_text(list(_by_seed_of(recorded, metric).values())), "not measured any more")
    names = [name for name in sorted(_scalars(recorded)) if _can_be_compared(name, recorded, fresh)]
    shifts = {name: _shift(_by_seed_of(recorded, name), _by_seed_of(fresh, name)) for name in names}
    for name, p in sorted(holm({name: shift.p for name, shift in shifts.items()}).items()):
        shift = shifts[name]
        size = abs(shift.now - shift.before)
        rounding = ROUNDING * max(abs(shift.before), abs(shift.now))
        if p <= FALSE_ALARM and size > max(least.get(name, 0.0), rounding):
            why = f"{shift.test}, p = {number(p, 2)} of all metrics together"
            yield Change(name, number(shift.before, DIGITS), number(shift.now, DIGITS), why)


def _shift(before: Mapping[int, float], now: Mapping[int, float]) -> _Shift:
    """By pairs of the seeds that both have; by two samples where there are fewer than two such seeds."""
    seeds = sorted(before.keys() & now.keys())
    if len(seeds) >= 2:
        old, new = (np.array([values[seed] for seed in seeds]) for values in (before, now))
        p = _p(float((new - old).mean()), [float((new - old).var(ddof=1)) / len(seeds)], [len(seeds) - 1])
        return _Shift(float(old.mean()), float(new.mean()), p, f"paired by {len(seeds)} seeds")
    old, new = (np.array(list(values.values())) for values in (before, now))
    parts = [float(side.var(ddof=1)) / len(side) for side in (old, new)]
    p = _p(float(new.mean() - old.mean()), parts, [len(old) - 1, len(new) - 1])
    return _Shift(float(old.mean()), float(new.mean()), p, f"two samples of {len(old)} and {len(new)} seeds")


def _p(difference: float, variances: Sequence[float], freedom: Sequence[int]) -> float:
    """Two-sided p of a difference whose variance is a sum of estimates (Welch 1947)."""
    variance = math.fsum(variances)
    if variance == 0:
        return 0.0 if difference else 1.0
    total = variance**2 / math.fsum(v**2 / f for v, f in zip(variances, freedom, strict=True))
    return 2 * float(special.stdtr(total, -abs(difference) / math.sqrt(variance)))


def _scalars(report: Content) -> set[str]:
    return {name for outcome in report["outcomes"] for name in outcome["scalars"]}


def _can_be_compared(metric: str, recorded: Content, fresh: Content) -> bool:
    """Whether both have a spread."""
    return min(len(_by_seed_of(recorded, metric)), len(_by_seed_of(fresh, metric))) >= 2


def _by_seed(report: Content) -> dict[int, dict[str, Any]]:
    return {o["seed"]: {**o["scalars"], **o["lists"]} for o in report["outcomes"] if not o["error"]}


def _by_seed_of(report: Content, metric: str) -> dict[int, float]:
    return {o["seed"]: o["scalars"][metric] for o in report["outcomes"] if not o["error"] and metric in o["scalars"]}


def _as_text(value: Any) -> str:
    """A value as text with all its digits; long lists are cut."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "[" + ", ".join(map(repr, value[:3])) + (", ...]" if len(value) > 3 else "]")
    return repr(value)

"""Has a number changed since it was recorded? A new report is compared with the recorded one.

On the same class of machine, with the same libraries, a seed must give the same bits: values are compared exactly.
Elsewhere sums are rounded in another order, and a training that amplifies this gives another value for the same seed.
There a metric is compared in two ways. By seeds: the differences of the seeds that both reports have are zero on
average (paired t); this finds small shifts where the seeds stay alike. By distribution: both reports have the same
mean (Welch's t, 1947); this finds more where the seeds do not stay alike. The smaller of both p-values counts twice.
Lists enter by their mean over each seed. Nothing is decided here: ``alarms`` corrects over all metrics of a night.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scipy import special

from netsci_bench.reporting.wording import number
from netsci_bench.verdicts.differences import difference
from netsci_bench.verdicts.multiplicity import Key, holm

Content = Mapping[str, Any]  # a report.json
BySeed = Mapping[int, float]
MACHINE = ("device", "processor", "python", "system")  # facts of the environment that decide the last bits
DIGITS = 6  # of the numbers told
FALSE_ALARM = 0.01  # of a whole night
CONFIRMED = 0.05  # one-sided level at which fresh seeds confirm an alarm
ROUNDING = 1e-6  # of the larger mean: what single precision alone may change
DIVERGED = "diverged"  # the share of seeds whose training diverged is compared like a metric


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
class Shift:
    """The two means of a metric, the p that they are the same, how that was tested, and what means nothing."""

    before: float
    now: float
    p: float
    test: str
    least: float = 0.0

    @property
    def matters(self) -> bool:
        """Whether it is more than rounding and than the resolution of its claims."""
        return abs(self.now - self.before) > self.least


@dataclass(frozen=True)
class Drift:
    """How a new report differs from the recorded one.

    Attributes:
        how: how the metrics in ``compared`` were compared.
        exact: whether chance has no part in it: bits were compared, or params have changed on purpose.
        verdicts, metrics: what differs for certain.
        shifts: metric -> what chance may explain; empty if ``exact``.
    """

    how: str
    exact: bool = True
    verdicts: tuple[Change, ...] = ()
    metrics: tuple[Change, ...] = ()
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()


def find_drift(recorded: Content, fresh: Content, stale: str = "") -> Drift:
    """The differences between two reports of one id and tier.

    Args:
        recorded: the published report.
        fresh: the new report.
        stale: why the metrics cannot be compared (params or data changed); empty if they can.
    """
    verdicts = tuple(_verdict_changes(recorded, fresh))
    if stale:
        return Drift(f"verdicts only ({stale})", True, verdicts)
    if differing := list(_conditions_that_differ(recorded, fresh)):
        how = f"by seeds and distribution, not by bits ({'; '.join(differing)})"
        shifts = dict(_shifts(recorded, fresh))
        return Drift(how, False, verdicts, tuple(_gone(recorded, fresh)), shifts, frozenset(shifts))
    both = _raw(recorded).keys() & _raw(fresh).keys()
    compared = {name for seed in both for name in _raw(recorded)[seed]}
    how, changed = "by bits (same class of machine, same versions)", tuple(_not_equal(recorded, fresh))
    return Drift(how, True, verdicts, changed, {}, frozenset(compared))


def alarms(shifts: Mapping[Key, Shift], level: float = FALSE_ALARM) -> dict[Key, float]:
    """The shifts that chance does not explain, all of them together (Holm): key -> corrected p.

    At most the share ``level`` of nights in which nothing has changed gives any alarm.
    """
    corrected = holm({key: shift.p for key, shift in shifts.items()})
    return {key: p for key, p in corrected.items() if p <= level and shifts[key].matters}


def is_confirmed(shift: Shift, recorded: BySeed, fresh: BySeed) -> bool:
    """Whether seeds that neither report had lie on the same side of the recorded ones, by Welch's t at 5 %."""
    apart = difference(recorded, fresh)
    if apart is None or apart.p is None or abs(apart.estimate) <= shift.least:
        return False
    return apart.p / 2 <= CONFIRMED and (apart.estimate > 0) == (shift.now > shift.before)


def values_of(report: Content) -> dict[str, dict[int, float]]:
    """Metric -> seed -> value, a list by its mean; without seeds that failed and values that are no number."""
    found: dict[str, dict[int, float]] = {}
    outcomes = [o for o in report["outcomes"] if not o["error"] or o.get("diverged")]
    for outcome in outcomes:
        for name, value in {**outcome["lists"], **outcome["scalars"]}.items():
            known = [one for one in (value if isinstance(value, list) else [value]) if one is not None]
            if known:
                found.setdefault(name, {})[outcome["seed"]] = math.fsum(known) / len(known)
    if any(outcome.get("diverged") for outcome in outcomes):
        found[DIVERGED] = {o["seed"]: float(bool(o.get("diverged"))) for o in outcomes}
    return found


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
    before, now = _raw(recorded), _raw(fresh)
    for metric in sorted({name for values in before.values() for name in values} | {DIVERGED}):
        for seed in sorted(before.keys() & now.keys()):
            old, new = before[seed].get(metric), now[seed].get(metric)
            if old != new:
                yield Change(metric, _as_text(old), _as_text(new), f"seed {seed}")
                break


def _gone(recorded: Content, fresh: Content) -> Iterator[Change]:
    """The metrics that no seed has any more, though some were measured."""
    before, now = values_of(recorded), values_of(fresh)
    if any(not outcome["error"] for outcome in fresh["outcomes"]):
        for metric in sorted(before.keys() - now.keys() - {DIVERGED}):
            yield Change(metric, _as_text(list(before[metric].values())), "not measured any more")


def _shifts(recorded: Content, fresh: Content) -> Iterator[tuple[str, Shift]]:
    """Every metric that has a spread in both reports."""
    resolution: dict[str, float] = {}
    for claim in fresh["claims"].values():
        resolution[claim["metric"]] = max(resolution.get(claim["metric"], 0.0), claim.get("resolution", 0.0))
    before, now = values_of(recorded), values_of(fresh)
    for side, other in ((before, now), (now, before)):
        if DIVERGED in other and side:
            side.setdefault(DIVERGED, dict.fromkeys(set().union(*side.values()), 0.0))
    for name in sorted(before.keys() & now.keys()):
        if min(len(before[name]), len(now[name])) >= 2:
            yield name, _shift(before[name], now[name], resolution.get(name, 0.0))


def _shift(before: BySeed, now: BySeed, resolution: float) -> Shift:
    """Both ways of comparing where there are two shared seeds, else by distribution alone."""
    seeds = sorted(before.keys() & now.keys())
    means = [math.fsum(side.values()) / len(side) for side in (before, now)]
    least = max(resolution, ROUNDING * max(map(abs, means)))
    p, test = _p([[*before.values()], [*now.values()]]), f"two samples of {len(before)} and {len(now)} seeds"
    if len(seeds) >= 2:
        p_paired = _p([[now[seed] - before[seed] for seed in seeds]])
        test = f"paired by {len(seeds)} seeds" if p_paired <= p else test
        p = min(1.0, 2 * min(p, p_paired))
    return Shift(means[0], means[1], p, test, least)


def _p(samples: Sequence[Sequence[float]]) -> float:
    """Two-sided p that a sample has mean zero (Student), or that two samples have the same mean (Welch)."""
    means = [math.fsum(sample) / len(sample) for sample in samples]
    squares = [[(x - mean) ** 2 for x in sample] for sample, mean in zip(samples, means, strict=True)]
    parts = [math.fsum(s) / (len(s) - 1) / len(s) for s in squares]
    apart, variance = means[-1] - (means[0] if len(means) > 1 else 0.0), math.fsum(parts)
    if variance == 0:
        return 0.0 if apart else 1.0
    freedom = variance**2 / math.fsum(v**2 / (len(s) - 1) for v, s in zip(parts, samples, strict=True))
    return 2 * float(special.stdtr(freedom, -abs(apart) / math.sqrt(variance)))


def _raw(report: Content) -> dict[int, dict[str, Any]]:
    """Seed -> metric -> value as measured; of a training that diverged only that it did."""
    measured = {o["seed"]: {**o["scalars"], **o["lists"]} for o in report["outcomes"] if not o["error"]}
    return measured | {o["seed"]: {DIVERGED: True} for o in report["outcomes"] if o.get("diverged")}


def shift_text(shift: Shift, p: float) -> tuple[str, str, str]:
    """Before, now and why, of a shift with the p that holds for all metrics together."""
    why = f"{shift.test}, p = {number(p, 2)} of all metrics together"
    return number(shift.before, DIGITS), number(shift.now, DIGITS), why


def _as_text(value: Any) -> str:
    """A value as text with all its digits; long lists are cut."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "[" + ", ".join(map(repr, value[:3])) + (", ...]" if len(value) > 3 else "]")
    return repr(value)

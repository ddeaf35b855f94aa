"""Has a number changed since it was recorded? A new report is compared with the recorded one.

On the same class of machine, with the same libraries, a seed must give the same bits: values are compared exactly.
Otherwise the seeds of both reports are two samples, and a scalar has changed if the 90 % intervals of the two means
do not overlap. For five seeds of equal spread one comparison in 60 is a false alarm. One seed is never compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from netsci_bench.reporting.wording import number
from netsci_bench.verdicts.intervals import MeanInterval, mean_interval

Content = Mapping[str, Any]  # a report.json
MACHINE = ("device", "processor", "python", "system")  # parts of the environment that can change the last bits
DIGITS = 6  # significant digits of the interval in a message


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
        how, changed = f"by seeds, 90 % intervals ({'; '.join(differing)})", tuple(_shifted(recorded, fresh))
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


def _shifted(recorded: Content, fresh: Content) -> Iterator[Change]:
    """Scalars whose intervals do not overlap; a claim's resolution is the smallest half-width, as in the judge."""
    resolution = {claim["metric"]: claim.get("resolution", 0.0) for claim in fresh["claims"].values()}
    for metric in sorted(_scalars(recorded)):
        before, now = _values(recorded, metric), _values(fresh, metric)
        if not now and any(not outcome["error"] for outcome in fresh["outcomes"]):
            yield Change(metric, _as_text(before), "not measured any more")
        if not _can_be_compared(metric, recorded, fresh):
            continue
        old, new = (mean_interval(values, resolution.get(metric, 0.0)) for values in (before, now))
        if old.high < new.low or new.high < old.low:
            yield Change(metric, _span(old), _span(new))


def _scalars(report: Content) -> set[str]:
    return {name for outcome in report["outcomes"] for name in outcome["scalars"]}


def _can_be_compared(metric: str, recorded: Content, fresh: Content) -> bool:
    """Whether the metric has an interval in both reports."""
    return min(len(_values(recorded, metric)), len(_values(fresh, metric))) >= 2


def _by_seed(report: Content) -> dict[int, dict[str, Any]]:
    return {o["seed"]: {**o["scalars"], **o["lists"]} for o in report["outcomes"] if not o["error"]}


def _values(report: Content, metric: str) -> list[float]:
    return [o["scalars"][metric] for o in report["outcomes"] if not o["error"] and metric in o["scalars"]]


def _span(interval: MeanInterval) -> str:
    mean, low, high = (number(value, DIGITS) for value in (interval.mean, interval.low, interval.high))
    return f"{mean} [{low}, {high}]"


def _as_text(value: Any) -> str:
    """A value as text with all its digits; long lists are cut."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "[" + ", ".join(map(repr, value[:3])) + (", ...]" if len(value) > 3 else "]")
    return repr(value)

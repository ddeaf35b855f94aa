"""What counts in a night, and what may be chance? All alarms are corrected together, and fresh seeds confirm them.

Where bits can be compared, every difference counts. Elsewhere a metric counts when its shift is an alarm of the whole
night (Holm at 1 %) and lies on the same side on fresh seeds. A verdict counts with its metric, or when it turned from
reproduced to contradicted or back, on fresh seeds too. Everything else that differs is told as suspected.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from netsci_bench.maintenance.nightly.measuring import Attempt, Content
from netsci_bench.maintenance.nightly.night import Measured, State
from netsci_bench.maintenance.recording import recorded_reports
from netsci_bench.verdicts.drift import FALSE_ALARM, Change, Shift, alarms, is_confirmed, shift_text, values_of

Sorted = tuple[list[Change], list[Change]]  # what counts, and what is suspected
OPPOSITES = {"reproduced", "contradicted"}
GONE = "not a claim any more"
UNJUDGED = "not judged"


@dataclass(frozen=True)
class Level:
    """The share of nights without any change that may give an alarm, all shards together, and how many there are."""

    whole: float = FALSE_ALARM
    shards: int = 1

    @property
    def here(self) -> float:
        """What one shard may use up: the error is divided among them (Bonferroni)."""
        return self.whole / self.shards


ONE_SHARD = Level()


def night_alarms(attempts: Sequence[Attempt], level: Level = ONE_SHARD) -> dict[str, dict[str, float]]:
    """Id -> metric -> corrected p, of all shifts that chance does not explain."""
    shifts = {(a.id, metric): s for a in attempts if a.drift for metric, s in a.drift.shifts.items()}
    found: dict[str, dict[str, float]] = {}
    for (id_, metric), p in alarms(shifts, level.here).items():
        found.setdefault(id_, {})[metric] = p
    return found


def needs_fresh_seeds(attempt: Attempt, alarmed: Mapping[str, float]) -> bool:
    """Whether something differs that counts only if fresh seeds confirm it."""
    return bool(alarmed) or (
        attempt.drift is not None
        and not attempt.drift.exact
        and any(_is_opposite(change) for change in attempt.drift.verdicts)
    )


def judge_night(attempts: Sequence[Attempt], record: Path, level: Level = ONE_SHARD) -> list[Measured]:
    """A result per attempt."""
    alarmed = night_alarms(attempts, level)
    return [judge_attempt(attempt, alarmed.get(attempt.id, {}), record) for attempt in attempts]


def judge_attempt(attempt: Attempt, alarmed: Mapping[str, float], record: Path) -> Measured:
    """The result of one id; ``alarmed``: its metrics among the alarms of the night, with their p."""
    counted, suspected = _metric_changes(attempt, alarmed)
    moved = {change.name.removeprefix("metric ") for change in counted}
    counted_verdicts, chance = _verdict_changes(attempt, moved)
    changes, weak = (*counted_verdicts, *counted), (*chance, *suspected)
    told, drift = _what_the_report_says(attempt), attempt.drift
    return replace(
        told,
        state=_state(attempt, told, bool(changes), bool(weak)),
        how=drift.how if drift else "",
        against=attempt.against,
        changes=changes,
        suspected=weak,
        compared=tuple(sorted(drift.compared)) if drift else (),
        unjudged=tuple(never_judged(attempt, told.verdicts, record)),
    )


def _what_the_report_says(attempt: Attempt) -> Measured:
    """The result before anything is compared."""
    report, claims = attempt.report, attempt.chosen.entry.spec.claims
    values = values_of(report) if report else {}
    return Measured(
        id=attempt.id,
        state="no record",
        tier=attempt.chosen.tier,
        error=attempt.error,
        verdicts={v["claim"]: v["word"] for v in report["verdicts"]} if report else {},
        metrics={name: claim.metric for name, claim in claims.items()},
        values=values,
        empty=tuple(name for name, claim in claims.items() if report and not set(claim.metrics) <= set(values)),
        code=report["code"] if report else "",
        seconds=round(attempt.seconds, 1),
        cpu_seconds=round(sum(o["seconds"] or 0 for o in report["outcomes"]), 1) if report else 0.0,
    )


def never_judged(attempt: Attempt, tonight: Mapping[str, str], record: Path) -> Iterator[str]:
    """The claims to which neither a recorded report nor tonight's gives a verdict."""
    reports = [report for _, report in recorded_reports(record, attempt.id)] if record.is_dir() else []
    judged = {v["claim"] for report in reports for v in report["verdicts"] if v["word"] != UNJUDGED}
    judged |= {name for name, word in tonight.items() if word != UNJUDGED}
    yield from (name for name in attempt.chosen.entry.spec.claims if name not in judged)


def _state(attempt: Attempt, told: Measured, changed: bool, suspected: bool) -> State:
    if attempt.ending:
        return attempt.ending
    if not told.values or len(told.empty) == len(told.metrics):
        return "measured nothing"
    if changed:
        return "differs"
    if attempt.drift is None:
        return "no record"
    return "suspected" if suspected else "as recorded"


def _metric_changes(attempt: Attempt, alarmed: Mapping[str, float]) -> Sorted:
    if attempt.drift is None or attempt.reference is None:
        return [], []
    counted = [Change(f"metric {c.name}", c.before, c.now, c.why) for c in attempt.drift.metrics]
    suspected: list[Change] = []
    for metric, p in alarmed.items():
        shift = attempt.drift.shifts[metric]
        before, now, why = shift_text(shift, p)
        confirmed = _confirmed(metric, shift, attempt)
        said = _fresh_seeds_say(attempt.confirmation, confirmed)
        change = Change(f"metric {metric}", before, now, f"{why}; {said}")
        (counted if confirmed else suspected).append(change)
    return counted, suspected


def _confirmed(metric: str, shift: Shift, attempt: Attempt) -> bool:
    if attempt.confirmation is None or attempt.reference is None:
        return False
    recorded, fresh = (values_of(report).get(metric, {}) for report in (attempt.reference, attempt.confirmation))
    return is_confirmed(shift, recorded, fresh)


def _fresh_seeds_say(confirmation: Content | None, confirmed: bool) -> str:
    if confirmation is None:
        return "fresh seeds were not measured"
    return f"{'confirmed' if confirmed else 'not confirmed'} by {len(confirmation['outcomes'])} fresh seeds"


def _verdict_changes(attempt: Attempt, moved: set[str]) -> Sorted:
    """``moved``: the metrics that differ for certain."""
    counted: list[Change] = []
    suspected: list[Change] = []
    for change in attempt.drift.verdicts if attempt.drift else ():
        name = f"verdict of {change.name}"
        claim = attempt.chosen.entry.spec.claims.get(change.name)
        for_certain = attempt.drift is not None and (attempt.drift.exact or change.now == GONE)
        if for_certain or (claim and moved & set(claim.metrics)):
            counted.append(Change(name, change.before, change.now, change.why))
        elif _is_opposite(change) and _again(change, attempt.confirmation):
            counted.append(Change(name, change.before, change.now, "and on fresh seeds"))
        else:
            why = "its metric differs by no more than chance may explain"
            suspected.append(Change(name, change.before, change.now, why))
    return counted, suspected


def _is_opposite(change: Change) -> bool:
    return {change.before, change.now} == OPPOSITES


def _again(change: Change, confirmation: Content | None) -> bool:
    """Whether fresh seeds give the same new verdict."""
    words = {v["claim"]: v["word"] for v in confirmation["verdicts"]} if confirmation else {}
    return words.get(change.name) == change.now

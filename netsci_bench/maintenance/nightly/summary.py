"""How is a night told in text? A line per id for the log, a summary for the CI's step page, and a junit.xml."""

from collections import Counter
from collections.abc import Iterator

from netsci_bench.contract.counting import count_of
from netsci_bench.maintenance.nightly.night import ALARMING, WORST_FIRST, Measured, Night, State, worst_first
from netsci_bench.reporting.junit import Case, Suite, junit_xml
from netsci_bench.reporting.pages import fill_template
from netsci_bench.reporting.wording import one_line

SIGNS: dict[State, str] = {
    "crashed": "✗",
    "differs": "≠",
    "not measured": "!",
    "measured nothing": "∅",
    "not reached": "…",
    "suspected": "?",
    "no record": "–",
    "as recorded": "✓",
}
CAUTION = (
    "Where processor, versions or threads are not those of the reference, values are compared by seeds and "
    "distribution, not by bits: an alarm is one of the whole night (Holm, 1 %), and counts when fresh seeds "
    "confirm it."
)


def line(result: Measured) -> str:
    """The result of one id, for the log."""
    tier = f" ({result.tier})" if result.tier else ""
    parts = [one_line(result.error)] if result.error else []
    parts += [str(change) for change in result.changes]
    parts += [f"suspected: {change}" for change in result.suspected]
    return f"{SIGNS[result.state]} {result.id}{tier}: {result.state}" + "".join(f"\n    {part}" for part in parts)


def answer(night: Night) -> str:
    """The night in one sentence.

    >>> answer(Night("2026-01-01", results=(Measured("a", "differs"), Measured("b", "as recorded"))))
    '2 experiments: 1 differs, 1 as recorded.'
    """
    counts = Counter(result.state for result in night.results)
    states = ", ".join(f"{counts[state]} {state}" for state in WORST_FIRST if counts[state])
    speeds = f" Ratios of speeds that fell: {len(night.slower)}." if night.slower else ""
    ran = count_of(len(night.results), "experiment")
    return (f"{ran}: {states}." if night.results else "There are no experiments.") + speeds


def summary(night: Night) -> str:
    """The summary page: first the ids that are not as recorded, then all ids in one table."""
    ordered = worst_first(night.results)
    rows = [("", "id", "tier", "state", "compared with", "minutes")]
    rows += [(SIGNS[r.state], r.id, r.tier, r.state, compared(r), f"{r.seconds / 60:.1f}") for r in ordered]
    return fill_template(
        "nightly.md.j2",
        answer=answer(night),
        caution=CAUTION,
        noteworthy=[r for r in ordered if r.state in ALARMING or r.changes or r.suspected],
        night=night,
        empty=[r for r in ordered if r.empty and r.values],
        unjudged=[r for r in ordered if r.unjudged],
        signs=SIGNS,
        table=rows,
    )


def compared(result: Measured) -> str:
    """With what an id was compared, and how.

    >>> compared(Measured("a", "no record")), compared(Measured("a", "not reached"))
    ('nothing: there is no reference', 'nothing: not reached')
    """
    if result.how:
        return f"{result.against}, {result.how}"
    return f"nothing: {'there is no reference' if result.state == 'no record' else result.state}"


def unjudged_text(result: Measured) -> str:
    """How many claims of an id were never judged.

    >>> unjudged_text(Measured("a", "no record", verdicts={"x": "not judged"}, metrics={"x": "m"}, unjudged=("x",)))
    'all 1'
    """
    if set(result.unjudged) == set(result.metrics):
        return f"all {len(result.unjudged)}"
    return f"{len(result.unjudged)} of {len(result.metrics)}: {', '.join(result.unjudged)}"


def junit(night: Night) -> str:
    """One suite per id: a case for the run itself, one per claim, one per metric; and one suite of the speeds."""
    suites = [Suite(r.id, r.id, [_running(r), *_claims(r), *_metrics(r)], night.date) for r in night.results]
    if night.ratios:
        suites.append(Suite("speed", "speed", list(_speeds(night)), night.date))
    return junit_xml("netsci-bench nightly", suites)


def _running(result: Measured) -> Case:
    if result.error or result.state in ("crashed", "not measured", "measured nothing", "not reached"):
        return Case("runs", "error", result.error or result.state, result.state, seconds=result.seconds)
    return Case("runs", seconds=result.seconds)


def _claims(result: Measured) -> Iterator[Case]:
    changed = {c.name: c for c in result.changes}
    weak = {c.name: c for c in result.suspected}
    for claim, word in {**result.verdicts, **dict.fromkeys(_names(result, "verdict of "), "")}.items():
        name = f"verdict of {claim}"
        if name in changed:
            yield Case(name, "failure", str(changed[name]), "verdict differs")
        elif name in weak:
            yield Case(name, "skipped", f"suspected: {weak[name]}")
        elif not result.against:
            yield Case(name, "skipped", "there is no reference")
        elif word == "not judged":
            yield Case(name, "skipped", f"the {result.tier} tier does not judge this claim")
        else:
            yield Case(name)


def _metrics(result: Measured) -> Iterator[Case]:
    if not result.against:
        return
    changed = {c.name: c for c in result.changes}
    weak = {c.name: c for c in result.suspected}
    for metric in sorted({*result.values, *_names(result, "metric ")}):
        name = f"metric {metric}"
        if name in changed:
            yield Case(name, "failure", str(changed[name]), "metric differs")
        elif name in weak:
            yield Case(name, "skipped", f"suspected: {weak[name]}")
        elif metric not in result.compared:
            yield Case(name, "skipped", f"not compared: {result.how}")
        else:
            yield Case(name)


def _names(result: Measured, kind: str) -> list[str]:
    changes = (*result.changes, *result.suspected)
    return [change.name.removeprefix(kind) for change in changes if change.name.startswith(kind)]


def _speeds(night: Night) -> Iterator[Case]:
    fell = {change.name: change for change in night.slower}
    for name in sorted(night.ratios):
        case = f"speed of {name}"
        yield Case(case, "failure", str(fell[case]), "slower") if case in fell else Case(case)

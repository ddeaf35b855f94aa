"""How are the results of a nightly run shown? As a Markdown summary, and as a junit.xml for a build server."""

from collections import Counter
from collections.abc import Iterator, Sequence

from netsci_bench.maintenance.nightly import NightlyResult, State
from netsci_bench.reporting.junit import Case, Suite, junit_xml
from netsci_bench.reporting.pages import fill_template
from netsci_bench.reporting.wording import one_line

SIGNS: dict[State, str] = {
    "crashed": "✗",
    "differs": "≠",
    "not measured": "!",
    "not reached": "…",
    "no record": "–",
    "as recorded": "✓",
}
WORST_FIRST: tuple[State, ...] = tuple(SIGNS)
NOTEWORTHY: set[State] = {"crashed", "differs", "not measured", "not reached"}


def line(night: NightlyResult) -> str:
    """The result of one id, for the log."""
    tier = f" ({night.tier})" if night.tier else ""
    parts = [one_line(night.error)] if night.error else []
    if night.drift:
        parts += [str(change) for change in (*night.drift.verdicts, *night.drift.metrics)]
    return f"{SIGNS[night.state]} {night.id}{tier}: {night.state}" + "".join(f"\n    {part}" for part in parts)


def summary(nights: Sequence[NightlyResult]) -> str:
    """The summary page: first the ids that are not as recorded, then all ids in one table."""
    counts = Counter(night.state for night in nights)
    states = ", ".join(f"{counts[state]} {state}" for state in WORST_FIRST if counts[state])
    ordered = sorted(nights, key=lambda night: (WORST_FIRST.index(night.state), night.id))
    rows = [("", "id", "tier", "state", "metrics compared")]
    rows += [(SIGNS[n.state], n.id, n.tier, n.state, n.drift.how if n.drift is not None else "") for n in ordered]
    return fill_template(
        "nightly.md.j2",
        answer=f"{len(nights)} experiments: {states}." if nights else "There are no experiments.",
        noteworthy=[night for night in ordered if night.state in NOTEWORTHY],
        signs=SIGNS,
        table=rows,
    )


def junit(nights: Sequence[NightlyResult]) -> str:
    """One suite per id: a case for the run itself, one per claim, one per metric."""
    suites = (Suite(n.id, n.id, [_running(n), *_claims(n), *_metrics(n)]) for n in nights)
    return junit_xml("netsci-bench nightly", suites)


def _running(night: NightlyResult) -> Case:
    seconds = sum(outcome["seconds"] or 0 for outcome in night.report["outcomes"]) if night.report else 0
    if night.error:
        return Case("runs", "error", night.error, night.state, seconds=seconds)
    return Case("runs", seconds=seconds)


def _claims(night: NightlyResult) -> Iterator[Case]:
    if night.report is None:
        return
    changed = {change.name: change for change in night.drift.verdicts} if night.drift is not None else {}
    verdicts = {verdict["claim"]: verdict["word"] for verdict in night.report["verdicts"]}
    for name in {**verdicts, **changed}:
        case = f"verdict of {name}"
        if name in changed:
            yield Case(case, "failure", str(changed[name]), "verdict differs")
        elif night.drift is None:
            yield Case(case, "skipped", "there is no record")
        elif verdicts[name] == "not judged":
            yield Case(case, "skipped", f"the {night.tier} tier does not judge this claim")
        else:
            yield Case(case)


def _metrics(night: NightlyResult) -> Iterator[Case]:
    if night.drift is None or night.report is None:
        return
    changes = {change.name: change for change in night.drift.metrics}
    names = {name for o in night.report["outcomes"] for kind in ("scalars", "lists") for name in o[kind]}
    for name in sorted(names | changes.keys()):
        if name in changes:
            yield Case(f"metric {name}", "failure", str(changes[name]), "metric differs")
        elif name not in night.drift.compared:
            yield Case(f"metric {name}", "skipped", f"not compared: {night.drift.how}")
        else:
            yield Case(f"metric {name}")

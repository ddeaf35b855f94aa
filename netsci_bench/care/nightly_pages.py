"""What does a person, and what does a build server, read in the morning? A Markdown summary and a junit.xml."""

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as Xml

from netsci_bench.care.nightly import Night, State
from netsci_bench.report.markdown import escaped, table
from netsci_bench.report.wording import one_line

SIGNS: dict[State, str] = {
    "crashed": "✗",
    "differs": "≠",
    "not measured": "!",
    "not reached": "…",
    "no record": "–",
    "as recorded": "✓",
}
WORST_FIRST: tuple[State, ...] = tuple(SIGNS)


def line(night: Night) -> str:
    """One id in the log."""
    tier = f" ({night.tier})" if night.tier else ""
    parts = [one_line(night.error)] if night.error else []
    if night.drift:
        parts += [str(change) for change in (*night.drift.verdicts, *night.drift.metrics)]
    return f"{SIGNS[night.state]} {night.id}{tier}: {night.state}" + "".join(f"\n    {part}" for part in parts)


def summary(nights: Sequence[Night]) -> str:
    """The page of the night: what is not as recorded comes first, then everything in one table."""
    counts = Counter(night.state for night in nights)
    told = ", ".join(f"{counts[state]} {state}" for state in WORST_FIRST if counts[state])
    ordered = sorted(nights, key=lambda night: (WORST_FIRST.index(night.state), night.id))
    parts = ["# Nightly", f"{len(nights)} experiments: {told}." if nights else "There is no experiment."]
    parts += ["\n".join(_details(night)) for night in ordered if EXIT_STATES & {night.state}]
    rows = [("", "id", "tier", "state", "metrics compared")]
    rows += [(SIGNS[n.state], n.id, n.tier, n.state, n.drift.how if n.drift is not None else "") for n in ordered]
    return "\n\n".join([*parts, table(rows, written=str)]) + "\n"


EXIT_STATES: set[State] = {"crashed", "differs", "not measured", "not reached"}


def _details(night: Night) -> Iterator[str]:
    yield f"## {SIGNS[night.state]} {escaped(night.id)}: {night.state}"
    yield ""
    if night.error:
        yield f"- {escaped(one_line(night.error))}"
    if night.drift is not None:
        yield from (f"- verdict of {escaped(str(change))}" for change in night.drift.verdicts)
        yield from (f"- metric {escaped(str(change))}" for change in night.drift.metrics)


def junit(nights: Sequence[Night]) -> str:
    """One suite per id: a case for its running, one per claim, one per metric."""
    root = Xml.Element("testsuites", name="netsci-bench nightly")
    root.extend(_suite(night) for night in nights)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(night: Night) -> Xml.Element:
    cases = [_running(night), *_claims(night), *_metrics(night)]
    kinds = [child.tag for case in cases for child in case]
    suite = Xml.Element("testsuite", name=night.id, tests=str(len(cases)))
    for plural, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(plural, str(kinds.count(kind)))
    suite.extend(cases)
    return suite


def _running(night: Night) -> Xml.Element:
    seconds = sum(outcome["seconds"] or 0 for outcome in night.report["outcomes"]) if night.report else 0
    case = Xml.Element("testcase", classname=night.id, name="runs", time=f"{seconds:.3f}")
    if night.error:
        Xml.SubElement(case, "error", type=night.state, message=one_line(night.error))
    return case


def _claims(night: Night) -> Iterator[Xml.Element]:
    if night.report is None:
        return
    changed = {change.name: change for change in night.drift.verdicts} if night.drift is not None else {}
    verdicts = {verdict["claim"]: verdict["word"] for verdict in night.report["verdicts"]}
    for name in {**verdicts, **changed}:
        case = Xml.Element("testcase", classname=night.id, name=f"verdict of {name}", time="0.000")
        if name in changed:
            Xml.SubElement(case, "failure", type="verdict differs", message=one_line(str(changed[name])))
        elif night.drift is None or verdicts[name] == "not judged":
            reason = "there is no record" if night.drift is None else f"the {night.tier} tier does not judge it"
            Xml.SubElement(case, "skipped", message=reason)
        yield case


def _metrics(night: Night) -> Iterator[Xml.Element]:
    if night.drift is None or night.report is None:
        return
    moved = {change.name: change for change in night.drift.metrics}
    names = {name for o in night.report["outcomes"] for kind in ("scalars", "lists") for name in o[kind]}
    for name in sorted(names | moved.keys()):
        case = Xml.Element("testcase", classname=night.id, name=f"metric {name}", time="0.000")
        if name in moved:
            Xml.SubElement(case, "failure", type="metric moved", message=one_line(str(moved[name])))
        elif name not in night.drift.compared:
            Xml.SubElement(case, "skipped", message=one_line(f"not compared: {night.drift.how}"))
        yield case

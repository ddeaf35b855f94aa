"""Which claims of the whole suite are reproduced? The table of all ids with their recorded verdicts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from netsci_bench.reporting.markdown import escaped, table
from netsci_bench.specs.model import TIERS
from netsci_bench.verdicts.multiplicity import holm

ALPHA = 0.05  # largest adjusted p-value with which a verdict is kept
FALSE = {"mean": 0.05, "units": 0.05, "each": 0.05, "median": 0.05, "exact": 0.0}  # one-sided, by way of judging
WORDS = ("✓ reproduced", "✗ contradicted", "? undecided", "after Holm")
COLUMNS = ("id", "title", "tier", "seeds", "date", *WORDS, "remarks")
JUDGED = ("reproduced", "contradicted", "undecided")


class Listed(NamedTuple):
    """One id of the registry, and whether it is a variant of another."""

    id: str
    title: str
    variant: bool = False


def scoreboard(reports: Sequence[Mapping[str, Any]], ids: Sequence[Listed]) -> str:
    """The text of ``reports/README.md``: one row per id and recorded tier, in the order of ``ids``.

    A variant has the same claims as its base, so it is shown but not counted.
    """
    names = {listed.id for listed in ids}
    listed_reports = [report for report in reports if report["id"] in names]
    own = [listed.id for listed in ids if not listed.variant]
    paper = [report for report in listed_reports if report["tier"] == "paper" and report["id"] in own]
    adjusted = holm(_p_values(paper))
    rows = [row for listed in ids for row in _rows(listed, listed_reports, None if listed.variant else adjusted)]
    parts = ["# Scoreboard", "Generated from the recorded reports; do not edit.", _summary(paper, own)]
    parts += [_false_verdicts(paper, adjusted), table([COLUMNS, *rows], written=str)]
    parts += [
        "The counts above the table include only the paper tier, and no variants: a variant has the same claims as "
        "its id, with other params. `(quick)` verdicts are judged at a smaller scale."
    ]
    if removed := sorted({report["id"] for report in reports} - names):
        parts += [f"Recorded, but no longer in the registry and not counted: {', '.join(map(escaped, removed))}."]
    return "\n\n".join(parts) + "\n"


def _p_values(reports: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    return {
        (report["id"], verdict["claim"]): verdict["p_value"]
        for report in reports
        for verdict in report["verdicts"]
        if verdict["word"] in JUDGED and verdict["p_value"] is not None
    }


def _count(reports: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(verdict["word"] for report in reports for verdict in report["verdicts"])


def _summary(paper: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> str:
    count = _count(paper)
    counted = ", ".join(f"{count[word]} {word}" for word in JUDGED)
    recorded = len({report["id"] for report in paper})
    return f"**{counted}** at the paper tier; {recorded} of {len(ids)} experiments have a recorded paper run."


def _false_verdicts(paper: Sequence[Mapping[str, Any]], adjusted: Mapping[tuple[str, str], float]) -> str:
    judges = Counter(
        report["claims"].get(verdict["claim"], {}).get("judge", "mean")
        for report in paper
        for verdict in report["verdicts"]
        if verdict["word"] in JUDGED
    )
    expected = sum(FALSE[judge] * n for judge, n in judges.items())
    terms = " + ".join(f"{n} judged by `{judge}` x {FALSE[judge]:g}" for judge, n in sorted(judges.items()))
    terms = terms or "no claim"
    return (
        f"Expected number of false verdicts: at most {expected:.1f} = {terms}; each factor is the one-sided level at "
        "which a claim is tested on its own. The column *after Holm* says how many reproduced (✓) and "
        f"contradicted (✗) claims keep their verdict when all {len(adjusted)} p-values of this page are adjusted "
        f"together at {ALPHA:g}; `+n` counts verdicts without a p-value, which are not adjusted."
    )


def _rows(
    of: Listed, reports: Sequence[Mapping[str, Any]], adjusted: Mapping[tuple[str, str], float] | None
) -> Iterator[tuple[str, ...]]:
    """The rows of one id; ``adjusted`` is None for a variant, which is not counted."""
    name, title = of.id, of.title
    own = sorted((r for r in reports if r["id"] == name), key=lambda r: -TIERS.index(r["tier"]))
    if not own:
        yield (escaped(name), escaped(title), "never run", *[""] * (len(COLUMNS) - 3))
    for report in own:
        count, tier = _count([report]), report["tier"]
        mark = " (quick)" if tier == "quick" else ""
        counts = [f"{count[word]}{mark}" if tier != "smoke" else "" for word in JUDGED]
        after = _after_holm(report, adjusted) if tier == "paper" and adjusted is not None else ""
        where = (escaped(name), escaped(title), f"[{tier}]({name}/{tier}/report.md)")
        size = (str(_seeds(report)), str(report["date"])[:10])
        remarks = [*(["variant: not counted"] if adjusted is None else []), *_remarks(report)]
        yield (*where, *size, *counts, after, ", ".join(remarks))


def _after_holm(report: Mapping[str, Any], adjusted: Mapping[tuple[str, str], float]) -> str:
    parts = []
    for word, symbol in (("reproduced", "✓"), ("contradicted", "✗")):
        claims = [(report["id"], verdict["claim"]) for verdict in report["verdicts"] if verdict["word"] == word]
        tested = [adjusted[claim] for claim in claims if claim in adjusted]
        without = f" +{len(claims) - len(tested)}" if len(claims) > len(tested) else ""
        kept = f" {sum(p <= ALPHA for p in tested)} of {len(tested)}" if tested else ""
        parts += [f"{symbol}{kept}{without}"] if claims else []
    return ", ".join(parts)


def _seeds(report: Mapping[str, Any]) -> int:
    """The number of seeds that did not fail."""
    return sum(not outcome["error"] for outcome in report["outcomes"])


def _remarks(report: Mapping[str, Any]) -> list[str]:
    remarks = ["nothing is judged"] if report["tier"] == "smoke" else []
    if report["tier"] != "smoke" and _seeds(report) == 1:
        remarks.append("one seed")
    elif any(verdict["underpowered"] for verdict in report["verdicts"]):
        remarks.append("underpowered")
    failed = len(report["outcomes"]) - _seeds(report)
    unjudged = _count([report])["not judged"] if report["tier"] != "smoke" else 0
    remarks += [f"{failed} seeds FAILED"] if failed else []
    remarks += [f"{unjudged} not judged"] if unjudged else []
    return remarks

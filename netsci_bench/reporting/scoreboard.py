"""How does the whole suite stand? The table of all ids with what their recorded reports say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from netsci_bench.reporting.markdown import escaped, table
from netsci_bench.specs.model import TIERS
from netsci_bench.verdicts.multiplicity import holm

ALPHA = 0.05  # a verdict stands when its adjusted p-value is not above it
FALSE = {"mean": 0.05, "units": 0.05, "each": 0.10, "exact": 0.0}  # chance of one false verdict, by way of judging
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

    A variant states the claims of its base once more, so it is shown and not counted.
    """
    names = {listed.id for listed in ids}
    known = [report for report in reports if report["id"] in names]
    own = [listed.id for listed in ids if not listed.variant]
    paper = [report for report in known if report["tier"] == "paper" and report["id"] in own]
    adjusted = holm(_p_values(paper))
    rows = [row for listed in ids for row in _rows(listed, known, None if listed.variant else adjusted)]
    parts = ["# Scoreboard", "Generated from the recorded reports; do not edit.", _summary(paper, own)]
    parts += [_false_verdicts(paper, adjusted), table([COLUMNS, *rows], written=str)]
    parts += [
        "Only the paper tier is counted above the table, and no variant: its claims are those of the id above it, "
        "under other params. `(quick)` verdicts have bands of their own scale."
    ]
    if gone := sorted({report["id"] for report in reports} - names):
        parts += [f"Recorded, but no longer in the registry and not counted: {', '.join(map(escaped, gone))}."]
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
    ways = Counter(
        report["claims"].get(verdict["claim"], {}).get("judge", "mean")
        for report in paper
        for verdict in report["verdicts"]
        if verdict["word"] in JUDGED
    )
    expected = sum(FALSE[way] * n for way, n in ways.items())
    terms = " + ".join(f"{n} judged by `{way}` x {FALSE[way]:g}" for way, n in sorted(ways.items())) or "no claim"
    return (
        f"Expected number of false verdicts: at most {expected:.1f} = {terms}; each claim is tested on its own, and "
        "this is the level of its interval on one side. The column *after Holm* says how many reproduced (✓) and "
        f"contradicted (✗) claims keep their verdict when all {len(adjusted)} p-values of this page are adjusted "
        f"together at {ALPHA:g}; verdicts without a p-value are left as they are and marked `+n`."
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
    """Seeds that gave a result."""
    return sum(not outcome["error"] for outcome in report["outcomes"])


def _remarks(report: Mapping[str, Any]) -> list[str]:
    remarks = ["nothing is judged"] if report["tier"] == "smoke" else []
    if report["tier"] != "smoke" and _seeds(report) == 1:
        remarks.append("one seed")
    elif any(verdict["underpowered"] for verdict in report["verdicts"]):
        remarks.append("underpowered")
    broken = len(report["outcomes"]) - _seeds(report)
    unjudged = _count([report])["not judged"] if report["tier"] != "smoke" else 0
    remarks += [f"{broken} seeds FAILED"] if broken else []
    remarks += [f"{unjudged} not judged"] if unjudged else []
    return remarks

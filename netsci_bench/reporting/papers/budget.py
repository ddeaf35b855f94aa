"""What was run, how long did it take, and which run would decide most for its time?"""

from collections import Counter
from collections.abc import Iterator, Sequence

from netsci_bench.reporting.markdown import escaped, table
from netsci_bench.reporting.papers.findings import Listed
from netsci_bench.reporting.rows import Content
from netsci_bench.reporting.wording import counted
from netsci_bench.specs.model import TIERS, Tier

DECIDED = ("reproduced", "contradicted", "smaller than expected")
RUN = ("experiment", "tier", "seeds", "hours", "claims decided", "decided per hour")
OPEN = ("experiment", "tier", "seeds", "minutes", "claims that wait", "at most decided per hour")
Row = tuple[float, tuple[str, ...]]  # decisions per hour, by which the table is sorted, and the cells


def budget(reports: Sequence[Content], ids: Sequence[Listed]) -> str:
    """Two tables in Markdown: what the record took and decided, and what every run that is still open would take.

    Hours are those of the seeds, one core each, as they were measured beside whatever else ran; what a seed found in
    the store is not counted again. Minutes are those that a spec promises on two cores.
    """
    judged = [report for report in reports if report["tier"] != "smoke"]
    hours = sum(map(_hours, judged))
    decided = sum(_count(report).total() for report in judged)
    return "\n\n".join(
        [
            f"**{hours:.1f} hours of one core decided {decided} claims** in {len(judged)} recorded reports.",
            _sorted_table(RUN, [_run(report) for report in judged]),
            "## Still open",
            _sorted_table(OPEN, [row for listed in ids for row in _open(listed, reports)]),
        ]
    )


def _sorted_table(header: tuple[str, ...], rows: Sequence[Row]) -> str:
    return table([header, *(cells for _, cells in sorted(rows, key=lambda row: -row[0]))], str)


def _hours(report: Content) -> float:
    return float(sum(outcome.get("seconds") or 0.0 for outcome in report["outcomes"])) / 3600


def _count(report: Content) -> Counter[str]:
    """How many claims of a report are decided, by their verdict."""
    return Counter(verdict["word"] for verdict in report["verdicts"] if verdict["word"] in DECIDED)


def _run(report: Content) -> Row:
    hours, count = _hours(report), _count(report)
    rate = count.total() / hours if hours else 0.0
    of_all = f"{count.total()} of {len(report['verdicts'])}" + (f" ({counted(count)})" if count else "")
    seeds = sum(not outcome["error"] for outcome in report["outcomes"])
    where = f"[{escaped(report['id'])}](../reports/{report['id']}/{report['tier']}/report.md)"
    return rate, (where, report["tier"], str(seeds), f"{hours:.2f}", of_all, _short(rate))


def _open(listed: Listed, reports: Sequence[Content]) -> Iterator[Row]:
    """The next run of each tier that judges: the first, or the look at more seeds for which claims wait.

    A tier below a recorded one is not open any more.
    """
    known = {report["tier"]: report for report in reports if report["id"] == listed.id}
    highest = max((TIERS.index(name) for name in known), default=0)
    for name, tier in listed.tiers.items():
        claims = sum(name in claim.judged_at for claim in listed.claims.values())
        if name in known:
            yield from _later_look(listed, name, tier, known[name])
        elif claims and TIERS.index(name) > highest:
            yield _row(listed, name, (len(tier.seeds), tier.minutes, claims))


def _later_look(listed: Listed, name: str, tier: Tier, report: Content) -> Iterator[Row]:
    waiting = Counter(verdict["waiting_for"] for verdict in report["verdicts"] if verdict.get("waiting_for"))
    if waiting:
        new = min(waiting) - len(report["outcomes"])
        yield _row(listed, name, (min(waiting), tier.minutes * new / len(tier.seeds), waiting[min(waiting)]))


def _row(listed: Listed, name: str, cost: tuple[int, float, int]) -> Row:
    seeds, minutes, claims = cost
    rate = 60 * claims / minutes
    return rate, (escaped(listed.id), name, str(seeds), f"{minutes:.0f}", str(claims), _short(rate))


def _short(rate: float) -> str:
    """A rate in two digits or whole numbers.

    >>> _short(2831.2), _short(17.14), _short(0.333)
    ('2831', '17', '0.33')
    """
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.2g}"

"""What does a reader see first? The result in one line, and a table of at most a dozen rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netsci_bench.contract.counting import count_of
from netsci_bench.reporting import wording
from netsci_bench.reporting.rows import STANDINGS, Content, Row, Standing
from netsci_bench.specs.units import with_unit

SMOKE = "smoke: nothing is judged"
MOST = 12  # rows of the table
JOINED = 3  # more claims of one statement than this are counted, not listed
APART: dict[Standing, str] = {
    "on one checkpoint": "claim{s} on one checkpoint",
    "no seed changes it": "claim{s} that no seed changes",
    "exploratory": "exploratory claim{s}",
    "control": "control{s}",
    "extension": "extension{s}",
    "check": "check{s}",
}


@dataclass(frozen=True)
class Line:
    """A row of the table: its cells under ``rows.COLUMNS``, and its class in the style sheet."""

    cells: tuple[str, ...]
    css_class: str


def headline(content: Content, rows: Sequence[Row]) -> str:
    """The result in one line: the claims of the paper that count, the others apart, and the setting."""
    setting = f"{_seeds(content['outcomes'])}, {content['tier']} tier, {content['device']}"
    if content["tier"] == "smoke":
        return f"{SMOKE}; {setting}"
    apart = [_apart(name, of_name) for name in STANDINGS[1:] if (of_name := [r for r in rows if r.standing == name])]
    also = f"; counted apart: {', '.join(apart)}" if apart else ""
    return f"{_of_the_paper(content['tier'], rows)}{also}; {setting}"


def first_lines(content: Content, rows: Sequence[Row]) -> list[Line]:
    """At most a dozen: the claims of the paper, or its statements where there are more claims than that.

    A report without a claim of a paper begins with its other claims.
    """
    shown = [row for row in rows if row.of_the_paper] or list(rows)
    if len(shown) <= MOST:
        return [Line(row.cells, row.css_class) for row in shown]
    groups: dict[str, list[Row]] = {}
    for row in shown:
        groups.setdefault(row.statement or row.claim, []).append(row)
    return _fitting([_statement(content, key, group) for key, group in groups.items()])


def _of_the_paper(tier: str, rows: Sequence[Row]) -> str:
    counting = [row for row in rows if row.standing == "paper"]
    if not counting:
        return "No claim counts for or against a paper" if rows else "No claims"
    papers, total = len({row.paper for row in counting}), len(counting)
    count = Counter(row.verdict.word for row in counting)
    whose = "the paper" if papers == 1 else f"{papers} papers"
    judged_at = "" if tier == "paper" else f" ({tier})"
    answer = f"{count['reproduced']} of {total} claim{'s' * (total > 1)} of {whose} reproduced{judged_at}"
    others = {word: count[word] for word in ("smaller than expected", "not judged")}
    more = wording.counted(others)
    answer += f", {count['contradicted']} contradicted, {count['undecided']} undecided"
    return f"{answer}, {more}" if more else answer


def _apart(name: Standing, rows: Sequence[Row]) -> str:
    """How many claims of one standing there are, and their words."""
    count = Counter(row.verdict.word for row in rows)
    what = APART[name].format(s="s" * (len(rows) > 1))
    words = next(iter(count)) if len(rows) == 1 else wording.counted({word: count[word] for word in wording.SYMBOLS})
    return f"{len(rows)} {what} ({words})"


def _statement(content: Content, key: str, rows: Sequence[Row]) -> Line:
    """The row of one statement, by its claims in this report alone."""
    if len(rows) == 1:
        return Line(rows[0].cells, rows[0].css_class)
    from netsci_bench.verdicts.statements import judge_statement  # loads scipy: reading a report does without

    statement = content.get("statements", {}).get(key, {"says": rows[0].says, "combine": "all"})
    word = judge_statement([row.result() for row in rows], statement["combine"])
    says = wording.one_line(statement["says"])
    cells = (says, _ours(rows), _common(row.band for row in rows), _common(row.published for row in rows))
    if (
        word == "never run"
    ):  # so it is called in the whole record; here it was run, and the tier judges no claim of it
        return Line((*cells, f"{wording.SYMBOLS['not judged']} not judged"), "not-judged")
    tier = "" if content["tier"] == "paper" else f" ({content['tier']})"
    return Line((*cells, f"{wording.STATEMENT_SYMBOLS[word]} {word}{tier}"), word.replace(" ", "-"))


def _ours(rows: Sequence[Row]) -> str:
    """The measured values of a few claims, each with its reading; of many how many have which word.

    A unit that all of them have is written once.
    """
    if len(rows) <= JOINED and len({row.unit for row in rows}) == 1:
        return with_unit("; ".join(f"{row.reading}: {row.ours}" for row in rows), rows[0].unit)
    if len(rows) <= JOINED:
        return "; ".join(f"{row.reading}: {row.measured}" for row in rows)
    count = Counter(row.verdict.word for row in rows)
    return f"{len(rows)} claims: {wording.counted({word: count[word] for word in wording.SYMBOLS})}"


def _common(texts: Iterable[str]) -> str:
    """The text that all have; nothing where they differ."""
    different = set(texts)
    return different.pop() if len(different) == 1 else wording.NOTHING


def _fitting(lines: Sequence[Line]) -> list[Line]:
    """At most a dozen lines: what did not hold stays, then comes what did, and the last line says what is missing."""
    if len(lines) <= MOST:
        return list(lines)
    by_interest = sorted(lines, key=lambda line: line.css_class == "reproduced")[: MOST - 1]
    kept = [line for line in lines if line in by_interest]
    missing = f"and {len(lines) - len(kept)} more statements"
    return [*kept, Line((missing, *[wording.NOTHING] * 4), "not-judged")]


def _seeds(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """How many seeds there are, how many failed by accident, and how many diverged, which is a result."""
    total = len(outcomes)
    diverged = sum(bool(outcome.get("diverged")) for outcome in outcomes)
    failed = sum(bool(outcome["error"]) for outcome in outcomes) - diverged
    seeds = count_of(total, "seed")
    text = f"{failed} of {seeds} FAILED" if failed else seeds
    return f"{text}, {diverged} diverged" if diverged else text

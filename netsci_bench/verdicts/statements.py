"""Does a sentence of a paper hold? One verdict from the words of its claims, by a rule that was fixed beforehand."""

from collections.abc import Sequence
from typing import Literal

from netsci_bench.verdicts.multiplicity import ClaimResult

Rule = Literal["all", "any"]
StatementWord = Literal[
    "reproduced",
    "contradicted",
    "depends on the reading",
    "undecided",
    "on one checkpoint",
    "exploratory",
    "smaller scale only",
    "never run",
    "untestable",
]


def judge_statement(claims: Sequence[ClaimResult], rule: Rule = "all", untestable: bool = False) -> StatementWord:
    """The verdict of a statement; there is one for every input.

    Only claims of the paper count. Those over trainings, fixed before the results, decide. Where none of them was
    measured, the statement is known on one checkpoint, or else exploratory.

    Args:
        claims: all claims of the statement.
        rule: ``all`` asks every reading to hold (and, within a reading, every claim); ``any`` asks one of them.
        untestable: the paper's catalogue says so, and why.
    """
    if untestable:
        return "untestable"
    own = [claim for claim in claims if claim.role == "paper"]
    if not any(claim.measured for claim in own):
        return "never run"
    planned = [claim for claim in own if not claim.exploratory]
    if not any(claim.confirms and claim.measured for claim in own):
        return "on one checkpoint" if any(claim.measured for claim in planned) else "exploratory"
    confirming = [claim for claim in planned if claim.confirms]
    readings = dict.fromkeys(claim.reading for claim in confirming)
    words = [_within([c for c in confirming if c.reading == reading], rule) for reading in readings]
    return _across(set(words), rule)


def _within(claims: Sequence[ClaimResult], rule: Rule) -> StatementWord:
    """One reading: ``all`` fails with its first contradicted claim, ``any`` holds with its first reproduced one."""
    words = {claim.word for claim in claims}
    decisive, other = ("contradicted", "reproduced") if rule == "all" else ("reproduced", "contradicted")
    if decisive in words:
        return "contradicted" if rule == "all" else "reproduced"
    if words == {other}:
        return "reproduced" if rule == "all" else "contradicted"
    return "undecided"


def _across(words: set[StatementWord], rule: Rule) -> StatementWord:
    """All readings: where they differ under ``all``, it depends on the reading; under ``any`` one is enough."""
    if len(words) == 1:
        return words.pop()
    if "reproduced" not in words:
        return "undecided"
    if rule == "any":
        return "reproduced"
    return "depends on the reading" if "contradicted" in words else "undecided"

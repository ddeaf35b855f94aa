"""How is a number, a band or a verdict written? The same on the terminal, on pages and in figures."""

import math
import re
from collections.abc import Mapping, Sequence
from statistics import median

from netsci_bench.contract.result import Verdict, Word
from netsci_bench.specs.model import CORRELATIONS, Judge, TierName
from netsci_bench.specs.units import with_unit

SYMBOLS: dict[Word, str] = {
    "reproduced": "✓",
    "contradicted": "✗",
    "smaller than expected": "<",
    "undecided": "?",
    "not judged": "–",
}
STATEMENT_SYMBOLS = {
    "reproduced": "✓",
    "contradicted": "✗",
    "depends on the reading": "◐",
    "undecided": "?",
    "on one checkpoint": "○",
    "exploratory": "○",
    "smaller scale only": "○",
    "never run": "–",
    "untestable": "–",
}
WITH_INTERVAL = ("mean", "units", "median", *CORRELATIONS)  # their interval is not one of a share
REMARKS = ("on one checkpoint", "no seed changes it", "exploratory")  # beside the word of a claim of the paper
NOTHING = "—"
WHOLE = 1e15  # from about here on a float cannot represent every integer
WRITTEN = 8  # digits of the longest number that somebody writes into a spec


def number(x: float, digits: int = 4) -> str:
    """A number for people, with at most ``digits`` significant digits.

    >>> number(0.00012), number(91.2345), number(431080.0), number(1e-30), number(-17501.32, 6)
    ('0.00012', '91.23', '431,080', '1e-30', '-17,501.3')
    """
    if not math.isfinite(x):
        return "infinite" if x > 0 else "minus infinite" if x < 0 else "not a number"
    if abs(x) < WHOLE and x == int(x):
        return f"{x:,.0f}"
    if 1000 <= abs(x) < WHOLE:
        text = f"{x:,.{max(0, digits - 1 - math.floor(math.log10(abs(x))))}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return re.sub(r"e([+-])0*(?=\d)", lambda m: "e-" if m[1] == "-" else "e", f"{x:.{digits}g}")


def edge(x: float) -> str:
    """A number from a spec: not rounded, but without binary rounding errors (92.3 - 0.7 is written 91.6).

    More than eight digits nobody has written: such an edge was computed, and is given to five.

    >>> edge(92.3 - 0.7), edge(12.345678), edge(81.7401875672), edge(-0.00123456789012)
    ('91.6', '12.345678', '81.74', '-0.0012346')
    """
    if abs(x) >= WHOLE:
        return number(x)
    written = number(x, digits=12)
    return number(x, digits=5) if len(re.sub(r"\D", "", written).lstrip("0")) > WRITTEN else written


def band(low: float, high: float) -> str:
    """An accepted band in words.

    >>> band(0.5, float("inf")), band(float("-inf"), 3.0), band(8.0, 12.0), band(7.0, 7.0)
    ('at least 0.5', 'at most 3', '8 to 12', 'exactly 7')
    """
    if math.isinf(low) and math.isinf(high):
        return "anything"
    if math.isinf(high):
        return f"at least {edge(low)}"
    if math.isinf(low):
        return f"at most {edge(high)}"
    return f"exactly {edge(low)}" if low == high else f"{edge(low)} to {edge(high)}"


def rounded(values: Sequence[float], spread: float) -> list[str]:
    """Values with as many decimals as two significant digits of the spread have.

    >>> rounded([91.23456, 90.1], 0.26)
    ['91.23', '90.10']
    """
    largest = max((abs(v) for v in values), default=0.0)
    if not math.isfinite(spread) or spread <= 0 or largest >= WHOLE or spread < 1e-6:
        return [number(v) for v in values]
    decimals = max(0, 1 - math.floor(math.log10(spread)))
    return [f"{v:,.{decimals}f}" for v in values]


def measured(verdict: Verdict, judge: Judge, unit: str = "") -> str:
    """A mean or median with its interval if there is one, else with the range; for ``each`` with the share, too.

    ``unit``: is written behind the numbers, unless they are pure ones.
    """
    centre, low, high = verdict.estimate, verdict.low, verdict.high
    if judge in WITH_INTERVAL and centre is not None and low is not None and high is not None:
        shown, lowest, highest = rounded([centre, low, high], high - low)
        return with_unit(f"{shown} [{lowest}, {highest}]", unit)
    values = verdict.values
    if not values:
        return NOTHING
    within, total = inside(verdict)
    share = f", {within}/{total} in band" if judge == "each" else ""
    if min(values) == max(values):
        return with_unit(number(values[0], digits=5), unit) + share
    middle = median(values) if judge in ("each", "median") else math.fsum(v / len(values) for v in values)
    return with_unit(f"{number(middle)} (from {number(min(values))} to {number(max(values))})", unit) + share


def inside(verdict: Verdict) -> tuple[int, int]:
    """How many values are in the band, and how many there are."""
    low, high = verdict.band
    return sum(bool(low <= v <= high) for v in verdict.values), len(verdict.values)


def word(verdict: Verdict, tier: TierName, standing: str = "paper") -> str:
    """The verdict's word, then the tier if it is not the paper tier, and what keeps it from counting."""
    if verdict.word == "not judged":
        return verdict.word
    text = verdict.word if tier == "paper" else f"{verdict.word} ({tier})"
    remarks = ["underpowered"] * verdict.underpowered + [standing] * (standing in REMARKS)
    return ", ".join([text, *remarks])


def counted(counts: Mapping[str, int]) -> str:
    """Counts in words, without those that are zero.

    >>> counted({"reproduced": 2, "contradicted": 0, "undecided": 1})
    '2 reproduced, 1 undecided'
    """
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def sentence(text: str) -> str:
    """Text as a sentence, with a capital letter and a full stop.

    >>> sentence("the interval is inside the band")
    'The interval is inside the band.'
    """
    text = one_line(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def one_line(text: str) -> str:
    """Text without line breaks, tabs and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

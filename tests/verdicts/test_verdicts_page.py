"""Does the page on verdicts tell the constants that the code has?"""

import re
from pathlib import Path

import numpy as np
import pytest

from netsci_bench.verdicts.looks import half_tail, share_levels, t_levels
from netsci_bench.verdicts.planned import WAYS
from netsci_bench.verdicts.power import smallest_band, smallest_correlation, smallest_effect, smallest_share
from netsci_bench.verdicts.simulation import PLANS
from netsci_bench.verdicts.statements import StatementWord

PAGE = (Path(__file__).parents[2] / "docs" / "verdicts.md").read_text(encoding="utf-8")


def row(section, plan):
    """The cells of a plan's row, without the plan."""
    text = re.search(rf"^## {section}$.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)[0]
    (line,) = re.findall(rf"^\| {', '.join(map(str, plan))} \|(.*)\|$", text, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def numbers(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_levels_and_counts_of_the_looks(plan):
    level, counts = row("Looks", plan)
    assert numbers(level) == [round(100 * t_levels(plan)[0], 2)]
    least = [
        int(np.argmax(half_tail(np.arange(n + 1), n) <= p * 1.000001))
        for n, p in zip(plan, share_levels(plan), strict=True)
    ]
    assert numbers(counts) == [x for pair in zip(least, plan, strict=True) for x in pair]


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_sizes_that_are_decided_in_80_percent(plan):
    effect, band, share = (numbers(cell)[0] for cell in row("Power", plan))
    assert smallest_effect(plan, 1.0) == pytest.approx(effect, abs=0.0051)
    assert smallest_band(plan, 1.0) == pytest.approx(band, abs=0.0051)
    assert 100 * smallest_share(plan) == pytest.approx(share, abs=0.51)


def test_the_correlations_that_are_decided_in_80_percent():
    (told,) = re.findall(r"if it is (\S+) or more with 10 seeds, and\s+(\S+) with 20", PAGE)
    assert [f"{smallest_correlation((n,), 0.0):.2f}" for n in (10, 20)] == list(told)


def test_every_way_of_judging_is_explained():
    assert all(f"`{way}`" in PAGE for way in WAYS)


def test_every_verdict_of_a_statement_that_is_not_self_evident_is_explained():
    for word in set(StatementWord.__args__) - {"never run", "untestable"}:
        assert word in PAGE, word

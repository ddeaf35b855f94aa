"""Does the scoreboard count what it may count, and say what it does not know?"""

import pytest

from netsci_bench.reporting.scoreboard import Listed, scoreboard
from netsci_bench.verdicts.multiplicity import holm

IDS = [Listed("a/one", "One | two"), Listed("b/two", "Two"), Listed("c/three", "Three")]


def verdict(claim, word="reproduced", p_value=None, underpowered=False):
    return {"claim": claim, "word": word, "p_value": p_value, "underpowered": underpowered}


def report(name, tier="paper", seeds=5, verdicts=(), failed=0):
    outcomes = [{"seed": s, "error": "boom" if s < failed else ""} for s in range(seeds)]
    return {
        "id": name, "tier": tier, "date": "2025-06-01T12:00:00Z", "outcomes": outcomes, "verdicts": list(verdicts),
        "claims": {v["claim"]: {"judge": "each" if v["claim"] == "n" else "mean"} for v in verdicts},
    }  # fmt: skip


def row(text, name, tier=""):
    lines = [line for line in text.splitlines() if line.startswith(f"| {name} ") and tier in line]
    assert len(lines) == 1
    return [cell.strip() for cell in lines[0].replace(r"\|", "¦").strip("|").split("|")]


def test_an_id_without_a_report_was_never_run():
    text = scoreboard([], IDS)
    assert [row(text, name)[2] for name, _, _ in IDS] == ["never run"] * 3
    assert "0 of 3 experiments have a recorded paper run" in text


def test_only_the_paper_tier_is_counted():
    quick = report("a/one", "quick", verdicts=[verdict("x", p_value=0.001)])
    paper = report("b/two", verdicts=[verdict("x", "contradicted", 0.99), verdict("y", "undecided", 0.3)])
    smoke = report("c/three", "smoke", seeds=1, verdicts=[verdict("x", "not judged")])
    text = scoreboard([quick, paper, smoke], IDS)
    assert "**0 reproduced, 1 contradicted, 1 undecided**" in text
    assert "at most 0.1 = 2 judged by `mean` x 0.05;" in text
    assert row(text, "a/one")[5] == "1 (quick)"
    assert row(text, "b/two")[5:9] == ["0", "1", "1", "✗ 0 of 1"]
    assert row(text, "c/three")[5:] == ["", "", "", "", "nothing is judged"]


def test_quick_and_paper_of_one_id_have_a_row_each():
    text = scoreboard([report("a/one", "quick"), report("a/one")], IDS)
    assert row(text, "a/one", "[paper](a/one/paper/report.md)")[3] == "5"
    assert row(text, "a/one", "[quick](a/one/quick/report.md)")[4] == "2025-06-01"


def test_holm_takes_back_what_many_tests_gave_by_chance():
    adjusted = holm({("a", "x"): 0.04, ("a", "y"): 0.001, ("b", "x"): 0.03})
    assert adjusted == {("a", "y"): pytest.approx(0.003), ("b", "x"): 0.06, ("a", "x"): 0.06}
    some = [verdict("x", p_value=0.04), verdict("y", p_value=0.001), verdict("n")]
    text = scoreboard([report("a/one", verdicts=some), report("b/two", verdicts=[verdict("x", p_value=0.03)])], IDS)
    assert row(text, "a/one")[5:9] == ["3", "0", "0", "✓ 1 of 2 +1"]
    assert row(text, "b/two")[5:9] == ["1", "0", "0", "✓ 0 of 1"]
    assert "at most 0.2 = 1 judged by `each` x 0.1 + 3 judged by `mean` x 0.05;" in text


def test_few_seeds_and_failed_seeds_are_flagged():
    few = report("a/one", seeds=3, verdicts=[verdict("x", underpowered=True)])
    one = report("b/two", seeds=2, failed=1, verdicts=[verdict("x", "undecided"), verdict("y", "not judged")])
    text = scoreboard([few, one], IDS)
    assert row(text, "a/one")[-1] == "underpowered"
    assert row(text, "b/two")[-1] == "one seed, 1 seeds FAILED, 1 not judged"


def test_a_report_of_a_deleted_experiment_is_named_and_not_counted():
    text = scoreboard([report("z/gone", verdicts=[verdict("x")])], IDS)
    assert "**0 reproduced" in text
    assert "not counted: z/gone" in text


def test_titles_do_not_break_the_table():
    assert row(scoreboard([], IDS), "a/one")[1] == "One ¦ two"


def test_an_id_below_another_counts_unless_it_is_a_variant():
    own = report("a/one/alone", verdicts=[verdict("x", p_value=0.01)])
    text = scoreboard([own], [*IDS, Listed("a/one/alone", "Alone")])
    assert "**1 reproduced, 0 contradicted, 0 undecided**" in text
    assert "1 of 4 experiments" in text


def test_a_variant_is_shown_and_not_counted():
    base = report("a/one", verdicts=[verdict("x", p_value=0.01)])
    variant = report("a/one/wide", verdicts=[verdict("x", "contradicted", 0.001)])
    text = scoreboard([base, variant], [*IDS, Listed("a/one/wide", "Wide", variant=True)])
    assert "**1 reproduced, 0 contradicted, 0 undecided**" in text
    assert "1 of 3 experiments have a recorded paper run" in text
    assert "all 1 p-values" in text
    assert row(text, "a/one/wide")[5:] == ["0", "1", "0", "", "variant: not counted"]

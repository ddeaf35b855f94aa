"""Does the page of what was run count hours and decisions right, and which runs are open, best first?"""

import pytest

from netsci_bench.maintenance.recording import renew_budget
from netsci_bench.reporting.papers.budget import budget
from netsci_bench.specs.model import Tier

PAPER = Tier(seeds=(0, 1, 2, 3, 4), minutes=30, looks=(5, 10, 20))
QUICK = Tier(seeds=(0, 1, 2), minutes=6)


def took(seconds, seeds=5, **error):
    return [{"seed": n, "error": "", "diverged": False, "seconds": seconds} for n in range(seeds - len(error))] + [
        {"seed": 9, "error": said, "diverged": False, "seconds": None} for said in error.values()
    ]


def rows(text, part):
    """The cells of every line of the first (0) or second (1) table."""
    lines = [line for line in text.split("## Still open")[part].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture
def claims(make_claim):
    return {
        "c": make_claim(),
        "d": make_claim(judged_at=("quick", "paper")),
        "e": make_claim(judged_at=("quick", "paper")),
    }


def test_hours_are_those_of_all_seeds_and_a_decision_is_any_word_but_undecided(claims, make_report, make_listed):
    words = {"c": ("reproduced", 0.01), "d": ("smaller than expected", 0.01), "e": ("undecided", 0.5)}
    report = make_report("a/one", claims, words, outcomes=took(720.0))
    text = budget([report], [make_listed("a/one", claims, paper=PAPER)])
    assert text.startswith("**1.0 hours of one core decided 2 claims** in 1 recorded reports.")
    assert rows(text, 0) == [
        ["[a/one](../reports/a/one/paper/report.md)", "paper", "5", "1.00",
         "2 of 3 (1 reproduced, 1 smaller than expected)", "2"]
    ]  # fmt: skip


def test_a_failed_seed_has_no_result_and_costs_nothing_that_is_known(claims, make_report, make_listed):
    report = make_report("a/one", claims, {"c": ("undecided", 0.5)}, outcomes=took(360.0, 5, why="it broke"))
    assert rows(budget([report], []), 0)[0][2:] == ["4", "0.40", "0 of 1", "0"]


def test_reports_and_open_runs_are_in_order_of_decisions_per_hour(claims, make_report, make_listed):
    slow = make_report("a/slow", claims, {"c": ("reproduced", 0.01)}, outcomes=took(7200.0))
    fast = make_report("a/fast", claims, {"c": ("contradicted", 0.01)}, outcomes=took(7.2))
    ids = [
        make_listed(name, claims, quick=Tier(seeds=(0,), minutes=m)) for name, m in (("b", 70), ("c", 7), ("d", 700))
    ]
    text = budget([slow, fast], ids)
    assert [row[0].partition("]")[0] for row in rows(text, 0)] == ["[a/fast", "[a/slow"]
    assert [(row[0], row[3], row[5]) for row in rows(text, 1)] == [
        ("c", "7", "17"), ("b", "70", "1.7"), ("d", "700", "0.17"),
    ]  # fmt: skip


def test_smoke_reports_are_no_evidence_and_close_nothing(claims, make_report, make_listed):
    smoke = make_report("a/one", claims, {"c": ("undecided", None)}, tier="smoke", outcomes=took(3600.0))
    tiers = {"smoke": Tier(seeds=(0,), minutes=0.2), "quick": QUICK, "paper": PAPER}
    text = budget([smoke], [make_listed("a/one", claims, **tiers)])
    assert text.startswith("**0.0 hours of one core decided 0 claims** in 0 recorded reports.")
    assert [row[1:5] for row in rows(text, 1)] == [["quick", "3", "6", "2"], ["paper", "5", "30", "3"]]


def test_what_is_recorded_at_a_higher_tier_is_not_open_below_it(claims, make_report, make_listed):
    report = make_report("a/one", claims, {"c": ("reproduced", 0.01)}, outcomes=took(1.0))
    assert rows(budget([report], [make_listed("a/one", claims, quick=QUICK, paper=PAPER)]), 1) == []
    quick = make_report("a/one", claims, {"d": ("reproduced", 0.01)}, tier="quick", outcomes=took(1.0))
    assert [r[1] for r in rows(budget([quick], [make_listed("a/one", claims, quick=QUICK, paper=PAPER)]), 1)] == [
        "paper"
    ]


def test_a_claim_that_waits_for_more_seeds_makes_the_next_look_an_open_run(claims, make_report, make_listed):
    report = make_report("a/one", claims, dict.fromkeys("cde", ("undecided", 0.5)), outcomes=took(1.0))
    for verdict, n in zip(report["verdicts"], (10, None, 10), strict=True):
        verdict["waiting_for"] = n
    text = budget([report], [make_listed("a/one", claims, paper=PAPER)])
    assert rows(text, 1) == [["a/one", "paper", "10", "30", "2", "4"]]  # five new seeds cost what the first five did


def test_only_what_is_between_the_marks_is_written_again(tmp_path):
    page = tmp_path / "what-was-run.md"
    page.write_text("Mine.\n\n<!-- generated from the record -->\n\nold\n\nlines\n\n<!-- end -->\nMine, too.\n")
    for _ in range(2):
        renew_budget(page, "new | \\1")
    assert (
        page.read_text() == "Mine.\n\n<!-- generated from the record -->\n\nnew | \\1\n\n<!-- end -->\nMine, too.\n"
    )


def test_without_the_page_nothing_is_written(tmp_path):
    renew_budget(tmp_path / "none.md", "tables")
    assert list(tmp_path.iterdir()) == []

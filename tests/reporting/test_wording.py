"""Are numbers, bands and verdicts put into words that say no more and no less than the numbers?"""

import math

import pytest

from netsci_bench.contract.result import Verdict
from netsci_bench.reporting import wording
from netsci_bench.reporting.content import claims_content, verdict_content
from netsci_bench.reporting.rows import make_rows
from netsci_bench.reporting.tables import robustness
from netsci_bench.specs import registry


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.5, "-0.5"),
        (1e300, "1e300"),
        (1.2346e-30, "1.235e-30"),
        (123456.7, "123,457"),
        (0.1 + 0.2, "0.3"),
        (math.inf, "infinite"),
        (math.nan, "not a number"),
    ],
)
def test_a_number_reads_as_a_person_writes_it(value: float, text: str) -> None:
    assert wording.number(value) == text


def test_a_stated_edge_is_not_rounded_away() -> None:
    assert wording.edge(0.99995) == "0.99995"
    assert wording.edge(92.3 - 0.7) == "91.6"
    assert wording.edge(1234.5) == "1,234.5"


def test_open_bands_are_said_in_words() -> None:
    assert wording.band(-math.inf, 3.0) == "at most 3"
    assert wording.band(-math.inf, math.inf) == "anything"


def test_the_mean_has_as_many_digits_as_its_interval_deserves() -> None:
    verdict = Verdict("c", "reproduced", "", (91.1, 91.3), (90, 92), 91.23456, 91.1111, 91.3689)
    assert wording.measured(verdict, "mean") == "91.23 [91.11, 91.37]"


def test_the_share_of_seeds_is_not_taken_for_the_metric() -> None:
    verdict = Verdict("c", "reproduced", "", (2.0, 3.0, 3.0), (2, 4), estimate=1.0, low=0.63, high=1.0)
    assert wording.measured(verdict, "each") == "3 (from 2 to 3), 3/3 in band"


def test_a_median_has_its_interval_and_an_unjudged_mean_its_range() -> None:
    verdict = Verdict("c", "reproduced", "", (1.0, 2.0, 9.0), (0, 10), estimate=2.0, low=1.0, high=9.0)
    assert wording.measured(verdict, "median") == "2.0 [1.0, 9.0]"
    assert wording.measured(Verdict("c", "not judged", "", (1.0, 2.0, 9.0), (0, 10)), "mean") == "4 (from 1 to 9)"


def test_a_claim_without_values_says_so() -> None:
    assert wording.measured(Verdict("c", "undecided", "", (), (0, 1)), "mean") == wording.NOTHING


def test_both_edges_belong_to_the_band() -> None:
    assert wording.inside(Verdict("c", "undecided", "", (1.0, 2.0, 3.0, 0.9), (1.0, 2.0))) == (2, 4)


def test_only_the_paper_tier_has_bare_words() -> None:
    verdict = Verdict("c", "reproduced", "", (1.0,), (0, 2))
    assert wording.word(verdict, "paper") == "reproduced"
    assert wording.word(verdict, "quick") == "reproduced (quick)"
    assert wording.word(Verdict("c", "not judged", "", (), (0, 2)), "quick") == "not judged"
    assert "underpowered" in wording.word(Verdict("c", "reproduced", "", (), (0, 2), underpowered=True), "paper")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("nats", "3 (from 2 to 3) nats, 3/3 in band"),
        ("1", "3 (from 2 to 3), 3/3 in band"),
        ("", "3 (from 2 to 3), 3/3 in band"),
    ],
)
def test_a_unit_stands_behind_the_numbers(unit: str, text: str) -> None:
    verdict = Verdict("c", "reproduced", "", (2.0, 3.0, 3.0), (0.0, 5.0), 1.0, 0.4, 1.0)
    assert wording.measured(verdict, "each", unit) == text


def test_what_is_not_measured_has_no_unit() -> None:
    assert wording.measured(Verdict("c", "not judged", "", (), (0.0, 5.0)), "mean", "nats") == wording.NOTHING


def test_a_report_holds_the_unit_of_every_claim_and_its_tables_show_it() -> None:
    entry = registry.find("training/bfloat16")
    content = claims_content(entry.spec, registry.papers())
    (claim,) = content["claims"]
    assert content["claims"][claim]["unit"] == "percentage points"
    verdict = verdict_content(Verdict(claim, "reproduced", "", (0.1, 0.3), (-0.5, 0.5), 0.2, 0.1, 0.3))
    (row,) = make_rows({"verdicts": [verdict], "tier": "quick", **content})
    assert row.cells[1] == "0.20 [0.10, 0.30] percentage points"
    assert robustness([row])[1][1] == "`difference` (percentage points), mean"
    del content["claims"][claim]["unit"]  # as in an older report
    assert make_rows({"verdicts": [verdict], "tier": "quick", **content})[0].cells[1] == "0.20 [0.10, 0.30]"

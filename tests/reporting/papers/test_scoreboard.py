"""Does the scoreboard count statements, say how many were measured, and flag what is wrong with a report?"""

import re

import pytest

from netsci_bench.reporting.papers.findings import find_all
from netsci_bench.reporting.papers.scoreboard import scoreboard, short_citation
from netsci_bench.specs.statements import Citation


@pytest.fixture
def board(papers):
    def make(reports, ids):
        return scoreboard(find_all(reports, ids, papers), reports, ids)

    return make


def row(text, beginning):
    lines = [line for line in text.splitlines() if line.startswith(f"| {beginning} ")]
    assert len(lines) == 1
    return [cell.strip() for cell in lines[0].strip("|").split("|")]


def test_an_empty_record_says_that_nothing_is_measured(board, make_listed, make_claim):
    text = board([], [make_listed("a/one", {"c": make_claim()})])
    assert "**0 reproduced, 0 contradicted, 0 depending on the reading, 0 undecided.**" in text
    assert "0 of 4 statements in 1 papers are measured at the scale of the paper, and 0 more" in text
    assert "**0 of 4 statements measured at the scale of the paper (3 never run, 1 untestable)**" in text
    assert row(text, "a/one")[1] == "never run"
    assert "Only cited" not in text


def test_statements_are_counted_and_each_has_its_verdict(board, make_claim, make_report, make_listed):
    claims = {
        "c": make_claim(),
        "d": make_claim(reading="published"),
        "e": make_claim(statement="lu2022/later", replicate="draw"),
    }
    verdicts = {"c": ("reproduced", 0.001), "d": ("contradicted", 0.001), "e": ("reproduced", 0.001)}
    text = board([make_report("a/one", claims, verdicts)], [make_listed("a/one", claims)])
    assert "1 depending on the reading, 0 undecided; counted apart: 1 on one checkpoint.**" in text
    assert "[Graphs](papers/lu2022.md): **2 of 4 statements measured at the scale of the paper (1 never" in text
    assert row(text, "◐&nbsp;depends on the reading")[1:] == ["It grows", "1&nbsp;✓, 1&nbsp;✗"]
    assert row(text, "○&nbsp;on one checkpoint")[1:] == ["It ends", "1&nbsp;✓"]
    assert "<summary>1 never run, 1 untestable</summary>" in text
    assert row(text, "[a/one](a/one/paper/report.md)")[1:] == ["paper", "5", "2025-06-01"]


def test_a_quick_report_is_shown_in_brackets(board, make_claim, make_report, make_listed):
    claims = {"c": make_claim()}
    text = board(
        [make_report("a/one", claims, {"c": ("reproduced", 0.001)}, tier="quick")], [make_listed("a/one", claims)]
    )
    assert "**0 reproduced" in text
    assert row(text, "○&nbsp;smaller scale only")[1:] == ["It grows", "(quick: 1&nbsp;✓)"]


def test_failed_diverged_and_few_seeds_are_flagged(board, make_claim, make_report, make_listed):
    claims = {"c": make_claim()}
    report = make_report("a/one", claims, {"c": ("undecided", 0.3)})
    report["outcomes"][0]["error"] = "no space left"
    report["outcomes"][1] |= {"error": "the loss is not finite", "diverged": True}
    report["verdicts"][0]["underpowered"] = True
    text = board([report], [make_listed("a/one", claims)])
    assert row(text, "[a/one](a/one/paper/report.md)")[2] == "4, 1 diverged, 1 FAILED, underpowered"


def test_a_report_of_a_deleted_experiment_is_named_and_not_counted(board, make_claim, make_report):
    text = board([make_report("z/gone", {"c": make_claim()}, {"c": ("reproduced", 0.001)})], [])
    assert "**0 reproduced" in text
    assert "not counted: z/gone" in text


def test_special_characters_do_not_break_the_table(board, make_claim, make_report, make_listed, papers):
    odd = papers["lu2022"].statements["grows"].model_copy(update={"says": "a | b <i> grows"})
    papers["lu2022"].statements["grows"] = odd
    claims = {"c": make_claim()}
    text = board([make_report("a/one", claims, {"c": ("reproduced", 0.001)})], [make_listed("a/one", claims)])
    assert r"a \| b \<i\> grows" in text


def test_no_table_is_wider_than_four_columns(board, make_claim, make_report, make_listed):
    claims = {"c": make_claim()}
    text = board([make_report("a/one", claims, {"c": ("reproduced", 0.001)})], [make_listed("a/one", claims)])
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 6
    assert max(len(re.findall(r"(?<!\\)\|", line)) - 1 for line in rows) == 4


@pytest.mark.parametrize(
    ("authors", "short"),
    [("Onat Ozer", "Ozer (2025)"), ("Jonathan Frankle, Michael Carbin", "Frankle & Carbin (2025)"),
     ("A. B. Pícha & C. Profota", "Pícha & Profota (2025)"), ("A Lu, B Yang, C Xuan", "Lu et al. (2025)")],
)  # fmt: skip
def test_a_citation_is_shortened(authors, short):
    assert short_citation(Citation(authors=authors, year=2025, title="T", where="W")) == short

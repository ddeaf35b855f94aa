"""Is there one verdict for every statement, by the rule that was declared? The whole truth table."""

import itertools

import pytest

from netsci_bench.verdicts.multiplicity import ClaimResult
from netsci_bench.verdicts.statements import StatementWord, judge_statement

WORDS = {
    "R": "reproduced",
    "C": "contradicted",
    "U": "undecided",
    "S": "smaller than expected",
    "N": "not judged",
    "-": None,
}
SHORT = {"reproduced": "R", "contradicted": "C", "depends on the reading": "D", "undecided": "U", "never run": "-"}


def readings(words):
    """One claim for each letter, each in a reading of its own."""
    return [ClaimResult(WORDS[word], reading=f"reading {i}") for i, word in enumerate(words)]


@pytest.mark.parametrize(
    ("words", "under_all", "under_any"),
    [
        ("R", "R", "R"), ("C", "C", "C"), ("U", "U", "U"), ("S", "U", "U"), ("N", "-", "-"), ("-", "-", "-"),
        ("RR", "R", "R"), ("RC", "D", "R"), ("RU", "U", "R"), ("RS", "U", "R"), ("R-", "U", "R"), ("RN", "U", "R"),
        ("CC", "C", "C"), ("CU", "U", "U"), ("CS", "U", "U"), ("C-", "U", "U"), ("UU", "U", "U"), ("U-", "U", "U"),
        ("SS", "U", "U"), ("--", "-", "-"), ("RCU", "D", "R"), ("RC-", "D", "R"),
        ("RRR", "R", "R"), ("CCC", "C", "C"),
    ],
)  # fmt: skip
def test_the_truth_table_of_readings(words, under_all, under_any):
    for order in set(itertools.permutations(words)):
        assert SHORT[judge_statement(readings(order), "all")] == under_all
        assert SHORT[judge_statement(readings(order), "any")] == under_any


@pytest.mark.parametrize(
    ("words", "under_all", "under_any"),
    [
        ("RR", "R", "R"),
        ("RC", "C", "R"),
        ("RU", "U", "R"),
        ("CU", "C", "U"),
        ("CC", "C", "C"),
        ("R-", "U", "R"),
        ("RUC", "C", "R"),
    ],
)
def test_claims_of_one_reading_are_and_or_or(words, under_all, under_any):
    claims = [ClaimResult(WORDS[word], reading="text") for word in words]
    assert SHORT[judge_statement(claims, "all")] == under_all
    assert SHORT[judge_statement(claims, "any")] == under_any


def every_claim():
    """All combinations of what a claim can be."""
    return [
        ClaimResult(word, reading, role, replicate, exploratory)
        for word in WORDS.values()
        for reading in ("text", "published")
        for role in ("paper", "control")
        for replicate in ("training", "draw", "none")
        for exploratory in (False, True)
    ]


def test_there_is_a_verdict_for_every_pair_of_claims_and_order_does_not_matter():
    known = set(StatementWord.__args__)
    for pair in itertools.combinations_with_replacement(every_claim(), 2):
        for rule in ("all", "any"):
            word = judge_statement(pair, rule)
            assert word in known
            assert judge_statement(pair[::-1], rule) == word
            if word in ("reproduced", "contradicted", "depends on the reading"):
                assert any(claim.confirms and claim.measured for claim in pair)


@pytest.mark.parametrize("claim", [c for c in every_claim() if not c.confirms], ids=str)
def test_a_claim_that_may_not_decide_changes_no_decision(claim):
    for word in ("R", "C", "U"):
        alone = judge_statement(readings(word), "all")
        assert judge_statement([*readings(word), claim], "all") == alone


@pytest.mark.parametrize("role", ["control", "extension", "check"])
def test_only_claims_of_the_paper_measure_a_statement(role):
    assert judge_statement([ClaimResult("reproduced", role=role)]) == "never run"


@pytest.mark.parametrize("replicate", ["draw", "none"])
def test_draws_from_one_checkpoint_replicate_no_training(replicate):
    claims = [ClaimResult("reproduced", replicate=replicate)]
    assert judge_statement(claims) == "on one checkpoint"
    assert judge_statement([*claims, ClaimResult(None)]) == "on one checkpoint"
    assert judge_statement([ClaimResult("reproduced", replicate=replicate, exploratory=True)]) == "exploratory"


def test_what_was_added_after_the_results_is_exploratory_for_good():
    claims = [ClaimResult("reproduced", exploratory=True)]
    assert judge_statement(claims) == "exploratory"
    assert judge_statement([*claims, *readings("C")]) == "contradicted"


def test_without_a_claim_it_was_never_run_or_cannot_be_tested():
    assert judge_statement([]) == "never run"
    assert judge_statement([], untestable=True) == "untestable"
    assert judge_statement(readings("R"), untestable=True) == "untestable"

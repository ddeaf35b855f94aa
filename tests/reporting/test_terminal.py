"""Does the terminal show every claim, every failed seed, and no markup that a claim brought along?"""

import io

import pytest
from rich.console import Console

from netsci_bench.reporting import terminal
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.pages import render_markdown
from netsci_bench.reporting.report_model import make_report
from netsci_bench.reporting.rows import COLUMNS
from netsci_bench.verdicts.judge import judge_claims


def judge(plan, outcomes):
    return judge_claims(plan.spec.claims, plan.tier_name, plan.tier, outcomes)


def verdict_lines(plan, outcomes, verdicts):
    return terminal.verdict_lines(make_report(report_content(plan, outcomes, verdicts, {})))


def verdict_table(plan, outcomes, verdicts):
    return terminal.verdict_table(make_report(report_content(plan, outcomes, verdicts, {})))


def _shown(table, width=140):
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(table)
    return console.file.getvalue()


def test_the_first_line_is_the_answer(plan, outcomes, verdicts):
    answer = (
        "1 of 4 claims of the paper reproduced, 1 contradicted, 1 undecided, 1 not judged; 3 seeds, paper tier, cpu"
    )
    assert verdict_lines(plan, outcomes, verdicts)[0] == answer
    assert answer in _shown(verdict_table(plan, outcomes, verdicts))


def test_smoke_says_that_nothing_is_judged(make_plan, outcomes):
    plan = make_plan(tier_name="smoke")
    lines = verdict_lines(plan, outcomes, judge(plan, outcomes))
    assert lines[0] == "smoke: nothing is judged; 3 seeds, smoke tier, cpu"
    assert sum("– not judged" in line for line in lines) == 4


def test_quick_words_carry_their_tier(make_plan, outcomes, verdicts):
    text = "\n".join(verdict_lines(make_plan(tier_name="quick"), outcomes, verdicts))
    assert "✓ reproduced (quick)" in text
    assert "1 of 4 claims of the paper reproduced (quick)" in text


def test_failed_seeds_come_before_the_claims(plan, make_outcome, verdicts):
    outcomes = [make_outcome(0), make_outcome(1, error="the loss became NaN\nat step 3")]
    lines = verdict_lines(plan, outcomes, verdicts)
    assert "1 of 2 seeds FAILED" in lines[0]
    assert lines[1] == "seed 1 FAILED: the loss became NaN at step 3"
    assert "seed 1 FAILED" in _shown(verdict_table(plan, outcomes, verdicts))


def test_plain_lines_are_aligned_and_have_no_escape_codes(plan, outcomes, verdicts):
    lines = verdict_lines(plan, outcomes, verdicts)
    assert not any("\x1b" in line or line != line.rstrip() for line in lines)
    starts = {line.index(says) for line in lines[1:] for says in ("Modularity", "Accuracy") if says in line}
    assert len(starts) == 1


def test_plain_lines_and_the_table_have_the_columns_of_the_pages(plan, outcomes, verdicts):
    head = next(line for line in verdict_lines(plan, outcomes, verdicts) if line.startswith("claim"))
    assert tuple(head.split()) == COLUMNS
    table = verdict_table(plan, outcomes, verdicts)
    assert tuple(column.header for column in table.columns) == COLUMNS
    assert "| " + " | ".join(COLUMNS) + " |" in render_markdown(
        make_report(report_content(plan, outcomes, verdicts, {}))
    )


def test_claims_of_the_paper_come_first_and_others_say_what_they_are(make_plan, make_claim, make_outcome):
    metric = {"metric": "accuracy"}
    claims = {
        "size": make_claim(says="It is small", role="check", **metric),
        "asked": make_claim(says="Control: it is not by chance", role="control", **metric),
        "stated": make_claim(says="It grows", **metric),
    }
    plan = make_plan(claims)
    outcomes = [make_outcome(seed) for seed in (0, 1, 2)]
    lines = verdict_lines(plan, outcomes, judge(plan, outcomes))
    starts = [line.split("  ")[0] for line in lines[2:]]
    assert starts == ["It grows", "Control: it is not by chance", "Check: It is small"]


def test_rich_markup_in_a_claim_is_shown_as_text(make_plan, make_claim, outcomes):
    plan = make_plan({"odd": make_claim(says="[red]a[/red] [x")})
    assert "[red]a[/red] [x" in _shown(verdict_table(plan, outcomes, judge(plan, outcomes)))


def test_an_experiment_without_claims_has_a_headline_only(make_plan, outcomes):
    assert verdict_lines(make_plan({}), outcomes, ()) == ["No claims; 3 seeds, paper tier, cpu"]


def test_a_terminal_of_80_columns_holds_the_whole_table(plan, outcomes, verdicts):
    shown = _shown(verdict_table(plan, outcomes, verdicts), width=80)
    assert all(len(line) <= 80 for line in shown.splitlines())
    for word in ("✓ reproduced", "✗ contradicted", "? undecided", "– not judged"):
        assert word in shown


@pytest.mark.parametrize(("count", "listed"), [(12, 11), (13, 12), (40, 11)])
def test_of_many_claims_those_are_shown_with_which_the_report_begins(make_plan, make_claim, outcomes, count, listed):
    """A control waits in the report, once there are more than a dozen."""
    claims = {f"claim-{n}": make_claim(says=f"It grows by {n}", metric="accuracy") for n in range(count - 1)}
    control = make_claim(says="Control: not by chance", role="control", metric="accuracy")
    plan = make_plan(claims | {"asked": control})
    verdicts = judge(plan, outcomes)
    for shown in (
        "\n".join(verdict_lines(plan, outcomes, verdicts)),
        _shown(verdict_table(plan, outcomes, verdicts)),
    ):
        assert sum(f"It grows by {n} " in shown for n in range(count - 1)) == listed
        assert (control.says in shown) == (count <= 12)
        assert (f"{count} claims in all: every one is in the report" in shown) == (count > 12)
        assert ("and 28 more statements" in shown) == (count == 40)

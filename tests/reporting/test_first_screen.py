"""Does a report begin with one screen: the claims of the paper, in at most a dozen rows, with the rest folded?"""

import re
from pathlib import Path

import pytest

from netsci_bench.contract.result import Verdict
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.first_screen import MOST
from netsci_bench.reporting.pages import render_html, render_markdown
from netsci_bench.reporting.report_model import make_report, read_report
from netsci_bench.specs.statements import Citation, Paper, Statement

REPORTS = Path(__file__).parents[2] / "reports"
RECORDED = sorted(path.parent for path in REPORTS.rglob("report.json"))
WORDS = 1500  # above the raw tables, so that the page can be read
WORD = re.compile(r"\S*\w\S*")  # not the lines of a table

BAND = (0.0, float("inf"))


@pytest.fixture
def make_shown(make_plan, make_claim, outcomes):
    """The model of a report with these claims: name -> (word of the verdict, what differs in the claim)."""

    def make(claims, tier="paper"):
        says = {f"s{k}": Statement(says=f"Sentence {k}", at="Fig. 1") for k in range(30)}
        lu = Citation(authors="Lu", year=2022, title="Graph modularity", where="KDD", url="https://example.org")
        other = lu.model_copy(update={"title": "Another"})
        papers = {"lu2022": Paper(citation=lu, statements=says), "he2016": Paper(citation=other, statements=says)}
        specs = {}
        for name, (_, changes) in claims.items():
            origin = {"source": None, "statement": "lu2022/s0"} if "source" not in changes else {}
            specs[name] = make_claim(says=f"It is {name}", metric="accuracy", **(origin | changes))
        plan = make_plan(specs, papers=papers, tier_name=tier)
        verdicts = [
            Verdict(name, word, "why", (0.1, 0.2), BAND, 0.15, 0.1, 0.2) for name, (word, _) in claims.items()
        ]
        return make_report(report_content(plan, outcomes, verdicts, {}))

    return make


def test_the_headline_counts_claims_of_the_paper_and_the_others_apart(make_shown):
    report = make_shown(
        {
            "a": ("reproduced", {}),
            "b": ("contradicted", {}),
            "c": ("smaller than expected", {}),
            "d": ("reproduced", {"replicate": "draw"}),
            "e": ("contradicted", {"added_after_results": True}),
            "f": ("reproduced", {"role": "control"}),
            "g": ("contradicted", {"role": "control"}),
            "h": ("reproduced", {"role": "extension"}),
            "i": ("reproduced", {"role": "check"}),
        }
    )
    assert report.headline == (
        "1 of 3 claims of the paper reproduced, 1 contradicted, 0 undecided, 1 smaller than expected; counted apart: "
        "1 claim on one checkpoint (reproduced), 1 exploratory claim (contradicted), 2 controls (1 reproduced, 1 "
        "contradicted), 1 extension (reproduced), 1 check (reproduced); 3 seeds, paper tier, cpu"
    )


def test_a_report_without_a_claim_that_counts_says_so(make_shown):
    report = make_shown({"a": ("reproduced", {"replicate": "draw"})})
    assert report.headline.startswith(
        "No claim counts for or against a paper; counted apart: 1 claim on one checkpoint"
    )
    assert report.first_lines[0].cells[-1] == "✓ reproduced, on one checkpoint"


def test_claims_of_several_papers_are_named_so(make_shown):
    report = make_shown({"a": ("reproduced", {}), "b": ("reproduced", {"statement": "he2016/s1"})})
    assert "2 of 2 claims of 2 papers reproduced" in report.headline


def test_a_diverged_seed_is_a_result_and_not_a_failure(make_plan, make_outcome):
    outcomes = [make_outcome(0), make_outcome(1, error="the loss is not finite", diverged=True)]
    report = make_report(report_content(make_plan({}), outcomes, (), {}))
    assert report.headline == "No claims; 2 seeds, 1 diverged, paper tier, cpu"
    assert report.failed == []
    for page in (render_markdown(report), render_html(report)):
        assert "the training of seed 1" in page
        assert "FAILED" not in page


def test_claims_are_grouped_by_statement_and_other_roles_stand_apart(make_shown):
    report = make_shown(
        {
            "check": ("reproduced", {"role": "check"}),
            "first": ("reproduced", {}),
            "other": ("reproduced", {"statement": "lu2022/s1"}),
            "second": ("undecided", {"reading": "published"}),
        }
    )
    assert [line.cells[0] for line in report.first_lines] == ["It is first", "It is second", "It is other"]
    assert [row[:2] for row in report.other_claims[1:]] == [("check", "Check: It is check")]
    text = render_markdown(report)
    assert text.index("It is other") < text.index("<details>") < text.index("Check: It is check")


def test_many_claims_become_a_row_per_statement(make_shown):
    claims = {f"c{k}": ("reproduced", {"statement": f"lu2022/s{k // 2}"}) for k in range(14)}
    claims["c1"] = ("contradicted", {"statement": "lu2022/s0", "reading": "published"})
    report = make_shown(claims)
    assert len(report.first_lines) == 7
    assert report.first_lines[0].cells == (
        "Sentence 0", "text: 0.15 [0.10, 0.20]; published: 0.15 [0.10, 0.20]", "at least 0", "—",
        "◐ depends on the reading",
    )  # fmt: skip
    assert len(report.other_claims) == 1 + 14


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("not judged", "not judged"), "– not judged"),
        (("not judged", "not judged", "not judged"), "– not judged"),
        (("reproduced", "not judged"), "? undecided (quick)"),
        (("reproduced", "reproduced"), "✓ reproduced (quick)"),
    ],
)
def test_a_statement_that_the_tier_does_not_judge_is_not_called_never_run(make_shown, words, shown):
    of_one = {f"c{k}": (word, {"reading": f"r{k}"}) for k, word in enumerate(words)}
    others = {f"d{k}": ("reproduced", {"statement": f"lu2022/s{k + 1}"}) for k in range(MOST)}
    lines = make_shown(of_one | others, "quick").first_lines
    assert [line.cells[-1] for line in lines if line.cells[0] == "Sentence 0"] == [shown]


def test_no_table_has_more_than_a_dozen_rows_and_what_did_not_hold_stays(make_shown):
    claims = {f"c{k}": ("reproduced", {"statement": f"lu2022/s{k}"}) for k in range(20)}
    claims["c19"] = ("contradicted", {"statement": "lu2022/s19"})
    report = make_shown(claims)
    assert len(report.first_lines) == MOST
    assert "It is c19" in [line.cells[0] for line in report.first_lines]
    assert report.first_lines[-1].cells[0] == "and 9 more statements"
    assert len(report.other_claims) == 1 + 9


def test_a_report_without_a_claim_of_the_paper_begins_with_the_others(make_shown):
    report = make_shown({"a": ("reproduced", {"role": "extension"})})
    assert [line.cells[0] for line in report.first_lines] == ["Extension: It is a"]
    assert report.other_claims == []


def test_code_in_a_text_is_set_as_code_and_no_backtick_is_shown(make_shown):
    report = make_shown({"a": ("reproduced", {"because": "the code sets `lr_max` <b> there"})})
    assert "the code sets `lr_max` \\<b\\> there" in render_markdown(report)
    page = render_html(report)
    assert "the code sets <code>lr_max</code> &lt;b&gt; there" in page
    assert "`" not in page


def test_what_was_said_of_robustness_is_shown(make_plan, make_claim, outcomes):
    looks = {"flips": 1, "sign_p": 0.5, "null_rate": 0.2, "p_value": 0.01}
    verdict = Verdict("a", "reproduced", "why", (0.1, 0.2), BAND, 0.15, 0.1, 0.2, **looks)
    report = make_report(report_content(make_plan({"a": make_claim(metric="accuracy")}), outcomes, [verdict], {}))
    assert report.tables["robustness"] == [
        ("claim", "metric, judged by", "in band", "p", "flips", "sign test p", "null"),
        ("a", "`accuracy`, mean", "2/2", "0.01", "1", "0.5", "20 %"),
    ]
    assert "| a | `accuracy`, mean | 2/2 | 0.01 | 1 | 0.5 | 20 % |" in render_markdown(report)


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.relative_to(REPORTS).as_posix())
def test_a_recorded_report_is_short_and_folds_all_but_one_screen(folder):
    report = read_report(folder)
    text, page = render_markdown(report), render_html(report)
    assert len(WORD.findall(text.partition("Raw values per seed")[0])) <= WORDS
    assert len(report.first_lines) <= MOST
    first, _, folded = text.partition("<details>")
    assert first.count("](verdicts.png)") == 1
    assert first.count("![") == 1
    assert folded.count("<details>") + 1 == folded.count("</details>")
    (guide,) = re.findall(r"\[How to read a verdict\]\((.*)\)", first)
    assert (folder / guide).resolve() == REPORTS.parent / "docs" / "verdicts.md"
    assert f'href="{guide}"' in page
    assert "`" not in page.partition("</style>")[2]
    anchors = re.findall(r'<a href="#([a-z-]+)">', page)
    assert anchors[0] == "verdicts"
    assert sorted(anchors) == sorted(re.findall(r' id="([a-z-]+)"', page))

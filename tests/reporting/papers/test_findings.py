"""Does a statement get the verdict of all reports together, and only of those claims that count?"""

import pytest

from netsci_bench.reporting.papers.findings import find_all, own_reading


def words(papers, reports, ids):
    (paper,) = find_all(reports, ids, papers)
    return {finding.slug: finding.word for finding in paper.findings}


@pytest.fixture
def judged(make_claim, make_report, make_listed, papers):
    """The word of the statement `grows` after one report with one claim."""

    def judge(word, p=0.001, **claim):
        claims = {"c": make_claim(**claim)}
        report = make_report("a/one", claims, {"c": (word, p)})
        return words(papers, [report], [make_listed("a/one", claims)])["grows"]

    return judge


def test_without_reports_nothing_was_run(papers):
    assert words(papers, [], []) == {
        "grows": "never run", "either": "never run", "vague": "untestable", "later": "never run",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "word", "verdict"),
    [
        ({}, "reproduced", "reproduced"),
        ({}, "contradicted", "contradicted"),
        ({}, "smaller than expected", "undecided"),
        ({}, "not judged", "never run"),
        ({"replicate": "draw"}, "reproduced", "on one checkpoint"),
        ({"added_after_results": True}, "reproduced", "exploratory"),
        ({"role": "control"}, "reproduced", "never run"),
        ({"role": "extension"}, "contradicted", "never run"),
    ],
)
def test_only_claims_that_count_decide(judged, claim, word, verdict):
    assert judged(word, **claim) == verdict


@pytest.mark.parametrize(
    ("tier", "claim", "word", "verdict"),
    [
        ("quick", {}, "reproduced", "smaller scale only"),
        ("quick", {}, "undecided", "smaller scale only"),
        ("quick", {"replicate": "draw"}, "contradicted", "smaller scale only"),
        ("quick", {}, "not judged", "never run"),
        ("quick", {"role": "control"}, "reproduced", "never run"),
        ("smoke", {}, "reproduced", "never run"),
    ],
)
def test_a_tier_below_that_of_the_paper_decides_nothing(
    make_claim, make_report, make_listed, papers, tier, claim, word, verdict
):
    claims = {"c": make_claim(**claim)}
    small = make_report("a/one", claims, {"c": (word, 0.001)}, tier=tier)
    assert words(papers, [small], [make_listed("a/one", claims)])["grows"] == verdict
    whole = make_report("a/two", {"c": make_claim()}, {"c": ("contradicted", 0.001)})
    listed = [make_listed("a/one", {}), make_listed("a/two", {"c": make_claim()})]
    assert words(papers, [small, whole], listed)["grows"] == "contradicted"


def test_exploratory_seeds_make_a_verdict_exploratory(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.001)})
    report["verdicts"][0]["exploratory"] = True
    assert words(papers, [report], [make_listed("a/one", claims)])["grows"] == "exploratory"


def test_a_decision_that_fails_the_correction_is_undecided(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim(), "d": make_claim(statement="lu2022/later")}
    listed = [make_listed("a/one", claims)]
    alone = make_report("a/one", {"c": claims["c"]}, {"c": ("reproduced", 0.04)})
    assert words(papers, [alone], listed)["grows"] == "reproduced"
    both = make_report("a/one", claims, {"c": ("reproduced", 0.04), "d": ("undecided", 0.3)})
    assert words(papers, [both], listed)["grows"] == "undecided"


def test_the_correction_is_made_within_a_paper(make_claim, make_report, make_listed, papers):
    """A claim about another paper, or one whose seeds are draws, costs nothing."""
    both = papers | {"he2016": papers["lu2022"]}
    claims = {"c": make_claim(), "d": make_claim(statement="he2016/later")}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.04), "d": ("undecided", 0.3)})
    found = {paper.key: paper for paper in find_all([report], [make_listed("a/one", claims)], both)}
    assert [finding.word for finding in found["lu2022"].findings if finding.slug == "grows"] == ["reproduced"]
    drawn = {"c": make_claim(), "d": make_claim(statement="lu2022/later", replicate="draw")}
    report = make_report("a/one", drawn, {"c": ("reproduced", 0.04), "d": ("reproduced", 0.3)})
    assert words(papers, [report], [make_listed("a/one", drawn)])["grows"] == "reproduced"


def test_a_variant_is_a_reading_of_its_own(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    base = make_report("a/one", claims, {"c": ("reproduced", 0.001)})
    wide = make_report("a/one/wide", claims, {"c": ("contradicted", 0.001)})
    variant = [make_listed("a/one", claims), make_listed("a/one/wide", claims, "wide")]
    assert own_reading("text", "wide") == "text, wide"
    assert words(papers, [base, wide], variant)["grows"] == "depends on the reading"
    same_reading = [make_listed("a/one", claims), make_listed("a/one/wide", claims)]
    assert words(papers, [base, wide], same_reading)["grows"] == "contradicted"


def test_where_one_reading_is_enough_one_is(make_claim, make_report, make_listed, papers):
    claims = {
        "c": make_claim(statement="lu2022/either"),
        "d": make_claim(statement="lu2022/either", reading="published"),
    }
    report = make_report("a/one", claims, {"c": ("reproduced", 0.001), "d": ("contradicted", 0.001)})
    assert words(papers, [report], [make_listed("a/one", claims)])["either"] == "reproduced"


def test_a_reading_that_was_never_run_leaves_a_statement_undecided(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.001)})
    ids = [make_listed("a/one", claims), make_listed("a/two", {"d": make_claim(reading="published")})]
    (paper,) = find_all([report], ids, papers)
    assert paper.findings[0].word == "undecided"
    assert paper.findings[0].planned == ("a/two",)


def test_the_quick_tier_is_shown_and_decides_nothing(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.001)}, tier="quick")
    (paper,) = find_all([report], [make_listed("a/one", claims)], papers)
    assert paper.findings[0].word == "smaller scale only"
    assert [m.tier for m in paper.findings[0].of_the_paper] == ["quick"]
    assert paper.measured == []


def test_a_report_of_the_old_form_measures_no_statement(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.001)})
    old = ("says", "kind", "metric", "reported", "accept", "because", "source", "judge", "resolution", "judged_at")
    report["claims"]["c"] = {key: report["claims"]["c"][key] for key in old}
    assert words(papers, [report], [make_listed("a/one", claims)])["grows"] == "never run"


def test_a_report_of_a_deleted_experiment_is_left_out(make_claim, make_report, papers):
    claims = {"c": make_claim()}
    assert words(papers, [make_report("z/gone", claims, {"c": ("reproduced", 0.001)})], [])["grows"] == "never run"

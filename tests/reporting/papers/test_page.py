"""Does the page of a paper tell what held, what did not, and where text and code differ? Are its bytes equal?"""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from netsci_bench.reporting.papers.findings import find_all
from netsci_bench.reporting.papers.page import paper_page, write_paper_pages
from netsci_bench.specs.statements import StoryPicture


@pytest.fixture
def found(make_claim, make_report, make_listed, papers):
    claims = {
        "c": make_claim(),
        "d": make_claim(reading="published", says="As published: it grows"),
        "e": make_claim(role="control", says="Not by chance"),
        "f": make_claim(statement="lu2022/either", says="Either"),
    }
    verdicts = {name: ("contradicted" if name == "d" else "reproduced", 0.001) for name in claims}
    planned = make_listed("a/two", {"g": make_claim(statement="lu2022/later")})
    return find_all([make_report("a/one", claims, verdicts)], [make_listed("a/one", claims), planned], papers)


def section(text, title):
    return re.split(r"^## ", text.partition(f"## {title}\n")[2], flags=re.MULTILINE)[0]


def test_the_page_has_the_citation_and_the_statements_by_verdict(found):
    text = paper_page(found[0])
    assert text.startswith("# Lu et al. (2022): Graphs\n")
    assert "](<https://example.org/lu>)" in text
    assert "**1 reproduced, 0 contradicted, 1 depending on the reading, 0 undecided**" in text
    assert "2 of 4 statements measured at the scale of the paper (1 never run, 1 untestable)" in text
    assert "[It grows or shrinks](#either)" in section(text, "What held")
    assert "No statement so far." in section(text, "What did not hold")
    assert "[It grows](#grows)" in section(text, "What depends on the reading")
    assert "It ends (section 4). It would be measured by `a/two`" in section(text, "Never run")
    assert "It is nice (section 3): no measure of `nice`" in section(text, "Untestable")


def test_the_story_is_told_by_the_picture_of_the_highest_recorded_tier(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim()}
    names = ["verdicts.png", "figure-1-all.png", "figure-12-some.png", "figure-2-few.png"]
    reports = [
        make_report("a/one", claims, {"c": ("reproduced", 0.001)}, tier=tier, figures=names[:kept])
        for tier, kept in (("paper", 4), ("quick", 2))
    ]
    wanted = [
        {"id": "a/one", "figure": 2, "shows": "Look *here*."},
        {"id": "a/never", "figure": 1, "shows": "Not run."},
    ]
    lu = papers["lu2022"].model_copy(update={"pictures": [StoryPicture(**each) for each in wanted]})
    (paper,) = find_all(reports, [make_listed("a/one", claims)], papers | {"lu2022": lu})
    head = paper_page(paper).partition("## What held")[0]
    assert "](<../a/one/paper/figure-2-few.png>)](<../a/one/paper/report.md>)" in head
    assert head.count("figure-") == 1
    assert "Not run." not in head


def test_text_and_code_are_told_where_their_words_differ(found, make_claim, make_report, make_listed, papers):
    different = section(paper_page(found[0]), "Where text and code differ")
    assert r"the text: ✓ reproduced: 0.20 \[0.10, 0.30\]" in different
    assert "the published code: ✗ contradicted: " in different
    claims = {"c": make_claim(), "d": make_claim(reading="published")}
    alike = make_report("a/one", claims, {"c": ("reproduced", 0.001), "d": ("reproduced", 0.001)})
    (paper,) = find_all([alike], [make_listed("a/one", claims)], papers)
    assert "No statement was measured in both readings" in section(paper_page(paper), "Where text and code differ")


def test_every_claim_links_to_its_report_and_a_control_comes_last(found):
    claims = [line for line in paper_page(found[0]).splitlines() if line.startswith("| [")]
    assert all("](../a/one/paper/report.md)" in line for line in claims)
    assert [line.split(" | ")[1] for line in claims[:3]] == [
        "It grows here", "As published: it grows", "Control: Not by chance",
    ]  # fmt: skip


def test_every_measured_statement_has_a_picture_and_equal_records_give_equal_bytes(found, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old2001.md").write_text("of a paper that is no longer cited")
    (tmp_path / "a" / "old2001-x.png").write_bytes(b"of it, too")
    first = write_paper_pages(tmp_path / "a", found, [], tmp_path / "home of a")
    again = write_paper_pages(tmp_path / "b", found, [], tmp_path / "home of b")
    names = ["lu2022-grows.png", "lu2022-either.png", "lu2022.md", "lu2022.svg"]
    assert [path.name for path in first] == names
    assert {path.name for path in (tmp_path / "a").iterdir()} == set(names)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    shown = re.findall(r"!\[forest plot\]\((.*)\)", (tmp_path / "a" / "lu2022.md").read_text())
    assert shown == names[:2]
    heights = [Image.open(io.BytesIO((tmp_path / "a" / name).read_bytes())).height for name in names[:2]]
    assert heights[0] > heights[1]  # two readings, and one


def test_a_decision_that_the_correction_took_back_is_marked(make_claim, make_report, make_listed, papers):
    claims = {"c": make_claim(), "d": make_claim(statement="lu2022/later")}
    report = make_report("a/one", claims, {"c": ("reproduced", 0.04), "d": ("undecided", 0.3)})
    (paper,) = find_all([report], [make_listed("a/one", claims)], papers)
    assert "✓ reproduced, undecided after Holm" in paper_page(paper)
    assert "[It grows](#grows)" in section(paper_page(paper), "What is undecided")


def test_what_was_never_run_has_a_reason(found):
    never = section(
        paper_page(found[0], {"a/two": "its paper tier needs a cuda device and about 9 min"}), "Never run"
    )
    assert "It would be measured by `a/two` (its paper tier needs a cuda device and about 9 min)" in never
    missing = replace(found[0], findings=tuple(replace(one, planned=()) for one in found[0].findings))
    assert "No experiment measures it in the paper's sense yet" in section(paper_page(missing), "Never run")


def test_what_is_not_measured_says_why_or_what_goes_with_it(make_claim, make_listed, papers):
    statements = papers["lu2022"].statements
    why = {"later": statements["later"].model_copy(update={"unmeasured": "it takes a GPU"})}
    lu = papers["lu2022"].model_copy(update={"statements": statements | why})
    control = make_listed("a/two", {"c": make_claim(role="control"), "d": make_claim(role="check")})
    never = section(paper_page(find_all([], [control], papers | {"lu2022": lu})[0]), "Never run")
    assert "It ends (section 4). Not measured yet: it takes a GPU\n" in never
    assert "It grows (section 1). Claims of another role go with it, in `a/two`\n" in never

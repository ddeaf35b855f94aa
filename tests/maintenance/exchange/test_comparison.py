"""Are two reports compared claim by claim, with the seeds paired, and is everything named that differed?"""

import copy
import re
import shutil
from statistics import fmean

import pytest

import netsci_bench as nb
from netsci_bench.contract.errors import Mistake
from netsci_bench.maintenance.exchange.comparison import compare_reports
from netsci_bench.maintenance.exchange.comparison_page import comparison_html, comparison_lines, write_comparison
from netsci_bench.maintenance.exchange.seed_drawing import draw_seeds, seed_strip
from netsci_bench.maintenance.exchange.sources import Found
from netsci_bench.reporting.report_model import make_report

from .conftest import EVERY, RECORD

ID = "regions/fiedler-two-moons"


@pytest.fixture
def one(recorded):
    """A recorded report whose claims are judged by means and one by one."""
    return Found(recorded[RECORD / ID / "paper"], RECORD / ID / "paper", "one")


def changed(found, change):
    """The same report after a change of its content."""
    content = copy.deepcopy(dict(found.report.content))
    change(content)
    return Found(make_report(content), None, "other")


def leave_out(content, claim):
    content["claims"].pop(claim)
    content["verdicts"] = [verdict for verdict in content["verdicts"] if verdict["claim"] != claim]


def shift(by, only=None):
    def change(content):
        for outcome in content["outcomes"]:
            for name in outcome["scalars"]:
                outcome["scalars"][name] += by if only in (None, name) else 0

    return change


@pytest.mark.parametrize("folder", EVERY, ids=lambda path: path.relative_to(RECORD).as_posix())
def test_a_report_is_the_same_as_itself(recorded, folder):
    report = recorded[folder]
    comparison = compare_reports(Found(report, folder, "A"), Found(report, folder, "B"))
    assert len(comparison.claims) == len(report.rows)
    assert not comparison.changes
    assert not comparison.only_a + comparison.only_b
    assert all(pair.same_bits for pair in comparison.claims if pair.values[0])
    assert all(pair.p in (None, 1.0) for pair in comparison.claims)
    text = "\n".join(comparison_lines(comparison))
    assert "spec, params, data, code and environment are the same" in text
    assert " *" not in text.rpartition("B - A: the mean")[0]
    page = comparison_html(comparison)
    assert "Nothing that is recorded" in page
    assert page.count("<svg") == sum(bool(pair.values[0]) for pair in comparison.claims)


def test_a_shift_of_every_seed_is_the_difference(one):
    pair = compare_reports(one, changed(one, shift(0.25))).claims[0]
    assert not pair.same_bits
    assert pair.difference.estimate == pytest.approx(0.25)
    assert pair.difference.high - pair.difference.low < 1e-9
    assert pair.difference.pairs == len(one.report.content["outcomes"])
    assert pair.p < 1e-9


def test_holm_is_over_all_claims(one):
    frame = compare_reports(one, changed(one, shift(0.25, one.report.rows[0].metric))).frame
    moved = frame["difference"] != 0
    assert 1 <= moved.sum() < len(frame)
    assert (frame["p_holm"][moved] < 0.05).all()
    assert (frame["p_holm"][~moved] == 1).all()
    assert list(frame["same_bits"]) == list(~moved)


def test_the_frame_has_the_means_of_the_reports(one):
    frame = compare_reports(one, changed(one, shift(0.25))).frame.set_index("claim")
    outcomes = one.report.content["outcomes"]
    for row in one.report.rows:
        mean = fmean(outcome["scalars"][row.metric] for outcome in outcomes)
        assert frame.loc[row.claim, "a"] == pytest.approx(mean)
        assert frame.loc[row.claim, "b"] == pytest.approx(mean + 0.25)
        assert frame.loc[row.claim, "a_verdict"] == row.verdict.word


def edit_band(content):
    next(iter(content["claims"].values()))["accept"]["at_least"] = 17.0


DIFFERENT = {
    "another band": (edit_band, "spec", "17.0"),
    "another param": (lambda c: c["params"].update(reach=99), "params", "99"),
    "other code": (lambda c: c.update(code="0", functions={**c["functions"], "m:g": "1"}), "code", "m:g"),
    "another processor": (lambda c: c["environment"].update(processor="Abacus"), "environment", "Abacus"),
    "another library": (lambda c: c["environment"].update({"library torch": "9.9"}), "environment", "library torch"),
    "other threads": (lambda c: c.update(threads=64), "setting", "64"),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_differed_is_named_on_every_page(one, what):
    change, kind, said = DIFFERENT[what]
    comparison = compare_reports(one, changed(one, change))
    assert list(comparison.changes) == [kind]
    assert said in comparison_html(comparison)
    lines = comparison_lines(comparison)
    assert f"{kind}:" in lines
    assert said in lines[lines.index(f"{kind}:") + 1]


def test_data_with_other_bytes_are_no_other_param(recorded):
    folder = RECORD / "coactivation/lenet5-epochs/paper"
    lenet = Found(recorded[folder], folder, "A")
    other = changed(lenet, lambda c: c["params"]["text"]["recipe"].update(dataset="mnist@000000000000"))
    assert list(compare_reports(lenet, other).changes) == ["data"]


def test_claims_of_one_side_are_named(one):
    first = one.report.rows[0].claim
    other = changed(one, lambda content: leave_out(content, first))
    there, back = compare_reports(one, other), compare_reports(other, one)
    assert there.only_a == back.only_b == (first,)
    assert not there.only_b + back.only_a
    assert f"only in A: {first}" in comparison_lines(there)
    assert f"Only in B: <code>{first}</code>" in comparison_html(back)
    assert not there.changes | back.changes, "its fields are not told one by one"


def test_a_seed_that_failed_is_no_pair_and_reports_of_the_first_kind_have_no_code(one):
    def change(content):
        content["outcomes"][0] |= {"scalars": {}, "lists": {}, "error": "killed"}
        del content["functions"], content["code"]

    comparison = compare_reports(one, changed(one, change))
    assert comparison.claims[0].difference.pairs == len(one.report.content["outcomes"]) - 1
    assert "all functions" in comparison.changes["code"]


def test_what_a_name_leaves_out_is_that_of_the_other(home, tmp_path):
    shutil.copytree(RECORD / ID / "paper", home / "reports" / ID / "paper")
    comparison = nb.compare(f"{ID}@here", "@recorded")
    assert (comparison.a.folder, comparison.b.folder) == (home / "reports" / ID / "paper", RECORD / ID / "paper")
    for ending in (".html", ".csv", ".parquet", ".tex"):
        write_comparison(comparison, tmp_path / f"pair{ending}")
        assert (tmp_path / f"pair{ending}").stat().st_size > 500


def test_a_report_is_not_compared_with_itself(home):
    """Somebody who has not run it, and asks for their report beside the recorded one."""
    for pair in (
        (ID, "@recorded"),
        (f"{ID}/paper", f"{ID}/paper@recorded"),
        (str(RECORD / ID / "paper"), "@recorded"),
    ):
        with pytest.raises(Mistake, match="both are the same report"):
            nb.compare(*pair)


def test_a_page_escapes_every_text(one):
    page = comparison_html(compare_reports(one, changed(one, lambda c: c.update(title="<script>x</script>"))))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("a", "b", "strip"),
    [
        ({0: 1.0}, {0: 1.0}, "··········#··········"),
        ({0: -1e308, 1: 1e308}, {}, "a···················a"),
        ({}, {3: 0.0, 4: 10.0, 5: 5.0}, "b·········b·········b"),
        ({}, {}, ""),
    ],
)
def test_seeds_lie_on_one_axis(a, b, strip):
    assert seed_strip(a, b) == strip
    assert draw_seeds(a, b, (0, float("inf"))).count("<circle") == len(a) + len(b)
    assert draw_seeds(a, b, (0, 1)).count("<line") == len(a.keys() & b.keys())


@pytest.mark.parametrize(
    ("band", "x", "width"),
    [
        ((float("-inf"), float("inf")), 0, 320),
        ((0.0, 10.0), 0, 320),
        ((5.0, float("inf")), 160, 160),
        ((2.5, 7.5), 85, 150),
    ],
)
def test_the_band_lies_behind_the_seeds(band, x, width):
    drawn = draw_seeds({0: 0.0}, {0: 10.0}, band)
    found = re.search(r'class="band" x="([\d.]+)" y="2" width="([\d.]+)"', drawn)
    assert (float(found[1]), float(found[2])) == (x, width)


def test_a_band_beyond_the_seeds_is_not_drawn():
    assert "band" not in draw_seeds({0: 0.0}, {0: 10.0}, (11.0, float("inf")))


@pytest.mark.parametrize(
    ("name", "says"), [("c.pdf", r"\.html, \.csv"), ("nowhere/c.html", "there is no such folder")]
)
def test_a_comparison_that_cannot_be_written_says_why(one, tmp_path, name, says):
    with pytest.raises(Mistake, match=says):
        write_comparison(compare_reports(one, one), tmp_path / name)
    assert not list(tmp_path.iterdir())

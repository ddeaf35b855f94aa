"""Is the written folder complete, equal for equal inputs, readable, private, and never lost to a bad figure?"""

import dataclasses
import getpass
import json
import math
import re
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from plain_pictures import plain_pictures

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.result import Verdict
from netsci_bench.reporting.content import report_content
from netsci_bench.reporting.junit import report_junit
from netsci_bench.reporting.markdown import escaped
from netsci_bench.reporting.pages import render_html, render_markdown
from netsci_bench.reporting.read import read
from netsci_bench.reporting.report_model import read_report
from netsci_bench.reporting.write import render, write_report
from netsci_bench.specs.model import Accept
from netsci_bench.verdicts.judge import judge_claims

pytestmark = pytest.mark.system
REPORTS = Path(__file__).parents[2] / "reports"
RECORDED = sorted(path.parent for path in REPORTS.rglob("report.json"))
NASTY = "a < b & c | d at $k_3$ <script>alert('x')</script> *bold* `code` 中 ε\nnext | line"


def judge(plan, outcomes):
    return judge_claims(plan.spec.claims, plan.tier_name, plan.tier, outcomes)


def write_as_published(plan, outcomes, verdicts, environment, folder, draw=None):
    write_report(report_content(plan, outcomes, verdicts, environment), outcomes, folder, draw)
    return folder / "report.md"


def write(*given, **more):
    with plain_pictures():
        return write_as_published(*given, **more)


@pytest.fixture
def written(plan, outcomes, verdicts, environment, tmp_path):
    return write(plan, outcomes, verdicts, environment, tmp_path / "report").parent


def _noise(outcomes, size=9):
    figure = Figure(figsize=(size, size))
    figure.subplots().imshow(np.random.default_rng(len(outcomes)).random((100 * size, 100 * size)))
    return {"Noise / of all": figure}


def _little_noise(outcomes):
    return _noise(outcomes, 1)


def _rows(markdown):
    """Cells of every table line, by unescaped pipes."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [len(re.findall(r"(?<!\\)\|", line)) for line in lines], lines


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.loads, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "srcset", "data", "poster", "background")]
        self.loads += [value for name, value in attrs if name == "href" and tag != "a"]
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_folder_holds_every_form_of_the_report(written):
    names = {path.name for path in written.iterdir()}
    assert names == {"report.md", "report.json", "report.html", "junit.xml", "verdicts.png", "series.png"}


def test_raw_values_of_every_seed_come_back(written, outcomes):
    report = read(written)
    assert [o["scalars"] for o in report["outcomes"]] == [o.scalars for o in outcomes]
    assert [o["lists"] for o in report["outcomes"]] == [o.lists for o in outcomes]
    assert [o["address"] for o in report["outcomes"]] == [o.address for o in outcomes]
    assert report["params"] == {"steps": 3, "label": "a|b", "inner": {"rate": 0.1}}
    assert (report["id"], report["tier"], report["device"]) == ("pruning/walk", "paper", "cpu")
    assert report["date"] == "2025-06-01T12:00:00Z"
    assert report["claims"]["accuracy"]["accept"]["within"] == 0.7


def test_open_edges_are_null(written):
    bands = {verdict["claim"]: verdict["band"] for verdict in read(written)["verdicts"]}
    assert bands["deeper"] == [0.5, None]
    assert bands["smaller"] == [None, 500000.0]


def test_equal_inputs_give_equal_bytes(plan, outcomes, verdicts, environment, tmp_path):
    older = write_as_published(plan, outcomes, verdicts, environment, tmp_path / "a", draw=_little_noise).parent
    again = [dataclasses.replace(outcome, fresh=False, folder=tmp_path) for outcome in outcomes]
    newer = write_as_published(plan, again, verdicts, environment, tmp_path / "b", draw=_little_noise).parent
    for path in older.iterdir():
        assert path.read_bytes() == (newer / path.name).read_bytes(), path.name


def test_pictures_stay_small_and_carry_no_version(plan, outcomes, verdicts, environment, tmp_path):
    folder = write_as_published(plan, outcomes, verdicts, environment, tmp_path, draw=_noise).parent
    pictures = sorted(folder.glob("*.png"))
    assert [p.name for p in pictures] == ["figure-1-noise-of-all.png", "series.png", "verdicts.png"]
    for picture in pictures:
        assert picture.stat().st_size <= 300_000
        assert b"atplotlib" not in picture.read_bytes()


def test_a_draw_that_raises_costs_its_figures_and_not_the_report(plan, outcomes, verdicts, environment, tmp_path):
    def draw(seen):
        raise KeyError(f"no array in {tmp_path}/arrays")

    folder = write(plan, outcomes, verdicts, environment, tmp_path, draw=draw).parent
    (warning,) = read(folder)["warnings"]
    assert "could not be drawn: KeyError" in warning
    assert str(tmp_path) not in warning
    assert "could not be drawn" in (folder / "report.md").read_text()
    assert "could not be drawn" in (folder / "report.html").read_text()


def test_one_broken_figure_leaves_the_others(plan, outcomes, verdicts, environment, tmp_path):
    def draw(seen):
        return {"good": Figure(), "broken": "not a figure"}

    folder = write(plan, outcomes, verdicts, environment, tmp_path, draw=draw).parent
    report = read(folder)
    assert "figure-1-good.png" in report["figures"]
    assert "'broken'" in report["warnings"][0]


def test_figures_are_drawn_from_measured_seeds_only(plan, make_outcome, verdicts, environment, tmp_path):
    seen = []
    outcomes = [make_outcome(0), make_outcome(1, error="boom")]
    write(plan, outcomes, verdicts, environment, tmp_path, draw=lambda some: seen.extend(some) or {})
    assert [outcome.seed for outcome in seen] == [0]


def test_pictures_of_an_earlier_report_go_and_foreign_files_stay(
    plan, outcomes, verdicts, environment, make_outcome, tmp_path
):
    write(plan, outcomes, verdicts, environment, tmp_path, draw=_little_noise)
    (tmp_path / "mine.png").write_bytes(b"mine")
    write(plan, [make_outcome(0, series={})], verdicts, environment, tmp_path)
    assert {path.name for path in tmp_path.glob("*.png")} == {"mine.png", "verdicts.png"}


def test_failed_seeds_stand_before_the_verdicts(plan, make_outcome, verdicts, environment, tmp_path):
    outcomes = [make_outcome(0), make_outcome(1, error="boom | <b>", scalars={}, lists={}, series={})]
    folder = write(plan, outcomes, verdicts, environment, tmp_path).parent
    for name in ("report.md", "report.html"):
        text = (folder / name).read_text()
        assert text.index("1 of 2 seeds FAILED") < text.index("Modularity tends to increase"), name
        assert "<b>" not in text
    assert [o["error"] for o in read(folder)["outcomes"]] == ["", "boom | <b>"]


def test_a_run_in_which_every_seed_failed_still_has_a_report(plan, make_outcome, environment, tmp_path):
    empty = {"scalars": {}, "lists": {}, "series": {}}
    folder = write(plan, [make_outcome(0, error="boom", **empty)], (), environment, tmp_path).parent
    assert "There are no values." in (folder / "report.md").read_text()


def test_smoke_judges_nothing_and_says_so(make_plan, outcomes, environment, tmp_path):
    plan = make_plan(tier_name="smoke")
    folder = write(plan, outcomes, judge(plan, outcomes), environment, tmp_path).parent
    for name in ("report.md", "report.html"):
        assert "smoke: nothing is judged" in (folder / name).read_text()
    assert {verdict["word"] for verdict in read(folder)["verdicts"]} == {"not judged"}
    seen = read(folder)["verdicts"][0]["values"]
    assert seen == [o.scalars["depth_rank_correlation"] for o in outcomes]


def test_quick_verdicts_carry_their_tier_and_few_seeds_are_said(make_plan, outcomes, verdicts, environment, tmp_path):
    folder = write(make_plan(tier_name="quick"), outcomes, verdicts, environment, tmp_path).parent
    for name in ("report.md", "report.html"):
        text = (folder / name).read_text()
        assert "✓ reproduced (quick)" in text
        assert "Underpowered" in text
        assert "✗ contradicted (quick)" in text


def test_an_experiment_without_claims_and_series_has_a_report(make_plan, make_outcome, environment, tmp_path):
    folder = write_as_published(make_plan({}), [make_outcome(0, series={})], (), environment, tmp_path).parent
    assert list(folder.glob("*.png")) == []


def test_the_pages_are_made_again_from_the_json_and_the_pictures_alone(
    plan, outcomes, verdicts, environment, tmp_path
):
    seeds = tuple(dataclasses.replace(o, notes={"images_per_second": [1.0, 5.0, 2.0 + o.seed]}) for o in outcomes)
    folder = write(plan, seeds, verdicts, environment, tmp_path / "a", draw=_little_noise).parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("report.md", "report.html", "junit.xml"):
        (folder / name).unlink()
    render(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert b"images per second | 3 (1 to 5)" in before["report.md"]


def test_the_pages_say_at_which_later_commit_the_bits_were_the_same(written):
    content = read(written)
    content["certified"] = [
        {"at": "abc123", "was": "def456", "date": "2026-01-01", "metrics": 7, "processor": "<Fast>"}
    ]
    (written / "report.json").write_text(json.dumps(content))
    render(written)
    line = "Certified at abc123: the smoke tier gives the same bits there as at the commit of the measurement"
    assert line + r" (7 metrics, \<Fast\>)" in (written / "report.md").read_text()
    assert line + " (7 metrics, &lt;Fast&gt;)" in (written / "report.html").read_text()


def test_a_picture_that_is_missing_is_told(written):
    (written / "series.png").unlink()
    with pytest.raises(Mistake, match=r"a figure of the report is missing"):
        render(written)


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.relative_to(REPORTS).as_posix())
def test_every_recorded_report_can_be_rendered(folder):
    report = read_report(folder)
    assert f"# {escaped(report.content['title'])}" in render_markdown(report)
    page = _Page()
    page.feed(render_html(report))
    assert page.open == []
    assert len(report_junit(report)) > 100


def test_nasty_text_is_shown_as_text_everywhere(make_plan, make_claim, outcomes, environment, tmp_path):
    claims = {"odd": make_claim(says=NASTY, because=NASTY)}
    verdict = Verdict("odd", "contradicted", NASTY + "\x1b[31m", (0.1, 0.2), (0.5, math.inf), 0.15, 0.1, 0.2)
    folder = write(make_plan(claims, title=NASTY), outcomes, [verdict], environment, tmp_path).parent
    page = (folder / "report.html").read_text()
    assert "<script" not in page
    assert "a &lt; b &amp; c | d" in page
    _, lines = _rows((folder / "report.md").read_text())
    assert any(r"c \| d at \$k" in line for line in lines)
    ElementTree.parse(folder / "junit.xml")


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1e-9, 0.0, 1e9, 1e30, 1e300])
def test_huge_and_tiny_numbers_are_drawn_and_written(make_plan, make_claim, outcomes, environment, tmp_path, scale):
    values = tuple(scale * x for x in (1.0, 1.1, 1.2))
    verdict = Verdict("odd", "reproduced", "", values, (-math.inf, 2 * scale), values[1], values[0], values[2])
    claims = {"odd": make_claim(accept=Accept(at_most=2 * scale))}
    series = {"loss": [(0, scale), (1, math.inf), (2, math.nan), (3, -scale)]}
    outcomes = [dataclasses.replace(outcome, series=series) for outcome in outcomes]
    folder = write_as_published(make_plan(claims), outcomes, [verdict], environment, tmp_path).parent
    assert read(folder)["verdicts"][0]["values"] == list(values)


def test_markdown_tables_have_no_broken_pipes(written):
    pipes, lines = _rows((written / "report.md").read_text())
    heads = [i for i, line in enumerate(lines) if set(line) <= set("|- ")]
    assert len(heads) >= 5
    for start, end in zip(heads, [*(h - 1 for h in heads[1:]), len(lines)], strict=True):
        assert len(set(pipes[start - 1 : end])) == 1, lines[start - 1 : end]


def test_the_page_loads_nothing_and_is_well_formed(plan, outcomes, verdicts, environment, tmp_path):
    text = (
        write(plan, outcomes, verdicts, environment, tmp_path, draw=_little_noise).parent / "report.html"
    ).read_text()
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert len(page.loads) == 3
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert not re.search(r"@import|url\(|<link|<script|<iframe", text)
    assert re.findall(r"https?://[^\"<]*", text) == ["https://example.org"]
    assert text.count('href="https://example.org"') == 1


def test_no_report_names_home_user_or_host(make_plan, make_outcome, verdicts, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/annlee"))
    monkeypatch.setattr(socket, "gethostname", lambda: "gpu-7.lab.example")
    monkeypatch.setattr(getpass, "getuser", lambda: "annlee")
    error = "cannot read /home/annlee/store/x.npy of annlee on gpu-7"
    outcomes = [make_outcome(0, folder=Path("/home/annlee/store")), make_outcome(1, error=error)]
    environment = {"python": "/home/annlee/bin/python", "node": "gpu-7.lab.example"}
    for path in write_as_published(make_plan(), outcomes, verdicts, environment, tmp_path).parent.iterdir():
        content = path.read_bytes()
        for secret in (b"/home", b"annlee", b"gpu-7"):
            assert secret not in content, path.name


def test_junit_counts_claims_and_seeds(plan, make_outcome, verdicts, environment, tmp_path):
    outcomes = [make_outcome(0), make_outcome(1, error="boom")]
    folder = write(plan, outcomes, verdicts, environment, tmp_path).parent
    claims, seeds = ElementTree.parse(folder / "junit.xml").getroot()
    assert [claims.get(k) for k in ("tests", "failures", "errors", "skipped")] == ["4", "1", "0", "2"]
    assert [seeds.get(k) for k in ("tests", "failures", "errors", "skipped")] == ["2", "0", "1", "0"]
    assert "the interval lies below the band" in claims.find("testcase/failure").get("message")


def test_a_missing_or_broken_report_is_the_users_mistake(tmp_path):
    with pytest.raises(Mistake, match="no report here"):
        read(tmp_path)
    for text in ("{", "[]", json.dumps({"schema": 0})):
        (tmp_path / "report.json").write_text(text)
        with pytest.raises(Mistake):
            read(tmp_path)


@pytest.mark.parametrize("module", ["read", "terminal", "report_model"])
def test_reading_and_listing_stay_light(module):
    code = f"import sys, netsci_bench.reporting.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"matplotlib", "seaborn", "pandas", "scipy", "torch", "mlflow"}
    assert not heavy & set(loaded)
    if module == "read":
        assert not {"pydantic", "numpy", "rich", "yaml"} & set(loaded)

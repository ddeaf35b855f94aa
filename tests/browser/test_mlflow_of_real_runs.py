"""Does the MLflow UI tell the story of a real experiment that was measured by two versions of the code?

`coactivation/lenet5-epochs` is run by a copy of this package, and again after its learning rate was made wrong there.
Both runs judge the claims of the paper, from three seeds of trainings as short as those of the smoke tier.
"""

import json
import shutil
import signal
import subprocess
from urllib.parse import quote, unquote, urlencode

import pytest
from command_line import ROOT, CommandLine, say_how_it_ended
from mlflow_server import free_port

from netsci_bench.maintenance.commits import PARTS
from netsci_bench.storage.home import home

pytestmark = [pytest.mark.nightly, pytest.mark.system, pytest.mark.browser]
ID = "coactivation/lenet5-epochs"
SPEC, SEEDS = f"_registry/{ID}.yaml", "    seeds: [0, 1, 2, 3, 4]\n"
SHORT = "{train_limit: 2000, test_limit: 1000, epochs: 1, keep_epochs: [0, 1]}"
FEWER = f"    seeds: [0, 1, 2]\n    params:\n      text: {{recipe: {SHORT}}}\n      published: {{recipe: {SHORT}}}\n"
RATE, WRONG = '["lr"] = job.recipe.lr *', '["lr"] = 0.01 * job.recipe.lr *'
CURVE = "series/text.test_accuracy"
WHICH = [(True, False), (False, True), (True, True), (False, False)]  # of the right version and the wrong one


class Copy(CommandLine):
    """The command line of a copy of this package, which may be edited; data sets are shared."""

    def __init__(self, folder):
        super().__init__(folder, (folder / "code",))
        for part, inside in PARTS.items():
            shutil.copytree(ROOT / part, folder / "code" / "netsci_bench" / inside, dirs_exist_ok=True)
        (home() / "data").mkdir(parents=True, exist_ok=True)
        self.home.mkdir()
        (self.home / "data").symlink_to(home() / "data")

    def measure(self):
        done = self.run("run", ID, "--tier", "paper", "--quiet")
        if done.code == 4:
            pytest.skip(f"no source of MNIST can be reached: {done.err}")
        assert done.code == 0, done.err
        assert "not mirrored" not in done.out

    def edit(self, name, old, new):
        file = self.folder / "code" / "netsci_bench" / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def records(self):
        """Of both versions, the right one first."""
        return [json.loads(path.read_text()) for path in sorted((self.home / "invocations").glob("*/record.json"))]


@pytest.fixture(scope="module")
def bench(tmp_path_factory, browser):
    made = Copy(tmp_path_factory.mktemp("real runs"))
    made.edit(SPEC, SEEDS, FEWER)
    made.measure()
    made.edit("nets/training/step.py", RATE, WRONG)
    made.measure()
    yield made
    made.end()


@pytest.fixture(scope="module")
def link(bench):
    """The address of the experiment's runs that `netsci-bench ui` prints."""
    shown = bench.start("ui", "--port", free_port(), stderr=subprocess.STDOUT)
    first = shown.stdout.readline()
    assert first.startswith(f"{ID}: "), first
    yield first.partition(": ")[2].strip()
    say_how_it_ended(shown, signal.SIGINT)


@pytest.fixture(scope="module")
def names(bench):
    """What both runs are called in a legend: tier, seeds and version come first."""
    return [f"paper, 3 seeds, code {record['code'][:7]}" for record in bench.records()]


def opened(page, link):
    page.goto(link)
    runs(page).nth(1).wait_for()
    return page


def runs(page, name="paper, 3 seeds, code "):
    return page.get_by_role("link", name=name)


def test_the_experiment_has_its_id_its_description_both_runs_and_their_data(page, link, bench, names):
    opened(page, link)
    assert [runs(page, name).count() for name in names] == [1, 1]
    assert page.get_by_role("link", name=ID).or_(page.get_by_text(ID)).count()
    assert page.get_by_text("Ozer (2025) draws the graph of a LeNet5").count()
    page.get_by_text("mnist").first.wait_for()
    shown = page.locator("[role=gridcell][col-id*='run.code']").all_inner_texts()
    assert sorted(shown) == sorted(record["code"] for record in bench.records())


def test_the_seeds_lie_below_each_run_in_their_order(page, link):
    opened(page, link)
    for row in page.locator("[role=row]", has=runs(page)).all():
        row.get_by_role("button").first.click()
    page.get_by_role("link", name="seed 2").nth(1).wait_for()
    below = [text.strip() for text in page.get_by_role("link", name="seed ").all_inner_texts()]
    assert [text for text in below if text.startswith("seed ")] == ["seed 0", "seed 1", "seed 2"] * 2


def plotted(comparison):
    """The address of a curve, to which the comparison's long table of metrics links."""
    asked = dict(part.split("=", 1) for part in unquote(comparison).partition("?")[2].split("&"))
    query = {"runs": asked["runs"], "experiments": asked["experiments"], "metric": json.dumps(CURVE)}
    query |= {"plot_metric_keys": json.dumps([CURVE]), "plot_layout": "{}", "x_axis": "step", "show_point": "true"}
    query |= {"y_axis_scale": "linear", "line_smoothness": "0", "deselected_curves": "[]"}
    return f"{comparison.partition('#')[0]}#/metric/{quote(CURVE, safe='')}?{urlencode(query, quote_via=quote)}"


def test_the_curves_of_both_versions_are_compared_by_name(page, link, names):
    opened(page, link)
    for row in page.locator("[role=row]", has=runs(page)).all():
        row.locator(".ag-selection-checkbox").first.click()
    page.get_by_role("button", name="Compare", exact=True).or_(
        page.get_by_test_id("runs-compare-button")
    ).first.click()
    page.get_by_text("Comparing 2 Runs from 1 Experiment").first.wait_for()
    for name in names:
        page.get_by_text(name).first.wait_for()
    page.goto(plotted(page.url))
    page.locator("path.js-line").nth(1).wait_for()
    lines = page.locator("path.js-line").evaluate_all(
        "all => all.map(l => [getComputedStyle(l).stroke, l.getAttribute('d')])"
    )
    assert len({colour for colour, _ in lines}) == len({way for _, way in lines}) == 2
    assert page.locator(".xtitle").first.text_content() == "Step"
    assert page.get_by_role("heading", name=CURVE).first.is_visible()
    for name in names:
        assert page.get_by_text(f"{name}: ").filter(has_text=f"({CURVE})").count()  # its line in the legend


def test_curves_come_first_among_the_charts(page, link):
    opened(page, f"{link}&compareRunsMode=CHART")
    cards = page.locator("[data-testid=experiment-view-compare-runs-card]")
    cards.first.wait_for()
    assert "series/" in cards.first.inner_text()


def finds(page, search, which):
    """Whether a search comes to show just these names of runs: a dictionary of names, and whether each is shown."""
    field = page.get_by_role("textbox", name="search").or_(page.get_by_placeholder("metrics.rmse")).first
    field.fill(search)
    with page.expect_response(lambda answer: "runs/search" in answer.url):
        field.press("Enter")
    page.wait_for_timeout(500)  # until it is drawn
    for name, shown in which.items():
        runs(page, name).first.wait_for(state="visible" if shown else "detached")
    page.get_by_text("matching run").wait_for()
    return all(runs(page, name).count() == shown for name, shown in which.items())


def test_runs_appear_and_vanish_by_their_verdicts_and_code(page, link, bench, names):
    opened(page, link)
    right, wrong = bench.records()
    words = [{one["claim"]: one["word"] for one in record["verdicts"]} for record in (right, wrong)]
    changed = next((claim for claim, word in words[0].items() if word != words[1][claim]), None)
    assert changed, "the wrong learning rate has changed no verdict"
    kept = next(claim for claim, word in words[0].items() if word == words[1][claim])
    only_right, only_wrong, both, none = (dict(zip(names, shown, strict=True)) for shown in WHICH)
    assert finds(page, f"tags.`verdict.{changed}` = '{words[0][changed]}'", only_right)
    assert finds(page, f"tags.`verdict.{changed}` = '{words[1][changed]}'", only_wrong)
    assert finds(page, f"tags.`verdict.{changed}` = 'not judged'", none)
    assert finds(page, f"tags.`verdict.{kept}` = '{words[0][kept]}'", both)
    assert finds(page, f"tags.`verdict.{kept}` != '{words[0][kept]}'", none)
    assert finds(page, f"tags.`run.code` = '{wrong['code']}'", only_wrong)
    assert finds(page, f"params.`text.recipe.epochs` = '1' and tags.`run.code` = '{right['code']}'", only_right)


def test_report_and_figures_of_a_run_are_shown(page, link, names):
    opened(page, link)
    runs(page, names[0]).first.click()
    page.get_by_text("of 26 claims of the paper reproduced").first.wait_for()  # its description
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_text("figure-1-graph-as-the-text-says.png").first.click()
    picture = page.locator("img[src^=blob]").first
    picture.wait_for()
    assert picture.evaluate("img => img.decode().then(() => Math.min(img.naturalWidth, img.naturalHeight))") > 300
    page.get_by_text("report.md", exact=True).first.click()
    page.get_by_text("As training advances, nodes reach higher PageRank").first.wait_for()
    page.get_by_text("report.html", exact=True).first.click()
    inside = page.frame_locator("iframe").first
    inside.get_by_role("heading", name="Co-activation graphs of LeNet5").first.wait_for()
    pictures = inside.locator("img").evaluate_all(
        "all => Promise.all(all.map(img => img.decode().then(() => img.naturalWidth)))"
    )
    assert pictures
    assert min(pictures) > 300

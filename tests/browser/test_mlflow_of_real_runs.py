"""Does the MLflow UI tell the story of a real experiment, measured by two versions of the code?

`coactivation/lenet5-epochs` is run by a copy of this package, and again after its learning rate was made wrong there.
"""

import json
import os
import shutil
import signal
import subprocess
import urllib.parse

import pytest
from command_line import ROOT, CommandLine, say_how_it_ended
from mlflow_server import free_port

from netsci_bench.maintenance.commits import PARTS
from netsci_bench.storage.home import home

pytestmark = [pytest.mark.nightly, pytest.mark.system, pytest.mark.browser]
ID = "coactivation/lenet5-epochs"
RATE = "torch.optim.AdamW(model.parameters(), lr=recipe.lr,"
NAME = f"not judged; 1 seed of {ID}"


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
        done = self.run("run", ID, "--tier", "smoke", "--quiet")
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
        return [json.loads(path.read_text()) for path in sorted((self.home / "invocations").glob("*/record.json"))]


@pytest.fixture(scope="module")
def bench(tmp_path_factory, chromium_browser):
    made = Copy(tmp_path_factory.mktemp("real runs"))
    made.measure()
    made.edit("nets/training/recipe.py", RATE, RATE.replace("recipe.lr", "0.01 * recipe.lr"))
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


def opened(page, link, **query):
    page.goto(link + "".join(f"&{name}={urllib.parse.quote(value)}" for name, value in query.items()))
    runs(page).first.wait_for()
    return page


def runs(page):
    return page.get_by_role("link", name=NAME)


def test_the_experiment_has_its_id_its_description_both_runs_and_their_data(page, link, bench):
    opened(page, link)
    assert runs(page).count() == 2
    assert page.get_by_role("link", name=ID).or_(page.get_by_text(ID)).count()
    assert page.get_by_text("Ozer (2025) draws the graph of a LeNet5").count()
    page.get_by_text("mnist").first.wait_for()
    one, other = (record["code"] for record in bench.records())
    assert one != other


def test_a_seed_lies_below_each_run(page, link):
    opened(page, link)
    for row in page.locator("[role=row]", has=runs(page)).all():
        row.get_by_role("button").first.click()
    page.get_by_role("link", name="seed 0").nth(1).wait_for()


def test_the_curves_of_both_versions_lie_in_one_chart_and_are_not_the_same(page, link):
    opened(page, link, compareRunsMode="CHART")
    chart = page.locator("[data-testid=experiment-view-compare-runs-card]", has_text="test_loss").first
    chart.scroll_into_view_if_needed()
    curves = chart.locator("path.js-line")
    curves.nth(1).wait_for()
    drawn = curves.evaluate_all("lines => lines.map(line => line.getAttribute('d')).filter(Boolean)")
    assert len(set(drawn)) >= 2


@pytest.mark.parametrize(("word", "count"), [("not judged", 2), ("reproduced", 0)])
def test_runs_are_found_by_their_verdicts(page, link, bench, word, count):
    claim = bench.records()[0]["verdicts"][0]["claim"]
    assert found(page, link, f"tags.`verdict.{claim}` = '{word}'", count) == count


def test_runs_are_found_by_the_version_of_the_code(page, link, bench):
    assert found(page, link, f"tags.`run.code` = '{bench.records()[1]['code']}'", 1) == 1


def found(page, link, question, count):
    """How many runs the search field leaves."""
    opened(page, link)
    search = page.get_by_role("textbox", name="search").or_(page.get_by_placeholder("metrics.rmse")).first
    search.fill(question)
    search.press("Enter")
    page.get_by_text(f"{count} matching run").wait_for()
    return runs(page).count()


def test_a_run_has_its_description_its_data_set_its_report_and_its_figures(page, link, bench):
    opened(page, link)
    runs(page).first.click()
    page.get_by_text(bench.records()[0]["verdicts"][0]["claim"]).first.wait_for()
    page.get_by_text("Child runs", exact=True).wait_for()
    assert page.get_by_text("mnist").count()
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_text("report.json", exact=True).wait_for()
    (folder,) = (bench.home / "reports").glob(f"{ID}/smoke")
    pictures = sorted(os.listdir(folder))
    shown = [name for name in pictures if page.get_by_text(name, exact=True).count()]
    assert {name for name in pictures if name.endswith((".png", ".html", ".md", ".json"))} <= set(shown)
    page.get_by_text(next(name for name in pictures if name.endswith(".png")), exact=True).click()
    picture = page.locator("img[src^=blob]").first
    picture.wait_for()
    assert picture.evaluate("img => img.naturalWidth") > 100

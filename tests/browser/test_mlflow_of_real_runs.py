"""Does the MLflow UI show a real experiment, measured by two versions of the code, with its seeds and data?

`coactivation/lenet5-epochs` is run by a copy of this package, and again after its learning rate was made wrong there.
"""

import json
import shutil
import signal
import subprocess

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
def bench(tmp_path_factory, browser):
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


def opened(page, link):
    page.goto(link)
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

"""Does a run that measures nothing draw and write nothing, and is what changed always made again?"""

import shutil
import sys

import pytest
from command_line import WalkLine

from netsci_bench.storage.ledger import Ledger
from netsci_bench.storage.manifest import seal

pytestmark = pytest.mark.system

DRAW = """
from matplotlib.figure import Figure


def draw(outcomes):
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot(outcomes[0].array("path"))
    return {"path": figure}
"""
HEAVY = (
    "torch",
    "matplotlib",
    "seaborn",
    "scipy.stats",
    "scipy.optimize",
    "pandas",
    "mlflow",
    "igraph",
    "PIL",
    "numba",
)
NAMED = f"""
import atexit, os, sys
from datetime import datetime
from netsci_bench.cli.main import main
from netsci_bench.runs import environment
class Later(datetime):
    @classmethod
    def now(cls, zone):
        return cls(int(os.environ["YEAR"]), 1, 1, tzinfo=zone)
environment.datetime = Later
atexit.register(lambda: print("imported:", *(name for name in {HEAVY} if name in sys.modules)))
main()
"""
SEEDS = ("--tier", "paper", "--seeds", "0-1", "--quiet")


class Drawn(WalkLine):
    """A walk whose spec names a function that draws."""

    def __init__(self, folder):
        super().__init__(folder)
        self.year = 2030  # each run is in a later one
        self.drawing = folder / "pictures.py"
        self.drawing.write_text(DRAW)
        self.spec.write_text(self.spec.read_text() + "figures: pictures:draw\n")
        self.pages = self.home / "reports" / "file" / "walk" / "paper"

    def run_again(self, *words):
        """Run, and say which of the heavy libraries were imported and which files are other than before."""
        before, self.year = self.times(), self.year + 1
        words, variables = ("run", self.spec, *(words or SEEDS)), {"YEAR": str(self.year)}
        done = self.program(sys.executable, "-P", "-c", NAMED, *words, variables=variables)
        assert done.code == 0, done.out + done.err
        after = self.times()
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        return done.out.partition("imported:")[2].split(), changed

    def times(self):
        return {path.name: path.stat().st_mtime_ns for path in self.pages.glob("*") if path.name[0] != "."}

    def edit(self, file, old, new):
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A walk that was run once."""
    line = Drawn(tmp_path_factory.mktemp("drawn"))
    imported, changed = line.run_again(*SEEDS, "--no-track")
    assert "matplotlib" in imported
    assert not {"seaborn", "pandas", "scipy.stats", "torch"} & set(imported)  # no figure of the bench needs them
    assert {"report.json", "verdicts.png", "series.png", "figure-1-path.png"} <= changed
    shutil.copytree(line.home, line.folder / "as it was")
    yield line
    line.end()


@pytest.fixture
def line(first):
    """The same, as it was after its first run."""
    spec, drawing = first.spec.read_text(), first.drawing.read_text()
    shutil.rmtree(first.home)
    shutil.copytree(first.folder / "as it was", first.home)
    yield first
    first.spec.write_text(spec)
    first.drawing.write_text(drawing)


def test_a_second_run_imports_nothing_that_draws_or_measures_and_writes_nothing(line):
    assert line.run_again() == ([], set())


def test_a_second_run_says_the_same(line):
    said = [line.run("run", line.spec, *SEEDS[:-1]).out for _ in range(2)]
    assert said[0] == said[1]
    assert said[0].count("found in the store") == 2


EDITS = {
    "the figure": lambda line: line.edit(line.drawing, "figsize=(3, 2)", "figsize=(4, 2)"),
    "another title": lambda line: line.edit(line.spec, "title: A walk", "title: Another walk"),
    "another band": lambda line: line.edit(line.spec, "at_least: 10", "at_least: 11"),
    "a deleted picture": lambda line: (line.pages / "figure-1-path.png").unlink(),
    "another picture": lambda line: (line.pages / "series.png").write_bytes(b"edited"),
    "an edited page": lambda line: line.edit(line.pages / "report.md", "walk", "stroll"),
    "an edited number": lambda line: line.edit(line.pages / "report.json", '"scalars"', '"scalar"'),
    "a deleted page": lambda line: (line.pages / "junit.xml").unlink(),
    "a report from before": lambda line: (line.pages / ".made-from.json").unlink(),
    "garbage for digests": lambda line: (line.pages / ".made-from.json").write_text('{"sources": [], "files": 1}'),
    "no figure any more": lambda line: line.edit(line.spec, "figures: pictures:draw\n", ""),
}


EVERY_TIME = ("the figure", "an edited number")


@pytest.mark.parametrize(
    "what", [w if w in EVERY_TIME else pytest.param(w, marks=pytest.mark.nightly) for w in EDITS]
)
def test_what_was_edited_or_deleted_is_made_again(line, what):
    EDITS[what](line)
    imported, changed = line.run_again(*SEEDS, "--no-track")
    assert "matplotlib" in imported
    assert "report.json" in changed


def test_a_number_edited_with_its_manifest_and_the_ledger_still_contradicts_its_report(line):
    before = line.metrics()
    result = next(line.home.glob("store/done/*/result.json"))
    result.write_text(result.read_text().replace('"end": ', '"end": 9'))
    assert line.metrics() != before
    Ledger(line.home / "store").add(result.parent.name, seal(result.parent))
    done = line.run("run", line.spec, *SEEDS, "--no-track")
    assert done.code == 0
    assert "has other numbers than its report" in done.err
    assert line.metrics() == before


def test_other_seeds_and_a_fresh_run_make_it_again(line):
    for words in (("--tier", "paper", "--seeds", "0", "--quiet", "--no-track"), (*SEEDS, "--fresh", "--no-track")):
        assert "report.json" in line.run_again(*words)[1]


def test_a_figure_that_failed_is_tried_again(line):
    line.edit(line.drawing, '    return {"path": figure}', '    raise ValueError("no ink")')
    for _ in range(2):
        done = line.run("run", line.spec, *SEEDS, "--no-track")
        assert done.code == 1
        assert "no ink" in done.err


def test_a_wrong_name_of_a_figure_is_told_even_when_nothing_is_measured(line):
    line.edit(line.spec, "pictures:draw", "pictures:drew")
    done = line.run("run", line.spec, *SEEDS)
    assert done.code == 2
    assert "drew" in done.err

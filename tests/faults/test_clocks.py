"""What if the clock goes backwards? Only labels are made of it: whatever decides asks the monotonic clock."""

import ast
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
LABELS = {"certify.py", "content.py", "environment.py", "records.py"}  # dates in reports and names of records
LABELS |= {"calibration.py"}  # the age of a promise of minutes
LABELS |= {"maintenance.py", "task_notes.py"}  # the date of a night; for how long a task on a cluster has been silent
ASKING = {"time.time", "time.time_ns", "datetime.now", "datetime.today", "datetime.utcnow", "date.today"}
BACKWARDS = """
import time

def backwards(step=3600.0, now=[2e9]):
    now[0] -= step
    return now[0]

time.time = backwards
time.time_ns = lambda: int(backwards() * 1e9)
"""


def asks_for_the_date(path):
    """Names of calls in a file that answer with the time of the day."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ASKING:
            yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"from time import {alias.name}" for alias in node.names)


def test_only_labels_are_made_of_the_time_of_the_day():
    files = [*(ROOT / "netsci_bench").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")]
    asking = {path.name for path in files if list(asks_for_the_date(path))}
    assert asking <= LABELS


def test_a_call_that_asks_would_be_noticed(tmp_path):
    (tmp_path / "a.py").write_text("import time\nt = time.time()\n")
    assert list(asks_for_the_date(tmp_path / "a.py"))


@pytest.fixture
def walked(site):
    words = ("run", site.spec, "--tier", "paper", "--seeds", "0-1", "--no-track")
    site.params(pause=0.2)
    return words


def test_a_clock_that_loses_an_hour_at_every_look_changes_nothing(site, walked):
    assert site.run(*walked)[0] == 0
    undisturbed = site.metrics()
    installed = site.folder / "site-packages"  # as a distribution's, seen by the bench and by each seed's process
    (installed / "clocks-1.0.dist-info").mkdir(parents=True)
    (installed / "sitecustomize.py").write_text(BACKWARDS)
    other = site.folder / "another home"
    path = os.pathsep.join([str(installed), site.environment()["PYTHONPATH"]])
    variables = {"NETSCI_BENCH_HOME": str(other), "PYTHONPATH": path}
    code, _, err = site.run(*walked, "--max-minutes", "0.04", variables=variables)
    assert (code, "time limit reached" in err) == (75, True), err
    code, _, err = site.run(*walked, variables=variables)
    assert code == 0, err
    site.home = other
    assert site.metrics() == undisturbed
    assert all(outcome["seconds"] >= 0 for outcome in site.report()["outcomes"])

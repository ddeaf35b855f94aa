"""Does the table of speeds say what was measured, and does `nightly --perf` read the same ratios from its file?"""

import json
import os
import runpy
import subprocess
import sys

import pytest
from command_line import ROOT
from race import Race, Racer, Row

from netsci_bench.maintenance.nightly.speed import read_ratios

TABLE = runpy.run_path(str(ROOT / "tests" / "perf" / "table.py"))
ROW = Row("a sum", "a loop", "10 numbers", "the same sum", 10)


class Benchmark:
    """As much of pytest-benchmark's fixture as a race uses."""

    def __init__(self):
        self.extra_info = {}


def written(here, there, **more):
    """What a race writes of these seconds."""
    benchmark = Benchmark()
    Racer(benchmark).written(Row(**(vars(ROW) | more)), here, there)
    return benchmark.extra_info


def saved(folder, rows):
    """A file of pytest-benchmark, in which one test has no peer."""
    benchmarks = [{"name": name, "fullname": name, "extra_info": extra} for name, extra in rows.items()]
    file = folder / "perf.json"
    file.write_text(json.dumps({"benchmarks": [*benchmarks, {"name": "alone", "extra_info": {}}]}))
    return file


def test_a_row_has_the_median_of_the_ratios_of_all_rounds_and_how_far_they_spread(tmp_path):
    extra = written([1.0, 2.0, 4.0], [2.0, 20.0, 12.0]) | {"busy": False, "threads": 1}
    file = saved(tmp_path, {"t.py::sum": extra})
    assert read_ratios(file) == {"t.py::sum": 3.0}
    page = TABLE["page"](TABLE["read_rows"]([file]), ["t.py::sum"])
    assert "| a sum | a loop | 10 numbers | 2 | **3** (2 to 10; 3) |  | the same sum |" in page
    assert "Not measured" not in page
    assert "**in turns, in one run**" in page


def test_times_that_grow_with_the_square_and_the_cube_have_these_exponents(tmp_path):
    rows = {str(n): written([n**2.0] * 2, [n**3.0] * 2, size=n) for n in (10, 20, 40)}
    page = TABLE["page"](TABLE["read_rows"]([saved(tmp_path, rows)]), [])
    assert page.count("| 2.0 and 3.0 |") == 3


def test_rows_of_no_file_are_named_and_the_later_file_counts(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder, seconds in ((first, 5.0), (second, 7.0)):
        folder.mkdir()
        saved(folder, {"t.py::sum": written([1.0], [seconds])})
    page = TABLE["page"](
        TABLE["read_rows"]([first / "perf.json", second / "perf.json"]), ["t.py::sum", "t.py::other"]
    )
    assert "**7** (7 to 7; 1)" in page
    assert page.endswith("Not measured:\n\n- `t.py::other`\n")


def test_a_low_ratio_fails_on_a_quiet_machine_and_is_passed_over_on_a_busy_one(monkeypatch):
    three = Race([1.0, 2.0, 1.5], [3.0, 9.0, 4.0])  # the fastest rounds of both
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    three.at_least(3.0)
    with pytest.raises(AssertionError):
        three.at_least(3.5)
    monkeypatch.setattr(os, "getloadavg", lambda: (1e3, 0.0, 0.0))
    three.at_least(3.0)
    with pytest.raises(pytest.skip.Exception, match=r"3.00 is not held against 3.5"):
        three.at_least(3.5)


RACES = """
import time
import pytest
from race import Row
from stopwatch import seconds

pytestmark = pytest.mark.perf

def pause(milliseconds):
    until = time.process_time() + milliseconds / 1000
    while time.process_time() < until:
        pass

def test_waiting(race):
    race(Row("waiting", "waiting longer", "none", "nothing"), lambda: pause(2), lambda: pause(20)).at_least(5.0)
"""


@pytest.mark.system
def test_a_race_under_pytest_writes_the_file_that_nightly_and_the_table_read(tmp_path):
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "perf" / "conftest.py").read_text())
    (tmp_path / "test_waiting.py").write_text(RACES)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = perf\n")
    file = tmp_path / "perf.json"
    path = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "toys")])}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}  # not a worker
    words = ["-q", "-p", "no:cacheprovider", "--benchmark-json", str(file)]
    subprocess.run([sys.executable, "-m", "pytest", *words], cwd=tmp_path, env=outside | path, check=True)
    rows = TABLE["read_rows"]([file])
    assert rows["test_waiting.py::test_waiting"]["ratio"] == pytest.approx(10, rel=0.3)
    if not rows["test_waiting.py::test_waiting"]["busy"]:
        assert list(read_ratios(file)) == ["test_waiting.py::test_waiting"]
    assert "| waiting | waiting longer | none | 0.00" in TABLE["page"](rows, [])


KNOWN = "import runpy, sys; print(*runpy.run_path(sys.argv[1])['known_tests'](), sep='\\n')"


@pytest.mark.nightly
def test_every_race_is_in_the_committed_table_or_named_as_not_measured():
    page = (ROOT / "reports" / "performance.md").read_text(encoding="utf-8")
    words = [sys.executable, "-c", KNOWN, str(ROOT / "tests" / "perf" / "table.py")]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {line for line in said.splitlines() if line.startswith("tests/perf/") and "::" in line}
    missing = {line[3:-1] for line in page.splitlines() if line.startswith("- `tests/perf/")}
    rows = sum(line.startswith("| ") for line in page.splitlines()) - 2
    assert missing <= names
    assert len(names - missing) == rows > 20

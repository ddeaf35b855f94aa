"""Does a bug in somebody's own code say where it is, and is all that its process said kept?"""

from itertools import count

import pytest
from command_line import TOYS, WalkInside

from netsci_bench.contract.errors import Mistake
from netsci_bench.runs.failures import describe_failure
from netsci_bench.specs.selection import select_seeds

pytestmark = pytest.mark.system

HELPER = """
import json
import os
import signal

import numpy as np

from netsci_bench.contract.errors import Failure


def pick(table):
    return table["gone"]


def narrow(values):
    return np.reshape(values, (7, 7))


def by_callback(values):
    return sorted(values, key=lambda value: value / 0)


def parse(text):
    return json.loads(text)


def refuse():
    raise Failure("no walk today")


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)
"""
BUGS = {  # call -> exception, line of the helper, function
    "pick({})": ("KeyError: 'gone'", 'return table["gone"]', "pick"),
    "narrow([1, 2])": ("ValueError: cannot reshape", "return np.reshape", "narrow"),
    "by_callback([1])": ("ZeroDivisionError", "return sorted", "by_callback.<locals>.<lambda>"),
    "parse('{')": ("JSONDecodeError", "return json.loads", "parse"),
    "refuse()": ("no walk today", "raise Failure", "refuse"),
}


NUMBERS = count()


@pytest.fixture
def broken(tmp_path):
    """A walk whose second seed calls a function of a helper module beside the spec."""
    line = WalkInside(tmp_path)
    (tmp_path / "pacing.py").write_text(HELPER)
    yield lambda call: break_by(line, call)
    line.end()


def break_by(line, call):
    name, raises = f"strolling_{next(NUMBERS)}", 'raise ArithmeticError("lost its way")'  # modules stay imported
    code = (TOYS / "toy_experiment.py").read_text(encoding="utf-8")
    assert raises in code
    (line.folder / f"{name}.py").write_text(code.replace(raises, f"import pacing; pacing.{call}"), encoding="utf-8")
    line.params(fails="[1]")
    line.spec.write_text(line.spec.read_text().replace("toy_experiment:", f"{name}:"))
    return line


@pytest.mark.parametrize(
    "call", [pytest.param(c, marks=pytest.mark.nightly) if i > 1 else c for i, c in enumerate(BUGS)]
)
def test_a_bug_in_a_helper_is_told_with_its_last_own_line_and_a_log(broken, call):
    what, code, function = BUGS[call]
    line = broken(call)
    done = line.run("run", line.spec, "--no-track", "--tier", "paper", "--seeds", "0-1")
    assert done.code == 1
    number = next(n for n, text in enumerate(HELPER.splitlines(), 1) if code in text)
    failed = line.report()["outcomes"][1]["error"]
    assert what in failed
    assert f"(pacing.py:{number}, {function})" in failed
    assert failed.endswith("log: logs/file/walk/paper/seed-1.log in the home")
    assert failed in done.out
    assert str(line.folder) not in failed
    log = (line.home / "logs" / "file" / "walk" / "paper" / "seed-1.log").read_text()
    assert "Traceback" in log
    assert code in log
    assert not (line.home / "logs" / "file" / "walk" / "paper" / "seed-0.log").exists()  # it said nothing


def test_verbose_prints_the_whole_traceback_and_a_run_in_which_all_fail_names_the_logs(broken):
    line = broken("pick({})")
    words = ("run", line.spec, "--no-track", "--tier", "paper", "--seeds", "1")
    quiet, loud = line.run(*words), line.program(*line.command(*words, "-v"))
    assert quiet.code == loud.code == 4
    assert "KeyError: 'gone' (pacing.py:" in quiet.err
    assert str(line.home / "logs" / "file" / "walk" / "paper") in quiet.err
    assert "Traceback" in loud.err
    assert "pacing.py" in loud.err
    assert 'return table["gone"]' in loud.err


def test_a_crash_of_native_code_keeps_its_frames(broken):
    line = broken("crash()")
    done = line.run("run", line.spec, "--no-track", "--tier", "paper", "--seeds", "0-1")
    assert done.code == 1
    failed = line.report()["outcomes"][1]["error"]
    assert "killed by SIGSEGV: Fatal Python error: Segmentation fault" in failed
    assert "in crash" in (line.home / "logs" / "file" / "walk" / "paper" / "seed-1.log").read_text()


def test_a_failure_that_the_bench_tells_in_words_gets_no_frame_of_the_bench():
    with pytest.raises(Mistake) as caught:
        select_seeds("x")
    inside = caught.value.with_traceback(caught.value.__traceback__.tb_next)  # without this test's own frame
    assert describe_failure(inside, "netsci_bench.experiments.a:b") == str(inside)

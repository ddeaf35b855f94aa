"""Does the guard of every test see the processes that a test leaves behind, and trip over nothing itself?"""

import subprocess
import sys
from pathlib import Path

import pytest
from child_processes import children

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for processes")


def test_a_child_is_seen_until_it_has_been_waited_for():
    before = children()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert {number for number in children() if number not in before} == {child.pid}
        child.communicate(b"\n")
    assert child.pid not in children()


def test_a_thread_that_ends_while_it_is_asked_for_fails_no_innocent_test(monkeypatch):
    gone = Path("/proc/self/task/0/children")
    whole = Path.glob

    def glob(folder, pattern):
        yield gone
        yield from whole(folder, pattern)

    monkeypatch.setattr(Path, "glob", glob)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in children()
        child.communicate(b"\n")

"""Does a process of the bench do the same whatever the user has set for other programs?"""

import io
import os
import sys

import pytest

from netsci_bench.runs import process_environment
from netsci_bench.runs.process_environment import own_variables, settle
from netsci_bench.runs.scheduler import ExecutionOptions

FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_CONFIG_COUNT",
    "MATPLOTLIBRC",
    "NUMBA_CACHE_LOCATOR_CLASSES",
)


@pytest.fixture(autouse=True)
def _the_environment_is_put_back(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(process_environment.os, "environ", os.environ)


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_for_other_programs_reaches_no_process(name):
    os.environ[name] = "elsewhere"
    assert name not in process_environment.process_environment(1)
    settle()
    assert name not in os.environ


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "TkAgg", "no such backend", ""])
def test_the_backend_is_ours(backend):
    os.environ["MPLBACKEND"] = backend
    assert process_environment.process_environment(1)["MPLBACKEND"] == "Agg"
    settle()
    assert os.environ["MPLBACKEND"] == "Agg"


@pytest.mark.parametrize("wanted", [None, "", "a file", "a file/below"])
def test_compiled_code_is_kept_below_the_home_where_the_users_folder_cannot_be_written(home, tmp_path, wanted):
    (tmp_path / "a file").write_text("no folder")
    os.environ |= {"NETSCI_BENCH_HOME": str(home)}
    os.environ.pop("NUMBA_CACHE_DIR", None)
    if wanted is not None:
        os.environ["NUMBA_CACHE_DIR"] = wanted and str(tmp_path / wanted)
    settle()
    assert os.environ["NUMBA_CACHE_DIR"] == str(home / "compiled")
    assert process_environment.process_environment(2)["NUMBA_CACHE_DIR"] == str(home / "compiled")


@pytest.mark.parametrize("wanted", ["there", "a new/folder", "with a blänk"])
def test_a_folder_of_the_users_that_can_be_written_is_taken(home, tmp_path, wanted):
    os.environ["NUMBA_CACHE_DIR"] = str(tmp_path / wanted)
    assert own_variables()["NUMBA_CACHE_DIR"] == str(tmp_path / wanted)


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", b"? ? -> ok"), ("latin-1", b"? \xf6 -> ok"), ("cp1252", b"? \xf6 -> ok")]
)
def test_letters_that_the_terminal_does_not_know_are_replaced(monkeypatch, encoding, shown):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    settle()
    print("✓ ö -> ok", end="", flush=True)
    assert raw.getvalue() == shown


@pytest.mark.parametrize(("count", "threads", "processes"), [(1, 1, 1), (1, 4, 1), (6, 2, 3), (7, 2, 3)])
def test_as_many_processes_as_may_be_used(monkeypatch, count, threads, processes):
    monkeypatch.setattr("netsci_bench.runs.scheduler.cores", lambda: count)
    assert ExecutionOptions().at_a_time(threads) == processes

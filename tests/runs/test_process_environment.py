"""Does a process of the bench do the same whatever the user has set for other programs?"""

import io
import os
import sys

import pytest
from command_line import ROOT, TOYS, CommandLine, WalkLine

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
    assert "elsewhere" not in process_environment.process_environment(1).values()
    settle()
    assert "elsewhere" not in os.environ.values()


DRAWS = """
def draw(outcomes):
    from matplotlib.figure import Figure
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot(outcomes[0].array("path"))
    return {"path": figure}
"""


def pictures_with(folder, where=".", content=None):
    """All pictures of a report that is made beside such a file of settings for matplotlib."""
    line = WalkLine(folder)
    (folder / "drawn_apart.py").write_text(DRAWS)
    line.spec.write_text(line.spec.read_text() + "figures: drawn_apart:draw\n")
    (folder / where).mkdir(parents=True, exist_ok=True)
    if content:
        (folder / where / "matplotlibrc").write_bytes(content)
    words = ("run", line.spec, "--tier", "paper", "--seeds", "0-1", "--no-track")
    code, _, err = line.run(*words, variables={"XDG_CONFIG_HOME": str(folder / "config")})
    assert code == 0, err
    return {path.name: path.read_bytes() for path in line.home.rglob("*.png")}


@pytest.fixture(scope="module")
def usual_pictures(tmp_path_factory):
    return pictures_with(tmp_path_factory.mktemp("usual"))


@pytest.mark.system
@pytest.mark.parametrize(
    ("where", "content"),
    [
        (".", b"font.size: \xff\xfe"),
        pytest.param(".", "axes.labelsize: 30  # größer".encode("latin-1"), marks=pytest.mark.nightly),
        pytest.param("config/matplotlib", b"lines.linewidth: 9\n\x80", marks=pytest.mark.nightly),
    ],
)
def test_settings_for_pictures_in_any_encoding_end_no_run_and_change_none(tmp_path, usual_pictures, where, content):
    assert len(usual_pictures) == 3
    assert pictures_with(tmp_path, where, content) == usual_pictures


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "TkAgg", "no such backend", ""])
def test_the_backend_is_ours(backend):
    os.environ["MPLBACKEND"] = backend
    assert process_environment.process_environment(1)["MPLBACKEND"] == "Agg"
    settle()
    assert os.environ["MPLBACKEND"] == "Agg"


PLUGIN = """
import sys
class Plugin:
    def new_schema_validator(self, *_, **__):
        sys.exit("a plug-in of somebody else's had a look")
plugin = Plugin()
"""


@pytest.mark.system
def test_a_plug_in_of_pydantic_has_no_part_in_what_is_validated(walk_yaml, home, tmp_path):
    shelf = tmp_path / "shelf"
    (shelf / "meddler-1.dist-info").mkdir(parents=True)
    (shelf / "meddler.py").write_text(PLUGIN)
    (shelf / "meddler-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: meddler\nVersion: 1\n")
    (shelf / "meddler-1.dist-info/entry_points.txt").write_text("[pydantic]\nmeddler = meddler:plugin\n")
    line = CommandLine(tmp_path, (ROOT, TOYS, shelf))
    allowed = {"PYDANTIC_DISABLE_PLUGINS": ""}
    seen = line.program(sys.executable, "-c", "import netsci_bench.specs.model", variables=allowed)
    assert "had a look" in seen.err  # it is one that pydantic finds
    ran = line.run("run", walk_yaml, "--tier", "smoke", "--no-track", variables=allowed)
    assert ran.code == 0, ran.err


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

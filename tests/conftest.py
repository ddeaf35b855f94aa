"""What every test shares: checked shapes, the toy experiment, a home that is thrown away, no process left behind."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from jaxtyping import install_import_hook

from netsci_bench.runs.process_environment import settle

settle()  # as every command does, before numba and matplotlib are imported
TOYS = Path(__file__).parent / "toys"
EXPERIMENTS = Path(__file__).parent / "experiments"
sys.path.insert(0, str(TOYS))  # an experiment outside the package, as a third party's is
SHAPES_ARE_CHECKED = install_import_hook(
    ["netsci_bench.measures", "netsci_bench.nets", "netsci_bench.experiments"], "shapes.checked"
)
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # no stopwatch decides whether an example passes


@pytest.fixture(scope="session", autouse=True)
def _seeds_are_forked():
    """Where a command runs in this process; one that runs apart starts its seeds as for a user."""
    from warm_start import forked_workers

    with forked_workers():
        yield


@pytest.fixture
def seeds_are_started(monkeypatch):
    """For tests of how the process of a seed begins."""
    from warm_start import COLD

    monkeypatch.setattr("netsci_bench.runs.engines.processes._started", COLD)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A fresh home for results, on a path with a space and letters beyond ASCII."""
    folder = tmp_path / "my höme"
    monkeypatch.setenv("NETSCI_BENCH_HOME", str(folder))
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return folder


@pytest.fixture
def walk_yaml():
    """A spec that runs in a second and needs neither torch nor data."""
    return TOYS / "walk.yaml"


def pytest_ignore_collect(collection_path, config):
    """The inner loop does not even import the tests of experiments, and with them timm and torchvision."""
    return True if config.option.markexpr == "not system" and collection_path == EXPERIMENTS else None


def pytest_collection_modifyitems(config, items):
    """Long tests run where their mark is asked for by name; whole experiments are no part of the inner loop."""
    for item in items:
        if item.path.is_relative_to(EXPERIMENTS):
            item.add_marker("system")
    left_out = {mark for mark in ("perf", "nightly") if mark not in config.option.markexpr}
    chosen, others = [], []
    for item in items:
        (others if left_out & {mark.name for mark in item.iter_markers()} else chosen).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = chosen


@pytest.fixture(autouse=True)
def _no_process_is_left_behind():
    """A process that a test leaves behind is ended and named there, and disturbs no innocent test afterwards."""
    from child_processes import children

    before = children()
    yield
    stay = ("multiprocessing", "netsci_bench.runs.inputs.resolver", "toys/forking.py")  # until the tests end
    left = {n: said for n, said in children().items() if n not in before and not any(word in said for word in stay)}
    for number in left:
        with suppress(OSError):
            os.kill(number, signal.SIGKILL)
    assert not left, f"left behind, and ended now: {left}"

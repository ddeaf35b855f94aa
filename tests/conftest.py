"""What every test shares: checked shapes, a way to the toy experiment, a home that is thrown away."""

import sys
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

from netsci_bench.importing import see_experiments

TOYS = Path(__file__).parent / "toys"
sys.path.insert(0, str(TOYS))  # an experiment outside the package, as a third party's is
see_experiments()
SHAPES_ARE_CHECKED = install_import_hook(
    ["netsci_bench.measures", "netsci_bench.nets", "netsci_bench.experiments"], "shapes.checked"
)


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

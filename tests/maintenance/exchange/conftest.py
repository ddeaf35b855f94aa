"""What the tests of exchange share: the published record, and one small run of the toy."""

from pathlib import Path

import pytest

import netsci_bench as nb
from netsci_bench.reporting.report_model import read_report

ROOT = Path(__file__).parents[3]
RECORD = ROOT / "reports"
EVERY = sorted(path.parent for path in RECORD.rglob("report.json"))


@pytest.fixture(scope="session")
def recorded():
    """Every report of the published record, read once: folder -> report."""
    return {folder: read_report(folder) for folder in EVERY}


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The home of one run of the toy at two seeds, and the report as the API gives it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETSCI_BENCH_HOME", str(home))
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        yield home, nb.run(ROOT / "tests" / "toys" / "walk.yaml", tier="paper", seeds=[0, 1], quiet=True)

"""A place to do damage in: a home on an awkward path, a spec, and the real command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOYS = ROOT / "tests" / "toys"
WALK = (TOYS / "walk.yaml").read_text(encoding="utf-8").partition("variants:")[0]


class Site:
    """A folder with a spec of the toy experiment, and the command run there."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "ein Zuhause für Zahlen"
        self.spec = folder / "walk.yaml"
        self.spec.write_text(WALK, encoding="utf-8")

    def environment(self, **variables):
        path = os.pathsep.join(map(str, (self.folder, ROOT, TOYS)))
        unset = {k: v for k, v in os.environ.items() if k != "MLFLOW_TRACKING_URI"}
        return {**unset, "NETSCI_BENCH_HOME": str(self.home), "PYTHONPATH": path, **variables}

    def command(self, *words):
        return [sys.executable, "-P", "-m", "netsci_bench", *map(str, words)]

    def start(self, *words, before=(), variables=None, **how):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        env = self.environment(**(variables or {}))
        return subprocess.Popen([*before, *self.command(*words)], cwd=self.folder, env=env, **pipes | how)

    def run(self, *words, **how):
        """Run to the end: (exit code, stdout, stderr); never a traceback."""
        process = self.start(*words, **how)
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in err, err
        return process.returncode, out, err

    def report(self, tier="paper", name="walk"):
        path = self.home / "reports" / "file" / name / tier / "report.json"
        return json.loads(path.read_text(encoding="utf-8"))

    def done(self):
        return sorted((self.home / "store" / "done").glob("*"))

    def metrics(self):
        """Address -> metrics of every finished seed, to the last bit."""
        answers = (self.home / "store" / "done").glob("*/result.json")
        return {p.parent.name: json.dumps(json.loads(p.read_text())["metrics"]) for p in answers}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)

"""Is an edit that changes a result ever served an old number? Each kind of edit is made, measured and looked at.

Every case is run for real, in a process of its own with the audit hook of a worker: before and after the edit it has
an address and a value, or the seed fails and says what its address does not cover.
"""

import json
import re
from functools import cache
from itertools import count

import pytest
from command_line import ROOT, CommandLine
from edits import CASES, TOP, Case
from warm_start import WarmPython

pytestmark = pytest.mark.system

NUMBERS = count()
MAIN = """
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.contract.run import Run
{head}

class P(Params):
    {params}

class M(Metrics):
    x: float

def measure(p: P, run: Run) -> M:
    {body}
"""
MEASURE = """
import json, os, sys
from pathlib import Path
from netsci_bench.specs import registry
from netsci_bench.contract.errors import BenchError
from netsci_bench.identity.audit import watch
from netsci_bench.identity.implementation import implementation
from netsci_bench.identity.variables import passed_on
from netsci_bench.contract.importing import load
from netsci_bench.runs.plan import RunRequest, make_plan
from netsci_bench.runs.inputs.resolution import make_params
from netsci_bench.contract.run import Run
spec = Path(sys.argv[1])
kept = passed_on(os.environ)
os.environ.clear()
os.environ.update(kept)
watching = watch()
request = RunRequest(seeds=(0,), device="cpu", tier="paper")
planned = make_plan(registry.find(str(spec)), request, spec.parent / "home")
answer = {"address": planned.addresses[0], "value": None, "error": ""}
try:
    run = Run(seed=0, device="cpu", folder=spec.parent)
    answer["value"] = load(planned.spec.experiment)(make_params(planned.question), run).x
    watching.check(implementation(planned.spec.experiment).files)
except (BenchError, KeyError) as error:
    answer["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(answer))
"""
IMPORTED = re.findall(r"^from (\S+) import", MEASURE, re.MULTILINE)


@cache
def warm_python():
    """Python that has imported of ours what is imported before the experiment is."""
    return WarmPython(IMPORTED, CommandLine(ROOT, (ROOT,)).environment(PYTHONDONTWRITEBYTECODE="1"))


class Trial:
    """A case on disk."""

    def __init__(self, case, folder):
        self.case, self.name = case, f"edited{next(NUMBERS)}"
        self.folder, self.elsewhere = folder / "mine", folder / "elsewhere"
        main = MAIN.format(head=case.head, params=case.params, body=case.body)
        for place, files in ((self.folder, (*case.files, (TOP, main))), (self.elsewhere, case.elsewhere)):
            for name, text in files:
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(text)
        (self.folder / TOP).rename(self.folder / f"{self.name}.py")
        tiers = "tiers: {smoke: {seeds: [0], minutes: 1}, paper: {seeds: [0], minutes: 1}}"
        params = case.given.format(folder=self.folder)
        text = f"title: t\nexperiment: {self.name}:measure\nparams: {params}\n{tiers}\nclaims: {{}}\n"
        (self.folder / "spec.yaml").write_text(text)
        self.variables = {case.edit[0][1:]: case.edit[1]} if case.edit[0].startswith("$") else {}

    def edit(self):
        name, old, new = self.case.edit
        if self.variables:
            self.variables = {name[1:]: new}
            return
        path = self.folder / (f"{self.name}.py" if name == TOP else name)
        text = path.read_text() if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new))

    def measure(self):
        line = CommandLine(self.folder, (self.folder, self.elsewhere, ROOT))
        env = line.environment(**self.variables, PYTHONDONTWRITEBYTECODE="1")
        assert warm_python().fits(env)
        with warm_python().start(MEASURE, [self.folder / "spec.yaml"], env, cwd=self.folder) as process:
            out, err = process.stdout.read(), process.stderr.read().decode()
        assert process.returncode == 0, err
        return json.loads(out)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.replace(" ", "-"))
def test_no_edit_is_served_an_old_number(case, tmp_path):
    trial = Trial(case, tmp_path)
    before = trial.measure()
    trial.edit()
    after = trial.measure()
    if not after["error"] and not before["error"] and not trial.variables:
        assert before["value"] != after["value"], "the case does not test what it says"
    if after["value"] != before["value"]:
        assert after["address"] != before["address"] or after["error"]
    for answer in (before, after):
        if answer["error"].startswith("Failure"):
            assert "does not cover" in answer["error"]
            assert " -> " in answer["error"]


def test_what_a_library_reads_of_its_own_is_no_concern(tmp_path):
    reading = "import numpy as np, scipy.stats, importlib.metadata, platform"
    body = "importlib.metadata.version('numpy'), np.save(run.folder / 'own.npy', np.ones(3))\n"
    body += "    return M(x=np.load(run.folder / 'own.npy').sum() + scipy.stats.norm.pdf(0))"
    answer = Trial(Case("harmless", (TOP, "", ""), reading, body), tmp_path).measure()
    assert answer["error"] == ""


def test_the_line_that_reads_is_named(tmp_path):
    case = next(c for c in CASES if c.kind == "a JSON file beside the code")
    trial = Trial(case, tmp_path)
    error = trial.measure()["error"]
    line = 1 + (trial.folder / f"{trial.name}.py").read_text().splitlines().index(f"    {case.body}")
    assert f"{trial.name}.py:{line}" in error
    assert "table.json" in error
    assert "data add" in error

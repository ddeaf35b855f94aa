"""Is an edit that changes a result ever served an old number? Each kind of edit is made, measured and looked at.

Every case is run for real, in a process of its own with the audit hook of a worker: before and after the edit it has
an address and a value, or the seed fails and says what its address does not cover.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

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
from netsci_bench.runs.resolution import make_params
from netsci_bench.contract.run import Run
spec = Path(sys.argv[1])
kept = passed_on(os.environ)
os.environ.clear()
os.environ.update(kept)
watching = watch()
watching.allow(spec.parent / "home")
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


@dataclass(frozen=True)
class Case:
    """An experiment of a user's own and an edit of it: ``file, old, new``, or ``variable, old, new``."""

    kind: str
    edit: tuple[str, str, str]
    head: str = ""
    body: str = "return M(x=0)"
    params: str = "steps: int = 3"
    files: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()  # in a folder that is only on the import path
    given: str = "{{}}"


T = "T = {'a': 1.0}\n"
TOP = "main.py"
USE_T = "return M(x=T['a'])"
HELPER = (("h.py", "def f():\n    return 1.0\n"),)
JSON = (("table.json", "[1.0]"),)
PLACES = "from pathlib import Path\nimport json, os, sys\nHERE = Path(__file__).parent\n"
CASES = [
    # what a module does when it is imported
    Case("a call that changes a table", (TOP, "a=1.5", "a=2.5"), T + "T.update(a=1.5)", USE_T),
    Case("an append", (TOP, "append(1.5)", "append(2.5)"), "L = []\nL.append(1.5)", "return M(x=L[0])"),
    Case(
        "a call that sets a global",
        (TOP, "init(1.5)", "init(2.5)"),
        "S = 0\ndef init(x):\n    global S\n    S = x\ninit(1.5)",
        "return M(x=S)",
    ),
    Case(
        "a seeded generator",
        (TOP, "seed(1)", "seed(2)"),
        "import random\nrandom.seed(1)",
        "return M(x=random.random())",
    ),
    Case(
        "a decorator that registers",
        (TOP, "return 1.5", "return 2.5"),
        "R = []\ndef register(f):\n    R.append(f)\n    return f\n@register\ndef g():\n    return 1.5",
        "return M(x=R[0]())",
    ),
    Case(
        "a registration for a type",
        (TOP, "return 1.5", "return 2.5"),
        "from functools import singledispatch\n@singledispatch\ndef g(x):\n    return 0.0\n"
        "@g.register\ndef _(x: int):\n    return 1.5",
        "return M(x=g(1))",
    ),
    Case(
        "an attribute that is set",
        (TOP, '"a", 1.5', '"a", 2.5'),
        'class K:\n    a = 0.0\nsetattr(K, "a", 1.5)',
        "return M(x=K.a)",
    ),
    Case("a loop at the top", (TOP, "+= i", "+= 2 * i"), T + "for i in range(3):\n    T['a'] += i", USE_T),
    Case(
        "a module that is imported for its effect",
        ("effect.py", "1.5", "2.5"),
        "import table, effect",
        "return M(x=table.T['a'])",
        files=(("table.py", T), ("effect.py", "import table\ntable.T['a'] = 1.5\n")),
    ),
    Case(
        "a patch in a package's __init__",
        ("pack/__init__.py", "1.5", "2.5"),
        "import pack.b",
        "return M(x=pack.b.value())",
        files=(
            ("pack/__init__.py", "import pack.a\npack.a.X = 1.5\n"),
            ("pack/a.py", "X = 0.0\n"),
            ("pack/b.py", "import pack.a\ndef value():\n    return pack.a.X\n"),
        ),
    ),
    Case(
        "a module that another one imports",
        ("deep.py", "1.5", "2.5"),
        "import middle",
        "import builtins\n    return M(x=builtins.X_OF_TEST)",
        files=(("middle.py", "import deep\n"), ("deep.py", "import builtins\nbuiltins.X_OF_TEST = 1.5\n")),
    ),
    # names that are computed
    Case("getattr of a module", ("h.py", "1.0", "2.0"), "import h", 'return M(x=getattr(h, "f")())', files=HELPER),
    Case("a second name of a module", ("h.py", "1.0", "2.0"), "import h\nm = h", "return M(x=m.f())", files=HELPER),
    Case(
        "a module that is passed on",
        ("h.py", "1.0", "2.0"),
        "import h\ndef call(m):\n    return m.f()",
        "return M(x=call(h))",
        files=HELPER,
    ),
    Case(
        "import_module",
        ("h.py", "1.0", "2.0"),
        "from importlib import import_module",
        'return M(x=import_module("h").f())',
        files=HELPER,
    ),
    Case(
        "import_module with a computed name",
        ("h.py", "1.0", "2.0"),
        "from importlib import import_module",
        'return M(x=import_module("".join(["h"])).f())',
        files=HELPER,
    ),
    Case("globals", (TOP, "return 1.5", "return 2.5"), "def f():\n    return 1.5", 'return M(x=globals()["f"]())'),
    Case("eval", (TOP, "return 1.5", "return 2.5"), "def f():\n    return 1.5", 'return M(x=eval("f()"))'),
    Case(
        "eval of an imported name",
        ("h.py", "1.0", "2.0"),
        "from h import f",
        'return M(x=eval("f" + "()"))',
        files=HELPER,
    ),
    # what is read from outside
    Case(
        "a JSON file beside the code",
        ("table.json", "1.0", "2.0"),
        PLACES,
        'return M(x=json.loads((HERE / "table.json").read_text())[0])',
        files=JSON,
    ),
    Case(
        "a file that is read when the module is imported",
        ("table.json", "1.0", "2.0"),
        PLACES + 'X = json.load(open(HERE / "table.json"))[0]',
        "return M(x=X)",
        files=JSON,
    ),
    Case(
        "a file that numpy reads",
        ("table.txt", "1.0", "2.0"),
        PLACES + "import numpy as np",
        'return M(x=np.loadtxt(HERE / "table.txt")[0])',
        files=(("table.txt", "1.0 3.0\n"),),
    ),
    Case(
        "a file that is opened by its number",
        ("table.json", "1.0", "2.0"),
        PLACES,
        'return M(x=json.loads(os.read(os.open(HERE / "table.json", os.O_RDONLY), 99))[0])',
        files=JSON,
    ),
    Case(
        "a file on a path in a param",
        ("table.json", "1.0", "2.0"),
        PLACES,
        "return M(x=json.loads(Path(p.file).read_text())[0])",
        params="file: str",
        files=JSON,
        given="{{file: {folder}/table.json}}",
    ),
    Case(
        "the names in a folder",
        ("names/b", "", ""),
        PLACES,
        'return M(x=len(os.listdir(HERE / "names")))',
        files=(("names/a", ""),),
    ),
    Case(
        "what another process answers",
        ("table.json", "1.0", "2.0"),
        PLACES + "import subprocess",
        'return M(x=json.loads(subprocess.check_output(["cat", HERE / "table.json"]))[0])',
        files=JSON,
    ),
    Case(
        "source that is executed",
        ("h.txt", "1.0", "2.0"),
        PLACES,
        'space = {}\n    exec((HERE / "h.txt").read_text(), space)\n    return M(x=space["f"]())',
        files=(("h.txt", HELPER[0][1]),),
    ),
    Case(
        "an environment variable",
        ("$ALPHA_OF_TEST", "1.0", "2.0"),
        "import os",
        'return M(x=float(os.environ["ALPHA_OF_TEST"]))',
    ),
    Case(
        "an environment variable with a default",
        ("$ALPHA_OF_TEST", "1.0", "2.0"),
        "import os",
        'return M(x=float(os.environ.get("ALPHA_OF_TEST", "0")))',
    ),
    # code from elsewhere
    Case(
        "a helper on the import path",
        ("../elsewhere/h.py", "1.0", "2.0"),
        "import h",
        "return M(x=h.f())",
        elsewhere=HELPER,
    ),
    Case(
        "a folder that is put on the import path",
        ("tools/h.py", "1.0", "2.0"),
        PLACES + "sys.path.insert(0, str(HERE / 'tools'))\nimport h",
        "return M(x=h.f())",
        files=(("tools/h.py", HELPER[0][1]),),
    ),
    Case(
        "a module that is loaded from a file",
        ("odd.py", "1.0", "2.0"),
        PLACES + "from importlib.util import module_from_spec, spec_from_file_location\n"
        "spec = spec_from_file_location('odd', HERE / 'odd.py')\nodd = module_from_spec(spec)\n"
        "sys.modules['odd'] = odd\nspec.loader.exec_module(odd)",
        "return M(x=odd.f())",
        files=(("odd.py", HELPER[0][1]),),
    ),
    # types
    Case(
        "a property of Params under a quoted annotation",
        ("kinds.py", "1.0", "2.0"),
        "from kinds import Q\ndef half(q: 'Q'):\n    return q.size / 2",
        "return M(x=half(Q()))",
        files=(("kinds.py", "class Q:\n    @property\n    def size(self):\n        return 1.0\n"),),
    ),
    Case(
        "a param that is left out when written",
        (TOP, "Field(1.0", "Field(2.0"),
        "from pydantic import Field",
        "return M(x=p.size)",
        params="size: float = Field(1.0, exclude=True)",
    ),
    Case(
        "a default that names something of the module",
        (TOP, "SIZE = 1.0", "SIZE = 2.0"),
        "SIZE = 1.0\ndef f(SIZE=SIZE):\n    return SIZE",
        "return M(x=f())",
    ),
    Case(
        "which function of a library a name stands for",
        (TOP, "import floor as", "import ceil as"),
        "from math import floor as whole",
        "return M(x=whole(1.5))",
    ),
    Case("which of two names gets which value", (TOP, "A, B = 1", "B, A = 1"), "A, B = 1, 2", "return M(x=A)"),
    Case(
        "a star import",
        ("h.py", "1.0", "2.0"),
        "from h import *",
        "return M(x=f())",
        files=HELPER,
    ),
    Case(
        "an import inside a function",
        ("h.py", "1.0", "2.0"),
        body="from h import f\n    return M(x=f())",
        files=HELPER,
    ),
    Case(
        "an import that is tried",
        ("h.py", "1.0", "2.0"),
        "try:\n    from h import f\nexcept ImportError:\n    f = None",
        "return M(x=f())",
        files=HELPER,
    ),
]


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
        root = Path(__file__).parents[2]
        path = os.pathsep.join([str(self.folder), str(self.elsewhere), str(root)])
        given = {**os.environ, **self.variables, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-c", MEASURE, str(self.folder / "spec.yaml")]
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


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
    assert Trial(Case("harmless", (TOP, "", "")), tmp_path / "other")
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

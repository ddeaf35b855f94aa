"""Which edits does an address notice? Exactly those of code that the experiment reaches."""

import sys
from itertools import count

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.identity.implementation import implementation
from netsci_bench.identity.memory import sources_at_rest

NUMBERS = count()

MAIN = """
from {p}.steps import stride, unused
from {p}.steps import shape as form
import {p}.table
import {p}.paths as ways
from {p} import passed_on, deep
from {p}.kinds import Params
import numpy as np
import statistics

LIMIT = 3
OTHER = 4
TABLE = {{"a": 1}}
TABLE["b"] = 2
if LIMIT:
    CHOICE = 1
else:
    CHOICE = 2
try:
    import scipy as maybe
except ImportError:
    maybe = None

class Walk(Params):
    steps: int = 20
    def length(self):
        return measure(self.steps)

def measure(x):
    return x

def decorate(f):
    return f

def nowhere():
    return unused() + OTHER

@decorate
def walk(p: Walk, run):
    from {p}.late import arriving
    TABLE, CHOICE, maybe.linalg
    return stride(LIMIT) + form() + {p}.table.look() + ways.first(np.ones(1)) + passed_on() + arriving() + deep.dive()
"""
FILES = {
    "__init__": "from {p}.inner import passed_on\n",
    "main": MAIN,
    "steps": "def stride(x): return factor() * x\ndef factor(): return 2\n"
    "def unused(): return 1\ndef shape(): return 1\n",
    "table": "def look(): return 1\n",
    "paths": "from {p}.more import *\ndef first(x): return starred(x)\n",
    "more": "def starred(x): return x\ndef dull(): return 1\n",
    "inner": "def passed_on(): return helping()\ndef helping(): return 1\n",
    "late": "from . import sibling\nfrom .sibling import close as near\n"
    "def arriving(): return near() + sibling.far()\n",
    "sibling": "def close(): return 1\ndef far(): return 1\n",
    "deep": "def dive(): return 1\n",
    "apart": "def alone(): return 1\n",
    "kinds": "class Params:\n    every: int = 1\n",
}


class Package:
    """A small package on disk whose files can be edited."""

    def __init__(self, folder):
        self.name = f"walker{next(NUMBERS)}"
        self.folder = folder / self.name
        self.folder.mkdir()
        for stem, text in FILES.items():
            (self.folder / f"{stem}.py").write_text(text.format(p=self.name))

    def edit(self, stem, old, new):
        path = self.folder / f"{stem}.py"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def reached(self, function="walk"):
        return implementation(f"{self.name}.main:{function}")

    @property
    def names(self):
        return {n.removeprefix(f"{self.name}.") for n in self.reached().functions if n.startswith(self.name)}


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    made = Package(tmp_path)
    yield made
    for name in [n for n in sys.modules if n.partition(".")[0] == made.name]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("stem", "old", "new"),
    [
        ("main", "return stride", "return 1 + stride"),
        ("main", "LIMIT = 3", "LIMIT = 4"),
        ("main", 'TABLE["b"] = 2', 'TABLE["b"] = 3'),
        ("main", "CHOICE = 2", "CHOICE = 3"),
        ("main", "if LIMIT:", "if not LIMIT:"),
        ("main", "maybe = None", "maybe = 1"),
        ("main", "steps: int = 20", "steps: int = 21"),
        ("main", "def measure(x):\n    return x", "def measure(x):\n    return x + 1"),
        ("main", "    return f", "    return f or f"),
        ("steps", "return factor() * x", "return factor() + x"),
        ("steps", "def factor(): return 2", "def factor(): return 3"),
        ("steps", "def shape(): return 1", "def shape(): return 2"),
        ("table", "return 1", "return 2"),
        ("paths", "return starred(x)", "return starred(-x)"),
        ("more", "def starred(x): return x", "def starred(x): return -x"),
        ("inner", "def helping(): return 1", "def helping(): return 2"),
        ("late", "near() +", "near() -"),
        ("sibling", "def close(): return 1", "def close(): return 2"),
        ("sibling", "def far(): return 1", "def far(): return 2"),
        ("deep", "return 1", "return 2"),
        ("kinds", "every: int = 1", "every: int = 2"),
    ],
)
def test_an_edit_of_reached_code_is_noticed(package, stem, old, new):
    before = package.reached()
    package.edit(stem, old, new)
    assert package.reached().code != before.code


@pytest.mark.parametrize(
    ("stem", "old", "new"),
    [
        ("main", "LIMIT = 3", "LIMIT = 3  # why"),
        ("main", "class Walk(Params):\n", 'class Walk(Params):\n    """Says."""\n'),
        ("main", "def measure(x):\n", 'def measure(x):\n    """Says."""\n'),
        ("steps", "return factor() * x", "return (factor()  *  x)  # why"),
        ("late", "def arriving", "\n\n\ndef arriving"),
        ("apart", "return 1", "return 2"),
    ],
)
def test_an_edit_of_prose_layout_or_a_module_that_nobody_imports_is_not(package, stem, old, new):
    before = package.reached()
    package.edit(stem, old, new)
    assert package.reached() == before


@pytest.mark.parametrize(
    "reads",
    [
        "steps.stride.__doc__",
        "getattr(table, '__doc__')",
        "__import__('inspect').getsource(walk)",
        "open(__file__).read()",
        "sys._getframe().f_lineno",
        "walk.__code__.co_firstlineno",
    ],
)
def test_prose_and_layout_count_where_code_reads_its_own_text(package, reads):
    package.edit("late", "def arriving", f"def own(): return {reads}\ndef arriving")
    for stem, old, new in [
        ("steps", "def stride(x): return", "def stride(x):\n    'Says.'\n    return"),
        ("main", "LIMIT = 3", "LIMIT = 3  # why"),
        ("kinds", "every: int = 1", "every:  int = 1"),
    ]:
        before = package.reached()
        package.edit(stem, old, new)
        assert package.reached().code != before.code


@pytest.mark.parametrize(
    ("stem", "old", "new"),
    [
        ("main", "OTHER = 4", "OTHER = 5"),
        ("steps", "def unused(): return 1", "def unused(): return 2"),
        ("more", "def dull(): return 1", "def dull(): return 2"),
    ],
)
def test_an_edit_of_what_only_a_computed_name_could_reach_is_noticed(package, stem, old, new):
    before = package.reached()
    package.edit(stem, old, new)
    assert package.reached().code != before.code


def test_modules_are_named_one_by_one(package):
    assert package.names == {
        "main", "steps", "table", "paths", "more", "inner", "late", "sibling", "deep", "kinds", package.name
    }  # fmt: skip


def test_libraries_are_those_that_reached_code_uses(package):
    assert package.reached().libraries & {"numpy", "scipy", "statistics"} == {"numpy", "scipy"}


def test_a_renamed_folder_does_not_matter(package, tmp_path):
    before = package.reached()
    elsewhere = tmp_path / "elsewhere"
    package.folder.rename(elsewhere)
    elsewhere.rename(package.folder)
    assert package.reached() == before


def test_a_module_beside_the_experiment_is_followed(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    one, other = f"lonely{next(NUMBERS)}", f"lonely{next(NUMBERS)}"
    (tmp_path / f"{one}.py").write_text(f"from {other} import f\ndef walk(p, run): return f()\n")
    (tmp_path / f"{other}.py").write_text("def f(): return 1\n")
    before = implementation(f"{one}:walk")
    assert other in before.functions
    (tmp_path / f"{other}.py").write_text("def f(): return 2\n")
    assert implementation(f"{one}:walk") != before


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("name", ["site-packages", "dist-packages"])
def test_what_pip_has_installed_is_a_library_and_a_folder_that_is_only_called_so_is_not(
    tmp_path, monkeypatch, name, installed
):
    folder = tmp_path / name
    folder.mkdir()
    if installed:
        (folder / "lonely-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(folder)
    one, other = f"lonely{next(NUMBERS)}", f"lonely{next(NUMBERS)}"
    (folder / f"{one}.py").write_text(f"from {other} import f\ndef walk(p, run): return f()\n")
    (folder / f"{other}.py").write_text("def f(): return 1\n")
    reached = implementation(f"{one}:walk")
    assert (other in reached.libraries, other in reached.functions) == (installed, not installed)


def test_of_the_bench_itself_only_what_makes_random_numbers_is_walked():
    reached = implementation("toy_experiment:walk").functions
    assert {n.partition(":")[2] for n in reached if n.startswith("netsci_bench.")} == {"generator"}


def test_kernels_of_ours_are_walked():
    reached = implementation("netsci_bench.measures.graphs.pagerank:pagerank").functions
    assert {name.split(".")[1] for name in reached if "generator" not in name} == {"measures"}
    assert len(reached) > 1


@pytest.mark.parametrize("name", ["toy_experiment:nothing", "no_such_module:f", "math:sqrt"])
def test_what_is_not_there_is_the_users_mistake(name):
    with pytest.raises(Mistake):
        implementation(name)


def test_sources_at_rest_are_read_once_and_mean_the_same(package):
    before = [package.reached(), package.reached("nowhere")]
    with sources_at_rest():
        for _ in range(2):
            assert [package.reached(), package.reached("nowhere")] == before
        package.edit("steps", "return factor() * x", "return factor() + x")
        assert package.reached() == before[0]
    assert package.reached().code != before[0].code

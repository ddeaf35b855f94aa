"""Does each check of the pytest plug-in let a good experiment pass and name what a wrong one breaks?"""

import runpy
import subprocess
import sys

import pytest
from command_line import TOYS

from netsci_bench.conformance import CHECKS, Broken, KnownAnswer, Subject, refuse_differences
from netsci_bench.contract.errors import BenchError
from netsci_bench.maintenance.package import plug_in
from netsci_bench.maintenance.scaffold import write_new_files

CODE, SPEC = "src/{0}_netsci/strengths.py", "src/{0}_netsci/specs/strengths.yaml"
DRAWN = 'run.rng("weights")'
STOPPING = """    state, rng = run.folder / "drawn.npy", run.rng("weights")
    rows = np.load(state) if state.exists() else np.empty((0, p.inputs))
    while len(rows) < p.units:
        {before}
        rows = np.concatenate([rows, rng.normal(0.0, p.spread, (p.units // 4, p.inputs))])
        np.save(state, rows)
        run.stop_if_asked()
    weights = rows
"""
WRONG = {  # what is wrong -> the file, what stands there, what stands there instead; the check; what it says
    "not deterministic": (CODE, DRAWN, "np.random.default_rng()", "determinism", "a second run gives another excess"),
    "only an array varies": (
        *(CODE, 'run.keep("strengths", found)', 'run.keep("strengths", found + np.random.default_rng().random())'),
        *("determinism", "a second run gives another the array strengths"),
    ),
    "the seed has no effect": (CODE, DRAWN, "np.random.default_rng(0)", "seed", "seeds 0 and 1 give the same values"),
    "the spec names no metric": (SPEC, "metric: mean", "metric: meen", "schema", "did you mean 'mean'"),
    "the spec has another param": (SPEC, "units: 200}", "unit: 200}", "schema", "unit"),
    "the spec is none": (SPEC, "experiment:", "experimant:", "schema", "experimant"),
    "it raises": (CODE, "    mean = float", "    raise ArithmeticError('lost')\n    mean = float", "smoke", "lost"),
    "it measures nothing": (CODE, "mean=mean / p.inputs", "mean=float('nan')", "smoke", "seed failed|finite"),
    "its figure fails": (CODE, "    run.keep(", "    run.keep('not ' + ", "smoke", "strengths.npy"),
    "known to be zero": (
        CODE,
        "mean=mean / p.inputs",
        "mean=0.1 + mean / p.inputs",
        "known-answer",
        "mean is 0.1, not",
    ),
    "known to be twice": (CODE, "p.spread, (", "min(p.spread, 1.0), (", "known-answer", "mean is 0.79.*within 0.01"),
}
QUICK = ("not deterministic", "the seed has no effect", "the spec names no metric", "it raises", "known to be zero")
pytestmark = pytest.mark.system


@pytest.fixture
def package(home, tmp_path, monkeypatch, request):
    """The package that `new --package` writes, with a name of its own, because modules stay imported."""
    owner = f"toy{abs(hash(request.node.name)) % 10**9}"
    list(write_new_files(plug_in(owner, "", None), tmp_path))
    root = tmp_path / f"{owner}-netsci"
    monkeypatch.syspath_prepend(root / "src")

    def edited(where="", old="", new=""):
        """The package with one edit, its spec as it can be checked without an installation, and its known answers."""
        if where:
            file = root / where.format(owner)
            assert old in file.read_text()
            file.write_text(file.read_text().replace(old, new, 1))
        known = runpy.run_path(str(root / "tests" / "conftest.py"))["pytest_netsci_known_answers"]
        return Subject(str(root / SPEC.format(owner)), tmp_path / "reports"), known(f"{owner}/strengths")

    return edited


def resumable(before):
    """An edit after which the weights are drawn in four steps, each followed by a checkpoint."""
    return CODE, f"    weights = {DRAWN}.normal(0.0, p.spread, (p.units, p.inputs))\n", STOPPING.format(before=before)


def test_a_package_passes_every_check_as_it_comes_and_leaves_resuming_out(package):
    subject, known = package()
    for name, check in CHECKS.items():
        if name == "resume":
            with pytest.raises(pytest.skip.Exception, match="no checkpoint"):
                check(subject, known)
        else:
            check(subject, known)


@pytest.mark.nightly
def test_a_run_that_keeps_what_it_needs_passes_when_it_is_stopped(package):
    subject, _ = package(*resumable("rng = run.rng(f'weights {len(rows)}')"))
    CHECKS["resume"](subject, [])


def test_a_run_that_draws_the_same_again_after_a_stop_is_named(package):
    subject, _ = package(*resumable("pass"))
    CHECKS["determinism"](subject, [])
    with pytest.raises(Broken, match="a run that was stopped and resumed gives another excess for seed 0"):
        CHECKS["resume"](subject, [])


@pytest.mark.parametrize(
    "wrong", [*QUICK, *(pytest.param(w, marks=pytest.mark.nightly) for w in WRONG if w not in QUICK)]
)
def test_what_is_wrong_with_a_package_is_named(package, wrong):
    where, old, new, check, said = WRONG[wrong]
    subject, known = package(where, old, new)
    with pytest.raises((Broken, BenchError), match=said):
        CHECKS[check](subject, known)


@pytest.mark.nightly
def test_a_metric_that_is_not_there_is_no_known_answer(package):
    subject, _ = package()
    with pytest.raises(Broken, match="other is None"):
        CHECKS["known-answer"](subject, [KnownAnswer("other", 1.0)])
    with pytest.raises(pytest.skip.Exception, match="gives none"):
        CHECKS["known-answer"](subject, [])


def test_a_run_with_other_numbers_is_refused_also_where_one_of_them_is_missing():
    refuse_differences({0: {"end": 1.0}}, {0: {"end": 1.0}}, "a second run")
    with pytest.raises(Broken, match=r"a second run gives another path for seed 0: \[1.0\], not \[2.0\]"):
        refuse_differences({0: {"path": [2.0]}}, {0: {"path": [1.0]}}, "a second run")
    with pytest.raises(Broken, match=r"a second run gives another more for seed 0: 2.0, not None"):
        refuse_differences({0: {"end": 1.0}}, {0: {"end": 1.0, "more": 2.0}}, "a second run")


def test_the_plug_in_adds_six_checks_for_each_id_and_none_where_files_are_named(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p netsci_bench.conformance\nnetsci_ids = walk.yaml\n")
    (tmp_path / "walk.yaml").write_text((TOYS / "walk.yaml").read_text())
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")

    def listed(*words):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "-q", *words]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        return [line for line in said.splitlines() if "[" in line]

    assert listed() == [f"walk.yaml[{name}]" for name in CHECKS]
    assert listed("test_own.py") == []

"""Does what `new` writes pass as it comes, here and as a package that is built and installed for real?"""

import os
import shutil
import sys
import venv
from pathlib import Path

import pytest
from command_line import ROOT, TOYS, CommandLine

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.importing import spec_folders
from netsci_bench.maintenance.package import plug_in
from netsci_bench.maintenance.scaffold import scaffold, write_new_files
from netsci_bench.specs import registry

WALK = TOYS / "walk.yaml"
CHECKOUT = ("pyproject.toml", "setup.py", "LICENSE", "README.md", "netsci_bench", "experiments", "registry")


@pytest.mark.system
def test_spec_function_and_test_pass_as_they_come(tmp_path):
    line = CommandLine(tmp_path)
    done = line.run("new", "far-walk", "--from", WALK)
    assert done.out.split() == ["far-walk.yaml", "far_walk.py", "test_far_walk.py"], done.err
    checked = line.run("check", "far-walk.yaml")
    assert checked.out.splitlines()[0] == "file/far-walk: ok", checked.err
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_far_walk.py")
    assert "2 passed" in line.python(*words)


def test_the_source_of_the_spec_is_kept_with_its_comments(tmp_path):
    spec = tmp_path / "walk.yaml"
    spec.write_text(WALK.read_text(encoding="utf-8").replace("steps: 20", "steps: 20  # why twenty"))
    files = scaffold("far-walk", registry.find(str(spec)))
    assert "steps: 20  # why twenty" in files["far-walk.yaml"]
    assert "experiment: far_walk:far_walk\n" in files["far-walk.yaml"]


def test_the_functions_of_the_one_it_comes_from_are_in_its_address(tmp_path, monkeypatch):
    from netsci_bench.identity.implementation import implementation

    monkeypatch.setattr(spec_folders, "folders", [])
    monkeypatch.syspath_prepend(tmp_path)
    shutil.copy(TOYS / "toy_experiment.py", tmp_path / "strolling.py")
    spec = tmp_path / "walk.yaml"
    spec.write_text(WALK.read_text(encoding="utf-8").replace("toy_experiment:", "strolling:"))
    list(write_new_files(scaffold("far-walk", registry.find(str(spec))), tmp_path))
    reached = implementation("far_walk:far_walk").functions
    assert {"far_walk", "strolling"} <= reached.keys()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Far", "is not a valid name"),
        ("../far", "is not a valid name"),
        ("", "is not a valid name"),
        ("json", "already"),
        ("acme/far", "not a valid name"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(name, said):
    with pytest.raises(Mistake, match=said):
        scaffold(name, registry.find(str(WALK)))


@pytest.mark.parametrize("owner", ["Acme", "../acme", "", "acme/far"])
def test_a_package_needs_a_name_that_ids_can_begin_with(owner):
    with pytest.raises(Mistake, match="is not a valid name"):
        plug_in(owner, "", None)


def test_a_name_in_a_package_needs_something_to_begin_from():
    for id_, source in (("far-walk", None), ("", registry.find(str(WALK)))):
        with pytest.raises(Mistake, match="belong together"):
            plug_in("acme", id_, source)


@pytest.mark.parametrize("name", ["3d", "class"])
def test_a_name_that_python_does_not_take_gets_another_module(name):
    assert f"experiment_{name}.py" in scaffold(name, registry.find(str(WALK)))


def test_every_file_of_specs_in_a_package_can_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(spec_folders, "folders", [])
    for owner, id_, source in (("beta", "", None), ("acme", "far-walk", registry.find(str(WALK)))):
        list(write_new_files(plug_in(owner, id_, source), tmp_path))
        (spec,) = (tmp_path / f"{owner}-netsci").rglob("specs/*.yaml")
        assert registry.entries_of(spec)
        assert "you2026" in registry.papers(spec)


@pytest.mark.parametrize("owner", ["file", "sparse"])
def test_a_package_cannot_have_a_name_with_which_other_ids_begin(owner):
    with pytest.raises(Mistake, match="other ids begin with"):
        plug_in(owner, "", None)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "far_walk.py").write_text("mine")
    with pytest.raises(Mistake, match="exists already"):
        list(write_new_files(scaffold("far-walk", registry.find(str(WALK))), tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["far_walk.py"]


def test_a_variant_is_told_to_start_from_its_base():
    base, short = registry.entries_of(WALK)
    with pytest.raises(Mistake, match="is a variant") as told:
        scaffold("far-walk", short)
    assert base.id in told.value.remedy


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A fresh environment into which our wheel and a plug-in's wheel were installed, and the plug-in's folder."""
    folder = tmp_path_factory.mktemp("clean place")
    checkout = folder / "checkout"
    for name in (n for n in CHECKOUT if (ROOT / n).exists()):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        checkout.mkdir(exist_ok=True)
        copy(ROOT / name, checkout / name)
    (checkout / "README.md").touch()
    line = CommandLine(folder)
    made = line.run("new", "far-walk", "--package", "acme", "--from", WALK)
    assert made.code == 0, made.err
    example = line.run("new", "--package", "beta")
    assert example.code == 0, example.err
    package = folder / "acme-netsci" / "src" / "acme_netsci"
    shutil.copy(TOYS / "toy_experiment.py", package)  # the function it starts from is not in our wheel
    function = (package / "far_walk.py").read_text().replace("from toy_exp", "from acme_netsci.toy_exp")
    (package / "far_walk.py").write_text(function)
    wheels = folder / "wheels"
    build = ("-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", wheels)
    line.python(*build, checkout, folder / "acme-netsci", folder / "beta-netsci")
    return installed(folder / "env", wheels, line)


def installed(place, wheels, line):
    """An environment of its own that borrows the libraries, and nothing of this checkout."""
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    own = line.program(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])")
    shelf = Path(own.out.strip())
    shelves = [folder for folder in sys.path if Path(folder).name in ("site-packages", "dist-packages")]
    (shelf / "borrowed.pth").write_text("\n".join(shelves) + "\n")
    install = ("install", "--ignore-installed", "--no-deps", "--no-index")
    line.python("-m", "pip", "-q", "--python", python, *install, *sorted(wheels.glob("*.whl")))
    return place / "bin" / "netsci-bench"


@pytest.mark.nightly
@pytest.mark.system
@pytest.mark.skipif(os.name != "posix", reason="knows where a POSIX environment keeps its programs")
def test_an_installed_package_brings_its_experiment_to_an_installed_bench(clean, tmp_path):
    line = CommandLine(tmp_path, ())
    listed = line.program(clean, "list")
    assert listed.err == ""
    assert "acme/far-walk\n" in listed.out
    assert "coactivation/lenet5-epochs" in listed.out
    checked = line.program(clean, "check", "acme/far-walk")
    assert checked[:2] == (0, "acme/far-walk: ok\n"), checked.err
    ran = line.program(clean, "run", "acme/far-walk", "--tier", "smoke", "--no-track")
    assert ran.code == 0, ran.err
    assert (line.home / "reports" / "acme" / "far-walk" / "smoke" / "report.json").is_file()


@pytest.mark.nightly
@pytest.mark.system
@pytest.mark.skipif(os.name != "posix", reason="knows where a POSIX environment keeps its programs")
def test_an_installed_package_passes_its_own_tests_and_those_of_conformance(clean, tmp_path):
    """As it comes; where its function is made wrong afterwards, the check that fails is named."""
    shutil.copytree(clean.parents[2] / "beta-netsci", tmp_path / "beta-netsci")
    line = CommandLine(tmp_path, ())
    line.folder = tmp_path / "beta-netsci"
    words = (clean.parent / "python", "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-W", "error")
    passed = line.program(*words)
    assert passed.code == 0, passed.out + passed.err
    assert "6 passed, 1 skipped" in passed.out  # the figure, and all but resume
    assert "it has no checkpoint at which it can be stopped" in passed.out
    (function,) = (clean.parents[1] / "lib").rglob("beta_netsci/strengths.py")
    function.write_text(function.read_text().replace('run.rng("weights")', "np.random.default_rng(0)"))
    failed = line.program(*words, "-k", "determinism or seed")
    assert failed.code == 1
    assert "beta/strengths does not conform (seed): seeds 0 and 1 give the same values" in failed.out
    assert "1 failed, 2 passed" in failed.out  # the figure has a line for each seed, and the bits are the same

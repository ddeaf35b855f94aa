"""Does a wheel hold all that a checkout does, and measure under the same addresses?"""

import json
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from command_line import ROOT, CommandLine

from netsci_bench.specs import registry

ASK = """
import json, sys, tempfile
from pathlib import Path
from netsci_bench.specs import registry
from netsci_bench.runs.plan import RunRequest, make_plan
import netsci_bench
assert netsci_bench.__file__.startswith(sys.argv[1]), netsci_bench.__file__
home, smoke = Path(tempfile.mkdtemp()), RunRequest(tier="smoke", device="cpu")
found = {name: make_plan(registry.find(name), smoke, home).addresses for name in sys.argv[2:]}
print(json.dumps(found))
"""

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(find_spec("setuptools") is None, reason="builds a wheel with setuptools"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built from a copy of its tracked files, so that no build folder is left in it."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    listed = CommandLine(ROOT).program("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.code:
        pytest.skip("copies the files that git knows, and this is no checkout")
    for name in filter(None, listed.out.split("\0")):
        if name.startswith(("tests/", "reports/")) or not (ROOT / name).is_file():
            continue
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    words = ("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", place, ".")
    CommandLine(source, ()).python(*words)
    (found,) = place.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked with a space")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def ask(folder, *words, cwd):
    return json.loads(CommandLine(cwd, (folder,)).python(*words))


def test_a_wheel_lists_the_same_ids_as_the_checkout(unpacked, tmp_path):
    rows = ask(unpacked, "-m", "netsci_bench", "list", "--json", cwd=tmp_path)
    assert [row["id"] for row in rows] == [entry.id for entry in registry.entries()]


ONE_OF_EACH_FAMILY = sorted({entry.id.partition("/")[0]: entry.id for entry in registry.entries()}.values())


@pytest.mark.parametrize(
    "names", [ONE_OF_EACH_FAMILY[:1], pytest.param(ONE_OF_EACH_FAMILY, marks=pytest.mark.nightly)]
)
def test_a_wheel_measures_under_the_same_addresses_as_the_checkout(unpacked, tmp_path, names):
    there, here = (ask(root, "-c", ASK, root, *names, cwd=tmp_path) for root in (unpacked, ROOT))
    assert there.keys() == set(names)
    assert there == here


def test_a_wheel_holds_the_registry_and_the_experiments_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    specs = {p.relative_to(registry.folder()).as_posix() for p in registry.folder().rglob("*.yaml")}
    assert specs == {n.removeprefix("netsci_bench/_registry/") for n in names if n.endswith(".yaml")}
    experiments = {p.relative_to(ROOT).as_posix() for p in (ROOT / "experiments").rglob("*.py")}
    packed = {n.removeprefix("netsci_bench/") for n in names if n.startswith("netsci_bench/experiments/")}
    assert packed == experiments
    assert not [n for n in names if "test" in Path(n).name.partition("_")[0] or n.startswith("tests/")]


def test_a_wheel_takes_one_name_in_site_packages(wheel):
    tops = {n.partition("/")[0] for n in zipfile.ZipFile(wheel).namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"netsci_bench"}


def test_a_wheel_holds_every_module_of_the_package(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "netsci_bench").rglob("*.py")}
    assert modules <= names

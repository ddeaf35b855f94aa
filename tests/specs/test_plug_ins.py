"""Can somebody else's experiments stand beside ours, and does a broken plug-in break only its own?"""

import importlib
import shutil

import pytest
from command_line import ROOT, TOYS, WALK, CommandLine

from netsci_bench.cli import main
from netsci_bench.contract.errors import Mistake
from netsci_bench.runs import plan
from netsci_bench.specs import plug_ins as third_parties
from netsci_bench.specs import registry
from netsci_bench.specs.catalogues import CATALOGUES
from netsci_bench.storage.home import home

pytestmark = pytest.mark.system

PAPER = """
citation: {authors: A. Walker, year: 2026, title: Walks, where: a journal}
statements:
  walks-go-far: {says: Walks go far, at: section 1}
"""
DATASETS = """
footprints:
  title: Footprints
  licence: CC0-1.0
  source: walker2026
  arrays: {images: {shape: [1], sha256: "0000000000000000000000000000000000000000000000000000000000000000"}}
  sources: [{kind: folder, at: footprints, files: [a], read: idx}]
"""


class PlugIns(CommandLine):
    """Packages as pip leaves them behind: a folder, and beside it the metadata with the entry point."""

    def __init__(self, shelf):
        super().__init__(shelf.parent, (ROOT, TOYS, shelf))
        self.shelf = shelf

    def add(self, name, files, package=""):
        package = package or f"{name.replace('-', '_')}_netsci"
        for path, text in files.items():
            (self.shelf / package / path).parent.mkdir(parents=True, exist_ok=True)
            (self.shelf / package / path).write_text(text, encoding="utf-8")
        metadata = self.shelf / f"{package}-0.1.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-netsci\nVersion: 0.1\n")
        (metadata / "entry_points.txt").write_text(f"[netsci_bench.registries]\n{name} = {package}.specs\n")
        importlib.invalidate_caches()
        third_parties._on.cache_clear()


@pytest.fixture
def plug_ins(tmp_path, monkeypatch):
    shelf = tmp_path / "site packages"
    shelf.mkdir()
    monkeypatch.syspath_prepend(shelf)
    made = PlugIns(shelf)
    yield made
    made.end()


def ids():
    said = []
    return [entry.id for entry in registry.entries(tell=lambda m: said.append(str(m)))], said


def test_ids_begin_with_the_name_of_the_entry_point_and_nothing_is_imported(plug_ins):
    ours = ids()[0]
    plug_ins.add("acme", {"__init__.py": "raise SystemExit('was imported')", "specs/far/wide.yaml": WALK})
    assert ids() == ([*ours, "acme/far/wide"], [])
    plan.check(registry.find("acme/far/wide"), home())
    assert registry.find("acme/far/wide").spec.title == "A walk with drift"


def test_catalogues_beside_the_specs_are_seen_by_these_specs_only(plug_ins):
    cites = WALK.replace("ozer2025/pagerank-grows", "walker2026/walks-go-far")
    papers = {"specs/papers/walker2026.yaml": PAPER}
    plug_ins.add("acme", {"specs/wide.yaml": cites, "specs/datasets.yaml": DATASETS, **papers})
    plug_ins.add("other", {"specs/wide.yaml": cites})
    found, said = ids()
    assert "acme/wide" in found
    assert "other/wide" not in found
    assert "no paper or citation has the key 'walker2026'" in said[0]
    assert "walker2026" in registry.papers(registry.find("acme/wide").document.path)
    assert "footprints" in registry.datasets(home(), registry.find("acme/wide").document.path)
    assert "footprints" in registry.every_dataset(home())
    assert "footprints" not in registry.datasets(home())


CITATION = "{authors: A. Walker, year: 2026, title: Walks, where: a journal}"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("papers/ozer2025.yaml", PAPER),
        ("citations.yaml", f"ozer2025: {CITATION}\n"),
        ("citations.yaml", f"lecun1998: {CITATION}\n"),
        ("papers/lecun1998.yaml", PAPER),
    ],
)
def test_what_our_catalogue_says_cannot_be_said_otherwise(plug_ins, place, text):
    plug_ins.add("acme", {"specs/wide.yaml": WALK, f"specs/{place}": text})
    found, said = ids()
    assert "acme/wide" not in found
    assert f"{place}: our registry has a" in said[0]


BROKEN = {  # what is broken: (files, what `list` says)
    "the package is missing": ({}, "there is no package 'broken_netsci.specs'"),
    "bad YAML": ({"specs/wide.yaml": "title: ["}, "wide.yaml:2: is not YAML"),
    "an unknown key": ({"specs/wide.yaml": WALK.replace("title:", "titel:")}, "did you mean 'title'?"),
    "a broken catalogue": ({"specs/wide.yaml": WALK, "specs/citations.yaml": "- a\n"}, "citations.yaml:1"),
    "a broken paper": ({"specs/wide.yaml": WALK, "specs/papers/mine.yaml": "- a\n"}, "mine.yaml:1"),
    "a former catalogue": ({"specs/wide.yaml": WALK, "specs/papers.yaml": "a: {}\n"}, "-> write papers/KEY.yaml"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_plug_in_breaks_only_its_own_ids(plug_ins, kind):
    files, expected = BROKEN[kind]
    plug_ins.add("acme", {"specs/wide.yaml": WALK})
    before = ids()[0]
    plug_ins.add("broken", files)
    found, said = ids()
    assert found == before
    assert len(said) == 1
    assert expected in said[0]
    with pytest.raises(Mistake):
        registry.find("broken/wide")


def test_list_goes_on_and_check_ends_with_2_and_both_name_what_is_broken(
    plug_ins, home, capsys, monkeypatch, tmp_path
):
    shutil.copytree(registry.folder() / "papers", tmp_path / "ours" / "papers")
    for name in CATALOGUES & {path.name for path in registry.folder().iterdir()}:
        shutil.copy(registry.folder() / name, tmp_path / "ours" / name)
    monkeypatch.setattr(registry, "folder", lambda: tmp_path / "ours")  # without our specs, which need torch
    plug_ins.add("acme", {"specs/wide.yaml": WALK})
    plug_ins.add("gone", {})
    plug_ins.add("torn", {"specs/wide.yaml": "title: ["})
    main.list_()
    listed = capsys.readouterr()
    assert "acme/wide" in listed.out
    assert "gone (gone-netsci): the plug-in is broken" in listed.err
    assert "wide.yaml:2: is not YAML" in listed.err
    with pytest.raises(Mistake) as told:
        main.check()
    assert told.value.exit_code == 2
    assert "acme/wide: ok" in capsys.readouterr().out
    assert "gone (gone-netsci): the plug-in is broken" in str(told.value)
    assert "wide.yaml:2: is not YAML" in str(told.value)


def test_an_experiment_that_cannot_be_imported_is_told_by_check_and_run(plug_ins, tmp_path):
    spec = WALK.replace("toy_experiment:walk", "torn_netsci.wide:walk")
    plug_ins.add("torn", {"__init__.py": "", "wide.py": "1 / 0", "specs/wide.yaml": spec})
    plug_ins.add("acme", {"specs/wide.yaml": WALK})
    checked = plug_ins.run("check", "acme/wide", "torn/wide")
    assert checked.code == 2
    assert checked.out == "acme/wide: ok\n"
    assert "wide.yaml:2: torn_netsci.wide cannot be imported: ZeroDivisionError" in checked.err
    words = ("run", "torn/wide", "acme/wide", "--tier", "smoke", "--no-track", "--out", str(tmp_path / "out"))
    ran = plug_ins.run(*words)
    assert ran.code == 2
    assert "acme/wide" in ran.out
    assert "cannot be imported" in ran.err


@pytest.mark.parametrize("name", ["file", "coactivation", "Acme", "a/b"])
def test_nobody_takes_the_beginning_of_other_ids(plug_ins, name):
    plug_ins.add(name, {"specs/wide.yaml": WALK}, package="acme_netsci")
    found, said = ids()
    assert not [id_ for id_ in found if id_.endswith("wide")]
    assert "rename it" in said[0]


def test_two_packages_with_one_name_are_told_apart(plug_ins):
    plug_ins.add("acme", {"specs/wide.yaml": WALK}, package="acme_one")
    plug_ins.add("acme", {"specs/wide.yaml": WALK}, package="acme_two")
    found, said = ids()
    assert found.count("acme/wide") == 1
    assert "uninstall one of the two" in said[0]


def test_a_plug_in_is_no_part_of_our_record(plug_ins, tmp_path):
    from netsci_bench.maintenance.recording import write_scoreboard

    plug_ins.add("acme", {"specs/wide.yaml": WALK})
    assert "acme/wide" not in write_scoreboard(tmp_path).read_text(encoding="utf-8")

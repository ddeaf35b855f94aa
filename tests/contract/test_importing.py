"""Is an experiment that lies next to its spec found, from wherever the command is run?"""

import importlib
import importlib.util
import os
import sys

import pytest
from command_line import ROOT, TOYS, WALK, CommandLine

from netsci_bench.contract.importing import FromSource, SpecFolders
from netsci_bench.identity.source import module_spec


@pytest.fixture
def mine(tmp_path):
    """A folder with a spec and its experiment, which is on no search path."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "walk.yaml").write_text(WALK.replace("toy_experiment:", "walk_next_to_its_spec:"), encoding="utf-8")
    (folder / "walk_next_to_its_spec.py").write_bytes((TOYS / "toy_experiment.py").read_bytes())
    return folder


@pytest.mark.system
def test_an_experiment_next_to_its_spec_runs_from_another_folder(mine, tmp_path):
    bench = CommandLine(tmp_path, (ROOT,))
    code, _, err = bench.run("run", mine / "walk.yaml", "--tier", "smoke", "--no-track")
    assert code == 0, err
    assert (bench.home / "reports" / "file" / "walk" / "smoke" / "report.json").is_file()


def test_the_search_path_stays_as_it_is_and_other_places_come_first(mine, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    before = list(sys.path)
    (mine / "json.py").write_text("wrong = True", encoding="utf-8")
    folders = SpecFolders()
    folders.add(mine)
    folders.add(mine)
    assert sys.path == before
    assert sys.meta_path[-1] is folders
    assert folders.folders == [str(mine.resolve())]
    module_spec.cache_clear()
    assert module_spec("walk_next_to_its_spec").origin == str(mine.resolve() / "walk_next_to_its_spec.py")
    assert not module_spec("json").origin.startswith(str(mine))
    module_spec.cache_clear()


def test_nothing_is_found_within_a_package(mine):
    folders = SpecFolders()
    folders.folders.append(str(mine))
    assert folders.find_spec("package.walk_next_to_its_spec", [str(mine.parent)]) is None


def test_an_edit_of_the_same_size_within_a_second_is_seen(tmp_path, monkeypatch):
    """Python's cached bytecode is current for it; the digest of the code would name a source that did not run."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folders, module = SpecFolders(), tmp_path / "edited_within_a_second.py"
    folders.folders.append(str(tmp_path))
    found = []
    for value in (1, 2):
        module.write_text(f"value = {value}", encoding="utf-8")
        os.utime(module, (1e9, 1e9))
        spec = folders.find_spec(module.stem, None)
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        found.append(loaded.value)
    assert found == [1, 2]


@pytest.mark.parametrize("name", ["edited_on_the_path", "a_package.of_mine"])
def test_it_is_seen_in_a_folder_on_the_search_path_and_in_a_package_too(tmp_path, monkeypatch, name):
    """A seed's process has the folder on its search path."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path.joinpath(*name.split(".")).with_suffix(".py")
    module.parent.mkdir(exist_ok=True)
    SpecFolders().add(tmp_path)
    found = []
    for value in (1, 2):
        module.write_text(f"value = {value}", encoding="utf-8")
        os.utime(module, (1e9, 1e9))
        importlib.invalidate_caches()
        found.append(importlib.import_module(name).value)
        for loaded in (name, name.partition(".")[0]):
            sys.modules.pop(loaded, None)
    assert found == [1, 2]


def test_a_module_that_lies_elsewhere_is_loaded_as_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    SpecFolders().add(tmp_path)
    assert not isinstance(importlib.util.find_spec("json").loader, FromSource)
    assert not isinstance(importlib.util.find_spec("yaml.loader").loader, FromSource)

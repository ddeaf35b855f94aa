"""Does anything that a package consists of change its digest, and nothing else?"""

import json
from dataclasses import replace

import pytest

from netsci_bench.identity.texts import digest_of_texts, package_folders
from netsci_bench.maintenance import staleness
from netsci_bench.maintenance.staleness import KNOWN, KnownWords
from netsci_bench.specs import registry


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "package"
    (place / "inner").mkdir(parents=True)
    (place / "a.py").write_text("A = 1\n")
    (place / "inner" / "b.yaml").write_text("b: 2\n")
    return place


@pytest.mark.parametrize("edit", ["change", "add", "remove", "move", "swap"])
def test_an_edit_of_any_text_is_seen(folder, edit):
    before = digest_of_texts([folder])
    if edit == "change":
        (folder / "inner" / "b.yaml").write_text("b: 3\n")
    elif edit == "add":
        (folder / "c.csv").write_text("")
    elif edit == "remove":
        (folder / "a.py").unlink()
    elif edit == "move":
        (folder / "a.py").rename(folder / "inner" / "a.py")
    else:
        (folder / "a.py").write_text("A = 1\nb: ")
        (folder / "inner" / "b.yaml").write_text("2\n")
    assert digest_of_texts([folder]) != before


def test_what_is_no_text_changes_nothing(folder):
    before = digest_of_texts([folder])
    (folder / "a.pyc").write_bytes(b"compiled")
    assert digest_of_texts([folder]) == before


def test_the_package_its_experiments_and_its_registry_are_looked_at():
    names = [place.name for place in package_folders()]
    assert names[0] == "netsci_bench"
    assert "experiments" in names
    assert all(place.is_dir() for place in package_folders())


def test_a_word_is_kept_while_texts_and_report_are_the_same_and_only_of_ours(home, walk_yaml, monkeypatch):
    asked = []
    monkeypatch.setattr(staleness, "find_staleness", lambda entry, report, home: asked.append(entry.id) or "current")
    ours, theirs = registry.find("coactivation/lenet5-epochs"), registry.find(str(walk_yaml))
    report = {"tier": "paper", "code": "1"}

    def find(entry, report, texts="1"):
        words = replace(KnownWords.read(home), texts=texts)
        word = words.find(entry, report)
        words.keep()
        return word

    assert [find(ours, report) for _ in range(3)] == ["current"] * 3
    assert len(asked) == 1
    find(ours, report | {"code": "2"})
    find(ours, report | {"code": "2"}, texts="2")
    assert len(asked) == 3
    find(theirs, report)
    find(theirs, report)
    assert len(asked) == 5
    (home / KNOWN).write_text("{")
    find(ours, report)
    assert len(asked) == 6
    assert len(json.loads((home / KNOWN).read_text())) == 1

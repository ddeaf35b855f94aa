"""Is a file there whole, or as it was before, whatever happens while it is written?"""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from netsci_bench.storage.atomic import atomic_file, write_json, write_text


def test_what_is_written_replaces_what_was_there(tmp_path):
    write_text(tmp_path / "a.txt", "Größe\n")
    write_text(tmp_path / "a.txt", "größer\n")
    write_json(tmp_path / "b.json", {"ä": 1})
    assert (tmp_path / "a.txt").read_bytes() == "größer\n".encode()
    assert (tmp_path / "b.json").read_text("utf-8") == '{"ä": 1}'
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.json"]


@pytest.mark.parametrize("crash", [RuntimeError, KeyboardInterrupt])
def test_a_crash_leaves_the_old_file_and_nothing_else(tmp_path, crash):
    write_text(tmp_path / "a.txt", "old")

    def half():
        with atomic_file(tmp_path / "a.txt") as part:
            part.write_text("half")
            raise crash

    with pytest.raises(crash):
        half()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_the_file_is_on_the_disk_before_it_is_renamed_and_the_folder_afterwards(tmp_path, monkeypatch):
    steps = []
    real = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), real[0](handle)))
    monkeypatch.setattr(os, "replace", lambda source, target: (steps.append("replace"), real[1](source, target)))
    write_text(tmp_path / "a.txt", "new")
    assert steps == (["fsync", "replace", "fsync"] if os.name == "posix" else ["fsync", "replace"])


@pytest.mark.parametrize("writers", [2, 5])
def test_several_may_write_the_same_json_at_once(tmp_path, writers):
    """As two benches do that plan the same run on a fresh home."""
    file, rounds = tmp_path / "a.json", 40
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(lambda number: [write_json(file, [number] * 1000) for _ in range(rounds)], range(writers)))
    assert len(set(json.loads(file.read_text()))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]

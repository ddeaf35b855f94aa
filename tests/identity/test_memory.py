"""Is what was read of source files kept as long as nothing changed, and forgotten as soon as anything did?"""

import os

import pytest

from netsci_bench.identity.memory import MEMORY, read_source, sources_at_rest


@pytest.fixture
def files(tmp_path):
    """Two source files that were read while nothing changed, and something that was derived from them."""
    paths = [tmp_path / "one.py", tmp_path / "two.py"]
    for path in paths:
        path.write_text("A = 1\n")
    MEMORY.forget_if_edited()
    with sources_at_rest():
        for path in paths:
            read_source(path)
        MEMORY.derived["a test", "of it"] = "derived"
    yield paths
    MEMORY.texts.clear()
    MEMORY.derived.clear()


def same_size_and_time(path):
    before = path.stat()
    path.write_text("A = 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "a longer text": lambda path: path.write_text("A = 10\n"),
    "as long, and as old": same_size_and_time,
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "no text": lambda path: path.write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("which", [0, 1])
def test_any_change_of_any_file_forgets_everything(files, what, which):
    CHANGES[what](files[which])
    with sources_at_rest():
        assert ("a test", "of it") not in MEMORY.derived
        assert not MEMORY.texts.keys() & set(files)


def test_without_a_change_nothing_is_forgotten_and_touching_is_none(files):
    os.utime(files[0], (1, 1))
    with sources_at_rest():
        assert MEMORY.derived["a test", "of it"] == "derived"


def test_inside_files_are_as_they_were_at_first_and_outside_as_they_are(files):
    with sources_at_rest():
        files[0].write_text("A = 3\n")
        assert read_source(files[0]) == "A = 1\n"
        with sources_at_rest():
            assert read_source(files[0]) == "A = 1\n"
    assert read_source(files[0]) == "A = 3\n"

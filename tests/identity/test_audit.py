"""Does the watch see what an experiment reads, and nothing that is no concern of its address?

This file is nobody's library and not of the bench, so what it does counts as an experiment's doing.
"""

import json
import os

import pytest

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.audit import Watch


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.json"
    path.write_text("[1]")
    return path


def read(watch, path):
    """What the hook is told when a file is opened for reading."""
    watch("open", (str(path), "r", os.O_RDONLY))


def test_a_file_that_is_read_is_named_with_the_line(file):
    watch = Watch(())
    read(watch, file)
    with pytest.raises(Failure, match=rf"(?s)test_audit\.py:\d+: .*{file}.*run\.arrays"):
        watch.check([])


@pytest.mark.parametrize("allowed", ["file", "folder", "a folder above", "covered"])
def test_what_is_given_or_covered_may_be_read(file, allowed):
    watch = Watch(())
    if allowed == "covered":
        read(watch, file)
        watch.allowed = (f"{os.sep}",)  # modules of this test process are no concern here
        watch.check([file])
        return
    watch.allow({"file": file, "folder": file.parent, "a folder above": file.parents[1]}[allowed])
    read(watch, file)
    assert watch.used == []


def test_a_link_to_a_larger_disk_is_followed(file, tmp_path):
    link = tmp_path / "home" / "data"
    link.parent.mkdir()
    link.symlink_to(file.parent)
    watch = Watch(())
    watch.allow(link)
    read(watch, link / file.name)
    read(watch, file)
    assert watch.used == []


def test_what_the_run_has_written_itself_may_be_read_also_under_another_name(file, tmp_path):
    watch = Watch(())
    for event, details in [
        ("open", (str(file), "w", os.O_WRONLY | os.O_CREAT)),
        ("os.rename", (str(file), str(tmp_path / "other"), -1, -1)),
        ("os.mkdir", (str(tmp_path / "folder"), 511, -1)),
    ]:
        watch(event, details)
    for path in (file, tmp_path / "other", tmp_path / "folder" / "inside"):
        read(watch, path)
    assert watch.used == []


@pytest.mark.parametrize(
    ("event", "details", "seen"),
    [
        ("socket.connect", (None, ("192.0.2.1", 80)), True),
        ("socket.connect", (None, ("example.org", 80)), True),
        ("socket.connect", (None, ("127.0.0.1", 80)), False),
        ("socket.connect", (None, ("::1", 80, 0, 0)), False),
        ("socket.connect", (None, "/tmp/socket"), False),
        ("subprocess.Popen", ("cat", ["cat"], None, None), True),
        ("os.listdir", (f"{os.sep}nowhere",), True),
        ("os.listdir", (None,), True),
        ("open", (3, "r", 0), False),
        ("open", (f"{os.sep}proc{os.sep}cpuinfo", "r", 0), True),
        ("ctypes.dlopen", ("libc.so.6",), False),
        ("compile", (None, None), False),
    ],
    ids=str,
)
def test_each_kind_of_event_is_told_apart(event, details, seen):
    watch = Watch(())
    watch(event, details)
    assert bool(watch.used) == seen


def test_the_hook_itself_opens_nothing_and_hears_nothing_of_itself(file):
    watch = Watch(())

    class Reads(os.PathLike):
        def __fspath__(self):
            watch("open", (str(file.parent / "inner"), "r", 0))
            return str(file)

    watch("open", (Reads(), "r", 0))
    assert [one.path for one in watch.used] == [str(file)]


def test_a_library_that_reads_for_the_experiment_is_the_experiments_doing(file):
    watch = Watch(())
    json.loads('{"a": 1}', object_hook=lambda _: read(watch, file))
    assert [one.path for one in watch.used] == [str(file)]

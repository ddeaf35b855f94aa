"""Is what is called done ever anything else? Crashes, changed bytes, full disks, two processes at once."""

import json
import os
import resource
import stat
import sys
import threading
from pathlib import Path

import pytest
from command_line import CommandLine, kill, say_how_it_ended, wait_until

from netsci_bench.contract.errors import Failure, Interrupted
from netsci_bench.storage.store import Store

ADDRESS = "a" * 20

SLOWLY = """
import sys, time
from pathlib import Path
from netsci_bench.storage.store import Store

def build(folder):
    with open(sys.argv[2], "a") as note:
        note.write("built\\n")
    time.sleep(0.5)
    (folder / "answer").write_text("42")

print((Store(Path(sys.argv[1])).get("a" * 20, build) / "answer").read_text())
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "störe with a space")


def write(text="42", name="answer"):
    def build(folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return build


def never(folder):
    raise AssertionError("was built again")


def places(store):
    return {p.relative_to(store.root).as_posix() for p in store.root.glob("*/*") if p.parent.name != "locks"}


def test_what_is_built_once_is_found_afterwards(store):
    folder = store.get(ADDRESS, write())
    assert (folder / "answer").read_text() == "42"
    assert store.get(ADDRESS, never) == folder == store.done(ADDRESS)
    assert places(store) == {f"done/{ADDRESS}"}


def test_nothing_is_done_before_the_build_is_over(store):
    def build(folder):
        assert store.done(ADDRESS) is None
        assert folder.parent.name == "unfinished"
        write()(folder)

    store.get(ADDRESS, build)


@pytest.mark.parametrize("crash", [RuntimeError, KeyboardInterrupt, SystemExit, Interrupted("stopped")])
def test_a_crash_leaves_a_folder_in_which_the_next_build_goes_on(store, crash):
    def build(folder):
        (folder / "half").write_text("2")
        raise crash

    with pytest.raises(crash if isinstance(crash, type) else type(crash)):
        store.get(ADDRESS, build)
    assert store.done(ADDRESS) is None
    assert places(store) == {f"unfinished/{ADDRESS}"}

    def go_on(folder):
        write(str(21 * int((folder / "half").read_text())))(folder)

    assert (store.get(ADDRESS, go_on) / "answer").read_text() == "42"
    assert places(store) == {f"done/{ADDRESS}"}


@pytest.mark.parametrize("step", ["seal", "os.replace"])
def test_a_crash_between_the_last_file_and_the_rename_leaves_nothing_done(store, monkeypatch, step):
    def dies(*_):
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(f"netsci_bench.storage.store.{step}", dies)
        with pytest.raises(RuntimeError):
            store.get(ADDRESS, write())
    assert store.done(ADDRESS) is None
    assert store.get(ADDRESS, write()) == store.done(ADDRESS)


def flip(folder):
    path = folder / "inner" / "answer"
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "a flipped bit": flip,
    "a truncated file": lambda folder: (folder / "inner" / "answer").write_bytes(b""),
    "a missing file": lambda folder: (folder / "inner" / "answer").unlink(),
    "a file too many": lambda folder: (folder / "inner" / "more").write_text("1"),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "half a manifest": lambda folder: (folder / "manifest.json").write_text("{"),
    "an empty manifest": lambda folder: (folder / "manifest.json").write_text("{}"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_result_is_noticed_and_built_again(store, damage):
    DAMAGE[damage](store.get(ADDRESS, write(name="inner/answer")))
    assert store.done(ADDRESS) is None
    again = store.get(ADDRESS, write("43", name="inner/answer"))
    assert (again / "inner" / "answer").read_text() == "43"
    assert sorted(p.name for p in again.rglob("*")) == ["answer", "inner", "manifest.json"]


def test_the_manifest_names_every_file_by_its_checksum(store):
    folder = store.get(ADDRESS, write("abc", name="inner/answer"))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest == {"inner/answer": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux for the names of open files")
def test_every_file_and_folder_is_written_through_before_the_rename(store, monkeypatch):
    synced, renamed = set(), []
    real = os.fsync, os.replace

    def fsync(handle):
        synced.add(os.readlink(f"/proc/self/fd/{handle}").partition(f"{ADDRESS}")[2])
        real[0](handle)

    def replace(source, target):
        renamed.append(set(synced))
        real[1](source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    store.get(ADDRESS, write(name="inner/answer"))
    assert renamed == [{"", "/inner", "/inner/answer", "/manifest.json"}]


@pytest.mark.system
def test_two_processes_at_one_address_build_it_once(tmp_path):
    note = tmp_path / "note"
    command = [sys.executable, "-c", SLOWLY, str(tmp_path / "store"), str(note)]
    both = [CommandLine(tmp_path).launch(*command) for _ in range(2)]
    assert [say_how_it_ended(process)[0].strip() for process in both] == ["42", "42"]
    assert note.read_text() == "built\n"


@pytest.mark.system
def test_a_killed_builder_keeps_nobody_waiting(tmp_path):
    note = tmp_path / "note"
    script = SLOWLY.replace("time.sleep(0.5)", "time.sleep(600)")
    line = CommandLine(tmp_path)
    first = line.launch(sys.executable, "-c", script, tmp_path / "store", note)
    wait_until(note.exists, "the first step of the build", first)
    kill(first)
    assert line.python("-c", SLOWLY, tmp_path / "store", note).strip() == "42"


def test_waiting_for_another_ends_when_asked_to(store):
    begun, over = threading.Event(), threading.Event()

    def build(folder):
        begun.set()
        over.wait(30)
        write()(folder)

    builder = threading.Thread(target=store.get, args=(ADDRESS, build))
    builder.start()
    begun.wait(30)

    def stop():
        raise Interrupted("the time is over")

    try:
        with pytest.raises(Interrupted):
            store.get(ADDRESS, never, stop)
    finally:
        over.set()
        builder.join()
    assert store.done(ADDRESS)


def test_what_is_forgotten_is_built_again_from_nothing(store):
    def crash(folder):
        (folder / "half").write_text("2")
        raise RuntimeError

    store.get(ADDRESS, write())
    with pytest.raises(RuntimeError):
        store.get("b" * 20, crash)
    store.forget(ADDRESS)
    store.forget("b" * 20)
    assert places(store) == set()
    store.forget("c" * 20)  # nothing to forget is no error


@pytest.fixture
def files_of_one_kilobyte():
    """No file can grow beyond a kilobyte, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def told_in_one_line(error):
    what, _, remedy = str(error).partition("\n")
    return "cannot write" in what and "\n" not in remedy


def test_a_disk_that_takes_no_more_is_told_in_words_and_nothing_is_done(store, files_of_one_kilobyte):
    with pytest.raises(Failure) as told:
        store.get(ADDRESS, write("x" * 5000))
    assert told_in_one_line(told.value)
    assert store.done(ADDRESS) is None


def test_a_short_write_of_numpy_is_told_so_too(store, files_of_one_kilobyte):
    import numpy as np

    with pytest.raises(Failure) as told:
        store.get(ADDRESS, lambda folder: np.save(folder / "x.npy", np.zeros(5000)))
    assert told_in_one_line(told.value)
    assert store.done(ADDRESS) is None


@pytest.mark.parametrize("number", ["ENOSPC", "EDQUOT", "EROFS", "EIO"])
@pytest.mark.parametrize("step", ["mkdir", "fsync", "replace"])
def test_disk_trouble_at_any_step_is_a_failure_and_can_be_gone_on_from(store, monkeypatch, number, step):
    import errno

    def full(*_, **__):
        code = getattr(errno, number)
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr("pathlib.Path.mkdir" if step == "mkdir" else f"os.{step}", full)
        with pytest.raises(Failure) as told:
            store.get(ADDRESS, write())
    assert told_in_one_line(told.value)
    assert store.done(ADDRESS) is None
    assert store.get(ADDRESS, write()) == store.done(ADDRESS)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_to_is_a_failure(store):
    store.root.mkdir(parents=True)
    store.root.chmod(stat.S_IREAD | stat.S_IEXEC)
    with pytest.raises(Failure):
        store.get(ADDRESS, write())


def test_a_file_where_the_store_should_be_is_a_failure(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(Failure) as told:
        Store(tmp_path / "store").get(ADDRESS, write())
    assert told_in_one_line(told.value)


def test_an_error_of_the_experiment_is_not_taken_for_one_of_the_disk(store):
    def build(folder):
        raise FileNotFoundError(2, "No such file or directory", "weights.pt")

    with pytest.raises(FileNotFoundError):
        store.get(ADDRESS, build)

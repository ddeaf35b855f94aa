"""Is what lies in the place of a folder or a file named with its path and a remedy, and never removed?"""

import os

import pytest

from netsci_bench.contract.errors import Failure
from netsci_bench.storage.store import Store

ADDRESS = "a" * 20


def file(path):
    path.write_text("mine")


def nowhere(path):
    path.symlink_to(path.parent / "not there")


def circle(path):
    path.symlink_to(path)


def folder(path):
    path.mkdir()
    (path / "inside").write_text("mine")


IN_THE_PLACE_OF_A_FOLDER = {"a file": file, "a link to nothing": nowhere, "a circle": circle, "a pipe": os.mkfifo}
IN_THE_PLACE_OF_A_FILE = {"a folder": folder, "a link to nothing": nowhere, "a circle": circle, "a pipe": os.mkfifo}
PLACES = [
    *((place, kind) for place in ("", "done", "unfinished", "locks", f"done/{ADDRESS}", f"unfinished/{ADDRESS}")
      for kind in IN_THE_PLACE_OF_A_FOLDER),
    *((place, kind) for place in (f"locks/{ADDRESS}.lock", "ledger.jsonl", "locks/ledger.lock")
      for kind in IN_THE_PLACE_OF_A_FILE),
]  # fmt: skip


def never(_):
    raise AssertionError("was built")


@pytest.mark.parametrize(("place", "kind"), PLACES)
def test_what_is_in_the_way_is_named_and_stays(tmp_path, place, kind):
    store = Store(tmp_path / "store")
    path = store.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    (IN_THE_PLACE_OF_A_FOLDER | IN_THE_PLACE_OF_A_FILE)[kind](path)
    built = place in ("ledger.jsonl", "locks/ledger.lock")  # these are met when the work is done
    with pytest.raises(Failure) as told:
        store.get(ADDRESS, (lambda folder: (folder / "answer").write_text("1")) if built else never)
    said, _, remedy = str(told.value).partition("\n")
    assert said.startswith(str(path))
    assert "\n" not in remedy
    assert "move it away" in remedy
    assert os.path.lexists(path)
    if kind in ("a file", "a folder"):
        assert (path if path.is_file() else path / "inside").read_text() == "mine"


def test_a_store_and_a_result_that_are_links_to_folders_are_used(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "disk")
    store = Store(tmp_path / "store")
    done = store.get(ADDRESS, lambda folder: (folder / "answer").write_text("1"))
    done.rename(tmp_path / "elsewhere")
    done.symlink_to(tmp_path / "elsewhere")
    assert (store.get(ADDRESS, never) / "answer").read_text() == "1"


@pytest.mark.parametrize("forget", [True, False])
def test_a_link_to_a_result_is_replaced_and_what_it_leads_to_is_not_touched(tmp_path, forget):
    store = Store(tmp_path / "store")
    done = store.get(ADDRESS, lambda folder: (folder / "answer").write_text("1"))
    done.rename(tmp_path / "elsewhere")
    done.symlink_to(tmp_path / "elsewhere")
    if forget:
        store.forget(ADDRESS)
        assert store.done(ADDRESS) is None
    else:
        (tmp_path / "elsewhere" / "more").write_text("2")
    assert (store.get(ADDRESS, lambda folder: (folder / "answer").write_text("3")) / "answer").read_text() == "3"
    assert (tmp_path / "elsewhere" / "answer").read_text() == "1"

"""Is a result served whose manifest was edited with it? Does a ledger that was edited, cut or lost mislead us?"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.contract.errors import Failure
from netsci_bench.storage.ledger import _PARSED, ENOUGH, Ledger, _believed, _end
from netsci_bench.storage.manifest import seal
from netsci_bench.storage.store import Store

ADDRESSES = ["a" * 20, "b" * 20, "c" * 20]


def build(text):
    return lambda folder: (folder / "answer").write_text(text)


@pytest.fixture
def store(tmp_path):
    """A store with three results, each of which says its address."""
    store = Store(tmp_path / "store")
    for address in ADDRESSES:
        store.get(address, build(address))
    return store


def edited(store, address, text="edited"):
    """A result that was edited, and its manifest with it."""
    folder = store.root / "done" / address
    (folder / "answer").write_text(text)
    return seal(folder)


def rewritten(store, change):
    """The ledger with its lines changed."""
    file = store.root / "ledger.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(change(lines)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_result_edited_with_its_manifest_is_built_again(store, address):
    edited(store, address)
    assert "manifest" in store.damage(address)
    assert store.done(address) is None
    assert (store.get(address, build(address)) / "answer").read_text() == address
    assert [bool(store.done(known)) for known in ADDRESSES] == [True] * 3


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_a_line_of_the_ledger_edited_with_the_result_is_not_believed(store, address):
    new = edited(store, address).encode()
    old = json.loads((store.root / "ledger.jsonl").read_bytes().splitlines()[ADDRESSES.index(address)])["manifest"]
    rewritten(store, lambda lines: [line.replace(old.encode(), new) for line in lines])
    assert store.done(address) is None


def test_a_line_that_was_taken_out_vouches_for_nothing_and_the_line_before_it_neither(store):
    rewritten(store, lambda lines: [lines[0], lines[2]])
    assert [bool(store.done(address)) for address in ADDRESSES] == [False, False, True]


@pytest.mark.system
@settings(max_examples=40)
@given(cut=st.integers(1, 400))
def test_a_ledger_cut_anywhere_costs_only_what_was_cut_and_is_gone_on_with(tmp_path_factory, cut):
    store = Store(tmp_path_factory.mktemp("cut"))
    for address in ADDRESSES:
        store.get(address, build(address))
    file = store.root / "ledger.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    left = whole[:-cut].count(b"\n")
    held = [bool(store.done(address)) for address in ADDRESSES]
    assert held[:left] == [True] * left
    assert not any(held[left + 1 :])  # of a line only its end may be missing, which says nothing
    for address in ADDRESSES:
        store.get(address, build(address))
    assert all(store.done(address) for address in ADDRESSES)
    assert len([json.loads(line) for line in file.read_text().splitlines()]) >= len(ADDRESSES)


@pytest.mark.system
@given(garbage=st.binary(max_size=200))
def test_whatever_the_ledger_holds_no_edited_result_is_served_and_no_error_raised(tmp_path_factory, garbage):
    store = Store(tmp_path_factory.mktemp("garbage"))
    store.get(ADDRESSES[0], build("1"))
    (store.root / "ledger.jsonl").write_bytes(garbage)
    assert store.done(ADDRESSES[0]) is None
    assert (store.get(ADDRESSES[0], build("2")) / "answer").read_text() == "2"
    assert store.done(ADDRESSES[0])


@given(changes=st.lists(st.tuples(st.sampled_from(["add", "garbage", "cut", "edit"]), st.integers(0, 2)), max_size=8))
def test_a_ledger_read_on_from_where_it_was_read_says_what_a_whole_reading_says(tmp_path_factory, changes):
    root = tmp_path_factory.mktemp("parts")
    ledger = Ledger(root)
    for number, (what, which) in enumerate(changes):
        if what == "add" or not ledger.file.exists():
            ledger.add(ADDRESSES[which], f"seal {number}")
        content = ledger.file.read_bytes()
        if what == "garbage":
            ledger.file.write_bytes(content + b"no json\n")
        elif what == "cut":
            ledger.file.write_bytes(content[: -1 - 7 * which])
        elif what == "edit":
            ledger.file.write_bytes(content.replace(b"seal 0", b"seal X"))
        state = ledger.file.stat()
        on = _believed(ledger.file, state.st_size, state.st_mtime_ns)
        _PARSED.clear()
        assert on == _believed.__wrapped__(ledger.file, 0, 0)


@pytest.mark.parametrize("length", [1, ENOUGH - 1, ENOUGH, 3 * ENOUGH])
def test_the_end_of_a_ledger_is_found_whatever_stands_before_it(tmp_path, length):
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"x" * length + b"\nlast\nhalf")
    assert _end(file) == (length + len("\nlast\n"), b"last")
    file.write_bytes(b"x" * length + b"\nhalf")
    assert _end(file) == (length + 1, b"x" * length)
    file.write_bytes(b"x" * length)
    assert _end(file) == (0, b"")


def test_a_ledger_that_is_gone_is_said_in_one_line_and_made_again(store, caplog):
    (store.root / "ledger.jsonl").unlink()
    assert all(store.done(address) for address in ADDRESSES)
    (line,) = [record.getMessage() for record in caplog.records]
    assert "ledger.jsonl is missing" in line
    edited(store, ADDRESSES[1])
    assert [bool(store.done(address)) for address in ADDRESSES] == [True, False, True]


def test_a_result_that_was_put_into_the_store_by_hand_is_built_again(store):
    folder = store.root / "done" / ("d" * 20)
    folder.mkdir()
    build("by hand")(folder)
    seal(folder)
    assert store.done(folder.name) is None


def test_a_folder_in_the_place_of_the_ledger_is_named(tmp_path):
    (tmp_path / "ledger.jsonl").mkdir()
    with pytest.raises(Failure) as told:
        Store(tmp_path).get(ADDRESSES[0], build("1"))
    assert str(tmp_path / "ledger.jsonl") in str(told.value)


def test_a_line_that_did_not_fit_on_the_disk_leaves_none_of_it(store, monkeypatch):
    file = store.root / "ledger.jsonl"
    before = file.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("netsci_bench.storage.ledger.fsync", full)
        with pytest.raises(OSError, match="No space"):
            Ledger(store.root).add("d" * 20, "0")
    assert file.read_bytes() == before

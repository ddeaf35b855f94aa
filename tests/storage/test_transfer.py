"""Does what one store exports arrive in another as it was, and nothing else?"""

import io
import json
import shutil
import tarfile

import pytest
from filelock import FileLock

from netsci_bench.contract.errors import Mistake
from netsci_bench.storage.store import Store
from netsci_bench.storage.transfer import export_store, import_store

DONE, HALF = "d" * 20, "a" * 20


@pytest.fixture
def here(tmp_path):
    return Store(tmp_path / "hier und dort")


@pytest.fixture
def there(tmp_path):
    return Store(tmp_path / "there")


def build(text):
    def write(folder):
        (folder / "arrays").mkdir(exist_ok=True)
        (folder / "arrays" / "ε.npy").write_text(text)

    return write


def half_done(store, address=HALF, text="epoch 3"):
    folder = store.root / "unfinished" / address
    folder.mkdir(parents=True)
    (folder / "checkpoint.pt").write_text(text)


def claims(store, address, *digests):
    (store.root / "claims").mkdir(parents=True, exist_ok=True)
    (store.root / "claims" / f"{address}.json").write_text(json.dumps(digests))


def tree(store):
    files = (
        p for p in store.root.rglob("*") if p.is_file() and p.parent.name != "locks" and p.name != "ledger.jsonl"
    )
    return {p.relative_to(store.root).as_posix(): p.read_bytes() for p in files}


@pytest.mark.parametrize("name", ["store.tar", "store.tar.gz"])
def test_everything_arrives_as_it_was_and_counts_as_done(here, there, tmp_path, name):
    here.get(DONE, build("0.25"))
    half_done(here)
    (here.root / "unfinished" / ("e" * 20)).mkdir()  # a seed that waits for its training
    claims(here, DONE, "one", "two")
    assert export_store(here, tmp_path / name) == {"finished": 1, "unfinished": 1}
    assert import_store(there, tmp_path / name) == {"finished": 1, "unfinished": 1}
    assert tree(there) == tree(here)
    assert there.done(DONE)
    assert not list(there.root.glob("importing-*"))
    assert import_store(there, tmp_path / name) == {"already there": 2}


def test_what_is_there_stays_and_a_finished_address_replaces_its_checkpoint(here, there, tmp_path):
    here.get(DONE, build("theirs"))
    half_done(here, text="theirs")
    there.get(DONE, build("ours"))
    half_done(there, text="ours")
    before = tree(there)
    export_store(here, tmp_path / "a.tar")
    import_store(there, tmp_path / "a.tar")
    assert tree(there) == before
    here.get(HALF, build("finished since"))
    export_store(here, tmp_path / "b.tar")
    assert import_store(there, tmp_path / "b.tar") == {"finished": 1, "already there": 1}
    assert there.done(HALF)
    assert not (there.root / "unfinished" / HALF).exists()


def test_of_a_seed_that_was_started_in_two_places_only_claims_that_both_knew_are_older(here, there, tmp_path):
    here.get(DONE, build("1"))
    claims(here, DONE, "one", "two")
    claims(there, DONE, "two", "three")
    export_store(here, tmp_path / "a.tar")
    import_store(there, tmp_path / "a.tar")
    assert json.loads((there.root / "claims" / f"{DONE}.json").read_text()) == ["two"]


def test_what_is_damaged_or_in_use_is_left_out_and_told(here, tmp_path):
    here.get(DONE, build("1"))
    (here.done("b" * 20) or here.get("b" * 20, build("2")) / "arrays" / "ε.npy").write_text("edited")
    half_done(here)
    with FileLock(here.root / "locks" / f"{HALF}.lock"):
        assert export_store(here, tmp_path / "a.tar") == {"finished": 1, "damaged": 1, "in use": 1}
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert {name.split("/")[1] for name in tar.getnames() if "/" in name} == {DONE}


def test_an_empty_store_is_not_exported(here, tmp_path):
    with pytest.raises(Mistake, match="nothing to export"):
        export_store(here, tmp_path / "a.tar")
    assert list(tmp_path.glob("*a.tar*")) == []


def rewritten(source, target, change):
    """The same tar with members changed: ``change(name, content)`` gives them, or None to leave one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            if (pair := change(member.name, old.extractfile(member).read())) is not None:
                member.name, member.size, member.pax_headers = pair[0], len(pair[1]), {}
                new.addfile(member, io.BytesIO(pair[1]))


def edited(name, content):
    return name, content.replace(b"0.25", b"0.75")


def edited_with_its_checksum_in_the_manifest(name, content):
    return (name, content) if name.endswith("checksums.json") else (name, content.replace(b"e", b"f", 1))


FORGED = {
    "a number is edited": edited,
    "a manifest is edited, too": edited_with_its_checksum_in_the_manifest,
    "a file is left out": lambda name, content: None if name.endswith("npy") else (name, content),
    "a file is added": lambda name, content: (name.replace("checkpoint", "checkpoint2"), content),
    "the checksums are left out": lambda name, content: None if name == "checksums.json" else (name, content),
    "it leads out of the store": lambda name, content: (name.replace("unfinished/", "../../"), content),
    "it leads to the ledger": lambda name, content: (
        name.replace(f"unfinished/{HALF}/checkpoint.pt", "ledger.jsonl"),
        content,
    ),
    "an address is none": lambda name, content: (name.replace(DONE, "results"), content),
    "a folder leads upwards": lambda name, content: (name.replace("arrays/", "arrays/../../../"), content),
}


@pytest.mark.parametrize("how", FORGED)
def test_of_a_tar_that_is_not_as_it_was_written_nothing_is_taken_in(here, there, tmp_path, how):
    here.get(DONE, build("0.25"))
    half_done(here)
    export_store(here, tmp_path / "a.tar")
    rewritten(tmp_path / "a.tar", tmp_path / "b.tar", FORGED[how])
    with pytest.raises(Mistake):
        import_store(there, tmp_path / "b.tar")
    assert tree(there) == {}
    assert {p.name for p in tmp_path.iterdir()} == {here.root.name, there.root.name, "a.tar", "b.tar"}


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.9])
@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_half_a_tar_is_refused_in_words(here, there, tmp_path, name, share):
    here.get(DONE, build("".join(map(str, range(20_000)))))
    export_store(here, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(Mistake, match=r"cannot be read|not as it was written|does not end with"):
        import_store(there, tmp_path / name)
    assert tree(there) == {}


def test_links_in_a_tar_are_refused(here, there, tmp_path):
    link = tarfile.TarInfo(f"done/{DONE}/answer")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.addfile(link)
    with pytest.raises(Mistake, match="no part of a store"):
        import_store(there, tmp_path / "a.tar")
    shutil.rmtree(there.root)

"""Is a broken copy on the disk noticed, refused and replaced, without hashing large data at each use?"""

import logging
import os

import numpy as np
import pytest

from netsci_bench.contract.errors import DataUnavailable
from netsci_bench.data.fetch import arrays
from netsci_bench.data.verify import folder_of, verify

DAMAGES = {
    "a flipped bit": lambda file: _write(file, file.read_bytes()[:-1] + bytes([file.read_bytes()[-1] ^ 1])),
    "a truncated file": lambda file: os.truncate(file, 500),
    "an empty file": lambda file: os.truncate(file, 0),
    "another file": lambda file: _write(file, b"this is no array"),
    "another type": lambda file: np.save(file, np.load(file).astype(np.int16)),
    "the same bytes as another type": lambda file: np.save(file, np.load(file).view(np.int8)),
    "a flipped bit under the old time": lambda file: _keeping_time(file, DAMAGES["a flipped bit"]),
    "a missing file": lambda file: file.unlink(),
}


def _write(file, content):
    file.write_bytes(content)


def _keeping_time(file, damage):
    before = file.stat()
    damage(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def quiet(_):
    pass


@pytest.fixture
def stored(tmp_path, server, tiny):
    """A data set that is on the disk already."""
    data = tiny.dataset(("url", server.url))
    arrays(data, tmp_path, quiet)
    server.requests.clear()
    return data


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_copy_is_noticed_and_fetched_again(tmp_path, server, tiny, stored, caplog, damage):
    DAMAGES[damage](folder_of(stored, tmp_path) / "train_images.npy")
    with caplog.at_level(logging.WARNING):
        found = arrays(stored, tmp_path, quiet)
    np.testing.assert_array_equal(found["train_images"], tiny.arrays["train_images"])
    assert len(server.requests) == 4
    assert {state for _, state in verify(stored, tmp_path)} == {"ok"}
    assert ("broken" in caplog.text) == (damage != "a missing file")


@pytest.mark.parametrize("damage", [lambda file: file.write_text("{"), lambda file: file.unlink()])
def test_a_damaged_or_missing_manifest_costs_a_hash_and_no_download(tmp_path, server, stored, damage):
    damage(folder_of(stored, tmp_path) / "manifest.json")
    arrays(stored, tmp_path, quiet)
    assert not server.requests


def test_the_same_name_with_other_checksums_is_another_data_set(tmp_path, stored):
    swapped = {**stored.arrays, "test_labels": stored.arrays["train_labels"]}
    with pytest.raises(DataUnavailable, match="test_labels has the shape"):
        arrays(stored.model_copy(update={"arrays": swapped}), tmp_path, quiet)
    assert {state for _, state in verify(stored, tmp_path)} == {"ok"}


def test_what_a_killed_process_left_behind_does_not_disturb(tmp_path, server, tiny):
    data = tiny.dataset(("url", server.url))
    left = tmp_path / "data" / f"tiny@{data.fingerprint}.unfinished"
    left.mkdir(parents=True)
    (left / "train_images.npy").write_bytes(b"half")
    arrays(data, tmp_path, quiet)
    assert not left.exists()


def test_a_large_data_set_is_hashed_only_when_its_files_have_changed(tmp_path, server, tiny, stored, monkeypatch):
    monkeypatch.setattr("netsci_bench.data.cache.ALWAYS_HASHED_BYTES", 100)
    file = folder_of(stored, tmp_path) / "train_images.npy"
    DAMAGES["a flipped bit under the old time"](file)
    believed = arrays(stored, tmp_path, quiet)["train_images"]  # nobody looked into it
    assert (believed != tiny.arrays["train_images"]).sum() == 1
    assert not server.requests
    os.utime(file, ns=(1, 1))
    np.testing.assert_array_equal(arrays(stored, tmp_path, quiet)["train_images"], tiny.arrays["train_images"])
    assert len(server.requests) == 4


def test_a_damaged_large_data_set_is_noticed_too(tmp_path, server, stored, monkeypatch):
    monkeypatch.setattr("netsci_bench.data.cache.ALWAYS_HASHED_BYTES", 100)
    DAMAGES["a flipped bit"](folder_of(stored, tmp_path) / "train_images.npy")
    arrays(stored, tmp_path, quiet)
    assert len(server.requests) == 4

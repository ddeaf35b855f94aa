"""Is a data set always the right one: from whatever source, from the disk, and after an accident?"""

import gzip
import os

import numpy as np
import pytest

from netsci_bench.contract.errors import DataUnavailable, Failure
from netsci_bench.data.fetch import arrays
from netsci_bench.data.verify import folder_of, verify


def quiet(_):
    pass


@pytest.fixture(autouse=True)
def _no_data_of_the_developer(monkeypatch):
    monkeypatch.delenv("NETSCI_BENCH_DATA", raising=False)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "höme of the bench"


def same(found, tiny):
    return found.keys() == tiny.arrays.keys() and all(np.array_equal(found[n], a) for n, a in tiny.arrays.items())


def test_arrays_are_fetched_once_and_then_read_from_the_disk(home, server, tiny):
    data = tiny.dataset(("url", server.url))
    assert same(arrays(data, home, quiet), tiny)
    assert same(arrays(data, home, quiet), tiny)
    assert sorted(path for path, _ in server.requests) == sorted(tiny.files)


def test_arrays_are_memory_mapped_and_cannot_be_written_to(home, server, tiny):
    images = arrays(tiny.dataset(("url", server.url)), home, quiet)["train_images"]
    assert isinstance(images, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        images[0] = 0


def test_only_the_finished_data_set_stays_behind(home, server, tiny):
    data = tiny.dataset(("url", server.url))
    arrays(data, home, quiet)
    left = {path.name for path in (home / "data").iterdir()} - {f"{folder_of(data, home).name}.lock"}
    assert left == {f"tiny@{data.fingerprint}"}
    assert {p.name for p in folder_of(data, home).iterdir()} == {f"{n}.npy" for n in tiny.arrays} | {"manifest.json"}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_folder_of_the_user_is_read_and_left_alone(tmp_path, home, tiny, monkeypatch, suffix):
    own = tmp_path / "my dâta" / "mine"
    own.mkdir(parents=True)
    for name, content in tiny.files.items():
        (own / f"{name}{suffix}").write_bytes(gzip.compress(content) if suffix else content)
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(own.parent))
    assert same(arrays(tiny.dataset(("folder", "mine")), home, quiet), tiny)
    assert len(list(own.iterdir())) == 4


def test_wrong_bytes_in_the_users_folder_are_refused_but_not_deleted(tmp_path, home, server, tiny, monkeypatch):
    (tmp_path / "mine").mkdir()
    for name, content in tiny.files.items():
        (tmp_path / "mine" / name).write_bytes(content[:-1] + b"\xff")
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(tmp_path))
    assert same(arrays(tiny.dataset(("folder", "mine"), ("url", server.url)), home, quiet), tiny)
    assert len(list((tmp_path / "mine").iterdir())) == 4


def test_wrong_bytes_are_refused_and_the_next_source_is_tried(home, server, tiny):
    for name, content in tiny.files.items():
        server.content[f"wrong/{name}"] = content[:-1] + bytes([content[-1] ^ 1])
    data = tiny.dataset(("url", f"{server.url}wrong"), ("url", server.url))
    assert same(arrays(data, home, quiet), tiny)
    assert [path for path, _ in server.requests][:5:4] == ["wrong/train-images", "train-images"]


def test_an_error_page_in_place_of_a_file_is_refused_and_deleted(home, server, tiny):
    server.content["test-labels"] = b"<html>please log in</html>"
    data = tiny.dataset(("url", server.url))
    with pytest.raises(DataUnavailable, match="test-labels is not an IDX file"):
        arrays(data, home, quiet)
    assert not list(home.rglob("test-labels*"))
    server.content["test-labels"] = tiny.files["test-labels"]
    assert same(arrays(data, home, quiet), tiny)


def test_another_shape_of_the_same_bytes_is_refused(home, server, tiny):
    server.content["train-images"] = tiny.idx(tiny.arrays["train_images"].reshape(5, 14, 56))
    with pytest.raises(DataUnavailable, match=r"train_images has the shape \[5, 14, 56\], not \[5, 28, 28\]"):
        arrays(tiny.dataset(("url", server.url)), home, quiet)


def test_half_a_download_that_was_wrong_is_fetched_anew(home, server, tiny):
    data = tiny.dataset(("url", server.url))
    part = folder_of(data, home).with_name(f"tiny@{data.fingerprint}.downloads") / "1-url" / "train-images.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 500)
    assert same(arrays(data, home, quiet), tiny)
    assert ("train-images", "bytes=500-") in server.requests


def test_the_error_names_every_source_its_reason_and_what_to_do(tmp_path, home, server, tiny, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    server.content.clear()
    data = tiny.dataset(("folder", "mine"), ("url", server.url), ("npm", "some==1"), ("apt", "other"))
    with pytest.raises(DataUnavailable) as raised:
        arrays(data, home, quiet)
    text = str(raised.value)
    assert text.startswith("data set tiny: no source gave Tiny with the right checksums")
    for line in (
        "1. folder mine: NETSCI_BENCH_DATA is not set",
        f"2. url {server.url}: {server.url}train-images answered 404 Not Found",
        "3. npm some==1: npm is not installed",
        "4. apt other: apt-get is not installed",
        "put train-images, train-labels, test-images, test-labels into $NETSCI_BENCH_DATA/mine",
        "install npm",
    ):
        assert line in text
    assert raised.value.exit_code == 4


def test_a_home_that_cannot_be_written_to_is_reported_with_a_remedy(home, server, tiny):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file, not a folder")
    with pytest.raises(Failure, match=r"cannot keep data.*\n.*NETSCI_BENCH_HOME"):
        arrays(tiny.dataset(("url", server.url)), home, quiet)


def test_verify_tells_missing_from_corrupt_from_ok(home, server, tiny):
    data = tiny.dataset(("url", server.url))
    assert {state for _, state in verify(data, home)} == {"missing"}
    arrays(data, home, quiet)
    assert {state for _, state in verify(data, home)} == {"ok"}
    os.truncate(folder_of(data, home) / "train_images.npy", 500)
    (folder_of(data, home) / "test_labels.npy").unlink()
    assert dict(verify(data, home)) == {
        "train_images": "corrupt",
        "train_labels": "ok",
        "test_images": "ok",
        "test_labels": "missing",
    }

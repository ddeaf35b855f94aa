"""Do all published forms of CIFAR-10 give the same arrays, and is what is damaged refused?"""

import gzip
import io
import json
import pickle
import struct
import tarfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from netsci_bench.data.formats.readers import read_arrays
from netsci_bench.data.sources.errors import SourceError

NAMES = ["train_images", "train_labels", "test_images", "test_labels"]
PARTS = [*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"]
EACH = 3  # images in a part


@pytest.fixture
def cifar() -> SimpleNamespace:
    """Six parts of random images: the arrays that they make, and the parts' contents in each form."""
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(len(PARTS), EACH, 3, 32, 32)).astype(np.uint8)
    labels = rng.integers(10, size=(len(PARTS), EACH)).astype(np.uint8)
    arrays = {
        "train_images": images[:5].reshape(-1, 3, 32, 32),
        "train_labels": labels[:5].ravel(),
        "test_images": images[5],
        "test_labels": labels[5],
    }
    rows = [(label, image.reshape(EACH, -1)) for label, image in zip(labels, images, strict=True)]
    binary = [np.column_stack(row).astype(np.uint8).tobytes() for row in rows]
    python = [pickle.dumps({b"data": i, b"labels": y.tolist(), b"batch_label": b"x"}, 3) for y, i in rows]
    return SimpleNamespace(arrays=arrays, binary=binary, python=python, images=images, labels=labels)


def _written(folder: Path, contents: list[bytes], ending: str) -> list[Path]:
    files = [folder / f"{name}{ending}" for name in PARTS]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    return files


def _archive(folder: Path, contents: list[bytes], ending: str) -> Path:
    file = folder / "cifar.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for name, content in zip(PARTS, contents, strict=True):
            member = tarfile.TarInfo(f"cifar-10-batches/{name}{ending}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file


def _pictures(folder: Path, cifar: SimpleNamespace) -> list[Path]:
    files = []
    for name, images in zip(PARTS, cifar.images, strict=True):
        files.append(folder / f"{name}.png")
        Image.fromarray(images.transpose(0, 2, 3, 1).reshape(EACH, 1024, 3)).save(files[-1])
    for name, labels in (("train", cifar.labels[:5].ravel()), ("test", cifar.labels[5])):
        files.append(folder / f"{name}.json")
        files[-1].write_text(json.dumps(labels.tolist()))
    return files


def _same(found: dict[str, np.ndarray], arrays: dict[str, np.ndarray]) -> None:
    assert list(found) == NAMES
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == np.uint8


@pytest.mark.parametrize(("form", "ending"), [("binary", ".bin"), ("python", "")])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_single_files_give_the_arrays_compressed_or_not(tmp_path, cifar, form, ending, pack):
    files = _written(tmp_path, [pack(part) for part in getattr(cifar, form)], ending)
    _same(read_arrays(f"cifar-{form}", files, NAMES), cifar.arrays)


@pytest.mark.parametrize(("form", "ending"), [("binary", ".bin"), ("python", "")])
def test_the_official_archive_gives_the_same_arrays(tmp_path, cifar, form, ending):
    archive = _archive(tmp_path, getattr(cifar, form), ending)
    _same(read_arrays(f"cifar-{form}", [archive], NAMES), cifar.arrays)


def test_pictures_of_one_image_a_row_give_the_same_arrays(tmp_path, cifar):
    _same(read_arrays("cifar-pictures", _pictures(tmp_path, cifar), NAMES), cifar.arrays)


def test_a_pickle_in_fortran_order_gives_the_same_arrays(tmp_path, cifar):
    parts = [pickle.loads(part) for part in cifar.python]
    turned = [pickle.dumps({**part, b"data": np.asfortranarray(part[b"data"])}, 3) for part in parts]
    _same(read_arrays("cifar-python", _written(tmp_path, turned, ""), NAMES), cifar.arrays)


@pytest.mark.parametrize("content", [b"", b"\x00" * 3072, b"\x00" * 3074])
def test_a_binary_file_of_half_an_image_is_refused(tmp_path, cifar, content):
    files = _written(tmp_path, [*cifar.binary[:5], content], ".bin")
    with pytest.raises(SourceError, match="not a whole number of images"):
        read_arrays("cifar-binary", files, NAMES)


def test_a_pickle_that_wants_to_run_something_is_refused(tmp_path, cifar):
    files = _written(tmp_path, [*cifar.python[:5], b"\x80\x02cos\nsystem\n."], "")
    with pytest.raises(SourceError, match=r"asks for os.system, which is not an array: refused"):
        read_arrays("cifar-python", files, NAMES)


@pytest.mark.parametrize("wrong", [7, {b"data": 1}, {b"data": np.zeros((3, 3072), np.uint8), b"labels": [1]}])
def test_a_pickle_of_something_else_is_refused(tmp_path, cifar, wrong):
    files = _written(tmp_path, [*cifar.python[:5], pickle.dumps(wrong, 3)], "")
    with pytest.raises(SourceError, match="pickle"):
        read_arrays("cifar-python", files, NAMES)


def test_an_archive_without_a_part_or_cut_short_is_refused(tmp_path, cifar):
    archive = _archive(tmp_path, cifar.binary, ".bin")
    with pytest.raises(SourceError, match="holds no data_batch_1, data_batch_2"):
        read_arrays("cifar-python", [archive], NAMES)
    archive.write_bytes(archive.read_bytes()[:-2000])
    with pytest.raises(SourceError, match="truncated or damaged"):
        read_arrays("cifar-binary", [archive], NAMES)


def test_a_picture_of_another_shape_or_kind_is_refused(tmp_path, cifar):
    files = _pictures(tmp_path, cifar)
    Image.new("RGB", (1000, EACH)).save(files[2])
    with pytest.raises(SourceError, match="1000 wide, not RGB and 1024"):
        read_arrays("cifar-pictures", files, NAMES)
    Image.new("L", (1024, EACH)).save(files[2])
    with pytest.raises(SourceError, match="is L and 1024 wide"):
        read_arrays("cifar-pictures", files, NAMES)


@pytest.mark.parametrize("damage", [lambda b: b[:-300], lambda b: b"GIF89a" + b[6:], lambda b: b""])
def test_a_damaged_picture_is_refused(tmp_path, cifar, damage):
    files = _pictures(tmp_path, cifar)
    files[0].write_bytes(damage(files[0].read_bytes()))
    with pytest.raises(SourceError, match=r"data_batch_1\.png is damaged"):
        read_arrays("cifar-pictures", files, NAMES)


@pytest.mark.parametrize("text", ["[1, 2]", "[300, 1, 2]", '{"a": 1}', "[", "[[1], [2, 3]]"])
def test_labels_that_are_no_list_of_one_byte_each_are_refused(tmp_path, cifar, text):
    files = _pictures(tmp_path, cifar)
    files[-1].write_text(text)
    with pytest.raises(SourceError, match=r"test\.json"):
        read_arrays("cifar-pictures", files, NAMES)


def test_the_order_of_bytes_is_that_of_the_official_files(tmp_path, cifar):
    red_green_blue = struct.pack("B", 7) + b"\x01" * 1024 + b"\x02" * 1024 + b"\x03" * 1024
    found = read_arrays("cifar-binary", _written(tmp_path, [red_green_blue] * 6, ".bin"), NAMES)
    assert found["test_labels"].tolist() == [7]
    assert found["test_images"][0, :, 0, 0].tolist() == [1, 2, 3]

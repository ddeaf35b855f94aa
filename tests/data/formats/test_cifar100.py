"""Do the published forms of CIFAR-100 give the same arrays, with the fine labels?"""

import hashlib
import io
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset, Source
from netsci_bench.contract.errors import DataUnavailable, Mistake
from netsci_bench.data.fetch import arrays
from netsci_bench.data.formats.readers import read_arrays
from netsci_bench.data.own.registration import fetch_and_measure
from netsci_bench.data.sources.errors import SourceError

NAMES = ["train_images", "train_labels", "test_images", "test_labels"]
SIZES = {"train": 6, "test": 2}


def made() -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Images as rows, fine and coarse labels of both parts."""
    rng = np.random.default_rng(0)
    return {
        part: (
            rng.integers(256, size=(n, 3072)).astype(np.uint8),
            rng.integers(100, size=n),
            rng.integers(20, size=n),
        )
        for part, n in SIZES.items()
    }


def contents(form: str) -> dict[str, bytes]:
    if form == "binary":
        return {
            f"{part}.bin": np.column_stack([coarse, fine, rows]).astype(np.uint8).tobytes()
            for part, (rows, fine, coarse) in made().items()
        }
    told = {
        part: {
            b"data": rows,
            b"fine_labels": fine.tolist(),
            b"coarse_labels": coarse.tolist(),
            b"filenames": [b"a.png"],
        }
        for part, (rows, fine, coarse) in made().items()
    }
    return {part: pickle.dumps(content, 3) for part, content in told.items()}


def archive(folder: Path, form: str) -> Path:
    file = folder / f"cifar-100-{form}.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        for name, content in contents(form).items():
            member = tarfile.TarInfo(f"cifar-100-{form}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


@pytest.mark.parametrize("form", ["binary", "python"])
@pytest.mark.parametrize("packed", [True, False])
def test_every_form_gives_the_images_with_their_fine_labels(tmp_path, form, packed):
    files = [archive(tmp_path, form)]
    if not packed:
        files = [tmp_path / name for name in contents(form)]
        for file in files:
            file.write_bytes(contents(form)[file.name])
    found = read_arrays(f"cifar100-{form}", files, NAMES)
    for part, (rows, fine, _) in made().items():
        np.testing.assert_array_equal(found[f"{part}_images"], rows.reshape(-1, 3, 32, 32))
        np.testing.assert_array_equal(found[f"{part}_labels"], fine)
        assert found[f"{part}_labels"].dtype == np.uint8


def test_a_file_of_the_other_set_is_refused(tmp_path):
    (tmp_path / "train.bin").write_bytes(b"\0" * 3073 * 2)
    with pytest.raises(SourceError, match="not a whole number of images of 3074 bytes"):
        read_arrays("cifar100-binary", [tmp_path / "train.bin"] * 2, NAMES)


def described(md5: str, size: int = 6) -> Dataset:
    shapes = ((size, 3, 32, 32), (size,), (2, 3, 32, 32), (2,))
    source = Source(kind="folder", at=".", files=("cifar-100-python.tar.gz",), read="cifar100-python", md5=(md5,))
    specs = {name: ArraySpec(shape=shape) for name, shape in zip(NAMES, shapes, strict=True)}
    return Dataset(name="hundred", title="Hundred", licence="x", source="x", arrays=specs, sources=(source,))


def test_what_nobody_has_measured_is_measured_once_the_publishers_checksum_is_right(tmp_path, monkeypatch):
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(tmp_path))
    about = described(hashlib.md5(archive(tmp_path, "python").read_bytes()).hexdigest())
    with pytest.raises(
        DataUnavailable, match=r"measured on your machine\n.*first run `netsci-bench data fetch hundred`"
    ):
        arrays(about, tmp_path, lambda _: None)
    kept = fetch_and_measure(about, tmp_path, lambda _: None)
    assert kept.measured
    assert kept.fingerprint not in (about.fingerprint, "")
    found = arrays(kept, tmp_path, lambda _: None)
    np.testing.assert_array_equal(found["test_labels"], made()["test"][1])
    assert not [p for p in (tmp_path / "data").iterdir() if "being-read" in p.name and p.suffix != ".lock"]


def test_another_file_or_another_shape_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("NETSCI_BENCH_DATA", str(tmp_path))
    right = hashlib.md5(archive(tmp_path, "python").read_bytes()).hexdigest()
    with pytest.raises(DataUnavailable, match=r"has the MD5 .*, not 0000.*, which is the published one"):
        fetch_and_measure(described("0" * 32), tmp_path, lambda _: None)
    with pytest.raises(Mistake, match=r"train_images is \[6, 3, 32, 32\] of uint8, but Hundred has \[7, 3, 32, 32\]"):
        fetch_and_measure(described(right, 7), tmp_path, lambda _: None)

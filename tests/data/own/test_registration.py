"""Does data of the user's own get its name, its checksums and nothing that does not belong to it?"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.data.fetch import arrays
from netsci_bench.data.own.images import OwnPictures, square
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.table import OwnTable
from netsci_bench.data.sources.errors import SourceError
from netsci_bench.data.verify import verify
from netsci_bench.specs import catalogues

ABOUT = Dataset(name="mine", title="Mine, with ü", licence="my own", source="", arrays={}, sources=())


def quiet(_):
    pass


def rows(count: int) -> np.ndarray:
    made = np.random.default_rng(0).normal(size=(count, 5)).astype(np.float32)
    made[:, 0] = np.arange(count) % 3
    return made


def table(folder: Path, count: int, test_last: int, *, text: str = "") -> OwnTable:
    file = folder / "rows.csv"
    file.write_text(text or "".join(",".join(f"{v:.9g}" for v in row) + "\n" for row in rows(count).tolist()))
    return OwnTable(file, "first", test_last)


@pytest.mark.parametrize("block", [1, 150, 1 << 20])
@pytest.mark.parametrize("test_last", [1, 4, 16])
def test_a_table_is_kept_whole_and_its_last_rows_test(tmp_path, monkeypatch, block, test_last):
    monkeypatch.setattr("netsci_bench.data.formats.csv_rows.BLOCK_BYTES", block)
    kept = add(ABOUT, table(tmp_path, 17, test_last), tmp_path, quiet)
    found = arrays(kept, tmp_path, quiet)
    np.testing.assert_array_equal(found["train_features"], rows(17)[:-test_last, 1:])
    np.testing.assert_array_equal(found["test_features"], rows(17)[-test_last:, 1:])
    np.testing.assert_array_equal(found["train_labels"], rows(17)[:-test_last, 0])
    np.testing.assert_array_equal(found["test_labels"], rows(17)[-test_last:, 0])
    assert {state for _, state in verify(kept, tmp_path)} == {"ok"}
    sha = hashlib.sha256(np.ascontiguousarray(rows(17)[-test_last:, 1:]).tobytes()).hexdigest()
    assert kept.arrays["test_features"] == ArraySpec(shape=(test_last, 4), dtype="float32", sha256=sha)


def test_the_name_is_then_in_the_catalogue_with_the_same_fingerprint(tmp_path):
    kept = add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet)
    found = catalogues.with_own({}, tmp_path)
    assert found["mine"].fingerprint == kept.fingerprint
    assert found["mine"].title == "Mine, with ü"
    other = add(ABOUT, table(tmp_path, 10, 2), tmp_path, quiet)
    assert catalogues.with_own({}, tmp_path)["mine"].fingerprint == other.fingerprint != kept.fingerprint


def test_an_entry_of_the_home_fills_in_what_was_open_and_changes_nothing_else(tmp_path):
    open_one = ABOUT.model_copy(update={"arrays": {"train_labels": ArraySpec(shape=(7,))}})
    kept = add(open_one, table(tmp_path, 9, 2), tmp_path, quiet)
    assert catalogues.with_own({"mine": open_one}, tmp_path)["mine"].fingerprint == kept.fingerprint
    measured = kept.model_copy(update={"title": "the catalogue's own"})
    assert catalogues.with_own({"mine": measured}, tmp_path)["mine"].title == "the catalogue's own"


def test_data_of_another_shape_than_the_catalogue_states_is_refused_and_leaves_nothing(tmp_path):
    wanted = ABOUT.model_copy(update={"arrays": {"train_features": ArraySpec(shape=(7, 28), dtype="float32")}})
    with pytest.raises(Mistake, match=r"train_features is \[7, 4\] of float32, but Mine, with ü has \[7, 28\]"):
        add(wanted, table(tmp_path, 9, 2), tmp_path, quiet)
    assert not (tmp_path / "datasets").exists()
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0,1\n1,\n0,1\n", r"rows.csv line 2, column 2: is empty"),
        ("0,1\n1,2,3\n", "line 2: 3 cells, where the first row has 2"),
        ("0,1\n0.5,2\n1,1\n", r"the label of row 2 is 0.5"),
        ("0,1\n1,1\n", "has 2 rows: when 2 test, none is left to train"),
        ("1\n1\n1\n", "has one column only"),
    ],
)
def test_a_wrong_table_is_the_users_mistake_and_leaves_nothing(tmp_path, text, says):
    with pytest.raises(Mistake, match=says):
        add(ABOUT, table(tmp_path, 0, 2, text=text), tmp_path, quiet)
    assert not (tmp_path / "datasets").exists()
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


MEMORY = """
import resource, sys
from pathlib import Path
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.table import OwnTable
from netsci_bench.contract.catalogue_entries import Dataset
small, large, home = map(Path, sys.argv[1:])
peaks = []
for file in (small, large):
    about = Dataset(name="mine", title="Mine", licence="x", source="", arrays={}, sources=())
    add(about, OwnTable(file, "first", 100), home, lambda _: None)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
print(*peaks)
"""


@pytest.mark.system
@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss is the system's own")
def test_a_table_of_100_mb_needs_no_more_memory_than_one_of_20(tmp_path):
    text = b"".join(b",".join(b"%.18e" % value for value in row) + b"\n" for row in [[1.0, *rows(9)[8]] * 5] * 1000)
    for name, times in (("small.csv", 30), ("large.csv", 150)):
        with (tmp_path / name).open("wb") as file:
            for _ in range(times):
                file.write(text)
    assert (tmp_path / "large.csv").stat().st_size > 100e6
    command = [sys.executable, "-c", MEMORY, *(str(tmp_path / n) for n in ("small.csv", "large.csv", "home"))]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    small, large = map(int, done.stdout.split())
    assert large - small < 20  # MB; the rows alone are 18 MB as float32, their text 120


@pytest.fixture
def pictures(tmp_path) -> Path:
    """Two classes, in another order than that of their making; a part called ``val``."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "my pictures"
    for part, count in (("train", 3), ("val", 2)):
        for name in ("zebra", "ant"):
            place = folder / part / name
            place.mkdir(parents=True)
            for number in range(count):
                pixels = rng.integers(256, size=(20 + number, 31, 3)).astype(np.uint8)
                Image.fromarray(pixels).save(place / f"{number}.png")
            (place / "notes.txt").write_text("not a picture")
    return folder


def test_pictures_become_squares_with_the_number_of_their_class(tmp_path, pictures):
    told = []
    kept = add(ABOUT, OwnPictures(pictures, 16), tmp_path, told.append)
    found = arrays(kept, tmp_path, quiet)
    assert {n: a.shape for n, a in found.items()} == {
        "train_images": (6, 3, 16, 16),
        "train_labels": (6,),
        "test_images": (4, 3, 16, 16),
        "test_labels": (4,),
    }
    assert found["train_labels"].tolist() == [0, 0, 0, 1, 1, 1]  # ant, zebra
    np.testing.assert_array_equal(found["test_images"][0], square(pictures / "val" / "ant" / "0.png", 16))
    assert told[-1].done == told[-1].total == 10


def test_beside_a_test_part_val_is_for_validation(tmp_path, pictures):
    (pictures / "val").rename(pictures / "test")
    (pictures / "val" / "ant").mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(pictures / "val" / "ant" / "one.jpg")
    kept = add(ABOUT, OwnPictures(pictures, 8), tmp_path, quiet)
    assert kept.arrays["valid_images"].shape == (1, 3, 8, 8)
    assert kept.arrays["test_images"].shape == (4, 3, 8, 8)


def test_the_middle_of_a_picture_is_kept_and_not_stretched(tmp_path):
    pixels = np.zeros((10, 30, 3), np.uint8)
    pixels[:, 10:20] = (10, 20, 30)  # a square in the middle
    Image.fromarray(pixels).save(tmp_path / "a.png")
    found = square(tmp_path / "a.png", 10)
    assert found.shape == (3, 10, 10)
    assert [set(channel.ravel().tolist()) for channel in found] == [{10}, {20}, {30}]
    assert (square(tmp_path / "a.png", 4)[:, :, 1:3] == np.array([10, 20, 30])[:, None, None]).all()


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "CMYK"])
def test_grey_transparent_and_indexed_pictures_become_colours(tmp_path, mode):
    made = Image.new("RGBA", (9, 9), (200, 200, 200, 128)).convert(mode)
    made.save(
        tmp_path / ("a.tif" if mode == "CMYK" else "a.png"), **({"transparency": b"\x00\x80"} if mode == "P" else {})
    )
    found = square(next(tmp_path.glob("a.*")), 5)
    assert found.shape == (3, 5, 5)
    assert np.ptp(found.astype(int)) <= 3  # grey in all three, as far as the mode can say so
    assert found.min() > 150


@pytest.mark.parametrize(
    "damage", [lambda b: b[:100], lambda b: b"GIF89a" + b[6:], lambda b: b"", lambda b: b"<html>"]
)
def test_a_broken_picture_is_named(tmp_path, pictures, damage):
    file = pictures / "train" / "zebra" / "1.png"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(Mistake, match=r"zebra/1\.png is damaged or no picture"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


def test_a_picture_of_16_bits_and_a_huge_one_are_refused(tmp_path, monkeypatch):
    Image.fromarray(np.zeros((9, 9), np.uint16)).save(tmp_path / "deep.png")
    with pytest.raises(SourceError, match=r"deep\.png has more than 8 bits a colour"):
        square(tmp_path / "deep.png", 4)
    Image.new("L", (50, 50)).save(tmp_path / "huge.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    with pytest.raises(SourceError, match=r"huge\.png is damaged or no picture \(Image size"):
        square(tmp_path / "huge.png", 4)


def test_folders_that_are_missing_empty_or_strange_are_told(tmp_path, pictures):
    with pytest.raises(Mistake, match="has no folder `test` or `val` and `train`"):
        add(ABOUT, OwnPictures(pictures / "train", 16), tmp_path, quiet)
    (pictures / "val" / "bee").mkdir()
    with pytest.raises(Mistake, match="bee is a class that the training part does not have"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)
    (pictures / "train" / "bee").mkdir()
    with pytest.raises(Mistake, match="train/bee holds no pictures"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Failure, match=r"cannot read or keep data: .*No space left on device\n.*make room"):
        add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet)
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


def test_a_name_that_a_spec_could_not_write_is_refused(tmp_path):
    with pytest.raises(Mistake, match="small letters, digits and single dashes"):
        add(ABOUT.model_copy(update={"name": "../mine"}), table(tmp_path, 9, 2), tmp_path, quiet)

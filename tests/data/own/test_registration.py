"""Does data of the user's own get its name, its checksums and nothing that does not belong to it?"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.data.fetch import arrays
from netsci_bench.data.own.entries import remove
from netsci_bench.data.own.registration import add, preview
from netsci_bench.data.own.shapes import DataShape, shape_of
from netsci_bench.data.own.table_form import OwnTable
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
    kept = add(ABOUT, table(tmp_path, 17, test_last), tmp_path, quiet).dataset
    found = arrays(kept, tmp_path, quiet)
    np.testing.assert_array_equal(found["train_features"], rows(17)[:-test_last, 1:])
    np.testing.assert_array_equal(found["test_features"], rows(17)[-test_last:, 1:])
    np.testing.assert_array_equal(found["train_labels"], rows(17)[:-test_last, 0])
    np.testing.assert_array_equal(found["test_labels"], rows(17)[-test_last:, 0])
    assert {state for _, state in verify(kept, tmp_path)} == {"ok"}
    sha = hashlib.sha256(np.ascontiguousarray(rows(17)[-test_last:, 1:]).tobytes()).hexdigest()
    assert kept.arrays["test_features"] == ArraySpec(shape=(test_last, 4), dtype="float32", sha256=sha)


def test_the_name_is_then_in_the_catalogue_with_the_same_fingerprint(tmp_path):
    kept = add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset
    found = catalogues.with_own({}, tmp_path)
    assert found["mine"].fingerprint == kept.fingerprint
    assert found["mine"].title == "Mine, with ü"
    other = add(ABOUT, table(tmp_path, 10, 2), tmp_path, quiet, replace=True).dataset
    assert catalogues.with_own({}, tmp_path)["mine"].fingerprint == other.fingerprint != kept.fingerprint


def test_an_entry_of_the_home_fills_in_what_was_open_and_changes_nothing_else(tmp_path):
    open_one = ABOUT.model_copy(update={"arrays": {"train_labels": ArraySpec(shape=(7,))}})
    kept = add(open_one, table(tmp_path, 9, 2), tmp_path, quiet).dataset
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
        ("0,5\n1,\n0,1\n", r"rows.csv line 2, column 2: is empty"),
        ("0,5\n1,2,3\n", "line 2: 3 cells, where the first row has 2"),
        ("0,5\n0.5,2\n1,1\n", r"line 2, column 1: the label is 0.5"),
        ("0,5\n1,1\n", "has 2 rows: when 2 test, none is left to train"),
        ("1\n1\n1\n", "has one column only"),
    ],
)
def test_a_wrong_table_is_the_users_mistake_and_leaves_nothing(tmp_path, text, says):
    with pytest.raises(Mistake, match=says):
        add(ABOUT, table(tmp_path, 0, 2, text=text), tmp_path, quiet)
    assert not (tmp_path / "datasets").exists()
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


def entries(home: Path) -> dict[str, bytes]:
    kept = [*(home / "datasets").iterdir(), *(home / "data").glob("*/*")]
    return {str(p.relative_to(home)): p.read_bytes() for p in kept if p.is_file()}


@pytest.mark.parametrize(
    ("count", "test_last", "says"),
    [
        (10, 2, r"train_features: \[7, 4\] of float32 there, \[8, 4\] of float32 now.*--replace"),
        (9, 3, r"test_labels: \[2\] of uint8 there, \[3\] of uint8 now"),
        (-9, 2, r"train_features: \[7, 4\] of float32 there, \[7, 4\] of float32 now.*\(other content\)"),
    ],
)
def test_other_data_of_the_same_name_are_replaced_only_when_asked(tmp_path, count, test_last, says):
    first = add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset
    before = entries(tmp_path)
    text = "" if count > 0 else "".join(f"{i % 2},{i}.5,1,1,1\n" for i in range(9))
    other = table(tmp_path, abs(count), test_last, text=text)
    with pytest.raises(Mistake, match=f"(?s){says}"):
        add(ABOUT, other, tmp_path, quiet)
    assert entries(tmp_path) == before
    replaced = add(ABOUT, other, tmp_path, quiet, replace=True).dataset
    assert replaced.fingerprint != first.fingerprint
    assert [p.name for p in (tmp_path / "data").iterdir() if p.is_dir()] == [f"mine@{replaced.fingerprint}"]


def test_the_same_data_are_kept_again_without_asking(tmp_path):
    first = add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset
    assert add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset.fingerprint == first.fingerprint


def test_a_preview_reads_everything_and_keeps_nothing(tmp_path):
    shown = preview(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet)
    assert shown.arrays["train_features"].shape == (7, 4)
    assert len(shown.first) == 5
    assert not (tmp_path / "datasets").exists()
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]
    assert add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset.arrays == shown.arrays
    with pytest.raises(Mistake, match="line 9, column 2: 'x' is not a number"):
        preview(ABOUT, table(tmp_path, 0, 2, text="0,5,6\n1,8,1\n" * 4 + "1,x,3\n"), tmp_path, quiet)


def test_what_is_removed_is_gone_with_all_its_files_and_nothing_else(tmp_path):
    add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet)
    other = add(ABOUT.model_copy(update={"name": "mine-too"}), table(tmp_path, 9, 2), tmp_path, quiet).dataset
    assert remove("mine", tmp_path) > 9 * 4 * 4
    assert set(catalogues.with_own({}, tmp_path)) == {"mine-too"}
    assert {state for _, state in verify(other, tmp_path)} == {"ok"}
    assert not list((tmp_path / "data").glob("mine@*/*"))
    for name in ("mine", "mnist", "../mine", "*"):
        with pytest.raises(Mistake, match=r"(?s)was added to this home.*what can be removed: mine-too"):
            remove(name, tmp_path)


def test_the_shape_of_data_is_that_of_a_sample_and_its_classes_are_counted_where_they_are_here(tmp_path):
    kept = add(ABOUT, table(tmp_path, 9, 2), tmp_path, quiet).dataset
    assert shape_of(kept) == DataShape("features", (4,))
    assert shape_of(kept, tmp_path) == DataShape("features", (4,), 3)
    assert str(shape_of(kept, tmp_path)) == "rows of 4 columns, 3 classes"
    assert shape_of(kept, tmp_path / "elsewhere") == DataShape("features", (4,))
    grey = ABOUT.model_copy(update={"arrays": {"train_images": ArraySpec(shape=(60, 28, 28))}})
    colour = ABOUT.model_copy(update={"arrays": {"train_images": ArraySpec(shape=(60, 3, 32, 24))}})
    assert shape_of(grey) == DataShape("images", (1, 28, 28))
    assert str(shape_of(colour)) == "pictures of 3 channels, 32 by 24"
    assert shape_of(ABOUT) is None


MEMORY = """
import resource, sys
from pathlib import Path
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.table_form import OwnTable
from netsci_bench.contract.catalogue_entries import Dataset
small, large, home = map(Path, sys.argv[1:])
peaks = []
for file in (small, large):
    about = Dataset(name="mine", title="Mine", licence="x", source="", arrays={}, sources=())
    add(about, OwnTable(file, "first", 100), home, lambda _: None, replace=True)
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

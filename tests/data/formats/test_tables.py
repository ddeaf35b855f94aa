"""Do tables become exactly the arrays that they hold, and does a wrong one say on which line it is wrong?"""

import gzip
from pathlib import Path

import numpy as np
import pytest
import scipy.io

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats import csv_rows
from netsci_bench.data.formats.csv_rows import number_rows
from netsci_bench.data.formats.readers import read_arrays
from netsci_bench.data.sources.errors import SourceError

PAIRS = ["train_features", "train_labels", "test_features", "test_labels"]
SHAPES = [(5, 3), (5,), (2, 3), (2,)]


def written(folder: Path, text: str, pack=bytes) -> Path:
    file = folder / "rows.csv"
    file.write_bytes(pack(text.encode()))
    return file


def seven_rows() -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(7, 4)).astype(np.float32)
    rows[:, 0] = [0, 1, 1, 0, 1, 0, 0]
    return rows


def lines(rows: np.ndarray) -> str:
    return "".join(",".join(f"{value:.17e}" for value in row) + "\n" for row in rows.tolist())


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("header", ["", "label,a,b,c\n"])
def test_rows_are_read_to_the_last_bit_packed_or_not_with_a_header_or_without(tmp_path, pack, header):
    found = np.concatenate(list(number_rows(written(tmp_path, header + lines(seven_rows()), pack))))
    assert found.tobytes() == seven_rows().tobytes()


@pytest.mark.parametrize("size", [1, 100, 1 << 20])
def test_the_size_of_a_block_changes_nothing(tmp_path, monkeypatch, size):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", size)
    text = "label,a,b,c\n" + lines(seven_rows()).replace("\n", "\n\n", 2).removesuffix("\n")  # no line end at the end
    blocks = list(number_rows(written(tmp_path, text)))
    assert np.concatenate(blocks).tobytes() == seven_rows().tobytes()
    assert len(blocks) == {1: 7, 100: 4, 1 << 20: 1}[size]  # a line has some 90 bytes


@pytest.mark.parametrize("size", [30, 1 << 20])
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,2,,4", r"rows.csv line 4, column 3: is empty"),
        ("1,2,x,4", r"line 4, column 3: 'x' is not a number"),
        ("1,2,?,4", r"line 4, column 3: '\?' is not a number"),
        ("1,2,nan,4", r"line 4, column 3: 'nan' is not finite"),
        ("1,2,3,inf", r"line 4, column 4: 'inf' is not finite"),
        ("1,2,3,1e39", r"line 4, column 4: '1e39' is not finite"),
        ("1,2,3", r"line 4: 3 cells, where the first row has 4"),
        ("1,2,3,4,5", r"line 4: 5 cells, where the first row has 4"),
        ("1;2;3;4", r"line 4: 1 cells, where the first row has 4"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_column(tmp_path, monkeypatch, size, line, says):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", size)
    good = "0,1,2,3\n"
    with pytest.raises(SourceError, match=says):
        list(number_rows(written(tmp_path, "a,b,c,d\n" + 2 * good + line + "\n" + 3 * good)))


def test_a_first_line_with_one_number_is_no_header(tmp_path):
    with pytest.raises(SourceError, match="line 1, column 1: 'x' is not a number"):
        list(number_rows(written(tmp_path, "x,1\n2,3\n")))


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n"])
def test_a_file_without_rows_is_refused(tmp_path, text):
    with pytest.raises(SourceError, match="holds no rows"):
        list(number_rows(written(tmp_path, text)))


def test_a_truncated_gzip_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="truncated or damaged gzip"):
        list(number_rows(written(tmp_path, lines(seven_rows()), lambda b: gzip.compress(b)[:-20])))


def test_line_ends_and_marks_of_other_systems_change_nothing(tmp_path):
    text = "\ufeff" + lines(seven_rows()).replace("\n", "\r\n")
    assert np.concatenate(list(number_rows(written(tmp_path, text)))).tobytes() == seven_rows().tobytes()


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", 10)
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 1 << 20)
    with pytest.raises(SourceError, match="a line of more than 1 MB"):
        list(number_rows(written(tmp_path, "0," * (1 << 20))))


def test_progress_reaches_the_size_of_the_file(tmp_path):
    file, told = written(tmp_path, lines(seven_rows())), []
    list(number_rows(file, told.append))
    assert told[-1].done == told[-1].total == file.stat().st_size


@pytest.mark.parametrize("at", ["first", "last"])
def test_labels_are_taken_from_their_column_and_rows_dealt_out_in_order(tmp_path, at):
    rows = seven_rows()
    text = lines(rows if at == "first" else np.roll(rows, -1, axis=1))
    found = read_arrays(f"rows-label-{at}", [written(tmp_path, text)], PAIRS, SHAPES)
    np.testing.assert_array_equal(found["train_features"], rows[:5, 1:])
    np.testing.assert_array_equal(found["test_features"], rows[5:, 1:])
    assert found["train_labels"].tolist() == [0, 1, 1, 0, 1]
    assert found["test_labels"].tolist() == [0, 0]
    assert {str(a.dtype) for a in found.values()} == {"uint8", "float32"}


def test_a_label_that_is_no_class_is_told_with_its_row(tmp_path):
    file = written(tmp_path, "0,1\n1,1\n0.5,1\n")
    with pytest.raises(SourceError, match=r"the label of row 3 is 0.5, no whole number.* is it the first column\?"):
        read_arrays("rows-label-first", [file], PAIRS[:2], [(3, 1), (3,)])


def test_more_or_fewer_rows_than_the_catalogue_says_are_refused(tmp_path):
    file = written(tmp_path, lines(seven_rows()[:6]))
    with pytest.raises(SourceError, match="holds 6 rows, not 7"):
        read_arrays("rows-label-first", [file], PAIRS, SHAPES)
    with pytest.raises(Mistake, match="pairs of arrays"):
        read_arrays("rows-label-first", [file], PAIRS[:3], SHAPES[:3])


def test_bits_are_zeros_and_ones_one_file_an_array(tmp_path):
    file = written(tmp_path, "0,1,1\n1,0,0\n")
    found = read_arrays("bits", [file, file], ["train_features", "test_features"])
    assert found["test_features"].tolist() == [[0, 1, 1], [1, 0, 0]]
    assert found["test_features"].dtype == np.uint8
    with pytest.raises(SourceError, match="other numbers than 0 and 1"):
        read_arrays("bits", [written(tmp_path, "0,2\n")], ["train_features"])
    with pytest.raises(Mistake, match="`bits` needs one file per array"):
        read_arrays("bits", [file], ["train_features", "test_features"])


def test_silhouettes_are_upright_bright_and_numbered_from_0(tmp_path):
    upright = np.random.default_rng(0).integers(2, size=(3, 28, 28)).astype(np.uint8)
    by_column = upright.transpose(0, 2, 1).reshape(3, 784)
    content = {}
    for part in ("train", "val", "test"):
        content |= {f"{part}_data": by_column, f"{part}_labels": np.array([[1], [101], [2]], np.uint8)}
    scipy.io.savemat(tmp_path / "s.mat", content)
    names = [f"{part}_{kind}" for part in ("train", "valid", "test") for kind in ("images", "labels")]
    found = read_arrays("silhouettes", [tmp_path / "s.mat"], names)
    np.testing.assert_array_equal(found["valid_images"], upright * 255)
    assert found["test_labels"].tolist() == [0, 100, 1]
    (tmp_path / "s.mat").write_bytes((tmp_path / "s.mat").read_bytes()[:900])
    with pytest.raises(SourceError, match="not a MATLAB file of silhouettes"):
        read_arrays("silhouettes", [tmp_path / "s.mat"], names)

"""Is a table read as its writer meant it, told what was guessed, and asked where it could be read in two ways?"""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netsci_bench.data.formats import csv_rows
from netsci_bench.data.own.reading import Reading
from netsci_bench.data.own.table import read_table
from netsci_bench.data.own.table_form import OwnTable, TableOptions
from netsci_bench.data.sources.errors import SourceError


def quiet(_):
    pass


def read(folder: Path, text: str | bytes, label: str = "", **options: object) -> tuple[Reading, list, list]:
    """The last row is held out; features and labels of all rows, in order."""
    file = folder / "rows.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    target = folder / "arrays"
    target.mkdir(exist_ok=True)
    reading = read_table(OwnTable(file, label, 1, TableOptions(**options)), target, quiet)
    parts = [np.load(target / f"{part}.npy") for part in ("train_features", "test_features")]
    labels = [np.load(target / f"{part}.npy") for part in ("train_labels", "test_labels")]
    return reading, np.concatenate(parts).tolist(), np.concatenate(labels).tolist()


FEATURES, LABELS = [[1.5, 2.0], [3.0, 4.25], [5.0, -6.5]], [0, 1, 1]
CLEAR = {  # text, label, options, what must be told
    "plain": ("label,a,b\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "", {}, ["line 1 `label,a,b` is read as the header"]),
    "no header": ("0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "first", {}, ["line 1 holds numbers only and is read as a row"]),
    "semicolons and decimal commas": (
        "label;a;b\n0;1,5;2\n1;3;4,25\n1;5;-6,5\n",
        "",
        {},
        ["line 1: cells are separated by semicolons", "line 2: '1,5' is read with a decimal comma"],
    ),
    "tabs": ("label\ta\tb\n0\t1.5\t2\n1\t3\t4.25\n1\t5\t-6.5\n", "", {}, ["separated by tabs"]),
    "blanks": ("label a   b\n0 1.5 2\n1  3 4.25\n 1 5 -6.5\n", "", {}, ["separated by blanks"]),
    "bars": ("label|a|b\n0|1.5|2\n1|3|4.25\n1|5|-6.5\n", "", {}, ["separated by bars"]),
    "a byte order mark and Windows line ends": ("\ufefflabel,a,b\r\n0,1.5,2\r\n1,3,4.25\r\n1,5,-6.5\r\n", "", {}, []),
    "a byte order mark and no header": ("\ufeff0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "first", {}, []),
    "quoted numbers": ('"label","a","b"\n"0","1.5","2"\n"1","3","4.25"\n"1","5","-6.5"\n', "", {}, []),
    "quoted decimal commas between commas": (
        'label,a,b\n0,"1,5",2\n1,3,"4,25"\n1,5,"-6,5"\n',
        "",
        {},
        ["line 2: '1,5' is read with a decimal comma"],
    ),
    "a line of a spreadsheet program": (
        "sep=;\nlabel;a;b\n0;1.5;2\n1;3;4.25\n1;5;-6.5\n",
        "",
        {},
        ["line 1: `sep=;`"],
    ),
    "the index that pandas writes": (
        ",label,a,b\n0,0,1.5,2\n1,1,3,4.25\n2,1,5,-6.5\n",
        "",
        {},
        ["column 1 has no name and a different number in each row", "columns left out: 1"],
    ),
    "an index after shuffling": (
        "Unnamed: 0,a,b,label\n17,1.5,2,0\n3,3,4.25,1\n88,5,-6.5,1\n",
        "",
        {},
        ["is read as an index and left out"],
    ),
    "columns that pandas numbered": (
        "label,0,1\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n",
        "",
        {},
        ["`label,0,1` is read as the"],
    ),
    "numbers as a header, said so": ("0,1,2\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "first", {"header": True}, []),
    "a column to leave out": (
        "when,label,a,b\n2020-01-01,0,1.5,2\n2020-01-02,1,3,4.25\n2020-01-03,1,5,-6.5\n",
        "",
        {"drop": ("when",)},
        ["columns left out: 1"],
    ),
    "a header behind a sign of comments, as numpy writes it": (
        "# label,a,b\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n",
        "",
        {},
        ["line 1 `label,a,b` is read as the header"],
    ),
    "comments above the header": (
        "# made by hand\n% in 2020, in June\nlabel,a,b\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n",
        "",
        {},
        ["line 1 is a comment and left out", "line 2 is a comment", "line 3 `label,a,b` is read as the header"],
    ),
    "comments above rows without a header": (
        "#label,a,b\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n",
        "first",
        {"header": False},
        ["line 1 is a comment and left out"],
    ),
    "empty lines": ("label,a,b\n\n0,1.5,2\n\n1,3,4.25\n1,5,-6.5\n\n", "", {}, ["2 empty lines are left out"]),
    "the label by name": ("a,kind,b\n1.5,0,2\n3,1,4.25\n5,1,-6.5\n", "kind", {}, []),
    "the label by number": ("1.5,0,2\n3,1,4.25\n5,1,-6.5\n", "2", {}, []),
    "one name twice": ("label,a,a\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "", {}, ["line 1: 2 columns have the name 'a'"]),
    "a column without a name": ("label,a,\n0,1.5,2\n1,3,4.25\n1,5,-6.5\n", "", {}, ["line 1: column 3 has no name"]),
    "blanks around cells": ("label , a, b\n 0, 1.5 ,2\n1 ,3,4.25\n1,5,  -6.5\n", "", {}, []),
    "exponents and signs": ("label,a,b\n0,+15e-1,.2E1\n1,3.,4.25\n1,5,-6.5\n", "", {}, []),
}


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize("case", CLEAR)
def test_what_is_clear_is_read_and_what_was_guessed_is_told(tmp_path, monkeypatch, case, block):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", block)
    text, label, options, told = CLEAR[case]
    reading, features, labels = read(tmp_path, text, label, **options)
    assert (features, labels) == (FEATURES, LABELS)
    for words in told:
        assert any(words in note for note in reading.notes), reading.notes


NUMBERS = {
    "decimal points, thousands by commas": ("1,234.5;2", {}, 1234.5, "the comma sets thousands apart"),
    "millions by commas": ("1,234,567;2", {}, 1234567.0, "the comma sets thousands apart"),
    "decimal comma, thousands by points": ("1.234,5;2", {}, 1234.5, "'.' sets thousands apart"),
    "millions by points": ("1.234.567;2", {}, 1234567.0, "decimal comma"),
    "thousands by blanks": ("12 345,5;2", {}, 12345.5, "decimal comma, ' ' sets thousands apart"),
    "thousands by narrow blanks": ("1\u202f234;2", {}, 1234.0, "setting thousands apart"),
    "thousands by apostrophes": ("1'234'567.25;2", {}, 1234567.25, "setting thousands apart"),
    "commas asked for as decimals": ("1,234;2", {"decimal": ","}, 1.234, ""),
    "commas asked for as thousands": ("1,234;2", {"thousands": ","}, 1234.0, ""),
    "points asked for as thousands": ("1.234;2", {"thousands": "."}, 1234.0, ""),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_the_format_of_numbers_is_found_or_asked_for(tmp_path, case):
    cells, options, value, told = NUMBERS[case]
    reading, features, _ = read(tmp_path, f"label;a;b\n0;{cells}\n1;{cells}\n", "", **options)
    assert features[0] == [np.float32(value), 2.0]
    assert any(told in note for note in reading.notes)


ASKED = {  # text, label, options, what is said
    "a header of numbers": (
        "0,1,2,3\n0,5,6,7\n1,8,9,1\n",
        "first",
        {},
        r"line 1 is `0,1,2,3`.*--header or --no-header",
    ),
    "a header of years": ("2019,2020,2021\n0,5,6\n1,8,9\n", "first", {}, "--header or --no-header"),
    "a header of one number often": ("0,0.1,0.2\n0,5,6\n1,8,9\n", "first", {}, "--header or --no-header"),
    "a header of wavelengths": ("400.5,402.5,404.5\n0,5,6\n1,8,9\n", "first", {}, "--header or --no-header"),
    "an empty cell above numbers": (",5,3\n0,5,6\n1,8,9\n", "last", {}, "--header or --no-header"),
    "a row of names and numbers above numbers": ("150,4,setosa\n5,1,0\n5,2,1\n", "last", {}, "is `150,4,setosa`"),
    "classes by name under what may be a name": ("kind,1,2\nant,5,3\nbee,3,4\n", "first", {}, "--header or --no-h"),
    "fractions or thousands": (
        "label;a\n0;1,234\n1;2,345\n",
        "",
        {},
        r"line 2: is '1,234' a fraction or thousands\?",
    ),
    "two formats": ("label;a\n0;1,5\n1;2,345.5\n", "", {}, "say --decimal and --thousands"),
    "a column that counts the rows": (
        "n,a,label\n0,5,1\n1,6,0\n2,7,1\n",
        "",
        {},
        "column 1 counts the rows.*--drop 1",
    ),
    "rows counted from 7": ("7,5.5,1\n8,6.5,0\n9,7.5,1\n", "last", {"header": False}, "counts the rows"),
    "labels at either end": ("0,5.5,1\n1,6.5,0\n1,7.5,1\n", "", {}, "labels may be in column 1 or 3"),
    "labels nowhere": ("0.5,5.5,1.5\n1,6.5,0\n1,7.5,1\n", "", {}, "neither the first nor the last column"),
    "two columns of usual names": ("label,a,class\n0,5.5,1\n1,6.5,0\n", "", {}, "labels may be in column 1 or 3"),
    "two columns of texts": ("a,b,c\nx,5.5,u\ny,6.5,v\nx,1.5,u\n", "", {}, "labels may be in column 1 or 3"),
    "names and numbers as labels": ("label,a\nant,5.5\n3,6.5\n", "", {}, r"line 2.*'ant', but '3' in line 3"),
    "dates as labels": ("label,a\n2020-01-01,5.5\n2020-01-01,6.5\n", "", {}, "'2020-01-01' is a date"),
    "a text of its own in every row": ("label,a\nu,1\nv,2\nw,3\nx,4\n", "", {}, "another text in every row"),
    "a name of two columns": (
        "a,a,label\n1.5,5.5,1\n2.5,6.5,0\n",
        "",
        {"drop": ("a",)},
        "2 columns that 'a' may mean",
    ),
    "a name that is a number": (
        "2,1,label\n9,5.5,1\n7,6.5,0\n",
        "",
        {"drop": ("1",), "header": True},
        "may mean: 1, 2",
    ),
    "a column that is not there": ("label,a,b\n0,1,2\n1,3,4\n", "", {"drop": ("c",)}, "has no column 'c'; there are"),
}
WRONG = {
    "a missing value": ("label,a,b\n0,1,2\n0,,3\n1,1,1\n", r"rows.csv line 3, column 2: is empty"),
    "NA": ("label,a,b\n0,1,2\n0,NA,3\n1,1,1\n", r"line 3, column 2: 'NA' stands for a missing value"),
    "a question mark": ("label,a,b\n0,1,2\n0,?,3\n1,1,1\n", r"line 3, column 2: '\?' stands for a missing value"),
    "nan": ("label,a,b\n0,1,2\n0,nan,3\n1,1,1\n", r"line 3, column 2: 'nan' is not finite"),
    "infinity": ("label,a,b\n0,1,2\n0,-inf,3\n1,1,1\n", r"line 3, column 2: '-inf' is not finite"),
    "too large": ("label,a,b\n0,1,2\n0,1e39,3\n1,1,1\n", r"line 3, column 2: '1e39' is not finite"),
    "a date": ("label,a,b\n0,1,2\n0,2020-02-01,3\n1,1,1\n", r"line 3, column 2: '2020-02-01' is a date.*--drop"),
    "a time": ("label,a,b\n0,1,2\n0,12:30,3\n1,1,1\n", r"line 3, column 2: '12:30' is a date"),
    "true and false": ("label,a,b\n0,True,2\n0,False,3\n1,True,1\n", r"line 2, column 2: 'True' is not a number"),
    "digits of another script": (
        "label,a,b\n0,1,2\n0,\u0663,3\n1,1,1\n",
        r"line 3, column 2: '\u0663' is not a number",
    ),
    "underscores": ("label,a,b\n0,1,2\n0,1_000,3\n1,1,1\n", r"line 3, column 2: '1_000' is not a number"),
    "hexadecimals": ("label,a,b\n0,1,2\n0,0x1F,3\n1,1,1\n", r"line 3, column 2: '0x1F' is not a number"),
    "another decimal sign late": (
        "label;a\n0;1,5\n1;2.5\n1;2\n",
        r"line 3, column 2: '2.5' is not a number with ','",
    ),
    "a line that is short": ("label,a,b\n0,1,2\n0,1\n1,1,1\n", r"line 3: 2 cells, where the header has 3"),
    "a line that is long": ("label,a,b\n0,1,2\n0,1,3,4\n1,1,1\n", r"line 3: 4 cells, where the header has 3"),
    "a header again": ("label,a,b\n0,1,2\nlabel,a,b\n1,1,1\n", r"line 3 repeats the header"),
    "a label that is missing": ("label,a,b\n0,1,2\n,1,3\n1,1,1\n", r"line 3, column 1: is empty"),
    "a label that is no class": (
        "label,a,b\n0,1,2\n0.5,1,3\n1,1,1\n",
        r"line 3, column 1: the label is 0.5, no whole",
    ),
    "a negative label": ("label,a,b\n1,1,2\n-1,1,3\n1,1,1\n", r"line 3, column 1: the label is -1, no whole"),
    "a label too many": ("label,a,b\n1,1,2\n256,1,3\n1,1,1\n", r"line 3, column 1: the label is 256, no whole"),
    "a quotation mark left open": ('label,a,b\n0,1,2\n0,"1,3\n1,1,1\n', r"line 3: a quotation mark"),
    "a first row with a missing value": ("NA,1,2\n0,5,6.5\n1,8,9\n", r"line 1, column 1: 'NA' stands for a missing"),
    "a first row with a date": ("2020-01-01,1,2\n0,5,6\n1,8,9\n1,1,0\n", r"line 1, column 1: '2020-01-01' is a date"),
    "a comment between rows": ("label,a,b\n0,1,2\n# good\n1,1,1\n", r"line 3: 1 cells, where the header has 3"),
    "a unit below the header": ("label,a,b\n0,cm,kg\n0,1,2\n1,1,1\n", r"line 2, column 2: 'cm' is not a number"),
    "a trailing delimiter": ("label,a,b,\n0,1,2,\n1,1,1,\n", r"line 2, column 4: is empty"),
    "nothing": ("", "holds no rows"),
    "a header only": ("label,a,b\n", "holds no rows"),
    "one column": ("label\n0\n1\n", "has one column only"),
    "one row": ("label,a\n0,1\n", "has 1 rows: when 1 test, none is left to train"),
    "a spreadsheet": (b"PK\x03\x04rest", "is a zip or spreadsheet file"),
    "UTF-16": ("label,a\n0,1\n1,1\n".encode("utf-16"), "is UTF-16 text"),
    "bytes": (b"label,a\n0,1\n\x00\x01,1\n", "is no text file"),
    "line ends of old": ("label,a\r0,1\r1,1\r", "line ends of an old Macintosh"),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_can_be_read_in_two_ways_is_asked_with_the_option_that_answers(tmp_path, case):
    text, label, options, says = ASKED[case]
    with pytest.raises(SourceError, match=says):
        read(tmp_path, text, label, **options)


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_with_its_line(tmp_path, monkeypatch, case, block):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", block)
    with pytest.raises(SourceError, match=WRONG[case][1]):
        read(tmp_path, WRONG[case][0])


@pytest.mark.parametrize("block", [1, 1 << 20])
def test_classes_by_name_are_numbered_in_sorted_order_and_told(tmp_path, monkeypatch, block):
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", block)
    text = 'size,kind\n1,zebra\n2, ant \n9,"bee, wild"\n4,Größe\n5,zebra\n6,ant\n'
    reading, features, labels = read(tmp_path, text)
    assert labels == [3, 1, 2, 0, 3, 1]
    assert "4 classes: 0 is 'Größe', 1 is 'ant', 2 is 'bee, wild', 3 is 'zebra'" in reading.notes
    assert features == [[1], [2], [9], [4], [5], [6]]


def test_numbers_can_be_names_of_classes(tmp_path):
    reading, _, labels = read(tmp_path, "label,a\n-1,1\n1,2\n-1,3\n", text_labels=True)
    assert labels == [0, 1, 0]
    assert "2 classes: 0 is '-1', 1 is '1'" in reading.notes


def test_more_classes_than_a_byte_can_number_are_numbered(tmp_path):
    text = "label,a\n" + "".join(f"c{i % 300:03d},{i}\n" for i in range(600))
    assert read(tmp_path, text)[2] == [i % 300 for i in range(600)]


def test_a_gap_in_the_classes_and_a_class_without_training_rows_are_told(tmp_path):
    notes = read(tmp_path, "label,a\n1,1\n3,2\n3,3\n7,3\n")[0].notes
    assert "classes are the numbers as they stand: a model needs 8 outputs, 0 to 7" in notes
    assert "class 7 is in no training row" in notes


def test_a_label_that_is_no_number_far_below_the_first_lines_is_told(tmp_path):
    text = "label,a\n" + "".join(f"{i % 2},{i}\n" for i in range(2000)) + "ant,3\n"
    with pytest.raises(SourceError, match=r"line 2002, column 1: the label 'ant' is no number"):
        read(tmp_path, text)


@pytest.mark.system
@pytest.mark.parametrize("start", [0, 1, 150_000])
def test_a_long_run_of_true_and_false_among_numbers_is_refused(tmp_path, start):
    """pandas reads a part of a block at a time, and would make numbers of a part of nothing but these."""
    text = "label,a\n" + "1,0.5\n0,0.25\n" * (start // 2) + "1,True\n0,False\n" * 150_000
    with pytest.raises(SourceError, match=f"line {2 * (start // 2) + 2}, column 2: 'True' is not a number"):
        read(tmp_path, text)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_may_be_longer_than_a_reader_of_cells_takes(tmp_path, quote):
    line = ",".join(f"{quote}{number}.25{quote}" for number in range(20_000))
    _, features, _ = read(tmp_path, f"0,{line}\n1,{line}\n", "first", header=False)
    assert np.shape(features) == (2, 20_000)
    assert features[1][-1] == 19_999.25


def test_a_cell_of_a_megabyte_is_told_with_its_line(tmp_path):
    with pytest.raises(SourceError, match="line 3, column 2: '\"xxx"):
        read(tmp_path, 'label,a\n0,1\n1,"' + "x" * 1_000_000 + '"\n1,2\n')


def test_the_first_rows_are_shown(tmp_path):
    reading, _, _ = read(tmp_path, CLEAR["plain"][0])
    assert reading.first == (
        "row 1: label 0, features 1.5, 2 (2 in all)",
        "row 2: label 1, features 3, 4.25 (2 in all)",
        "row 3: label 1, features 5, -6.5 (2 in all)",
    )


numbers = st.floats(-(2.0**99), 2.0**99, width=32).map(lambda value: float(np.float32(value)))
words = st.text(st.characters(categories=["L"]), min_size=1, max_size=5).filter(
    lambda word: word.lower() not in ("na", "nan", "null", "none", "nil", "missing", "inf", "infinity")
)
formats = st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")])


@settings(max_examples=60, deadline=None)
@given(st.data(), formats, st.booleans(), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_what_pandas_writes_is_read_back_to_the_last_bit(tmp_path_factory, data, form, header, index, end):
    """In every form that pandas can write, with the options that say what its file does not."""
    n = data.draw(st.integers(4, 12))
    values = np.array(data.draw(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=n, max_size=n)))
    kinds = data.draw(st.lists(words, min_size=2, max_size=3, unique=True))
    frame = pd.DataFrame(values, columns=["u", "v", "w"])
    frame["label"] = [kinds[i % len(kinds)] for i in range(n)]
    written = frame.to_csv(sep=form[0], decimal=form[1], header=header, index=index, lineterminator=end)
    options = {"header": header, "decimal": form[1], "delimiter": form[0], "drop": ("1",) if index else ()}
    _, features, labels = read(tmp_path_factory.mktemp("t"), written, "last", **options)
    assert np.float32(features).tobytes() == values.astype(np.float32).tobytes()
    assert labels == [sorted(kinds).index(kind) for kind in frame["label"]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=4, max_size=9), formats)
def test_what_is_guessed_is_right_or_refused(tmp_path_factory, values, form):
    """Without any option: the numbers that were written, or a question; never other numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=form[0], lineterminator="\n")
    writer.writerow(["label", "a", "b"])
    for number, row in enumerate(values):
        writer.writerow([number % 2, *(repr(value).replace(".", form[1]) for value in row)])
    folder, said = tmp_path_factory.mktemp("t"), ""
    try:
        _, features, labels = read(folder, stream.getvalue())
    except SourceError as error:
        said = str(error)
    if said:
        assert "say --" in said
        return
    assert np.float32(features).tobytes() == np.float32(values).tobytes()
    assert labels == [number % 2 for number in range(len(values))]

"""Do files become exactly the arrays that they hold, and is everything else refused?"""

import gzip
import os
import pickle
import pickletools
import struct
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.data.formats.readers import idx_array, read_arrays
from netsci_bench.data.sources.errors import SourceError

NAMES = ["train_images", "train_labels", "test_images", "test_labels"]


def _file(folder: Path, content: bytes) -> Path:
    file = folder / "some file"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_idx_file_is_read_whether_compressed_or_not(tmp_path, tiny, pack):
    images = tiny.arrays["train_images"]
    found = idx_array(_file(tmp_path, pack(tiny.idx(images))))
    np.testing.assert_array_equal(found, images)
    assert found.dtype == np.uint8


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b[:-1], "but has only 3919"),
        (lambda b: b + b"x", "but has more than 3920"),
        (lambda b: b[:9], "ends within its header"),
        (lambda b: b"", "starts with nothing"),
        (lambda b: b"<html>", "not an IDX file of unsigned bytes: it starts with 3c68746d"),
        (lambda b: b"\0\0\x0d" + b[3:], "not an IDX file of unsigned bytes"),
    ],
)
def test_a_file_that_differs_from_its_header_is_refused(tmp_path, tiny, pack, change, says):
    content = change(tiny.idx(tiny.arrays["train_images"]))
    with pytest.raises(SourceError, match=says):
        idx_array(_file(tmp_path, pack(content)))


def test_a_truncated_gzip_file_is_refused(tmp_path, tiny):
    with pytest.raises(SourceError, match="truncated or damaged gzip"):
        idx_array(_file(tmp_path, gzip.compress(tiny.idx(tiny.arrays["train_images"]))[:-900]))


def test_a_damaged_gzip_file_is_refused(tmp_path, tiny):
    packed = bytearray(gzip.compress(tiny.idx(tiny.arrays["train_images"])))
    packed[-6] ^= 1  # in the checksum
    with pytest.raises(SourceError, match="truncated or damaged gzip"):
        idx_array(_file(tmp_path, bytes(packed)))


def _as_python_2_wrote_it(content: bytes) -> bytes:
    """The same pickle with its texts and bytes as the old byte strings, as the published file has them."""
    ends = [*[place for _, _, place in pickletools.genops(content)][1:], len(content)]
    old = b""
    for (code, value, start), end in zip(pickletools.genops(content), ends, strict=True):
        text = value.encode() if code.name == "BINUNICODE" else value
        is_bytes = code.name in ("BINUNICODE", "BINBYTES", "SHORT_BINBYTES")
        old += b"T" + struct.pack("<i", len(text)) + text if is_bytes else content[start:end]
    return old


@pytest.mark.parametrize("rewritten", [bytes, _as_python_2_wrote_it])
def test_the_pickled_floats_give_back_the_original_bytes(tmp_path, tiny, pickled, rewritten):
    content = gzip.compress(rewritten(gzip.decompress(pickled)))
    found = read_arrays("pickled-splits", [_file(tmp_path, content)], NAMES)
    for name, array in tiny.arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == np.uint8


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_that_wants_to_run_something_is_refused_and_does_not_run_it(tmp_path, protocol):
    class Malicious:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "owned"),)

    content = gzip.compress(pickle.dumps(((Malicious(), 1), (1, 1), (1, 1)), protocol))
    with pytest.raises(SourceError, match=r"asks for \w+\.mkdir, which is not an array: refused"):
        read_arrays("pickled-splits", [_file(tmp_path, content)], NAMES)
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", ["builtins eval", "numpy fromfile", "numpy.core.multiarray scalar", "os system"])
def test_no_other_name_can_be_reached_from_a_pickle(tmp_path, name):
    content = b"\x80\x02c" + name.replace(" ", "\n").encode() + b"\n."
    with pytest.raises(SourceError, match="refused"):
        read_arrays("pickled-splits", [_file(tmp_path, gzip.compress(content))], NAMES)


@pytest.mark.parametrize(
    "content",
    [b"not gzip", gzip.compress(b"not a pickle"), gzip.compress(pickle.dumps(7))],
    ids=["not gzip", "no pickle", "a number"],  # the bytes hold the time of the day
)
def test_what_is_no_pickle_of_three_pairs_is_refused(tmp_path, content):
    with pytest.raises(SourceError, match="not a pickle of three pairs"):
        read_arrays("pickled-splits", [_file(tmp_path, content)], NAMES)


@pytest.mark.parametrize("value", [0.001, -1 / 256, 1.0, np.nan])
def test_pixels_that_are_not_whole_bytes_are_refused(tmp_path, value):
    pair = np.full((1, 784), value, np.float32), np.array([1])
    with pytest.raises(SourceError, match="not whole bytes"):
        read_arrays("pickled-splits", [_file(tmp_path, gzip.compress(pickle.dumps((pair,) * 3, 3)))], NAMES)


def test_an_unknown_format_is_named_together_with_the_known_ones(tmp_path):
    with pytest.raises(Mistake, match=r"no reader for the format 'jpeg'\n.*idx, pickled-splits"):
        read_arrays("jpeg", [_file(tmp_path, b"")], NAMES)


def test_files_that_do_not_fit_the_arrays_are_the_catalogues_mistake(tmp_path, tiny: SimpleNamespace):
    with pytest.raises(Mistake, match="1 files meet 4 arrays"):
        read_arrays("idx", [_file(tmp_path, b"")], NAMES)
    with pytest.raises(Mistake, match="one file that holds four arrays"):
        read_arrays("pickled-splits", [], NAMES)

"""Do pictures become upright squares of known depth, and is whatever else lies there told, or refused by name?"""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.contract.errors import Mistake
from netsci_bench.data.fetch import arrays
from netsci_bench.data.own import memory, picture
from netsci_bench.data.own.images import OwnPictures, read_pictures
from netsci_bench.data.own.picture import read_picture
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.shapes import DataShape, shape_of
from netsci_bench.data.sources.errors import SourceError

ABOUT = Dataset(name="mine", title="Mine, with ü", licence="my own", source="", arrays={}, sources=())


def quiet(_):
    pass


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
    return folder


def notes_of(folder: Path, target: Path) -> list[str]:
    target.mkdir(exist_ok=True)
    return list(read_pictures(OwnPictures(folder, 8), target, quiet).notes)


def test_pictures_become_squares_with_the_number_of_their_class(tmp_path, pictures):
    told = []
    added = add(ABOUT, OwnPictures(pictures, 16), tmp_path, told.append)
    found = arrays(added.dataset, tmp_path, quiet)
    assert {n: a.shape for n, a in found.items()} == {
        "train_images": (6, 3, 16, 16),
        "train_labels": (6,),
        "test_images": (4, 3, 16, 16),
        "test_labels": (4,),
    }
    assert found["train_labels"].tolist() == [0, 0, 0, 1, 1, 1]  # ant, zebra
    expected = read_picture(pictures / "val" / "ant" / "0.png", 16).pixels
    np.testing.assert_array_equal(found["test_images"][0], expected)
    assert told[-1].done == told[-1].total == 10
    assert shape_of(added.dataset, tmp_path) == DataShape("images", (3, 16, 16), 2)
    assert added.reading.notes == (
        "train: 6 pictures of 2 classes: ant 3, zebra 3",
        "test: 4 pictures of 2 classes: ant 2, zebra 2",
    )
    assert added.reading.first[0] == "train/ant/0.png: 31 by 20 pixels, RGB"


def test_beside_a_test_part_val_is_for_validation(tmp_path, pictures):
    (pictures / "val").rename(pictures / "test")
    (pictures / "val" / "ant").mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(pictures / "val" / "ant" / "one.jpg")
    kept = add(ABOUT, OwnPictures(pictures, 8), tmp_path, quiet).dataset
    assert kept.arrays["valid_images"].shape == (1, 3, 8, 8)
    assert kept.arrays["test_images"].shape == (4, 3, 8, 8)


LEFT_THERE = {  # path below the folder -> kind; a name that ends in / is a folder with a picture inside
    "train/ant/.ipynb_checkpoints/": "hidden entries",
    "train/ant/._0.png": "hidden entries",
    "train/ant/.DS_Store": "hidden entries",
    "train/.thumbnails/": "hidden entries",
    ".git/": "hidden entries",
    "train/ant/@eaDir/": "entries of other programs",
    "train/@eaDir/": "entries of other programs",
    "train/@__thumb/": "entries of other programs",
    "val/#snapshot/": "entries of other programs",
    "@Recently-Snapshot/": "entries of other programs",
    "val/zebra/Thumbs.db": "entries of other programs",
    "val/zebra/desktop.ini": "entries of other programs",
    "train/__MACOSX/": "entries of other programs",
    "__MACOSX/": "entries of other programs",
    "train/lost+found/": "entries of other programs",
    "train/ant/~$0.png": "entries of other programs",
    "train/ant/more/": "folders inside a folder of a class",
    "train/ant/0.png.png/": "folders inside a folder of a class",
    "train/labels.csv": "entries outside the folders of classes",
    "extra/": "entries outside the folders of classes",
    "readme.txt": "entries outside the folders of classes",
    "train/ant/notes.txt": "files without the ending of a picture",
    "train/ant/0.png~": "files without the ending of a picture",
    "train/ant/1.heic": "files without the ending of a picture",
}


def leave(folder: Path, path: str) -> None:
    if path.endswith("/"):
        (folder / path).mkdir(parents=True)
        Image.new("RGB", (9, 9)).save(folder / path / "0-checkpoint.png")
    else:
        (folder / path).write_bytes(b"\0\5\26\7" + b"x" * 50)


@pytest.mark.parametrize("path", LEFT_THERE)
def test_what_programs_leave_behind_is_skipped_and_told(tmp_path, pictures, path):
    before = read_pictures(OwnPictures(pictures, 8), tmp_path, quiet)
    leave(pictures, path)
    after = read_pictures(OwnPictures(pictures, 8), tmp_path, quiet)
    assert after.arrays == before.arrays
    assert [n for n in after.notes if n not in before.notes] == [f"left out 1 {LEFT_THERE[path]}: {path.rstrip('/')}"]


def test_many_leftovers_are_counted_and_the_first_are_named(tmp_path, pictures):
    for number in range(9):
        leave(pictures, f"train/ant/._{number}.png")
    (told,) = [n for n in notes_of(pictures, tmp_path / "out") if "hidden" in n]
    assert told == (
        "left out 9 hidden entries: train/ant/._0.png, train/ant/._1.png, train/ant/._2.png, ... (9 in all)"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_and_a_link_to_nothing_are_skipped_and_a_link_to_a_picture_is_read(tmp_path, pictures):
    os.mkfifo(pictures / "train" / "ant" / "pipe.png")
    (pictures / "train" / "ant" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (pictures / "train" / "ant" / "link.png").symlink_to(pictures / "val" / "ant" / "0.png")
    notes = notes_of(pictures, tmp_path / "out")
    assert "train: 7 pictures of 2 classes: ant 4, zebra 3" in notes
    assert any("left out 2 entries that are neither a file nor a folder" in note for note in notes)


AS_SEEN = {  # what a viewer does to the pixels that are stored, by the standard's number
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", AS_SEEN)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_picture_is_turned_as_its_camera_says(tmp_path, orientation, ending):
    stored = np.zeros((24, 24, 3), np.uint8)
    stored[:12, :12], stored[:12, 12:], stored[12:, :12] = (250, 0, 0), (0, 250, 0), (0, 0, 250)
    exif = Image.Exif()
    exif[274] = orientation
    more = {"webp": {"lossless": True}, "jpg": {"quality": 100, "subsampling": 0}}.get(ending, {})
    Image.fromarray(stored).save(tmp_path / f"a.{ending}", exif=exif, **more)
    found = read_picture(tmp_path / f"a.{ending}", 24)
    seen = AS_SEEN[orientation](stored)[6::12, 6::12].astype(int)
    assert np.abs(found.pixels.transpose(1, 2, 0)[6::12, 6::12] - seen).max() < 9
    assert (picture.TURNED in found.notes) == (orientation != 1)


def test_the_sides_of_a_turned_picture_are_those_that_one_sees(tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg", 8).size == (20, 40)


def test_what_was_followed_is_told_with_its_number_and_names(tmp_path, pictures):
    exif = Image.Exif()
    exif[274] = 3
    for number in range(2):
        Image.new("RGB", (40, 20)).save(pictures / "train" / "ant" / f"up-{number}.jpg", exif=exif)
    (told,) = [note for note in notes_of(pictures, tmp_path / "out") if "EXIF" in note]
    assert told == (
        "2 of 12 pictures turned upright, as the EXIF orientation says: train/ant/up-0.jpg, train/ant/up-1.jpg"
    )


def test_exif_that_cannot_be_read_stops_nothing(tmp_path, monkeypatch):
    Image.new("RGB", (9, 9)).save(tmp_path / "a.jpg")

    def broken(_):
        raise SyntaxError("not a TIFF file")

    monkeypatch.setattr(picture.ImageOps, "exif_transpose", broken)
    assert read_picture(tmp_path / "a.jpg", 4).notes == (picture.UNREADABLE,)


def test_the_middle_of_a_picture_is_kept_and_not_stretched(tmp_path):
    pixels = np.zeros((10, 30, 3), np.uint8)
    pixels[:, 10:20] = (10, 20, 30)  # a square in the middle
    Image.fromarray(pixels).save(tmp_path / "a.png")
    found = read_picture(tmp_path / "a.png", 10).pixels
    assert found.shape == (3, 10, 10)
    assert [set(channel.ravel().tolist()) for channel in found] == [{10}, {20}, {30}]
    assert (read_picture(tmp_path / "a.png", 4).pixels[:, :, 1:3] == np.array([10, 20, 30])[:, None, None]).all()


MODES = {  # mode -> ending, what is told
    "1": ("png", ()),
    "L": ("png", ()),
    "LA": ("png", (picture.TRANSPARENT,)),
    "P": ("png", (picture.TRANSPARENT,)),
    "RGB": ("bmp", ()),
    "RGBA": ("png", (picture.TRANSPARENT,)),
    "CMYK": ("jpg", (picture.FOUR_INKS,)),
} | ({"YCbCr": ("tif", ())} if int(PIL.__version__.split(".")[0]) >= 13 else {})  # before, Pillow reads not its own


@pytest.mark.parametrize("mode", MODES)
def test_grey_transparent_and_indexed_pictures_become_colours(tmp_path, mode):
    ending, told = MODES[mode]
    level = 255 if mode == "1" else 200
    made = Image.new("RGBA", (9, 9), (level, level, level, 128))
    made = (made.convert("RGB") if mode in ("CMYK", "YCbCr") else made).convert(mode)
    more = {"transparency": b"\x00\x80"} if mode == "P" else {}
    made.save(tmp_path / f"a.{ending}", **more)
    found = read_picture(tmp_path / f"a.{ending}", 5)
    assert found.pixels.shape == (3, 5, 5)
    assert np.ptp(found.pixels.astype(int)) <= 3  # grey in all three, as far as the mode can say so
    assert abs(int(found.pixels.min()) - level) <= 30  # an adaptive palette may be a little off
    assert found.notes == told


def png(depth: int, kind: int) -> bytes:
    """A 6 by 6 PNG with so many bits a colour; kinds as in the standard: 0 grey, 2 colours, 4 and 6 with alpha."""
    rows = (b"\0" + b"\x12\x34" * {0: 1, 2: 3, 4: 2, 6: 4}[kind] * 6) * 6

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 6, 6, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def saved(image: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


DEEP = {
    "grey.png": png(16, 0),
    "colours.png": png(16, 2),
    "grey-alpha.png": png(16, 4),
    "colours-alpha.png": png(16, 6),
    "colours.ppm": b"P6 6 6 65535\n" + b"\x12\x34" * 108,
    "colours-in-text.ppm": b"P3 2 2 1000\n" + b"500 " * 12,
    "grey.pgm": b"P5 6 6 1023\n" + b"\1\2" * 36,
    "whole.tif": saved(Image.new("I", (6, 6), 70000), "TIFF"),
    "grey.tif": saved(Image.new("I;16", (6, 6), 7000), "TIFF"),
    "float.tif": saved(Image.new("F", (6, 6), 0.5), "TIFF"),
}


@pytest.mark.parametrize("name", DEEP)
def test_more_than_8_bits_a_colour_are_refused_by_name_never_cut_off(tmp_path, name):
    (tmp_path / name).write_bytes(DEEP[name])
    with pytest.raises(SourceError, match=rf"{name} has more than 8 bits a colour"):
        read_picture(tmp_path / name, 4)


SHALLOW = {
    "four-bits.pgm": b"P5 6 6 15\n" + b"\x0f" * 36,
    "bits.pbm": b"P1 2 2\n0 0 0 0\n",
    "five-bits.bmp": b"BM"
    + struct.pack("<IHHIIiiHHIIiiII", 54 + 72, 0, 0, 54, 40, 6, 6, 1, 16, 0, 72, 0, 0, 0, 0)
    + b"\xff\x7f" * 36,
}


@pytest.mark.parametrize("name", SHALLOW)
def test_fewer_than_8_bits_are_spread_over_the_whole_range(tmp_path, name):
    (tmp_path / name).write_bytes(SHALLOW[name])
    assert read_picture(tmp_path / name, 2).pixels.min() >= 248


def test_colours_that_cannot_be_converted_are_refused_by_name(tmp_path):
    Image.new("LAB", (9, 9)).save(tmp_path / "a.tif")
    with pytest.raises(SourceError, match=r"a\.tif is in LAB, which is not converted"):
        read_picture(tmp_path / "a.tif", 4)


@pytest.mark.parametrize("form", ["gif", "png", "webp", "tif"])
def test_of_several_pictures_in_a_file_the_first_is_read_and_told(tmp_path, form):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ((200, 0, 0), (0, 200, 0), (0, 0, 200))]
    frames[0].save(tmp_path / f"a.{form}", save_all=True, append_images=frames[1:])
    found = read_picture(tmp_path / f"a.{form}", 4)
    assert picture.FRAMES in found.notes
    assert np.abs(found.pixels[:, 0, 0].astype(int) - (200, 0, 0)).max() < 12


def test_a_picture_that_does_not_fit_into_the_memory_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    Image.new("L", (500, 400)).save(tmp_path / "large.png")
    monkeypatch.setattr(picture, "available_bytes", lambda: 1_000_000)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was decoded"))
    with pytest.raises(
        SourceError, match=r"large\.png is 500 by 400 pixels: that takes 0\.\d+ GB, 0\.001 GB are free"
    ):
        read_picture(tmp_path / "large.png", 64)


def test_a_strip_that_would_be_scaled_beyond_the_memory_is_refused(tmp_path, monkeypatch):
    Image.new("L", (1, 4000)).save(tmp_path / "strip.png")
    monkeypatch.setattr(picture, "available_bytes", lambda: 100_000_000)
    with pytest.raises(SourceError, match=r"strip\.png is 1 by 4000 pixels"):
        read_picture(tmp_path / "strip.png", 64)
    assert read_picture(tmp_path / "strip.png", 1).pixels.shape == (3, 1, 1)


@pytest.mark.parametrize("pixels", [1500, 2400])
def test_a_picture_far_beyond_any_camera_is_refused_in_one_line(tmp_path, monkeypatch, pixels):
    Image.new("L", (50, 50)).save(tmp_path / "huge.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", pixels)  # refused from twice as many on
    if pixels == 2400:
        assert read_picture(tmp_path / "huge.png", 4).pixels.shape == (3, 4, 4)
        return
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(SourceError, match=r"huge\.png is implausibly large: .*") as told:
        read_picture(tmp_path / "huge.png", 4)
    assert "\n" not in str(told.value)


def test_free_memory_is_that_of_the_machine_or_of_the_container(tmp_path, monkeypatch):
    machine = memory.available_bytes()
    assert machine > 10_000_000
    for name, text in (("max", "5000000\n"), ("current", "1000000\n")):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "LIMITS", ((tmp_path / "max", tmp_path / "current"),))
    assert memory.available_bytes() == 4_000_000
    (tmp_path / "max").write_text("max\n")
    assert memory.available_bytes() > 10_000_000


def test_a_file_that_would_run_another_program_is_no_picture(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a program was run"))
    with pytest.raises(SourceError, match=r"a\.png is damaged or no picture \(cannot identify"):
        read_picture(tmp_path / "a.png", 4)


@pytest.mark.skipif(os.name == "nt", reason="names there are text")
def test_a_name_that_is_no_text_is_told_and_kept_in_the_notes(tmp_path, pictures):
    file = os.path.join(os.fsencode(pictures / "train" / "ant"), b"._\xff.png")
    with open(file, "wb") as stream:
        stream.write(b"x")
    add(ABOUT, OwnPictures(pictures, 8), tmp_path, quiet)
    assert "left out 1 hidden entries" in (tmp_path / "datasets" / "mine.notes.txt").read_text(encoding="utf-8")


def test_a_small_picture_is_enlarged_and_told(tmp_path):
    Image.new("RGB", (5, 9)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png", 8).notes == (picture.ENLARGED,)
    assert read_picture(tmp_path / "a.png", 5).notes == ()


@pytest.mark.parametrize(
    "damage", [lambda b: b[:100], lambda b: b"GIF89a" + b[6:], lambda b: b"", lambda b: b"<html>"]
)
def test_a_broken_picture_is_named(tmp_path, pictures, damage):
    file = pictures / "train" / "zebra" / "1.png"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(Mistake, match=r"zebra/1\.png is (damaged or no picture|implausibly large)"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)
    assert [p.suffix for p in (tmp_path / "data").iterdir()] == [".lock"]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2000), st.integers(0, 255), st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "PPM"])
)
def test_a_picture_with_any_byte_changed_is_read_or_refused_by_name_in_one_line(tmp_path_factory, place, byte, form):
    pixels = np.random.default_rng(0).integers(256, size=(17, 19, 3)).astype(np.uint8)
    content = bytearray(saved(Image.fromarray(pixels), form))
    content[place % len(content)] = byte
    file = tmp_path_factory.mktemp("p") / "one.img"
    file.write_bytes(content)
    said = ""
    try:
        assert read_picture(file, 8).pixels.shape == (3, 8, 8)
    except SourceError as error:
        said = str(error)
    assert not said or (str(file) in said and "\n" not in said)


def test_folders_that_are_missing_empty_or_strange_are_told(tmp_path, pictures):
    with pytest.raises(Mistake, match="has no folder `test` or `val` and `train`; there are ant, zebra"):
        add(ABOUT, OwnPictures(pictures / "train", 16), tmp_path, quiet)
    (pictures / "val" / "bee").mkdir()
    with pytest.raises(Mistake, match="bee is a class that the training part does not have"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)
    (pictures / "train" / "bee" / "2024").mkdir(parents=True)
    with pytest.raises(Mistake, match=r"train/bee holds no pictures .*folders inside it \(2024\) are not read"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)
    (pictures / "validation").mkdir()
    with pytest.raises(Mistake, match="has `val` and `validation`: which one is to be read"):
        add(ABOUT, OwnPictures(pictures, 16), tmp_path, quiet)

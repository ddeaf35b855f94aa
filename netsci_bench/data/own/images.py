"""How does a folder of pictures of the user's own become a data set?

The layout is the usual one: a folder for each part (``train``; ``test`` or ``val``), in it a folder for each class,
in it the pictures. Classes are numbered in the order of their names. Every picture is scaled until its shorter side
fits, cut out in the middle and written at once, so that any number of them needs the memory of one.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netsci_bench.contract.catalogue_entries import ArraySpec
from netsci_bench.contract.run import Progress
from netsci_bench.data.formats.csv_rows import Tell
from netsci_bench.data.formats.growing_arrays import GrowingArrays
from netsci_bench.data.sources.errors import SourceError

PARTS = {"train": ("train",), "valid": ("val", "valid", "validation"), "test": ("test",)}
ENDINGS = {".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"}
TOLD_EVERY = 20  # pictures
BYTE = 256  # classes that a byte can tell apart


@dataclass(frozen=True)
class OwnPictures:
    """A folder of parts of classes of pictures, and the side of the square that each becomes."""

    folder: Path
    side: int


def picture_arrays(own: OwnPictures, folder: Path, tell: Tell) -> dict[str, ArraySpec]:
    """Write ``train_images`` (uint8, images channels height width), ``train_labels``, and likewise, into a folder.

    ``val`` is the part ``valid`` where there is a ``test`` beside it; where there is none, it is ``test``.

    Raises:
        SourceError: a part or class has no pictures, or a picture is damaged; the text names it.
    """
    parts = _parts(own.folder)
    classes = _below(parts["train"])
    listed = {name: _pictures(place, [c.name for c in classes]) for name, place in parts.items()}
    total, done = sum(len(pictures) for pictures in listed.values()), 0
    with GrowingArrays(folder) as arrays:
        for name, pictures in listed.items():
            for file, _ in pictures:
                arrays.append(f"{name}_images", square(file, own.side)[None])
                done += 1
                if done % TOLD_EVERY == 0 or done == total:
                    tell(Progress(f"reading {own.folder.name}", done, total, "pictures"))
            numbers = np.array([label for _, label in pictures])
            arrays.append(f"{name}_labels", numbers.astype(np.uint8 if len(classes) <= BYTE else np.uint16))
        return arrays.finish()


def square(file: Path, side: int) -> NDArray[np.uint8]:
    """One picture as red, green and blue (``3 side side``): its middle, scaled; grey is spread, alpha dropped.

    Raises:
        SourceError: it is damaged, no picture, has more than 8 bits a colour, or is implausibly large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                pixels = np.asarray(_middle(picture, side, file))
    except SourceError:
        raise
    except Exception as error:  # pillow's readers raise anything at all for damaged pictures
        raise SourceError(f"{file} is damaged or no picture ({error})") from error
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _middle(picture: Image.Image, side: int, file: Path) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        raise SourceError(f"{file} has more than 8 bits a colour ({picture.mode})")
    if "transparency" in picture.info:  # of a palette: only this way is it not guessed
        picture = picture.convert("RGBA")
    colours = picture.convert("RGB")
    scale = side / min(colours.size)
    width, height = (max(side, round(length * scale)) for length in colours.size)
    scaled = colours.resize((width, height), Image.Resampling.BILINEAR)
    left, top = (width - side) // 2, (height - side) // 2
    return scaled.crop((left, top, left + side, top + side))


def _parts(folder: Path) -> dict[str, Path]:
    parts = {}
    for part, names in PARTS.items():
        there = [folder / name for name in names if (folder / name).is_dir()]
        if there:
            parts[part] = there[0]
    if "test" not in parts and "valid" in parts:
        parts["test"] = parts.pop("valid")
    if missing := sorted({"train", "test"} - parts.keys()):
        wanted = " and ".join("`train`" if part == "train" else "`test` or `val`" for part in missing)
        raise SourceError(f"{folder} has no folder {wanted}")
    return parts


def _below(part: Path) -> list[Path]:
    return sorted((p for p in part.iterdir() if p.is_dir() and not p.name.startswith(".")), key=lambda p: p.name)


def _pictures(part: Path, classes: Sequence[str]) -> list[tuple[Path, int]]:
    """Every picture of a part with its class, in order of class and name."""
    pictures: list[tuple[Path, int]] = []
    for place in _below(part):
        if place.name not in classes:
            raise SourceError(f"{place} is a class that the training part does not have")
        files = sorted((f for f in place.rglob("*") if f.suffix.lower() in ENDINGS), key=lambda f: f.as_posix())
        if not files:
            raise SourceError(f"{place} holds no pictures ({', '.join(sorted(ENDINGS))})")
        pictures += [(file, classes.index(place.name)) for file in files]
    if not pictures:
        raise SourceError(f"{part} holds no folders of classes")
    return pictures

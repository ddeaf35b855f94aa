"""How does a folder of pictures of the user's own become a data set?

Classes are numbered in the order of their names. Every picture is scaled until its shorter side fits, cut out in the
middle and written at once, so that any number of them needs the memory of one.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netsci_bench.contract.run import Progress
from netsci_bench.data.formats.csv_rows import Tell
from netsci_bench.data.formats.growing_arrays import GrowingArrays
from netsci_bench.data.own.picture import Picture, read_picture
from netsci_bench.data.own.picture_files import PictureFiles, picture_files
from netsci_bench.data.own.reading import Reading, shown_names

TOLD_EVERY = 20  # pictures
SHOWN = 5  # pictures
BYTE = 256  # classes that a byte can tell apart


@dataclass(frozen=True)
class OwnPictures:
    """A folder of parts of classes of pictures, and the side of the square that each becomes."""

    folder: Path
    side: int


def read_pictures(own: OwnPictures, folder: Path, tell: Tell) -> Reading:
    """Write ``train_images`` (uint8, images channels height width), ``train_labels``, and likewise, into a folder.

    ``val`` is the part ``valid`` where there is a ``test`` beside it; where there is none, it is ``test``.

    Raises:
        SourceError: a part or class has no pictures, or a picture is damaged or refused; the text names it.
    """
    listed = picture_files(own.folder)
    first: list[str] = []
    met: dict[str, list[str]] = {}
    total, done = sum(map(len, listed.parts.values())), 0
    with GrowingArrays(folder) as arrays:
        for part, pictures in listed.parts.items():
            for file, _ in pictures:
                picture, name = read_picture(file, own.side), file.relative_to(own.folder).as_posix()
                arrays.append(f"{part}_images", picture.pixels[None])
                first += [_shown(name, picture)] if len(first) < SHOWN else []
                for note in picture.notes:
                    met.setdefault(note, []).append(name)
                done += 1
                if done % TOLD_EVERY == 0 or done == total:
                    tell(Progress(f"reading {own.folder.name}", done, total, "pictures"))
            numbers = np.array([label for _, label in pictures])
            arrays.append(f"{part}_labels", numbers.astype(np.uint8 if len(listed.classes) <= BYTE else np.uint16))
        return Reading(arrays.finish(), tuple(_notes(listed, met)), tuple(first))


def _shown(name: str, picture: Picture) -> str:
    width, height = picture.size
    return f"{name}: {width} by {height} pixels, {picture.mode}"


def _notes(listed: PictureFiles, met: dict[str, list[str]]) -> list[str]:
    notes = []
    for part, pictures in listed.parts.items():
        counts = Counter(label for _, label in pictures)
        shown = [f"{name} {counts[number]}" for number, name in enumerate(listed.classes)]
        notes.append(f"{part}: {len(pictures)} pictures of {len(listed.classes)} classes: {shown_names(shown, 20)}")
    notes += listed.skipped.notes()
    total = sum(map(len, listed.parts.values()))
    return notes + [f"{len(names)} of {total} pictures {note}: {shown_names(names)}" for note, names in met.items()]

"""Which files of a folder of pictures are pictures of a class, and what else lies there?

A folder for each part, in it one for each class, in it the pictures. Whatever programs leave behind there (hidden
files, thumbnails, checkpoints, the other half of a file from a Macintosh) is left out and told, by kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from netsci_bench.data.own.reading import shown_names
from netsci_bench.data.sources.errors import SourceError

PARTS = {"train": ("train",), "valid": ("val", "valid", "validation"), "test": ("test",)}
ENDINGS = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".ppm", ".pgm", ".pbm", ".pnm", ".bmp", ".tif", ".tiff",
    ".webp", ".gif",
}  # fmt: skip
FOREIGN = {
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r",
    "__macosx", "__pycache__", "$recycle.bin", "system volume information", "lost+found", "network trash folder",
    "found.000", "albumart.jpg", "folder.jpg.tmp", "picasa.ini",
}  # fmt: skip
HIDDEN = "hidden entries"
LEFTOVERS = "entries of other programs"
NESTED = "folders inside a folder of a class"
STRAY = "entries outside the folders of classes"
OTHER = "files without the ending of a picture"
SPECIAL = "entries that are neither a file nor a folder"


@dataclass
class Skipped:
    """What was left out, by kind, in the order in which it was met."""

    root: Path
    kinds: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, path: Path) -> None:
        """One more of a kind."""
        self.kinds.setdefault(kind, []).append(path.relative_to(self.root).as_posix())

    def notes(self) -> list[str]:
        """A line for each kind: how many, and the first few by name."""
        return [f"left out {len(names)} {kind}: {shown_names(names)}" for kind, names in self.kinds.items()]


@dataclass(frozen=True)
class PictureFiles:
    """The classes in the order of their names, and for each part its pictures, each with the number of its class."""

    classes: tuple[str, ...]
    parts: dict[str, list[tuple[Path, int]]]
    skipped: Skipped


def picture_files(folder: Path) -> PictureFiles:
    """Every picture of a folder of parts of classes, in order of part, class and name.

    Raises:
        SourceError: a part is missing or there twice, or a class has no pictures or is not in the training part.
    """
    skipped = Skipped(folder)
    places = _parts(folder, skipped)
    below = {part: _classes(place, skipped) for part, place in places.items()}
    classes = [place.name for place in below["train"]]
    listed = {part: _pictures(places[part], found, classes, skipped) for part, found in below.items()}
    return PictureFiles(tuple(classes), listed, skipped)


def _parts(folder: Path, skipped: Skipped) -> dict[str, Path]:
    known = {name for names in PARTS.values() for name in names}
    entries = {p.name: p for p in _sorted(folder) if not _foreign(p, skipped)}
    for name, path in entries.items():
        if name not in known or not path.is_dir():
            skipped.add(STRAY, path)
    parts = {}
    for part, names in PARTS.items():
        there = [entries[name] for name in names if name in entries and entries[name].is_dir()]
        if len(there) > 1:
            raise SourceError(f"{folder} has {' and '.join(f'`{p.name}`' for p in there)}: which one is to be read?")
        if there:
            parts[part] = there[0]
    if "test" not in parts and "valid" in parts:
        parts["test"] = parts.pop("valid")
    if missing := sorted({"train", "test"} - parts.keys()):
        wanted = " and ".join("`train`" if part == "train" else "`test` or `val`" for part in missing)
        found = f"; there are {shown_names(sorted(entries), 5)}" if entries else ""
        raise SourceError(f"{folder} has no folder {wanted}{found}")
    return parts


def _classes(part: Path, skipped: Skipped) -> list[Path]:
    found = []
    for path in _sorted(part):
        if _foreign(path, skipped):
            continue
        if path.is_dir():
            found.append(path)
        else:
            skipped.add(STRAY, path)
    return found


def _pictures(part: Path, places: Sequence[Path], classes: Sequence[str], skipped: Skipped) -> list[tuple[Path, int]]:
    pictures: list[tuple[Path, int]] = []
    for place in places:
        if place.name not in classes:
            raise SourceError(f"{place} is a class that the training part does not have")
        files = [path for path in _sorted(place) if not _foreign(path, skipped) and _is_picture(path, skipped)]
        if not files:
            inside = [path.name for path in _sorted(place) if path.is_dir() and not _is_foreign(path)]
            nested = f"; folders inside it ({shown_names(inside)}) are not read" if inside else ""
            raise SourceError(f"{place} holds no pictures ({', '.join(sorted(ENDINGS))}){nested}")
        pictures += [(file, classes.index(place.name)) for file in files]
    if not pictures:
        raise SourceError(f"{part} holds no folders of classes")
    return pictures


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: path.name)


def _is_foreign(path: Path) -> bool:
    """Network storage keeps its own folders beside a user's: their names begin with @ or #."""
    known = path.name.startswith((".", "~$")) or path.name.lower() in FOREIGN
    return known or (path.name.startswith(("@", "#")) and path.is_dir())


def _foreign(path: Path, skipped: Skipped) -> bool:
    if _is_foreign(path):
        skipped.add(HIDDEN if path.name.startswith(".") else LEFTOVERS, path)
        return True
    return False


def _is_picture(path: Path, skipped: Skipped) -> bool:
    if path.is_dir():
        skipped.add(NESTED, path)
    elif not path.is_file():
        skipped.add(SPECIAL, path)
    elif path.suffix.lower() not in ENDINGS:
        skipped.add(OTHER, path)
    else:
        return True
    return False

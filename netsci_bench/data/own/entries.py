"""Which data sets of the user's own does a home hold, and how is one taken away again?"""

import json
import shutil
from pathlib import Path

from netsci_bench.contract.catalogue_entries import ArraySpec, Dataset
from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.contract.slug import SLUG

FOLDER = "datasets"  # of the home; the catalogue reads it


def entry_file(name: str, home: Path) -> Path:
    """Where the entry of a name is kept."""
    return home / FOLDER / f"{name}.yaml"


def notes_file(name: str, home: Path) -> Path:
    """Where it is kept what was skipped and guessed when the data were read, and the names of classes."""
    return home / FOLDER / f"{name}.notes.txt"


def kept_entry(name: str, home: Path) -> dict[str, ArraySpec] | None:
    """The arrays that a home has under a name; None where it has none, or an entry that cannot be read."""
    try:
        document = json.loads(entry_file(name, home).read_text(encoding="utf-8"))
        return {array: ArraySpec(**spec) for array, spec in document[name]["arrays"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remove_arrays(name: str, but: Dataset | None, home: Path) -> int:
    """Take away every copy of the arrays of a name, except those of one data set; the bytes that it freed."""
    kept = f"{name}@{but.fingerprint}" if but else ""
    freed = 0
    for folder in (home / "data").glob(f"{name}@*"):
        if folder.is_dir() and folder.name != kept and not folder.name.endswith(".unfinished"):
            freed += sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            shutil.rmtree(folder)
    return freed


def remove(name: str, home: Path) -> int:
    """Take a data set of the user's own away, entry and arrays; the bytes that it freed.

    Raises:
        Mistake: this home has no data set of the user's own under this name.
        Failure: its files cannot be taken away.
    """
    if not SLUG.fullmatch(name) or not entry_file(name, home).is_file():
        there = ", ".join(sorted(path.stem for path in (home / FOLDER).glob("*.yaml"))) or "none"
        raise Mistake(f"no data set {name!r} was added to this home", remedy=f"what can be removed: {there}")
    try:
        freed = remove_arrays(name, None, home)
        notes_file(name, home).unlink(missing_ok=True)
        entry_file(name, home).unlink()
    except OSError as error:
        raise Failure(f"cannot remove {name}: {error}", str(home), "make it writable") from error
    return freed

"""Does something of the wrong kind lie where the bench keeps a file or a folder? It is named, not removed."""

import os
from pathlib import Path

from netsci_bench.contract.errors import Failure

REMEDY = "move it away, then run the same command again"


def check_folder(path: Path) -> None:
    """Nothing but folders may lie on the way to a folder, and in its place; links to folders are folders.

    Raises:
        Failure: with the path that is in the way.
    """
    for place in [*reversed(path.parents), path]:
        if os.path.lexists(place) and not place.is_dir():
            raise Failure(f"cannot write: {_kind(place)} lies where a folder belongs", str(place), REMEDY)


def check_file(path: Path) -> None:
    """Nothing but a file, or nothing at all, may lie in a file's place.

    Raises:
        Failure: with the path that is in the way.
    """
    check_folder(path.parent)
    if os.path.lexists(path) and not path.is_file():
        raise Failure(f"cannot write: {_kind(path)} lies where a file belongs", str(path), REMEDY)


def _kind(path: Path) -> str:
    if path.is_symlink() and not path.exists():
        return "a link that leads nowhere"
    return "a folder" if path.is_dir() else "a file" if path.is_file() else "something else"

"""How is a file written so that it is there whole, or as it was before, whatever happens meanwhile?

It is written under another name in the same folder, forced to the disk and renamed. A crash, a kill or a full disk
leaves the old file or the new one, and never half of one.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """The path to write to; what the body has written there is at ``path`` after it, and nothing if it raised.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_file(Path(folder) / "state.pt") as part:
    ...         _ = part.write_bytes(b"state")
    ...     [file.name for file in Path(folder).iterdir()]
    ['state.pt']
    """
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        sync_file(part)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)  # the rename itself is on the disk only when the folder is


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    with atomic_file(path) as part:
        part.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Write a file atomically, as UTF-8 with the line ends of the text."""
    write_bytes(path, text.encode())


def write_json(path: Path, content: Any, indent: int | None = None) -> None:
    """Write plain values as JSON atomically, letters beyond ASCII as they are."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=indent))


def sync_file(path: Path) -> None:
    """Wait until a file has reached the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder have reached the disk."""
    if os.name != "posix":  # other systems cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

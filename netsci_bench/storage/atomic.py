"""How is a file written so that a crash never leaves half of it?

It is written under another name in the same folder, flushed to the disk and renamed. After a crash, a kill or on a
full disk there is either the old file or the new one.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def atomic_file(path: Path, owner: str = "") -> Iterator[Path]:
    """A temporary path to write to; it is renamed to ``path`` at the end, or removed if the body raises.

    ``owner``: a part of its name, where several processes may write the same file at once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_file(Path(folder) / "state.pt") as part:
    ...         _ = part.write_bytes(b"state")
    ...     [file.name for file in Path(folder).iterdir()]
    ['state.pt']
    """
    part = path.with_name(f".{path.name}{owner}.part")
    try:
        yield part
        sync_file(part)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)  # the rename is on the disk only after the folder was flushed too


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    with atomic_file(path) as part:
        part.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Write a file atomically, as UTF-8; line ends are not changed."""
    write_bytes(path, text.encode())


def write_json(path: Path, content: Any, indent: int | None = None) -> None:
    """Write plain values as JSON atomically, also beside other processes; letters beyond ASCII are not escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=indent)
    with atomic_file(path, f".{os.getpid()}-{threading.get_ident()}") as part:
        part.write_bytes(text.encode())


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the file names in a folder are on the disk."""
    if os.name != "posix":  # other systems cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

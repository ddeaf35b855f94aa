"""Is every file of a finished folder as it was written? Its manifest names each by its checksum."""

import hashlib
import json
from pathlib import Path

from netsci_bench.storage.artifacts import MANIFEST
from netsci_bench.storage.atomic import sync_file, sync_folder


def seal(folder: Path) -> str:
    """Write a manifest of checksums, wait until everything is on the disk, and return the manifest's checksum."""
    manifest = {p.relative_to(folder).as_posix(): checksum(p) for p in _files(folder)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in [*_files(folder), folder / MANIFEST]:
        sync_file(path)
    for inner in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        sync_folder(inner)
    return seal_of(folder)


def seal_of(folder: Path) -> str:
    """Checksum of the manifest of a folder; empty where it cannot be read."""
    try:
        return checksum(folder / MANIFEST)
    except OSError:
        return ""


def find_damage(folder: Path) -> str:
    """What differs from the manifest, in a few words; empty if nothing does."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        present = {p.relative_to(folder).as_posix(): checksum(p) for p in _files(folder)}
    except (OSError, ValueError, RecursionError):
        return f"its {MANIFEST} or another file cannot be read"
    if not isinstance(manifest, dict):
        return f"its {MANIFEST} names no files"
    differing = sorted(name for name in manifest.keys() | present.keys() if manifest.get(name) != present.get(name))
    return f"{differing[0]} is not as it was written" if differing else ""


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / MANIFEST)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Has any text changed that this package consists of? One digest of all sources, specs and tables together.

What follows from nothing else may be kept as long as the digest is the same.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from netsci_bench.contract.resources import registry_folder
from netsci_bench.storage.atomic import write_json

SUFFIXES = {".py", ".yaml", ".csv", ".json"}


@dataclass
class Remembered:
    """What a file of the home keeps from last time, and what was asked for this time: key -> answer."""

    file: Path
    known: dict[str, str]
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Remembered":
        """What the file keeps; nothing where it keeps nothing that can be read."""
        known: Any = {}
        with suppress(OSError, ValueError):
            known = json.loads(file.read_text(encoding="utf-8"))
        return cls(file, known if isinstance(known, dict) else {})

    def keep(self) -> None:
        """Keep what was asked for, and nothing older."""
        if self.asked != self.known:
            with suppress(OSError):  # a home that cannot be written is told of where a result needs it
                self.file.parent.mkdir(parents=True, exist_ok=True)
                write_json(self.file, self.asked)


def package_folders() -> list[Path]:
    """Where the package, its experiments and its registry lie."""
    found = [find_spec(name) for name in ("netsci_bench", "netsci_bench.experiments")]
    places = [Path(place) for spec in found if spec for place in spec.submodule_search_locations or ()]
    return [*places, registry_folder()]


def digest_of_texts(folders: Iterable[Path]) -> str:
    """The digest of all sources, specs and tables in some folders, with their places, and of Python's version.

    >>> digest_of_texts([]) == digest_of_texts([])
    True
    """
    whole = sha256(sys.version.encode())
    for number, folder in enumerate(folders):
        for path in sorted(_texts(folder)):
            content = path.read_bytes()
            whole.update(f"{number} {path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            whole.update(content)
    return whole.hexdigest()


def _texts(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())

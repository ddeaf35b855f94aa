"""Is a forest plot still what would be drawn? Then it is not drawn again, which takes longer than all else.

The home keeps from what each picture was drawn, and its checksum. A picture that somebody edited is drawn again.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from netsci_bench.identity.texts import digest_of_texts
from netsci_bench.storage.atomic import write_bytes, write_json
from netsci_bench.storage.manifest import checksum

FILE = "forests.json"  # of the home
DRAWING = Path(__file__).parents[1] / "plots"
LIBRARIES = ("matplotlib", "numpy", "seaborn")


@dataclass
class KnownPictures:
    """Digest of what a picture shows, and of what draws it -> its checksum; ``asked``: those of now."""

    home: Path
    drawing: str
    known: dict[str, str]
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, home: Path) -> "KnownPictures":
        """What the home keeps; nothing where it keeps nothing that can be read."""
        known: Any = {}
        with suppress(OSError, ValueError):
            known = json.loads((home / FILE).read_text(encoding="utf-8"))
        drawing = " ".join([digest_of_texts([DRAWING]), *map(version, LIBRARIES)])
        return cls(home, drawing, known if isinstance(known, dict) else {})

    def write(self, file: Path, shows: object, draw: Callable[[], bytes]) -> None:
        """Write a picture, unless it is there as it would be drawn; ``shows``: all that it is drawn from."""
        key = sha256(f"{self.drawing} {shows!r}".encode()).hexdigest()
        if not file.is_file() or self.known.get(key) != checksum(file):
            write_bytes(file, draw())
        self.asked[key] = checksum(file)

    def keep(self) -> None:
        """Keep what was asked for, and nothing older."""
        if self.asked != self.known:
            with suppress(OSError):
                self.home.mkdir(parents=True, exist_ok=True)
                write_json(self.home / FILE, self.asked)

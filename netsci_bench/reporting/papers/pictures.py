"""Is a forest plot still what would be drawn? Then it is not drawn again, which takes longer than all else.

The home keeps from what each picture was drawn, and its checksum. A picture that somebody edited is drawn again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from netsci_bench.identity.texts import Remembered, digest_of_texts
from netsci_bench.storage.atomic import write_bytes
from netsci_bench.storage.manifest import checksum

FILE = "forests.json"  # of the home
DRAWING = Path(__file__).parents[1] / "plots"
LIBRARIES = ("matplotlib", "numpy", "seaborn")


@dataclass
class KnownPictures:
    """Digest of what a picture shows, and of what draws it -> its checksum."""

    drawing: str
    checksums: Remembered

    @classmethod
    def read(cls, home: Path) -> "KnownPictures":
        """What the home keeps."""
        drawing = " ".join([digest_of_texts([DRAWING]), *map(version, LIBRARIES)])
        return cls(drawing, Remembered.read(home / FILE))

    def write(self, file: Path, shows: object, draw: Callable[[], bytes]) -> None:
        """Write a picture, unless it is there as it would be drawn; ``shows``: all that it is drawn from."""
        key = sha256(f"{self.drawing} {shows!r}".encode()).hexdigest()
        if not file.is_file() or self.checksums.known.get(key) != checksum(file):
            write_bytes(file, draw())
        self.checksums.asked[key] = checksum(file)

    def keep(self) -> None:
        """Keep what was asked for, and nothing older."""
        self.checksums.keep()

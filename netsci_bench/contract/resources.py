"""Where are the files that ship with the package, and which values were published?"""

import csv
from functools import cache
from pathlib import Path


@cache
def registry_folder() -> Path:
    """The registry: ``netsci_bench/_registry`` in a wheel, else the folder next to the package."""
    package = Path(__file__).parents[1]
    packed = package / "_registry"
    return packed if packed.is_dir() else package.parent / "registry"


def published_values(file: str) -> list[dict[str, str]]:
    """The rows of a CSV file in ``registry/references``, without comments."""
    with (registry_folder() / "references" / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))

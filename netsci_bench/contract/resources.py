"""Where does what ships with the package lie, and which values were published?"""

import csv
from pathlib import Path


def registry_folder() -> Path:
    """The registry: packed into the wheel as ``netsci_bench/_registry``, else beside the package."""
    here = Path(__file__).parents[1]
    packed = here / "_registry"
    return packed if packed.is_dir() else here.parent / "registry"


def published_values(file: str) -> list[dict[str, str]]:
    """The rows of a CSV file of ``registry/references``, without its comments."""
    with (registry_folder() / "references" / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))

"""What do the published curves look like? Fig. 4 of Lu et al. (2022), as digitised, beside the specs."""

import csv
from pathlib import Path

import numpy as np

FILE = "lu2022-modularity.csv"
HERE = Path(__file__).parents[2]  # the checkout; in a wheel the package, which holds the registry as _registry


def published(family: str, dataset: str) -> dict[str, np.ndarray]:
    """Net -> its curve, of the nets whose name begins with ``family``."""
    found: dict[str, list[float]] = {}
    for row in reference(FILE):
        if row["dataset"] == dataset and row["net"].startswith(family):
            found.setdefault(row["net"], []).append(float(row["modularity"]))
    return {net: np.array(values) for net, values in found.items()}


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a file of published values, without its comments."""
    places = [HERE / registry / "references" / name for registry in ("registry", "_registry")]
    with next(place for place in places if place.is_file()).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))

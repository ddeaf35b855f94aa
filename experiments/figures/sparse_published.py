"""What did the authors of SET log? Test accuracy over the epochs, from the files beside the specs."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parents[2]  # the checkout; in a wheel the package, which holds the registry as _registry


def published(file: str) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Net -> epochs and accuracy in percent, mean over the seeds that were logged."""
    found: dict[str, dict[int, list[float]]] = {}
    with _place(file).open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            found.setdefault(row["net"], {}).setdefault(int(row["epoch"]), []).append(float(row["test_accuracy"]))
    return {
        net: (np.array([*epochs], dtype=np.float64), np.array([np.mean(values) for values in epochs.values()]))
        for net, epochs in found.items()
    }


def _place(file: str) -> Path:
    places = [HERE / registry / "references" / file for registry in ("registry", "_registry")]
    return next(place for place in places if place.is_file())

"""What did the authors of SET log? Test accuracy over the epochs, from the files in the registry."""

import numpy as np
from numpy.typing import NDArray

from netsci_bench.contract.resources import published_values


def read_published_log(file: str) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Net -> epochs and accuracy in percent, mean over the seeds that were logged."""
    logs: dict[str, dict[int, list[float]]] = {}
    for row in published_values(file):
        logs.setdefault(row["net"], {}).setdefault(int(row["epoch"]), []).append(float(row["test_accuracy"]))
    return {
        net: (np.array([*epochs], dtype=np.float64), np.array([np.mean(values) for values in epochs.values()]))
        for net, epochs in logs.items()
    }

"""What do the published curves look like? Fig. 4 of Lu et al. (2022), as digitised, from the registry."""

import numpy as np

from netsci_bench.contract.resources import published_values


def read_published_curves(family: str, dataset: str) -> dict[str, np.ndarray]:
    """Net -> its curve, of the nets whose name begins with ``family``."""
    curves: dict[str, list[float]] = {}
    for row in published_values("lu2022-modularity.csv"):
        if row["dataset"] == dataset and row["net"].startswith(family):
            curves.setdefault(row["net"], []).append(float(row["modularity"]))
    return {net: np.array(values) for net, values in curves.items()}

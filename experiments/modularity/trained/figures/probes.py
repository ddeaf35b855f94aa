"""Do modularity and the accuracy of linear probes go together from layer to layer?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, ORANGE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.trained.figures.curve import draw_spread


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both curves, each with its own axis."""
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    left = figure.subplots()
    right = left.twinx()
    draw_spread(left, outcomes, "modularity", {"color": BLUE, "label": "modularity", "marker": "o"})
    draw_spread(left, outcomes, "permuted", {"color": GREY, "label": "labels in random order", "ls": "--"})
    draw_spread(right, outcomes, "probe_accuracy", {"color": ORANGE, "label": "linear probe", "marker": "s"})
    left.set(xlabel="layer (in the order in which they run)", ylabel="modularity Q")
    right.set(ylabel="accuracy of a linear probe (% of test images)")
    for axes in (left, right):
        axes.spines["top"].set_visible(False)
    handles = [*left.get_lines(), *right.get_lines()]
    labels = [str(line.get_label()) for line in handles]
    figure.legend(handles, labels, frameon=False, loc="outside lower center", ncols=3, fontsize=9)
    agreement = np.mean([outcome.scalars["agreement"] for outcome in outcomes])
    counted = f"{len(outcomes)} trainings, mean and s.d." if len(outcomes) > 1 else "one training"
    figure.suptitle(f"{counted}; rank correlation over layers {agreement:.2f}", fontsize=10)
    return {
        "Modularity and linear probes: modularity of the classes after each layer, and the accuracy of a probe "
        "of the same features.": figure
    }

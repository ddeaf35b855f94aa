"""How does one net's curve differ between a simple and a complex data set, before the published curves?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.palette import PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.figures.curve import READINGS


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """A panel for each data set; means over the trainings."""
    net, names = str(outcomes[0].array("net")), outcomes[0].array("names").tolist()
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    for axes, task, name in zip(figure.subplots(1, 2, sharey=True), ("simple", "complex"), names, strict=True):
        draw_published(axes, net, name)
        for reading, (label, colour) in READINGS.items():
            mean = np.mean([outcome.array(f"{task}-{reading}") for outcome in outcomes], axis=0)
            axes.plot(range(1, len(mean) + 1), mean, color=colour, lw=1.6, marker="o", ms=3.5, label=label)
        accuracy = np.mean([outcome.scalars[f"{task}_accuracy"] for outcome in outcomes])
        axes.set(xlabel="layer (in the order in which they run)", title=f"{name}, accuracy {accuracy:.1f} %")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="best", fontsize=9)
    figure.axes[0].set(ylabel="modularity Q")
    counted = mean_of(len(outcomes), "training")
    figure.suptitle(f"{net}, {counted}", fontsize=10)
    return {
        f"Two data sets: modularity of the classes after each layer of a {net} trained on each of them, in both "
        "readings, and the published curves.": figure
    }


def draw_published(axes: Axes, net: str, dataset: str) -> None:
    """The paper's curve of this net on this data set, where there is one."""
    for values in read_published_curves(net, dataset).values():
        axes.plot(range(1, len(values) + 1), values, color=PUBLISHED_CURVE, lw=3.0, label=f"{net}, Fig. 4")

"""What do the number of images and of neighbours do to the curve, before the published curves? Layout of Fig. 7."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.palette import PUBLISHED_CURVE
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome

NET = "VGG16"
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))  # the published curves differ by line, in grey


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Left by number of images, right by number of neighbours; means over the trainings."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, varied, name in ((left, "images", "by-images"), (right, "neighbours", "by-neighbours")):
        draw_published(axes, varied)
        draw_ours(axes, np.mean([outcome.array(name) for outcome in outcomes], axis=0))
        axes.set(xlabel="layer (in the order in which they run)", title=f"growing number of {varied}")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="upper left", fontsize=8)
    left.set(ylabel="modularity Q")
    counted = mean_of(len(outcomes), "training")
    figure.suptitle(f"{counted}; grey: published, Fig. 7, fewest (solid) to most (last line)", fontsize=10)
    return {
        "Numbers of images and of neighbours: modularity after each layer of a VGG16 trained here, for growing "
        "numbers of images and of neighbours, and the published curves.": figure
    }


def draw_ours(axes: Axes, curves: np.ndarray) -> None:
    """One line for each number (``numbers layers``), from light to dark."""
    for number, curve in enumerate(curves):
        colour = colormaps["viridis"](0.85 - 0.85 * number / max(1, len(curves) - 1))
        label = {0: "here, fewest", len(curves) - 1: "here, most"}.get(number)
        axes.plot(range(1, len(curve) + 1), curve, color=colour, marker="o", ms=3, lw=1.4, label=label)


def draw_published(axes: Axes, varied: str) -> None:
    """The five published curves of the net."""
    curves: dict[int, list[float]] = {}
    for row in published_values("lu2022-sensitivity.csv"):
        if (row["net"], row["varied"]) == (NET, varied):
            curves.setdefault(int(row["number"]), []).append(float(row["modularity"]))
    for (number, values), line in zip(sorted(curves.items()), LINES, strict=True):
        label = f"{number} {varied}, Fig. 7"
        axes.plot(range(1, len(values) + 1), values, color=PUBLISHED_CURVE, lw=1.2, ls=line, label=label)

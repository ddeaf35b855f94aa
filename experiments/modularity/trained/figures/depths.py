"""How do the curves of nets of several depths look over equal shares of the depth, and how often is each slow?"""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.measures.series.plateaus import relative_slow_steps

READINGS = {
    "text": ("as the text says", BLUE),
    "published": ("as published", ORANGE),
    "permuted": ("labels in random order", GREY),
}
SLOW_BELOW = 0.25  # of the mean step, for the published curves


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Left the mean curve of each depth, right the share of slow steps by depth, each training as a dot."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    draw_curves(left, outcomes)
    draw_shares(right, outcomes)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="best", fontsize=8)
    counted = f"{len(outcomes)} trainings of each depth" if len(outcomes) > 1 else "one training of each depth"
    figure.suptitle(counted, fontsize=10)
    return {
        "Depth: modularity of the classes over the share of the depth, of nets of several depths, and the share of "
        "their steps that are slow, with that of the published ResNets on CIFAR-10.": figure
    }


def draw_curves(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """One line for each depth, from light to dark."""
    blocks = outcomes[0].array("blocks").tolist()
    for number, count in enumerate(blocks):
        mean = np.mean([outcome.array(f"curve-{count}") for outcome in outcomes], axis=0)
        colour = colormaps["viridis"](0.85 - 0.85 * number / (len(blocks) - 1))
        label = f"{len(mean)} points"
        axes.plot(np.linspace(0, 1, len(mean)), mean, color=colour, marker="o", ms=3, lw=1.4, label=label)
    axes.set(xlabel="share of the depth", ylabel="modularity Q", title="curves, as the text says")


def draw_shares(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Slow share against the number of points of a curve; means as lines."""
    points = [len(outcomes[0].array(f"curve-{count}")) for count in outcomes[0].array("blocks").tolist()]
    for reading, (label, colour) in READINGS.items():
        shares = np.array([outcome.lists[f"{reading}.slow_share"] for outcome in outcomes])
        axes.plot(points, shares.mean(axis=0), color=colour, lw=1.6, label=label)
        axes.plot(np.tile(points, len(shares)), shares.ravel(), color=colour, lw=0, marker="o", ms=3.5, alpha=0.6)
    theirs = read_published_curves("ResNet", "cifar10").values()
    slow = [float(relative_slow_steps(curve, SLOW_BELOW).mean()) for curve in theirs]
    axes.plot(
        [len(curve) for curve in theirs], slow, color=PUBLISHED_CURVE, lw=0, marker="D", label="ResNets, Fig. 4"
    )
    axes.set(
        xlabel="points of the curve", ylabel="share of steps that are slow", ylim=(-0.03, 1.03), title="slow steps"
    )

"""Where do activation patterns lie in their first two principal components, and how good is the picture?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, ORANGE
from netsci_bench.contract.result import Outcome

MOST_DOTS = 2000
CLOUDS = {"before": "before training", "after": "after training"}
CURVES = {
    "held_two.share": ("variance in 2 components", BLUE, "-"),
    "held_all.share": ("variance in classes - 1", BLUE, ":"),
    "shown_two.purity": ("same class nearby, 2 components", ORANGE, "-"),
    "shown_all.purity": ("same class nearby, classes - 1", ORANGE, ":"),
}


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The patterns of one seed before and after training, and the shares of all seeds."""
    median = sorted(outcomes, key=lambda o: o.scalars["shown_two.late"])[len(outcomes) // 2]
    return {
        f"Activation patterns of seed {median.seed} in their first two principal components, before and after "
        "training (the median seed), and how much these show, in every seed.": draw_patterns(median, outcomes)
    }


def draw_patterns(median: Outcome, outcomes: Sequence[Outcome]) -> Figure:
    """Two clouds and the curves."""
    figure = Figure(figsize=(11.0, 3.9), layout="constrained")
    *clouds, curves = figure.subplots(1, 3, width_ratios=(1, 1, 1.2))
    labels = median.array("labels")[:MOST_DOTS]
    for axes, (name, words) in zip(clouds, CLOUDS.items(), strict=True):
        dots = axes.scatter(*median.array(name)[:MOST_DOTS].T, s=4, c=labels, cmap="tab10", vmin=-0.5, vmax=9.5)
        axes.set(title=f"activation patterns {words}", xticks=[], yticks=[])
        axes.set(xlabel="first component", ylabel="second component")
    figure.colorbar(dots, ax=clouds, ticks=range(int(labels.max()) + 1), label="class", aspect=30)
    draw_curves(curves, outcomes)
    figure.supxlabel(
        "curves: mean of the seeds, dots: each seed; dashed grey: two components of the pixels", fontsize=9
    )
    return figure


def draw_curves(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Shares by epoch, at equal distances since epochs are kept at growing ones."""
    epochs = outcomes[0].lists["epochs"]
    places = np.arange(len(epochs))
    for name, (words, colour, style) in CURVES.items():
        values = np.array([o.lists[name] for o in outcomes])
        axes.plot(places, values.T, ".", color=colour, ms=4, alpha=0.5)
        axes.plot(places, values.mean(axis=0), color=colour, ls=style, lw=1.8, label=words)
    pixels = float(np.mean([o.scalars["shown_two.pixels"] for o in outcomes]))
    axes.axhline(pixels, color=GREY, lw=1.0, ls="--", label="same class nearby, 2 of the pixels")
    axes.set_xticks(places, [f"{epoch:g}" for epoch in epochs])
    axes.set(xlabel="epoch", ylabel="share", ylim=(0, 1.5))
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=7.5, frameon=False, loc="upper left", ncols=1)

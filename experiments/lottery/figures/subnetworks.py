"""How do tickets and reinitialised ones fare as weights are removed, and what do their units tell?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, FAINT_LINE, GREEN, GREY
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.lottery.figures.tickets import draw_band

CAPTION = (
    "Subnetworks: test accuracy of tickets and of the same with new initial weights as weights are removed; and what "
    "a unit of the first hidden layer tells of the class, in the dense net and in the smallest ticket compared, a "
    "line per seed."
)
KINDS = {"ticket": ("tickets", BLUE, "o"), "reinit": ("tickets, reinitialised", GREEN, "^")}

TICKS = (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2)  # percent


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Accuracies left, information right."""
    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2, 1))
    draw_accuracies(left, outcomes)
    draw_units(right, outcomes)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return {CAPTION: figure}


def draw_accuracies(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Mean over seeds with a band of a standard deviation, near the dense net's."""
    for kind, (label, colour, marker) in KINDS.items():
        draw_band(axes, outcomes, f"{kind}.remaining", f"{kind}.accuracy", label=label, color=colour, marker=marker)
    dense = float(np.mean([outcome.scalars["dense"] for outcome in outcomes]))
    axes.axhline(dense, color=GREY, lw=0.9, ls=":", label="dense net")
    left = outcomes[0].lists["ticket.remaining"]
    ticks = [tick for tick in TICKS if tick >= 0.9 * min(left)]
    axes.set(xscale="log", xlim=(1.1 * max(left), 0.9 * min(left)), xlabel="weights left (%)")
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    values = np.concatenate([outcome.lists[f"{kind}.accuracy"] for outcome in outcomes for kind in KINDS])
    axes.set(ylabel="test accuracy (%)", ylim=(max(values.min() - 0.3, dense - 6), values.max() + 0.3))
    axes.legend(frameon=False, fontsize=9, loc="lower left")


def draw_units(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """What a unit tells in either net."""
    for outcome in outcomes:
        told = [outcome.scalars["unit.dense"], outcome.scalars["unit.smallest"]]
        axes.plot([0, 1], told, "o-", color=BLUE, alpha=0.7)
    axes.axhline(0, color=FAINT_LINE, lw=1)
    axes.set_xticks([0, 1], ["dense net", "smallest ticket"])
    axes.set(xlim=(-0.4, 1.4), ylabel="information of a unit about the class (nats)")

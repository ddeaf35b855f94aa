"""How many weights are there, and how many are needed, as layers grow? With accuracies beside."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BLUE, FAINT_LINE, GREY, RUST
from netsci_bench.contract.result import Outcome

CAPTION = (
    "Layer sizes: weights between hidden layers that dense nets have, that sparse nets need to be no less accurate, "
    "and how much less accurate sparse nets are than the dense one of their size; means over the seeds."
)
SHADES = (0.3, 0.5, 0.75, 1.0)  # of blue, from few connections to many


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Weights left, accuracies right."""
    figure = Figure(figsize=(10.4, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    draw_weights(left, outcomes)
    draw_gains(right, outcomes)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks(outcomes[0].array("sizes"), [str(size) for size in outcomes[0].array("sizes")])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel("units of each hidden layer")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=8.5)
    figure.suptitle(_title(outcomes), fontsize=11, fontweight="bold")
    return {CAPTION: figure}


def _title(outcomes: Sequence[Outcome]) -> str:
    exponent = np.mean([outcome.scalars["needed_exponent"] for outcome in outcomes])
    counted = count_of(len(outcomes), "seed")
    return f"Weights that are needed grow as units to the power {exponent:.2f}; those of dense nets, 2 ({counted})"


def draw_weights(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Dense nets, the sparse ones that are needed, and what the largest epsilon gives."""
    sizes, weights = outcomes[0].array("sizes"), outcomes[0].array("weights")
    needed = np.array([outcome.lists["needed"] for outcome in outcomes])
    epsilon = outcomes[0].array("epsilons")[-1]
    axes.plot(sizes, weights[:, -1], "s-", color=GREY, label="dense")
    axes.plot(sizes, weights[:, -2], ":", color=BLUE, label=f"sparse, epsilon {epsilon:g}")
    axes.plot(np.broadcast_to(sizes, needed.shape).ravel(), needed.ravel(), "o", color=RUST, alpha=0.4, mew=0)
    axes.plot(sizes, np.exp(np.log(needed).mean(axis=0)), "-", color=RUST, label="sparse, as many as needed")
    axes.set(yscale="log", ylabel="weights between hidden layers")


def draw_gains(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Late accuracy of each sparse net less that of the dense one."""
    late = np.mean([outcome.array("late") for outcome in outcomes], axis=0)
    axes.axhline(0, color=FAINT_LINE, lw=1)
    epsilons = outcomes[0].array("epsilons")
    shades = np.interp(np.arange(len(epsilons)), np.linspace(0, max(len(epsilons) - 1, 1), len(SHADES)), SHADES)
    for at, (epsilon, shade) in enumerate(zip(epsilons, shades, strict=True)):
        gains = late[:, at] - late[:, -1]
        axes.plot(outcomes[0].array("sizes"), gains, "o-", color=BLUE, alpha=shade, label=f"epsilon {epsilon:g}")
    axes.set_ylabel("accuracy less the dense net's\n(percentage points)")

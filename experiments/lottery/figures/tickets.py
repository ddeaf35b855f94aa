"""How do tickets fare while pruned: accuracy, mean weight, mutual information, and the laws of their degrees?

Panels have the share of weights that are left on a logarithmic axis, from the dense net on the left to the sparsest
on the right; the mean over seeds with a band of one standard deviation; and the rounds of the collapse, dashed.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.palette import BLUE, GREEN, GREY, ORANGE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.lottery.figures.degrees import draw_degrees_by_round, draw_laws

KINDS = {
    "ticket": ("tickets", BLUE, "o"),
    "random_mask": ("random masks", ORANGE, "s"),
    "reinit": ("tickets, reinitialised", GREEN, "^"),
}
LAYERS = {
    "first": ("first layer", BLUE),
    "second": ("second layer", ORANGE),
    "output": ("outputs", GREEN),
}

CAPTIONS = (
    "Accuracy against remaining weights: test accuracy of tickets and of both controls after each round of pruning. "
    "Controls are trained in some rounds only, so they are points without a line.",
    "Mean weight: mean of the trained weights that are left, with and without their signs, of tickets and of random "
    "masks.",
    "Mutual information: how much each layer says about the image and about its class, estimated by binning the "
    "activations in three widths.",
    "Shape of the graph: of the four degree distributions, the share that is heavy-tailed less that which is light "
    "in three tests (undecided ones count as 0), overdispersion, units on no path, and connected components, for "
    "tickets and for random masks.",
    "Degree distributions of seed {seed}: the share of units with at least k connections, round by round, for "
    "tickets and for random masks.",
    "Laws of degrees of seed {seed}: every law that was fitted to the degrees of the smallest ticket compared.",
)

LIMITS = {  # where the band of a standard deviation ends, as no value lies beyond
    **dict.fromkeys(("whole", "tail", "tail_over_exponential"), (-1.0, 1.0)),
    **dict.fromkeys(("overdispersion", "idle", "components", "mean_size"), (0.0, np.inf)),
    "accuracy": (0.0, 100.0),
}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Accuracies, weights, information and graphs by round, and the degrees of the first seed."""
    first = outcomes[0]
    figures = (
        draw_accuracies(outcomes),
        draw_weights(outcomes),
        draw_information(outcomes),
        draw_graph_shape(outcomes),
        draw_degrees_by_round(first),
        draw_laws(first),
    )
    return {words.format(seed=first.seed): figure for words, figure in zip(CAPTIONS, figures, strict=True)}


def draw_accuracies(outcomes: Sequence[Outcome]) -> Figure:
    """Test accuracy of tickets and controls, over all rounds and close to the dense net."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    whole, close = figure.subplots(1, 2)
    for axes in (whole, close):
        for kind, (label, colour, marker) in KINDS.items():
            draw_band(
                axes, outcomes, f"{kind}.remaining", f"{kind}.accuracy", label=label, color=colour, marker=marker
            )
        dense = np.mean([o.lists["ticket.accuracy"][0] for o in outcomes])
        axes.axhline(dense, color=GREY, lw=0.9, ls=":", zorder=0)
        set_remaining_axis(axes, outcomes)
        axes.set_ylabel("test accuracy (%)")
    whole.legend(frameon=False, fontsize=9, loc="lower left")
    best = max(np.mean([o.lists["ticket.accuracy"] for o in outcomes], axis=0))
    close.set_ylim(dense - 3 * max(best - dense, 0.5), best + max(best - dense, 0.15))
    close.set_title("close to the dense net (dotted)", fontsize=9.5)
    return add_title(figure, outcomes, "Test accuracy at the least validation loss")


def draw_weights(outcomes: Sequence[Outcome]) -> Figure:
    """Mean weight of those that are left, with and without signs, of tickets and of random masks."""
    figure = Figure(figsize=(10.5, 4.0), layout="constrained")
    for axes, series, label in zip(
        figure.subplots(1, 2), ("mean_weight", "mean_size"), ("with signs, <w>", "without signs, <|w|>"), strict=True
    ):
        for kind in ("ticket", "random_mask"):
            words, colour, marker = KINDS[kind]
            draw_band(
                axes, outcomes, f"{kind}.remaining", f"{kind}.{series}", label=words, color=colour, marker=marker
            )
        axes.set_ylabel(f"mean weight {label}")
        axes.axhline(0, color=GREY, lw=0.8, zorder=0)
        axes.legend(frameon=False, fontsize=9, loc="upper left")
        set_remaining_axis(axes, outcomes)
    return add_title(figure, outcomes, "Mean of the trained weights that are left")


def draw_information(outcomes: Sequence[Outcome]) -> Figure:
    """How much the layers tell about images and classes: a colour per layer, a kind of line per width of bins."""
    figure = Figure(figsize=(11.5, 4.4), layout="constrained")
    grid = figure.subplots(1, 3)
    values = np.array([o.array("information") for o in outcomes])
    images, *bins = outcomes[0].array("shown").tolist()
    quantities = {
        "I(X;Z): layer and image, corrected (nats)": values[..., 1],
        "I(Z;Y): layer and class, above chance (nats)": values[..., 2] - values[..., 3],
        "mean I(Z;Y): one unit and class (nats)": values[..., 4],
    }
    left = outcomes[0].lists["ticket.remaining"]
    for axes, (label, panel) in zip(grid, quantities.items(), strict=True):
        for layer, style in enumerate(LAYERS.values()):
            draw_layer(axes, left, panel[:, :, layer], (*style, bins))
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        axes.margins(y=0.08)
        set_remaining_axis(axes, outcomes)
    grid[0].axhline(np.log(images), color=GREY, lw=0.8)
    words = f" largest possible: ln {images:,}"
    grid[0].text(left[0], np.log(images), words, color=GREY, fontsize=8, va="bottom")
    grid[0].set_ylim(0, 1.1 * np.log(images))
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=8.5)
    return add_title(figure, outcomes, "Mutual information of layers with images and with classes")


def draw_layer(
    axes: Axes, left: Sequence[float], panel: NDArray[np.float64], style: tuple[str, str, Sequence[int]]
) -> None:
    """One layer: a line for each number of bins, mean and standard deviation over the seeds.

    Shapes: panel (seeds, rounds, numbers of bins).
    """
    words, colour, bins = style
    mean, spread = panel.mean(axis=0), panel.std(axis=0, ddof=min(1, len(panel) - 1))
    for width, (count, line) in enumerate(zip(bins, ("-", "--", ":"), strict=True)):
        low, high = (mean - spread)[:, width].clip(0.0), (mean + spread)[:, width]
        axes.fill_between(left, low, high, color=colour, alpha=0.1, lw=0)
        axes.plot(left, mean[:, width], color=colour, ls=line, lw=1.5, label=f"{words}, {count} bins")


def draw_graph_shape(outcomes: Sequence[Outcome]) -> Figure:
    """Heavy-tailed less light distributions, overdispersion, idle units and components, beside random masks."""
    figure = Figure(figsize=(12.0, 6.6), layout="constrained")
    grid = figure.subplots(2, 3)
    panels = {
        "whole": "heavy less light, of 4 distributions:\nall degrees, against all light laws",
        "tail": "heavy less light, of 4 distributions:\ntails, against all light laws",
        "tail_over_exponential": "heavy less light, of 4 distributions:\ntails, against the exponential",
        "overdispersion": "variance over mean of degrees",
        "idle": "number of units on no path\nfrom an input to an output",
        "components": "number of connected components",
    }
    for axes, (series, label) in zip(grid.ravel(), panels.items(), strict=True):
        for graph, kind in (("random_graph", "random_mask"), ("graph", "ticket")):
            words, colour, marker = KINDS[kind]
            y = f"{graph}.{series}"
            draw_band(axes, outcomes, "ticket.remaining", y, label=words, color=colour, marker=marker)
        axes.set_ylabel(label)
        set_remaining_axis(axes, outcomes)
        if series.startswith(("whole", "tail")):
            axes.set_ylim(-1.05, 1.05)
            axes.axhline(0, color=GREY, lw=0.8, zorder=0)
    grid[0, 0].legend(frameon=False, fontsize=9, loc="upper left")
    return add_title(figure, outcomes, "The graph of the weights that are left")


def draw_band(axes: Axes, outcomes: Sequence[Outcome], x: str, y: str, **style: Any) -> None:
    """Mean and standard deviation over the seeds; of what only some rounds have, points instead of a line."""
    at, values = (np.array([o.lists[name] for o in outcomes]) for name in (x, y))
    mean, spread = values.mean(axis=0), values.std(axis=0, ddof=min(1, len(values) - 1))
    if len(mean) < len(outcomes[0].lists["ticket.remaining"]):  # a line would cross rounds that were not measured
        axes.errorbar(at[0], mean, spread, ls="none", ms=4.2, elinewidth=1.0, **style)
        return
    axes.plot(at[0], mean, ms=3.2, lw=1.5, **style)
    low, high = np.clip([mean - spread, mean + spread], *LIMITS.get(y.rpartition(".")[2], (-np.inf, np.inf)))
    axes.fill_between(at[0], low, high, color=style["color"], alpha=0.16, lw=0)


def set_remaining_axis(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """The axis of weights that are left, and where the tickets collapse."""
    left = np.array(outcomes[0].lists["ticket.remaining"])
    axes.set_xscale("log")
    axes.set_xlim(1.1 * left.max(), 0.9 * left.min())
    ticks = [tick for tick in (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if tick >= 0.9 * left.min()]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("weights left (%)")
    rounds = [int(o.scalars["collapse_round"]) for o in outcomes if o.scalars["collapsed"]]
    for number in sorted(set(rounds)):
        axes.axvline(left[number], color=GREY, lw=0.8, ls="--", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)


def add_title(figure: Figure, outcomes: Sequence[Outcome], words: str) -> Figure:
    """The figure with its title."""
    counted = f"{len(outcomes)} seeds, mean and s.d." if len(outcomes) > 1 else "one seed"
    dashed = "; dashed: collapse of a seed" if any(o.scalars["collapsed"] for o in outcomes) else ""
    figure.suptitle(f"{words}; {counted}{dashed}", fontsize=10.5)
    return figure

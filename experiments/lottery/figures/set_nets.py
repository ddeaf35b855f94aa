"""What do the degrees of a net that rewired itself look like next to those of a lottery ticket of its sizes?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, FAINT_LINE, ORANGE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.lottery.figures.degrees import set_log_axes
from netsci_bench.experiments.lottery.readings import NAMES
from netsci_bench.measures.tails.degree_survival import survival

NETS = {
    "evolved": ("SET, at the end", ORANGE, "-"),
    "begun": ("SET, at the start", ORANGE, ":"),
    "ticket": ("lottery ticket", BLUE, "-"),
    "random": ("random mask", BLUE, ":"),
}

SMALLEST_P = 1e-6  # on the axis: smaller ones, 0 among them, are drawn apart from it, beyond a dotted line
LEFTMOST, APART, FLOOR = 4e-8, 4e-7, 1e-7  # where the axis begins, the line is, and smaller ones are drawn
DECADES = (1e-4, 1e-2, 1.0)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The degrees of all seeds, and both readings of scale-free."""
    return {
        "Degrees side by side: the share of units with at least k connections, in the net that rewired itself, in "
        "a lottery ticket of the same sizes, and in a random mask; one line per seed.": draw_side_by_side(outcomes),
        "Two readings of scale-free: the p-value of a falling line, the p-value of a power law by resampling, and "
        "the exponent of the tail; one dot per distribution and seed.": draw_readings(outcomes),
    }


def draw_side_by_side(outcomes: Sequence[Outcome]) -> Figure:
    """A panel for each distribution, a line for each net and seed."""
    figure = Figure(figsize=(11.5, 4.2), layout="constrained")
    grid = figure.subplots(1, 4)
    for index, axes in enumerate(grid):
        for name, (words, colour, line) in NETS.items():
            for number, outcome in enumerate(outcomes):
                k, share = survival(outcome.array(f"{name}-degrees-{index}"))
                label = words if number == 0 else None
                axes.step(k, share, where="post", color=colour, ls=line, lw=1.3, alpha=0.8, label=label)
        set_log_axes(axes, NAMES[index])
    grid[0].set_ylabel("share of units with at least k")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False, fontsize=9)
    seeds = f"{len(outcomes)} seeds" if len(outcomes) > 1 else "one seed"
    figure.suptitle(f"Degrees of nets of the same sizes; {seeds}", fontsize=10.5)
    return figure


def draw_readings(outcomes: Sequence[Outcome]) -> Figure:
    """p-values of every distribution: in one reading small ones mean scale-free, in the other large ones."""
    figure = Figure(figsize=(11.5, 4.2), layout="constrained")
    left, middle, right = figure.subplots(1, 3, sharey=True)
    draw_panel(
        left, outcomes, "falling_line_p", "p of a falling line:\nbelow 0.05 called scale-free", (LEFTMOST, 0.05)
    )
    draw_panel(
        middle, outcomes, "resampled_p", "p by resampling: above 0.1\na power law is not ruled out", (0.1, 2.0)
    )
    draw_panel(right, outcomes, "exponent", "exponent of the tail:\nscale-free from 2 to 3", (2.0, 3.0))
    for axes in (left, middle):
        axes.set_xlim(LEFTMOST, 2.0)
        axes.set_xticks([FLOOR, *DECADES], [f"< {SMALLEST_P:g}", *(f"{p:g}" for p in DECADES)])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.axvline(APART, color=FAINT_LINE, lw=0.8, ls=":")
    right.set_xticks([2, 3, 5, 10, 20], ["2", "3", "5", "10", "20"])
    right.xaxis.set_minor_formatter(NullFormatter())
    left.set_yticks(range(len(NETS)), [words for words, _, _ in NETS.values()])
    left.invert_yaxis()
    figure.suptitle(
        "Two readings of scale-free; one dot per distribution and seed; green: called scale-free; "
        f"left of the dotted line: p below {SMALLEST_P:g}, or 0",
        fontsize=10.5,
    )
    return figure


def draw_panel(
    axes: Axes, outcomes: Sequence[Outcome], metric: str, label: str, accepted: tuple[float, float]
) -> None:
    """One quantity; what is below the smallest p is drawn there, and nothing of a tail that is not there."""
    shift = np.random.default_rng(0)
    for row, (name, (_, colour, _)) in enumerate(NETS.items()):
        values, tails = (
            np.array([outcome.lists[f"{name}.{which}"] for outcome in outcomes]).ravel()
            for which in (metric, "tail_share")
        )
        values = values[(tails > 0) | (metric == "falling_line_p")]
        at = np.where(values < SMALLEST_P, FLOOR, values)
        axes.plot(at, row + shift.uniform(-0.25, 0.25, len(at)), ".", color=colour, ms=6)
    axes.set_xscale("log")
    axes.axvspan(*accepted, color=ACCEPTED_AREA, zorder=0)
    axes.set_xlabel(label)
    axes.spines[["top", "right"]].set_visible(False)

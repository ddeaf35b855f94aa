"""What do the degrees of a ticket look like, round by round, and which laws fit those of the smallest one compared?

On doubly logarithmic axes the share of units that have a degree of at least k, among those that have any edge.
"""

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from netsci_bench.contract.palette import AMBER, BLUE, BRIGHT_GREEN, CYAN, MID_GREY, PINK, PURPLE, RUST
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.lottery.readings import NAMES, fit_families
from netsci_bench.measures.tails.degree_survival import law_survival, survival

COLOURS = {
    "power_law": RUST,
    "truncated_power_law": AMBER,
    "log_normal": PURPLE,
    "exponential": BRIGHT_GREEN,
    "poisson": CYAN,
    "binomial": MID_GREY,
    "negative_binomial": BLUE,
    "normal": PINK,
}
DASH, TURNS = 3.0, 3  # length of a dash in line widths; dashes of this many laws take turns
MOST = (300, 784, 100, 300)  # the largest degree that each of the four distributions of LeNet-300-100 could have


def draw_degrees_by_round(outcome: Outcome) -> Figure:
    """A panel for each distribution, a line for each of some rounds, random masks dotted."""
    figure = Figure(figsize=(11.5, 3.9), layout="constrained")
    left = outcome.lists["ticket.remaining"]
    rounds = np.unique(np.linspace(1, len(left) - 1, min(7, len(left) - 1)).round().astype(int))
    grid = figure.subplots(1, 4)
    for index, axes in enumerate(grid):
        own, other = (outcome.array(f"{name}-degrees-{index}") for name in ("ticket", "random"))
        for number, shade in zip(rounds, np.linspace(0.0, 0.85, len(rounds)), strict=True):
            colour = colormaps["viridis"](shade)
            axes.step(*survival(own[number]), where="post", color=colour, lw=1.5, label=f"{left[number]:.3g} %")
            axes.step(*survival(other[number]), where="post", color=colour, lw=0.9, ls=":")
        set_log_axes(axes, NAMES[index])
    grid[0].set_ylabel("share of units with at least k")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", frameon=False, fontsize=9, title="weights\nleft")
    figure.suptitle("Degrees of tickets by round; dotted: random masks of as many weights", fontsize=10.5)
    return figure


def draw_laws(outcome: Outcome) -> Figure:
    """The distributions of the smallest ticket compared, with every law fitted to its degrees from 1 on."""
    number = int(outcome.array("compared")[-1])
    figure = Figure(figsize=(11.5, 4.1), layout="constrained")
    grid = figure.subplots(1, 4)
    families: set[str] = set()
    for index, axes in enumerate(grid):
        families |= draw_fits(axes, outcome.array(f"ticket-degrees-{index}")[number], index)
    grid[0].set_ylabel("share of units with at least k")
    handles: dict[str, Artist] = {
        family_label(family): Patch(color=COLOURS[family]) for family in COLOURS if family in families
    }
    handles |= {
        "measured": Line2D([], [], color="black", marker="o", ms=3, ls="none"),
        "best by Akaike's criterion": Line2D([], [], color="black", lw=2.4),
        "other laws": Line2D([], [], color="black", lw=1.3, ls="--"),
    }
    columns = (len(handles) + 1) // 2
    figure.legend(
        [*handles.values()], [*handles], loc="outside lower center", ncols=columns, frameon=False, fontsize=9
    )
    words = f"Laws of the degrees at {outcome.lists['ticket.remaining'][number]:.3g} % of the weights"
    figure.suptitle(f"{words}; laws that coincide are dashed in turns", fontsize=10.5)
    return figure


def draw_fits(axes: Axes, degrees: NDArray[np.int64], index: int) -> set[str]:
    """One distribution with every law that was fitted to it; which these are."""
    axes.plot(*survival(degrees), "o", color="black", ms=2.6, zorder=5)
    best = sorted(fit_families(degrees, MOST[index]).values(), key=lambda fit: fit.information_criterion)
    for rank, fit in enumerate(best):
        curve = law_survival(fit, int(degrees.max()))
        if rank == 0:
            axes.plot(*curve, color=COLOURS[fit.family], lw=3.4, alpha=0.75, zorder=2)
        else:  # dashes that begin at different places, so that of two equal curves both are seen
            dashes = (DASH * (rank % TURNS), (DASH, DASH * (TURNS - 1)))
            axes.plot(*curve, color=COLOURS[fit.family], lw=1.5, ls=dashes, zorder=3)
    set_log_axes(axes, NAMES[index] + (f"\nbest: {family_label(best[0].family)}" if best else "\nnothing to fit"))
    axes.set_ylim(bottom=0.5 / max(1, int((degrees > 0).sum())))
    return {fit.family for fit in best}


def set_log_axes(axes: Axes, title: str) -> None:
    """Both axes, and what is on them."""
    axes.set(xscale="log", yscale="log", xlabel="degree k")
    axes.xaxis.set_minor_formatter(NullFormatter())  # on less than a decade they would lie upon each other
    axes.set_title(title, fontsize=9.5)
    axes.spines[["top", "right"]].set_visible(False)


def family_label(family: str) -> str:
    """A family as it is read."""
    return family.replace("_", " ").replace("log normal", "log-normal").replace("poisson", "Poisson")

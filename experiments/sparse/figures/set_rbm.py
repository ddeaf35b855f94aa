"""How well does each kind of machine do at each setting, and what has become of its connections?

Left the mean test log-probability of every seed at every setting, joined through their means; right how many
connections the units have in the machines that were best, of all seeds together. For images a second figure shows how
many connections each pixel has: drawn at random they are spread evenly, evolved ones gather where the data vary.
"""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BLUE, GREY, ORANGE
from netsci_bench.contract.result import Outcome

KINDS = {
    "dense": ("dense", GREY, "s"),
    "fixed": ("fixed (FixProb)", ORANGE, "^"),
    "evolving": ("evolving (SET)", BLUE, "o"),
}
PROBABILITY = (
    "Log-probability and degrees: mean test log-probability at every setting, a mark per seed and lines through the "
    "means; and the connections of the units of the best machines."
)
PIXELS = "Connections of each pixel: mean over the seeds, in the machines with fixed and with evolving connections."
SPARSE = ("fixed", "evolving")
BINS = 20  # of degrees, at most
APART = 0.14  # horizontally, so that seeds of two kinds do not hide each other


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Log-probabilities and degrees; for square images the connections of each pixel."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(2.2, 1, 1))
    draw_by_setting(left, outcomes)
    draw_degrees(middle, outcomes, "hidden")
    draw_degrees(right, outcomes, "visible")
    for axes in (left, middle, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(_title(outcomes), fontsize=11, fontweight="bold")
    figures = {PROBABILITY: figure}
    visible = len(outcomes[0].array("visible_degrees_evolving"))
    if math.isqrt(visible) ** 2 == visible:
        figures[PIXELS] = draw_pixels(outcomes)
    return figures


def _title(outcomes: Sequence[Outcome]) -> str:
    best = {kind: np.mean([outcome.scalars[f"{kind}.log_probability"] for outcome in outcomes]) for kind in KINDS}
    means = ", ".join(f"{kind} {best[kind]:.1f}" for kind in reversed(KINDS))
    return f"Best Boltzmann machines, in nats: {means} ({count_of(len(outcomes), 'seed')})"


def draw_by_setting(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Every kind at every setting, seeds as points, means joined within one number of hidden units."""
    settings = outcomes[0].array("settings")
    places = np.arange(len(settings))
    for shift, (kind, (label, colour, marker)) in zip((-APART, 0, APART), KINDS.items(), strict=True):
        values = np.array([outcome.lists[f"{kind}.by_setting"] for outcome in outcomes])
        at = np.broadcast_to(places + shift, values.shape)
        axes.plot(at.ravel(), values.ravel(), marker, color=colour, ms=4.5, alpha=0.75, mew=0, label=label)
        for hidden in np.unique(settings[:, 0]):
            same = settings[:, 0] == hidden
            axes.plot(places[same] + shift, values[:, same].mean(axis=0), color=colour, lw=1.2)
    axes.set_xticks(places, [f"CD-{steps}\n{hidden}" for hidden, steps in settings])
    axes.set(xlabel="CD length and hidden units", ylabel="mean test log-probability (nats)")
    axes.set_xlim(-0.5, len(settings) - 0.5)
    axes.legend(frameon=False, fontsize=8, loc="best")


def draw_degrees(axes: Axes, outcomes: Sequence[Outcome], side: str) -> None:
    """Shares of units by their number of connections."""
    by_kind = {kind: np.concatenate([o.array(f"{side}_degrees_{kind}") for o in outcomes]) for kind in SPARSE}
    most = max(values.max() for values in by_kind.values())
    wide = math.ceil((most + 1) / BINS)  # whole numbers, so that no bin holds more of them than another
    edges = np.arange(0, most + wide + 1, wide) - 0.5
    for kind, values in by_kind.items():
        shares = 100 * np.histogram(values, edges)[0] / len(values)
        axes.stairs(shares, edges, color=KINDS[kind][1], lw=1.6)
    axes.set(xlabel=f"connections of a {side} unit", ylabel="share of the units (%)")


def draw_pixels(outcomes: Sequence[Outcome]) -> Figure:
    """Mean number of connections of each pixel over seeds, on one scale."""
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    means = {kind: np.mean([o.array(f"visible_degrees_{kind}") for o in outcomes], axis=0) for kind in SPARSE}
    side = math.isqrt(len(means["fixed"]))
    most = max(values.max() for values in means.values())
    row = figure.subplots(1, len(means))
    for axes, (kind, values) in zip(row, means.items(), strict=True):
        picture = axes.imshow(values.reshape(side, side), vmin=0, vmax=most, cmap="viridis")
        axes.set(xticks=[], yticks=[])
        axes.set_title(KINDS[kind][0], fontsize=10)
    figure.colorbar(picture, ax=row, label="connections of the pixel", shrink=0.85)
    return figure

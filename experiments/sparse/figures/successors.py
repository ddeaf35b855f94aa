"""Do later rules of rewiring learn faster or end higher than SET? Courses, and gains seed by seed."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BLUE, CYAN, DARK_GREEN, FAINT_LINE, GREY, PURPLE, RUST
from netsci_bench.contract.result import Outcome

NETS = {
    "gradient": ("grown by gradient (RigL's rule)", RUST),
    "zero": ("grown at random, from zero", PURPLE),
    "size": ("grown at random, smallest of all removed", CYAN),
    "evolved": ("SET: smallest of either sign removed", BLUE),
    "fixed": ("not rewired", DARK_GREEN),
    "dense": ("dense", GREY),
}
GAINS = {
    "gradient_over_evolved": "RigL's rule\nover SET",
    "gradient_over_zero": "gradient over\nchance, both\nfrom zero",
    "evolved_over_size": "signs apart\nover signs\ntogether",
    "evolved_over_fixed": "SET over\nnot rewired",
}
PEERS = {"evolved": "SET", "zero": "growth at random", "fixed": "no rewiring"}
CAPTION = (
    "Successors: test accuracy over the epochs, mean over the seeds; and differences over the last quarter of them, "
    "a mark per seed and a bar at the mean."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Courses left, gains right."""
    figure = Figure(figsize=(11.2, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    draw_courses(left, outcomes)
    draw_gains(right, outcomes)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(_title(outcomes), fontsize=11, fontweight="bold")
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, fontsize=8.5)
    return {CAPTION: figure}


def _title(outcomes: Sequence[Outcome]) -> str:
    over = {net: np.mean([outcome.scalars[f"gradient_over_{net}"] for outcome in outcomes]) for net in PEERS}
    gains = ", ".join(f"{gain:+.2f} over {PEERS[net]}" for net, gain in over.items())
    return f"RigL's rule: {gains} (percentage points; {count_of(len(outcomes), 'seed')})"


def draw_courses(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Mean accuracies by epoch; the first ones, which are far below, are left out of sight."""
    ends = []
    for net, (label, colour) in NETS.items():
        mean = np.mean([outcome.lists[f"{net}.test_accuracy"] for outcome in outcomes], axis=0)
        axes.plot(np.arange(len(mean)) + 1, mean, color=colour, lw=1.6, label=label)
        ends.append(mean[len(mean) // 5 :])
    shown = np.concatenate(ends)
    room = 0.05 * np.ptp(shown) + 0.1
    axes.set(ylim=(shown.min() - room, shown.max() + room), xlabel="epoch", ylabel="test accuracy (%)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def draw_gains(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Differences of late accuracies."""
    axes.axhline(0, color=FAINT_LINE, lw=1)
    for place, name in enumerate(GAINS):
        values = [outcome.scalars[name] for outcome in outcomes]
        axes.plot(np.full(len(values), place), values, "o", color=GREY, ms=4.5, alpha=0.6, mew=0)
        axes.hlines(np.mean(values), place - 0.2, place + 0.2, color=RUST, lw=2.2)
    axes.set_xticks(range(len(GAINS)), list(GAINS.values()), fontsize=8.5)
    axes.set(xlim=(-0.5, len(GAINS) - 0.5), ylabel="difference (percentage points)")

"""What do all seeds say, stage by stage? The numbers behind the graphs, all readings in the same units."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BLUE, GRID_LINE, ORANGE, REFERENCE_LINE, SEED_CURVE, WARNING_TEXT
from netsci_bench.contract.result import Outcome

ALL_READINGS = {
    "text": "as the text says",
    "linear_only": "linear layers only",
    "all_pairs": "all layers joined",
    "published": "as published",
}
CEILING = {"text": np.inf, "published": 3.0}  # uniform shares: signed weights give thousands, which no page holds
READINGS = {reading: ALL_READINGS[reading] for reading in CEILING}  # those whose graphs are drawn
MEASURES = {
    "highest_pagerank": "highest PageRank\n(1: the uniform share)",
    "communities": "effective number\nof communities",
    "interleaving": "interleaving (0: communities\nare the layers)",
    "accuracy": "test accuracy\n(%)",
}


def draw_stages(outcomes: Sequence[Outcome]) -> Figure:
    """A row for each reading, a column for each measure."""
    figure = Figure(figsize=(11, 9.6), layout="constrained")
    panels = figure.subplots(len(ALL_READINGS), len(MEASURES), squeeze=False)
    for row, (reading, words) in zip(panels, ALL_READINGS.items(), strict=True):
        epochs = outcomes[0].array(f"{reading}_epochs")
        for axes, measure in zip(row, MEASURES, strict=True):
            _panel(axes, outcomes, f"{reading}.{measure}", epochs)
        row[0].set_ylabel(words, fontsize=11, fontweight="bold", labelpad=8)
    for column, (measure, words) in enumerate(MEASURES.items()):
        panels[0, column].set_title(words, fontsize=9.5)
        if measure != "highest_pagerank":  # there the readings are decades apart
            for axes in panels[:-1, column]:
                axes.sharey(panels[-1, column])
            panels[0, column].autoscale(axis="y")
    _explain(panels)
    thin = "; thin: each seed; thick: mean and s.d., on the log axis of the logarithms" if len(outcomes) > 1 else ""
    figure.supxlabel(f"epochs of training ({count_of(len(outcomes), 'seed')}{thin})", fontsize=9)
    figure.suptitle(_title(outcomes), fontsize=11.5, fontweight="bold", parse_math=False)
    return figure


def _panel(axes: Axes, outcomes: Sequence[Outcome], name: str, epochs: np.ndarray) -> None:
    values = np.array([outcome.lists[name] for outcome in outcomes])
    if name == "published.highest_pagerank":  # at least 1, as the values add up to the number of nodes
        axes.set_yscale("log")
    axes.plot(epochs, values.T, color=SEED_CURVE, lw=0.8, alpha=0.8, zorder=1)
    _mean(axes, epochs, values, (BLUE, "by the method of the spec"))
    if name.endswith(".communities") and name != "published.communities":
        best = np.array([outcome.lists[name.replace("communities", "best_communities")] for outcome in outcomes])
        axes.plot(epochs, best.T, color=ORANGE, lw=0.6, alpha=0.45, zorder=1)
        _mean(axes, epochs, best, (ORANGE, "best Q of three methods"))
    if name.endswith("highest_pagerank"):
        axes.axhline(1.0, color=REFERENCE_LINE, lw=0.8, ls=":")
    if len(epochs) <= 6:
        axes.set_xticks(epochs)
    axes.grid(axis="y", color=GRID_LINE, lw=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5)


def _mean(axes: Axes, epochs: np.ndarray, values: np.ndarray, style: tuple[str, str]) -> None:
    """A thick line, and a band of one s.d. to either side; of the logarithms on a logarithmic axis."""
    logarithmic, (colour, label) = axes.get_yscale() == "log", style
    scaled = np.log(values) if logarithmic else values
    middle, spread = scaled.mean(axis=0), scaled.std(axis=0, ddof=min(1, len(values) - 1))
    low, line, high = (np.exp(x) if logarithmic else x for x in (middle - spread, middle, middle + spread))
    axes.fill_between(epochs, low, high, color=colour, alpha=0.15, lw=0, zorder=2)
    axes.plot(epochs, line, color=colour, lw=2.2, marker="o", ms=5, mec="white", zorder=3, label=label)


def _explain(panels: np.ndarray) -> None:
    """Which line is which, and why one axis is not like the others: next to what it is about."""
    panels[0, 1].legend(loc="upper right", frameon=False, fontsize=8, labelcolor="linecolor", handlelength=1.2)
    panels[-1, 0].set_title("log axis: signed weights make it no probability", fontsize=7.5, color=WARNING_TEXT)
    panels[-1, 0].minorticks_off()


def _title(outcomes: Sequence[Outcome]) -> str:
    lines = []
    for measure, words in (("highest_pagerank", "The highest PageRank"), ("interleaving", "interleaving")):
        grown = {name: _grown(outcomes, f"{reading}.{measure}") for reading, name in ALL_READINGS.items()}
        (first, count), *others = grown.items()
        rest = ", ".join(f"{number} {reading}" for reading, number in others)
        lines.append(f"{words} rises, of {count_of(len(outcomes), 'seed')}, in {count} {first}, {rest}")
    return ";\n".join(lines)


def _grown(outcomes: Sequence[Outcome], name: str) -> int:
    return sum(outcome.lists[name][-1] > outcome.lists[name][0] for outcome in outcomes)

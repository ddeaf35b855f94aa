"""Which of six ways to find communities gives most modularity, and which the steadiest communities?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import BLUE, GREEN, GRID_LINE, ORANGE, REFERENCE_LINE
from netsci_bench.contract.result import Outcome

READINGS = {"text": "consecutive layers", "linear_only": "linear layers only", "all_pairs": "all units joined"}
METHODS = {"greedy": BLUE, "louvain": ORANGE, "infomap": GREEN}
MARKS = {"pearson": "o", "spearman": "^"}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """A panel for each reading: modularity against agreement, for each way the seeds and their mean."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    for axes, (reading, words) in zip(figure.subplots(1, 3), READINGS.items(), strict=True):
        for correlation in MARKS:
            for method in METHODS:
                _way(axes, outcomes, f"{reading}.{correlation}.{method}")
        axes.set_title(words, fontsize=10)
        axes.set_xlabel("modularity Q")
        axes.axhline(0.0, color=REFERENCE_LINE, lw=0.9, ls=":")
        axes.grid(color=GRID_LINE, lw=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("agreement between halves of the\ntest images, less that of noise")
    colours = [Line2D([], [], ls="", marker="s", color=colour, label=name) for name, colour in METHODS.items()]
    marks = [
        Line2D([], [], ls="", marker=mark, color="black", mfc="none", label=name) for name, mark in MARKS.items()
    ]
    figure.legend(handles=[*colours, *marks], loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    figure.suptitle(_title(outcomes), fontsize=11.5, fontweight="bold")
    caption = (
        "Choices: modularity and steadiness of the communities by six ways; small: each seed, large: their mean."
    )
    return {caption: figure}


def _way(axes: Axes, outcomes: Sequence[Outcome], name: str) -> None:
    _, correlation, method = name.split(".")
    pairs = np.array([[o.scalars[f"{name}.modularity"], o.scalars[f"{name}.steadiness"]] for o in outcomes])
    style: dict[str, Any] = {"marker": MARKS[correlation], "color": METHODS[method]}
    axes.scatter(pairs[:, 0], pairs[:, 1], s=14, alpha=0.45, lw=0, **style)
    axes.scatter([pairs[:, 0].mean()], [pairs[:, 1].mean()], s=85, edgecolors="white", zorder=3, **style)


def _title(outcomes: Sequence[Outcome]) -> str:
    first = [
        sum(outcome.scalars[f"text.{what}"] > 0 for outcome in outcomes) for what in ("most_modular", "steadiest")
    ]
    seeds = count_of(len(outcomes), "seed")
    return (
        f"Consecutive layers, of {seeds}: Pearson with greedy is most modular in {first[0]}, steadiest in {first[1]}"
    )

"""How are graphs of networks drawn in rows and columns, on one scale, with what they show written above?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from netsci_bench.contract.palette import MUTED_TEXT
from netsci_bench.experiments.coactivation.figures.layered_graph import LayeredGraph, Scale, common_scale, draw_graph

WIDTH, ROW = 11.0, 3.9  # inches, of the page and of one row of graphs
TITLE, LEGEND = 0.76, 0.42  # inches above and below all rows
ABOVE, BELOW, BESIDE = 0.6, 0.5, 0.46  # inches around each graph


@dataclass(frozen=True)
class Panel:
    """A graph, its title, and the facts written below the title."""

    graph: LayeredGraph
    head: str
    facts: str


def draw_panels(
    rows: Sequence[Sequence[Panel]], title: str, note: str, ceiling: float = np.inf
) -> tuple[Figure, Scale]:
    """The graphs, row by row; equal areas are equal values in all of them. The legend is the caller's."""
    across, height = WIDTH / len(rows[0]), TITLE + LEGEND + ROW * len(rows)
    box = (across - 2 * BESIDE, ROW - ABOVE - BELOW)
    columns = [common_scale([row[k].graph for row in rows], box, ceiling) for k in range(len(rows[0]))]
    scale = Scale(min(one.radius for one in columns), ceiling, max(one.darkest for one in columns))
    figure = Figure(figsize=(WIDTH, height))
    for down, row in enumerate(rows):
        for column, panel in enumerate(row):
            bottom = height - TITLE - ROW * (down + 1)
            axes = figure.add_axes((column / len(row), bottom / height, 1 / len(row), ROW / height))
            axes.set(xlim=(-BESIDE, box[0] + BESIDE), ylim=(-BELOW, box[1] + ABOVE))  # inches, as drawing expects
            axes.set_axis_off()
            draw_graph(axes, panel.graph, scale, box)
            middle: dict[str, Any] = {"x": box[0] / 2, "ha": "center", "parse_math": False}
            axes.text(y=box[1] + 0.36, s=panel.head, fontsize=11, fontweight="bold", **middle)
            axes.text(y=box[1] + 0.16, s=panel.facts, fontsize=9, color=MUTED_TEXT, **middle)
    words: dict[str, Any] = {"x": 0.5, "ha": "center", "va": "top", "parse_math": False}
    figure.text(y=1 - 0.12 / height, s=title, fontsize=11.5, fontweight="bold", **words)
    figure.text(y=1 - 0.42 / height, s=note, fontsize=8.5, color=MUTED_TEXT, **words)
    return figure, scale

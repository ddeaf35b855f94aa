"""What do the Fiedler partitions look like while a net learns, and how well do they follow the classes?"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, FAINT_LINE, GREEN, MID_GREY, PURPLE, RUST
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.regions.figures.cells import (
    MOST_EDGES,
    draw_cells,
    draw_points,
    is_readable,
    match_sides_to_classes,
)
from netsci_bench.measures.polyhedra.point_cells import cells_of
from netsci_bench.measures.polyhedra.relu_cells import ReluComplex
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.nets.planar.mlp import Layers, layers_of

READINGS = {"unweighted": MID_GREY, "masses": BLUE, "edges": RUST}
LABELS = {"unweighted": "unweighted", "masses": "cells weighted", "edges": "edges weighted"}
COURSES = {"decay": "with weight decay", "plain": "without weight decay"}
SHOWN = 4  # checkpoints side by side
FRAME, ABOVE, BELOW = 3.6, 0.3, 0.38  # inches: width of a picture of the film, room for its title and its key
FRAMES = 16  # of the film, the first and the last checkpoint among them
LINEAR_TO = 10  # steps up to which the axis is linear: step 0 has its place


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure | list[Figure]]:
    """Cells of the median seed, a film of them, and the misclassified share of all seeds."""
    median = sorted(outcomes, key=lambda o: o.scalars["decay.edges.late"])[len(outcomes) // 2]
    kept = read_arrays(median, "decay")
    fit = int(np.searchsorted(kept["steps"], median.scalars["decay.fit_step"]))
    shown = choose_checkpoints(len(kept["steps"]), fit)
    last = len(kept["steps"]) - 1
    film = [draw_frame(kept, index) for index in np.unique(np.linspace(0, last, FRAMES).round().astype(int))]
    return {
        f"Cells and partitions of seed {median.seed}: the two sides of each Fiedler partition at some steps of the "
        "training with weight decay; the seed is the median by weighted edges.": draw_strip(kept, shown),
        "Misclassified share over training: of each partition, with and without weight decay, and the number of "
        "cells; median and middle half of the seeds.": draw_over_training(outcomes),
        f"Film of the cells of seed {median.seed}: the partition with weighted edges, from the first step to the "
        "last.": film,
    }


def draw_slice(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The same for a plane through the digits."""
    median = sorted(outcomes, key=lambda o: o.scalars["masses.late_against_net"])[len(outcomes) // 2]
    kept = read_arrays(median)
    shown = list(range(len(kept["steps"])))
    title = (
        f"Cells in the principal plane of seed {median.seed}: the two sides of each Fiedler partition, by epoch; the "
        "seed is the median by weighted cells against the net."
    )
    return {title: draw_strip(kept, shown, "epoch", 3.0)}


def read_arrays(outcome: Outcome, course: str = "") -> dict[str, NDArray[Any]]:
    """What was kept of one training, or of a slice."""
    names = ("weights", "steps", "sides", "points", "labels")
    files = {name: f"{course}_{name}" if course else name for name in names} | {
        "window": "window",
        "widths": "widths",
    }
    return {name: outcome.array(file) for name, file in files.items()}


def choose_checkpoints(count: int, fit: int) -> list[int]:
    """The first checkpoint, the one at which the data were fit, the last, and one half-way between these two."""
    fit = min(max(fit, 1), count - 2)
    return sorted({0, fit, (fit + count - 1) // 2, count - 1})[:SHOWN]


def draw_strip(kept: dict[str, NDArray[Any]], shown: list[int], unit: str = "step", size: float = 5.0) -> Figure:
    """A row for each reading, a column for each checkpoint."""
    wide, high = np.ptp(kept["window"], axis=0)
    figure = Figure(figsize=(2.5 * len(shown), 0.55 + 3 * (0.06 + 2.4 * high / wide)), layout="constrained")
    panels = figure.subplots(len(READINGS), len(shown), squeeze=False)
    for column, index in enumerate(shown):
        for row, name in enumerate(READINGS):
            draw_panel(panels[row, column], kept, index, row, size)
            if column == 0:
                panels[row, 0].set_ylabel(LABELS[name])
        panels[0, column].set_title(f"{unit} {kept['steps'][index]:,}", fontsize=10)
    words = "areas: the two sides of the partition; dots: training points by class; black: decision boundary"
    if any(is_readable(build_cells(kept, index)[1]) for index in shown):
        words += f"\ngrey: dual graph, where it has up to {MOST_EDGES} edges"
    if len(shown) < SHOWN:
        words = words.replace("; dots", "\ndots")
    figure.supxlabel(words, fontsize=9)
    return figure


def draw_panel(axes: Axes, kept: dict[str, NDArray[Any]], index: int, row: int, size: float) -> None:
    """The cells of one checkpoint by one reading."""
    layers, cells = build_cells(kept, index)
    sides = kept["sides"][index, row, : cells.sizes[2]]
    named = match_sides_to_classes(sides, cells_of(cells, layers, kept["points"]), kept["labels"])
    draw_cells(axes, cells, named)
    draw_points(axes, kept["points"], kept["labels"], size)


def build_cells(kept: dict[str, NDArray[Any]], index: int) -> tuple[Layers, ReluComplex]:
    """The layers of one checkpoint, and their cells."""
    layers = layers_of(kept["weights"][index], kept["widths"].tolist())
    return layers, relu_complex(layers, kept["window"])


def draw_frame(kept: dict[str, NDArray[Any]], index: int) -> Figure:
    """One picture of the film: the partition with weighted edges, the reading that moves most."""
    wide, high = np.ptp(kept["window"], axis=0)
    tall = 0.96 * FRAME * high / wide
    figure = Figure(figsize=(FRAME, tall + ABOVE + BELOW))
    axes = figure.add_axes((0.02, BELOW / (tall + ABOVE + BELOW), 0.96, tall / (tall + ABOVE + BELOW)))
    draw_panel(axes, kept, index, list(READINGS).index("edges"), 8.0)
    axes.set_title(f"training step {kept['steps'][index]:,}", fontsize=10, pad=3)
    words = "areas: the two sides; dots: training points by class\nblack: decision boundary; grey: dual graph"
    figure.text(0.5, 0.04 / (tall + ABOVE + BELOW), words, fontsize=8, ha="center", va="bottom")
    return figure


def draw_over_training(outcomes: Sequence[Outcome]) -> Figure:
    """Median and middle half of the seeds, per course; the number of cells next to it."""
    figure = Figure(figsize=(9.6, 3.7), layout="constrained")
    *panels, counts = figure.subplots(1, 3)
    for axes, (course, title) in zip(panels, COURSES.items(), strict=True):
        for name, colour in READINGS.items():
            draw_spread(axes, outcomes, course, f"{name}.misclassified", (LABELS[name], colour))
        fit = np.median([o.scalars[f"{course}.fit_step"] for o in outcomes])
        axes.axvline(fit, color="black", lw=0.8, ls=":")
        axes.text(fit, 0.51, " data fitted", fontsize=8, va="bottom")
        axes.axhspan(0, 0.05, color=ACCEPTED_AREA, zorder=0)
        axes.set(ylim=(-0.01, 0.55), title=title)
    for course, colour in zip(COURSES, (PURPLE, GREEN), strict=True):
        draw_spread(counts, outcomes, course, "cells", (COURSES[course], colour))
    counts.set(title="number of cells in the window", ylim=(0, None))
    panels[0].set_ylabel("misclassified share")
    names, courses = panels[0].get_legend_handles_labels(), counts.get_legend_handles_labels()
    handles, labels = ([*one, *other] for one, other in zip(names, courses, strict=True))
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), fontsize=8, frameon=False)
    spread = "lines: median of the seeds, bands: middle half; " if len(outcomes) > 1 else "one seed; "
    figure.supxlabel(
        f"training step; the axis is linear up to the grey line at {LINEAR_TO}, then logarithmic\n"
        f"{spread}green: near-perfect (up to 0.05)",
        fontsize=9,
    )
    return figure


def draw_spread(axes: Axes, outcomes: Sequence[Outcome], course: str, metric: str, style: tuple[str, str]) -> None:
    """One line with its band."""
    steps = outcomes[0].lists[f"{course}.steps"]
    low, middle, high = np.percentile([o.lists[f"{course}.{metric}"] for o in outcomes], [25, 50, 75], axis=0)
    axes.fill_between(steps, low, high, color=style[1], alpha=0.18, lw=0)
    axes.plot(steps, middle, color=style[1], lw=1.6, label=style[0])
    axes.set_xscale("symlog", linthresh=LINEAR_TO)
    axes.axvline(LINEAR_TO, color=FAINT_LINE, lw=0.8, zorder=0)
    axes.set_xlim(0, steps[-1])
    axes.tick_params(labelsize=8)

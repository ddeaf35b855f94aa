"""How do the loss, the number of cells and the Betti maxima change over training, and what happens at spikes?"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, EVENT_LINE, MID_GREY, RUST, SEED_POINT
from netsci_bench.contract.result import Outcome
from netsci_bench.measures.polyhedra.relu_complex import relu_complex
from netsci_bench.measures.series.event_effect import above_running_median
from netsci_bench.nets.planar.mlp import layers_of

LINES = {
    ("closure", 0): ("b0, random order", BLUE, "-"),
    ("closure", 2): ("b1, random order", RUST, "-"),
    ("dimension", 0): ("b0, by dimension", BLUE, ":"),
    ("dimension", 2): ("b1, by dimension", RUST, ":"),
}
BAND = 0.5  # from which on the claims accept a mean, for the eye
ORDERS = {
    "dimension": "by dimension",
    "closure": "random order",
    "closure_step": "random order, after minus before",
}
QUANTITIES = {
    "b0_index": "cells at the largest b0",
    "b0_fraction": "share of cells at the largest b0",
    "b1_index": "cells at the largest b1",
    "b1_fraction": "share of cells at the largest b1",
}
CONTROLS = {"cells_rise": "number of cells", "cells_step": "number of cells, after minus before"}
LAGS = 20  # kept steps before and after a spike, for the mean course
AROUND = 3  # kept steps before and after a spike that are shown


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The course of the seed whose effect is the median, the cells at its highest spike, the effects of all."""
    median = sorted(outcomes, key=lambda o: o.scalars["closure.b1_index"])[len(outcomes) // 2]
    kept = {
        name: median.array(name)
        for name in ("steps", "losses", "spikes", "sizes", "dimension", "closure", "weights", "widths", "window")
    }
    figures = {
        f"Course of seed {median.seed}: loss, number of cells, and how many cells are there when each Betti number "
        "is largest, over the training of the seed whose effect is the median.": draw_course(kept),
        "Effect of spikes: how far each quantity lies above its values at permuted times, in every seed.": (
            draw_effects(outcomes)
        ),
        "Around a spike: mean course of each quantity before and after the spikes of all seeds.": (
            draw_around_spikes(outcomes)
        ),
    }
    if len(kept["spikes"]):
        figures[
            f"Cells at the highest spike of seed {median.seed}: the cells before, at and after the spike, coloured "
            "by the output of the net."
        ] = draw_spike(kept)
    return figures


def draw_course(kept: dict[str, NDArray[Any]]) -> Figure:
    """Four panels under one another, spikes through all of them."""
    figure = Figure(figsize=(9, 8), layout="constrained")
    loss, cells, index, fraction = figure.subplots(4, 1, sharex=True)
    steps, spikes = kept["steps"], kept["spikes"]
    for axes in (loss, cells, index, fraction):
        for at in steps[spikes]:
            axes.axvline(at, color=EVENT_LINE, lw=1.2, zorder=0)
    loss.plot(steps, kept["losses"], color="black", lw=0.9)
    loss.plot(steps[spikes], kept["losses"][spikes], "v", color=RUST, ms=5, label="spike")
    loss.set(yscale="log", ylabel="loss")
    loss.legend(fontsize=8, loc="upper center", frameon=False)
    cells.plot(steps, kept["sizes"].sum(axis=1), color="black", lw=0.9, label="all cells")
    cells.plot(steps, kept["sizes"][:, 2], color=MID_GREY, lw=0.9, label="regions")
    for (order, column), (label, colour, style) in LINES.items():
        index.plot(steps, kept[order][:, column], color=colour, ls=style, lw=0.9, label=label)
        fraction.plot(steps, kept[order][:, column + 1], color=colour, ls=style, lw=0.9)
    cells.set_ylabel("number of cells")
    index.set_ylabel("cells at the largest\nBetti number")
    fraction.set_ylabel("share of cells at the\nlargest Betti number")
    for axes in (cells, index):
        axes.set_ylim(0, 1.3 * axes.get_ylim()[1])  # room for the legend
        add_key(axes)
    fraction.set_ylim(0, 1)
    fraction.set(xlabel="training step", xlim=(0, steps[-1]))
    return figure


def add_key(axes: Axes) -> None:
    """A legend on white, so that no line of a spike runs through its words."""
    axes.legend(fontsize=8, ncols=4, loc="upper right", borderaxespad=0.2, edgecolor="none", framealpha=1.0)


def draw_effects(outcomes: Sequence[Outcome]) -> Figure:
    """A row for each quantity, a dot for each seed, the mean as a bar with its standard error."""
    rows = {f"{o}.{q}": f"{quantity}, {order}" for o, order in ORDERS.items() for q, quantity in QUANTITIES.items()}
    rows |= CONTROLS
    figure = Figure(figsize=(8.6, 5.2), layout="constrained")
    axes: Axes = figure.subplots()
    shift = np.random.default_rng(0)
    for row, name in enumerate(rows):
        values = np.array([o.scalars[name] for o in outcomes])
        axes.plot(values, row + shift.uniform(-0.22, 0.22, len(values)), ".", color=SEED_POINT, ms=5)
        axes.plot([values.mean()] * 2, [row - 0.34, row + 0.34], color=BLUE, lw=2.5)
        if len(values) > 1:
            error = values.std(ddof=1) / np.sqrt(len(values))
            axes.barh(row, 2 * error, 0.5, values.mean() - error, color=BLUE, alpha=0.25, zorder=1)
    axes.axvline(0, color="black", lw=0.8)
    axes.set_xlim(min(axes.get_xlim()[0], -BAND), max(axes.get_xlim()[1], 2 * BAND))
    axes.axvspan(BAND, axes.get_xlim()[1], color=ACCEPTED_AREA, zorder=0)  # open to the right
    axes.set_yticks(range(len(rows)), list(rows.values()), fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(
        "standard deviations above permuted times\n"
        f"bar: mean, with its standard error; green: accepted ({BAND:g} or more)",
        fontsize=9,
    )
    return figure


def draw_around_spikes(outcomes: Sequence[Outcome]) -> Figure:
    """Each quantity from well before spikes to well after, in its standard deviations above its running median."""
    figure = Figure(figsize=(9.6, 3.4), layout="constrained")
    lags, every = np.arange(-LAGS, LAGS + 1), np.diff(outcomes[0].array("steps"))[0]
    quantities = {"number of cells": ("sizes", None), "b0": ("closure", 0), "b1": ("closure", 2)}
    for axes, (title, (name, column)) in zip(figure.subplots(1, 3, sharey=True), quantities.items(), strict=True):
        for shift, label, colour in ((0, "number of cells", BLUE), (1, "share of the cells", RUST)):
            if column is None and shift:
                continue
            profiles = [spike_profile(o, name, None if column is None else column + shift) for o in outcomes]
            draw_mean_course(axes, every * lags, [p for p in profiles if p is not None], (label, colour))
        axes.axvline(0, color=EVENT_LINE, lw=1.4, zorder=0)
        axes.axhline(0, color="black", lw=0.6)
        axes.set_title(
            title if column is None else f"place of the largest {title}\n(cells in random order)", fontsize=10
        )
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=8, frameon=False)
    bands = "; lines: mean over the seeds, bands: its standard error" if len(outcomes) > 1 else "; one seed"
    figure.supxlabel(f"training steps from the top of a spike{bands}", fontsize=8.5)
    figure.supylabel("s.d. above the running median", fontsize=8.5)
    return figure


def draw_mean_course(
    axes: Axes, steps: NDArray[np.int64], profiles: list[NDArray[np.float64]], style: tuple[str, str]
) -> None:
    """The mean over the seeds that have spikes, and of two or more its standard error."""
    if not profiles:
        return
    mean, (label, colour) = np.mean(profiles, axis=0), style
    axes.plot(steps, mean, color=colour, lw=1.4, label=label)
    if len(profiles) > 1:
        error = np.std(profiles, axis=0, ddof=1) / np.sqrt(len(profiles))
        axes.fill_between(steps, mean - error, mean + error, color=colour, alpha=0.18, lw=0)


def spike_profile(outcome: Outcome, name: str, column: int | None) -> NDArray[np.float64] | None:
    """The mean course around the spikes of one seed, as far as the series reaches; None without spikes."""
    table, spikes, steps = (outcome.array(file) for file in (name, "spikes", "steps"))
    series = table.sum(axis=1) if column is None else table[:, column]
    above = above_running_median(series, 2 * LAGS)
    whole = [at for at in spikes if LAGS <= at < len(steps) - LAGS]
    if not whole or above.std() == 0:
        return None
    mean = np.mean([above[at - LAGS : at + LAGS + 1] for at in whole], axis=0)
    return np.asarray(mean / above.std(), dtype=np.float64)


def draw_spike(kept: dict[str, NDArray[Any]]) -> Figure:
    """The cells, coloured by what the net says in them, around the highest spike over its past."""
    top = max(kept["spikes"], key=lambda at: kept["losses"][at] / np.median(kept["losses"][max(0, at - 20) : at]))
    shown = [max(0, top - AROUND), top, min(len(kept["steps"]) - 1, top + AROUND)]
    figure = Figure(figsize=(9.6, 3.4), layout="constrained")
    panels = figure.subplots(1, len(shown))
    for axes, index in zip(panels, shown, strict=True):
        layers = layers_of(kept["weights"][index], kept["widths"].tolist())
        cells = relu_complex(layers, kept["window"])
        corners = np.split(cells.corners, cells.starts[1:-1])
        outputs = [cells.outputs[c, 0].mean() for c in corners]
        polygons = PolyCollection([cells.vertices[c] for c in corners], edgecolors="white", linewidths=0.5)
        polygons.set(array=np.array(outputs), cmap="cividis", clim=(-1, 1))
        axes.add_collection(polygons)
        low, high = kept["window"]
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xticks=[], yticks=[], aspect="equal")
        title = f"step {kept['steps'][index]:,}: loss {kept['losses'][index]:.2g}, {len(corners)} regions"
        axes.set_title(title, fontsize=9)
    figure.colorbar(polygons, ax=panels, shrink=0.8, extend="both", label="mean output of the net in a cell")
    return figure

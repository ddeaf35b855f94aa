"""A loss with its spikes, the number of cells and the places of the Betti maxima; the effects of all seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.measures.relu_complex import relu_complex
from netsci_bench.nets.small_mlp import layers_of

COLUMNS = ("b0_index", "b0_fraction", "b1_index", "b1_fraction")
LINES = {
    ("closure", 0): ("b0, random cells", "#0b5fa5", "-"),
    ("closure", 2): ("b1, random cells", "#b8420b", "-"),
    ("dimension", 0): ("b0, by dimension", "#0b5fa5", ":"),
    ("dimension", 2): ("b1, by dimension", "#b8420b", ":"),
}
BAND = 0.5  # of the claims, for the eye
AROUND = 3  # looks before and after a spike that are shown


def draw(outcomes: Sequence[Any]) -> Mapping[str, Figure]:
    """The course of the seed whose effect is the median, the cells at its highest spike, the effects of all."""
    median = sorted(outcomes, key=lambda o: o.scalars["closure.b1_index"])[len(outcomes) // 2]
    kept = {
        name: np.load(median.folder / "arrays" / f"{name}.npy")
        for name in ("steps", "losses", "spikes", "sizes", "dimension", "closure", "weights", "widths", "window")
    }
    found = {
        f"loss, cells and places of the Betti maxima of seed {median.seed}, the median": course(kept),
        "effect of spikes on each quantity, every seed": effects(outcomes),
    }
    if len(kept["spikes"]):
        found[f"cells before, at and after the highest spike of seed {median.seed}"] = spike(kept)
    return found


def course(kept: dict[str, NDArray[Any]]) -> Figure:
    """Four panels under one another, spikes through all of them."""
    figure = Figure(figsize=(9, 8), layout="constrained")
    loss, cells, index, fraction = figure.subplots(4, 1, sharex=True)
    steps, spikes = kept["steps"], kept["spikes"]
    for axes in (loss, cells, index, fraction):
        for at in steps[spikes]:
            axes.axvline(at, color="#e5c07b", lw=1.2, zorder=0)
    loss.plot(steps, kept["losses"], color="black", lw=0.9)
    loss.plot(steps[spikes], kept["losses"][spikes], "v", color="#b8420b", ms=5, label="spike")
    loss.set(yscale="log", ylabel="loss")
    loss.legend(fontsize=8, frameon=False)
    cells.plot(steps, kept["sizes"].sum(axis=1), color="black", lw=0.9, label="all cells")
    cells.plot(steps, kept["sizes"][:, 2], color="#6b6b6b", lw=0.9, label="regions")
    for (order, column), (label, colour, style) in LINES.items():
        index.plot(steps, kept[order][:, column], color=colour, ls=style, lw=0.9, label=label)
        fraction.plot(steps, kept[order][:, column + 1], color=colour, ls=style, lw=0.9)
    for axes, title in (
        (cells, "number of cells"),
        (index, "cells at the maximum"),
        (fraction, "share at the maximum"),
    ):
        axes.set_ylabel(title)
    for axes in (cells, index):
        axes.legend(fontsize=8, frameon=False, ncols=4, loc="upper right")
    fraction.set(xlabel="step", xlim=(0, steps[-1]))
    return figure


def effects(outcomes: Sequence[Any]) -> Figure:
    """A row for each quantity, a dot for each seed, its mean as a bar."""
    names = [f"{order}.{column}" for order in ("dimension", "closure") for column in COLUMNS] + ["cells_rise"]
    figure = Figure(figsize=(7.5, 3.8), layout="constrained")
    axes: Axes = figure.subplots()
    shift = np.random.default_rng(0)
    for row, name in enumerate(names):
        values = np.array([o.scalars[name] for o in outcomes])
        axes.plot(values, row + shift.uniform(-0.22, 0.22, len(values)), ".", color="#8a8a8a", ms=5)
        axes.plot([values.mean()] * 2, [row - 0.34, row + 0.34], color="#0b5fa5", lw=2.5)
    axes.axvline(0, color="black", lw=0.8)
    axes.axvspan(BAND, axes.get_xlim()[1], color="#e8efe6", zorder=0)
    axes.set_yticks(range(len(names)), [name.replace("_", " ").replace(".", ": ") for name in names])
    axes.invert_yaxis()
    axes.set_xlabel("standard deviations over permuted spike times; bar: mean; green: accepted", fontsize=9)
    return figure


def spike(kept: dict[str, NDArray[Any]]) -> Figure:
    """The cells, coloured by what the net says in them, around the highest spike over its past."""
    top = max(kept["spikes"], key=lambda at: kept["losses"][at] / np.median(kept["losses"][max(0, at - 20) : at]))
    places = [max(0, top - AROUND), top, min(len(kept["steps"]) - 1, top + AROUND)]
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, place in zip(figure.subplots(1, len(places)), places, strict=True):
        layers = layers_of(kept["weights"][place], kept["widths"].tolist())
        cells = relu_complex(layers, kept["window"])
        corners = np.split(cells.corners, cells.starts[1:-1])
        said = [cells.outputs[c, 0].mean() for c in corners]
        polygons = PolyCollection([cells.vertices[c] for c in corners], edgecolors="white", linewidths=0.5)
        polygons.set(array=np.array(said), cmap="cividis", clim=(-1, 1))
        axes.add_collection(polygons)
        low, high = kept["window"]
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xticks=[], yticks=[], aspect="equal")
        title = f"step {kept['steps'][place]:,}: loss {kept['losses'][place]:.2g}, {len(corners)} regions"
        axes.set_title(title, fontsize=9)
    return figure

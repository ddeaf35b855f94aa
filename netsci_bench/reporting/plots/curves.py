"""How did each logged quantity develop? A panel per quantity, a line per training: mean and spread over seeds."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from netsci_bench.contract.palette import BLUE, SEED_SERIES
from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.plots.quantities import Quantity, quantity_of
from netsci_bench.reporting.wording import one_line

PANELS = 12  # more panels would be too many to read
COLUMNS = 3
ACROSS = 40  # characters of the title above one column
PAIRS = 4  # that many panels are drawn in pairs: a third column would leave two places empty
POINTS = 400  # largest number of steps that are drawn: more than a panel has pixels
MARKED = 12  # up to this number of steps each one is marked by a dot
LEGEND_LINE = 0.14  # inches by which a line of the legend makes the picture higher
DECADES = 1.5  # positive values that rise more decades than this above their lowest tenth are shown on a log scale
STYLES = ("-", "--", ":", "-.")  # of the lines of a panel in turn, so that two that coincide are both seen
NO_NAMES: Mapping[str, str] = MappingProxyType({})
SPARSE = 0.5  # a line with fewer than this share of its panel's steps is drawn as points

Table = tuple[NDArray[np.float64], NDArray[np.float64]]  # steps (n,), values (seeds, n), NaN where none was logged


def draw_curves(outcomes: Sequence[Outcome], title: str, names: Mapping[str, str] = NO_NAMES) -> Figure | None:
    """The figure of all series; None if no seed logged any. ``names``: of a training -> in the legend."""
    panels: dict[Quantity, dict[str, Table]] = {}
    series = {name: outcome.series for outcome in outcomes for name in outcome.series}
    for name in series:
        quantity, line = quantity_of(name, series)
        table = _table(name, outcomes)
        if np.isfinite(table[1]).any():
            panels.setdefault(quantity, {})[names.get(line, line)] = table
    if not panels:
        return None
    shown = dict(list(panels.items())[:PANELS])
    figure = _figure(shown)
    note = f"; the first {PANELS} of {len(panels)} quantities" if len(panels) > PANELS else ""
    across = ACROSS * max(_columns(len(shown)), 2)
    heading, words = textwrap.fill(title, across), f"{_spread(figure, len(outcomes))}{note}"
    between = ": " if len(heading + words) <= across else "\n"
    figure.suptitle(f"{heading}{between}{words}", fontsize=10, parse_math=False)
    return figure


def _figure(panels: Mapping[Quantity, Mapping[str, Table]]) -> Figure:
    """The panels and a legend; a training that shares a panel with others has one colour in all of them."""
    columns = _columns(len(panels))
    rows = math.ceil(len(panels) / columns)
    lines_of_several = dict.fromkeys(line for lines in panels.values() if len(lines) > 1 for line in lines)
    numbers = {line: number for number, line in enumerate(lines_of_several)}
    below = LEGEND_LINE * math.ceil(len(numbers) / columns)
    figure = Figure(figsize=(3.4 * max(columns, 2), 2.6 * rows + 0.7 + below), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (quantity, lines) in zip(grid, panels.items(), strict=False):
        _panel(axes, quantity, {line: (table, numbers.get(line, 0)) for line, table in lines.items()})
    for axes in grid[len(panels) :]:
        axes.set_axis_off()
    _legend(figure, list(numbers))
    return figure


def _columns(panels: int) -> int:
    return 2 if panels == PAIRS else min(COLUMNS, panels)


def _spread(figure: Figure, seeds: int) -> str:
    """What lines and bands show; on a log axis an s.d. of the values themselves could reach below 0."""
    logarithms = any(axes.get_yscale() == "log" for axes in figure.axes)
    several = f"mean and s.d. over seeds{' (on log axes of the logarithms)' * logarithms}"
    return several if seeds > 1 else "one seed"


def _table(name: str, outcomes: Sequence[Outcome]) -> Table:
    """All points of one series; of a long one only some steps, the same for every seed."""
    logged = [dict(outcome.series.get(name, [])) for outcome in outcomes]
    steps = sorted({step for points in logged for step in points})
    kept = np.linspace(0, max(0, len(steps) - 1), min(POINTS, len(steps)))
    shown = [steps[index] for index in np.unique(kept.round().astype(int))]
    values = np.array([[points.get(step, math.nan) for step in shown] for points in logged], dtype=np.float64)
    return np.array(shown, dtype=np.float64), np.where(np.isfinite(values), values, np.nan)


def _panel(axes: Axes, quantity: Quantity, lines: dict[str, tuple[Table, int]]) -> None:
    """One quantity; ``lines``: each with its number, the same in every panel."""
    values = np.concatenate([table[1].ravel() for table, _ in lines.values()])
    values = values[np.isfinite(values)]
    steps = np.unique(np.concatenate([table[0] for table, _ in lines.values()]))
    if _spans_decades(values):
        axes.set_yscale("log")
    limits = (0.0, 100.0) if quantity.unit == "%" else (-np.inf, np.inf)
    for label, (table, number) in lines.items():
        _line(axes, table, (one_line(label), number), (_is_sparse(table[0], steps), limits, len(lines) == 1))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    if len(steps) == 1:
        axes.set_xlim(steps[0] - 1, steps[0] + 1)
    axes.set_title(textwrap.shorten(quantity.title, 44, placeholder=" …"), fontsize=9, parse_math=False)
    axes.set_xlabel(quantity.step, fontsize=8)
    axes.tick_params(labelsize=8)


def _line(axes: Axes, table: Table, style: tuple[str, int], how: tuple[bool, tuple[float, float], bool]) -> None:
    """Mean and standard deviation of one training; its seeds too if it is alone in its panel.

    A gap stays a gap: steps without a finite value are not bridged, and few measured steps are points.
    """
    (steps, values), (label, number), (sparse, limits, alone) = table, style, how
    colour = BLUE if number == 0 else colormaps["tab10"](number % 10)
    line = "none" if sparse else STYLES[number % len(STYLES)]
    marker = "o" if len(steps) <= MARKED else ""
    if alone and len(values) > 1:
        axes.plot(steps, values.T, color=SEED_SERIES, lw=0.6, alpha=0.7, ls=line, marker="." if marker else "")
    low, mean, high = _centre_and_spread(values, axes.get_yscale() == "log")
    low, high = np.clip(low, *limits), np.clip(high, *limits)
    if sparse:
        axes.vlines(steps, low, high, color=colour, lw=1.0)
    elif len(values) > 1:
        axes.fill_between(steps, low, high, color=colour, alpha=0.18, lw=0)
    axes.plot(steps, mean, color=colour, lw=1.8, ls=line, marker=marker, ms=4, mec="white", mew=0.5, label=label)


def _centre_and_spread(values: NDArray[np.float64], logarithms: bool) -> NDArray[np.float64]:
    """Mean less s.d., mean, mean plus s.d. over the seeds, (3, n); of the logarithms if asked: all are positive."""
    values = np.log(values) if logarithms else values
    counts = np.isfinite(values).sum(axis=0)
    mean = np.where(counts > 0, np.nansum(values, axis=0) / np.maximum(counts, 1), np.nan)
    spread = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / np.maximum(counts - 1, 1))
    band = np.stack([mean - spread, mean, mean + spread])
    return np.exp(band) if logarithms else band


def _is_sparse(steps: NDArray[np.float64], panel: NDArray[np.float64]) -> bool:
    """Whether a line would cross many steps that other lines of the panel have and this one lacks."""
    within = (panel >= steps[0]) & (panel <= steps[-1])
    return bool(len(steps) < SPARSE * within.sum())


def _legend(figure: Figure, names: Sequence[str]) -> None:
    """The names of all lines below the panels, in as few rows as fit into the width of the picture."""
    drawn = {str(line.get_label()): line for axes in figure.axes for line in axes.lines}
    handles = [drawn[one_line(name)] for name in names]
    for columns in range(min(6, len(names)), 0, -1):
        legend = figure.legend(handles=handles, loc="outside lower center", fontsize=8, frameon=False, ncols=columns)
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            return
        legend.remove()


def _spans_decades(values: NDArray[np.float64]) -> bool:
    """Whether a log scale is needed: a loss that falls far at the start, but no accuracy that is near 0 there."""
    if values.min() <= 0:
        return False
    return bool(np.log10(values.max()) - np.log10(np.quantile(values, 0.1)) > DECADES)

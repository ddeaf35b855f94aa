"""Do all readings of a statement agree? A forest plot: a line per claim, with its seeds, mean, interval and band.

Claims on the same quantity with the same band share an axis in their own unit. Others are standardised to their
bands: one with two edges to half the width of its band, one with one edge to the standard deviation between seeds.
"""

import math
import re
import statistics
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import ACCEPTED_BAND, ACCEPTED_EDGE, BLACK_TEXT, NOTE_TEXT, SEED
from netsci_bench.reporting.plots.verdict_plot import COLOURS
from netsci_bench.reporting.rows import Row
from netsci_bench.reporting.wording import WITH_INTERVAL
from netsci_bench.specs.units import shown

WIDTH, LEFT, RIGHT = 9.0, 2.75, 2.45  # inches, like the next line
ROW, HEAD, FOOT = 0.42, 0.12, 0.55
DOTS, SPREAD = 0.2, 0.18  # of a row: how far below its middle the dots are, and how far apart equal ones may be
APART = 30  # spreads that differ more than this many times are not drawn in one unit
CLIP = 8.0  # a standardised value farther away than this is drawn as an arrow at the edge
LONGEST = 40  # characters of a label
TWO_EDGES = "from the centre of the band, in half-widths of the band"
ONE_EDGE = "from the edge of the band, in standard deviations between seeds; right: inside"


@dataclass(frozen=True)
class ForestLine:
    """One claim: the reading that it stands for, the id that measured it, and its row."""

    reading: str
    id: str
    row: Row


@dataclass(frozen=True)
class Scale:
    """How the values of a claim are drawn: the label of their axis, the map onto it, and the band on it."""

    label: str
    to_axis: Callable[[float], float]
    band: tuple[float, float]


def forest_plot(lines: Sequence[ForestLine]) -> Figure:
    """The figure of one statement; as many axes as there are kinds of scale, one above the other."""
    panels = grouped(lines)
    heights = [ROW * len(panel) + HEAD + FOOT for panel in panels.values()]
    figure = Figure(figsize=(WIDTH, sum(heights)))
    top = sum(heights)
    for panel, height in zip(panels.values(), heights, strict=True):
        bottom = (top - height + FOOT) / sum(heights)
        width = 1 - (LEFT + RIGHT) / WIDTH
        axes = figure.add_axes((LEFT / WIDTH, bottom, width, (height - HEAD - FOOT) / sum(heights)))
        _panel(axes, panel)
        top -= height
    return figure


def grouped(lines: Sequence[ForestLine]) -> Mapping[str, list[tuple[ForestLine, Scale]]]:
    """The lines by the label of their axis: one axis if all share a unit."""
    rows = [line.row for line in lines]
    names = {row.metric for row in rows}
    quantity = names.pop() if len(names) == 1 else rows[0].metric.rpartition(".")[2]
    scale = partial(in_one_unit, quantity) if share_a_unit(rows) else standardised
    panels: dict[str, list[tuple[ForestLine, Scale]]] = {}
    for line in told_apart(lines):
        of_line = scale(line.row)
        panels.setdefault(of_line.label, []).append((line, of_line))
    return panels


def share_a_unit(rows: Sequence[Row]) -> bool:
    """Whether all measure one quantity (the last part of the name) in one unit and band, at one magnitude."""
    if len({(row.metric.rpartition(".")[2], row.unit, row.verdict.band) for row in rows}) > 1:
        return False
    spans = [span for row in rows if (span := _span(row))]
    return not spans or max(spans) <= APART * min(spans)


def told_apart(lines: Sequence[ForestLine]) -> Iterator[ForestLine]:
    """The lines; where an id has several of one reading, each says what it measures."""
    several = Counter((line.reading, line.id) for line in lines)
    for line in lines:
        metric = line.row.metric.removeprefix(line.row.reading.replace("-", "_") + ".")
        words = f"{line.reading}: {in_words(metric)}" if several[line.reading, line.id] > 1 else line.reading
        yield replace(line, reading=words)


def in_words(metric: str) -> str:
    """A metric's name as it is read."""
    return re.sub(r"[._]", " ", metric)


def in_one_unit(quantity: str, row: Row) -> Scale:
    """The values as they are."""
    unit = f" ({shown(row.unit)})" if row.unit else ""
    return Scale(in_words(quantity) + unit, float, row.verdict.band)


def standardised(row: Row) -> Scale:
    """The values as distances from the band: 0 is its centre, or its only edge."""
    low, high = row.verdict.band
    values = _finite(row.verdict.values)
    spread = (statistics.stdev(values) if len(values) > 1 else 0.0) or sys.float_info.min  # far from any edge
    if math.isfinite(low) and math.isfinite(high):
        middle, half = (low + high) / 2, (high - low) / 2 or spread
        return Scale(TWO_EDGES, lambda x: (x - middle) / half, ((low - middle) / half, (high - middle) / half))
    if math.isfinite(low):
        return Scale(ONE_EDGE, lambda x: (x - low) / spread, (0.0, math.inf))
    return Scale(ONE_EDGE, lambda x: (high - x) / spread, (0.0, math.inf))


def _panel(axes: Axes, panel: Sequence[tuple[ForestLine, Scale]]) -> None:
    limits = _limits(panel)
    axes.set_xlim(*limits)
    axes.set_ylim(len(panel) - 0.5, -0.5)
    for place, (line, scale) in enumerate(panel):
        _band(axes, place / len(panel), (place + 1) / len(panel), scale)
        _marks(axes, place, line.row, scale)
        _texts(axes, place, line)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="x", labelsize=8, length=3, pad=2, bottom=True)
    axes.set_xlabel(panel[0][1].label, fontsize=8.5, parse_math=False)


def _band(axes: Axes, above: float, below: float, scale: Scale) -> None:
    """The accepted band behind one line, which lies between two fractions of the height from the top."""
    (low, high), (left, right) = scale.band, axes.get_xlim()
    axes.axvspan(max(low, left), min(high, right), 1 - below, 1 - above, color=ACCEPTED_BAND, lw=0, zorder=0)
    for edge in (low, high):
        if math.isfinite(edge):
            axes.axvline(edge, 1 - below, 1 - above, color=ACCEPTED_EDGE, lw=1.2, zorder=1)


def _marks(axes: Axes, place: int, row: Row, scale: Scale) -> None:
    """Seeds as dots, what lies beyond the axis as arrows; the interval as a bar, its centre as a diamond."""
    colour, (low, high) = COLOURS[row.verdict.word], axes.get_xlim()
    drawn = [scale.to_axis(x) for x in _finite(row.verdict.values)]
    inside = sorted(x for x in drawn if low <= x <= high)
    heights = [place + DOTS + aside for aside in apart(inside, (high - low) / 150)]
    axes.plot(inside, heights, "o", ms=3.5, mfc=SEED, mec="white", mew=0.4, zorder=2)
    for edge, marker, beyond in (
        (low, "<", min(drawn, default=low) < low),
        (high, ">", max(drawn, default=high) > high),
    ):
        if beyond:
            axes.plot([edge], [place + DOTS], marker, ms=5, color=SEED, clip_on=False, zorder=4)
    centre, ends = _centre(row), _interval(row)
    if ends:
        left, right = sorted(scale.to_axis(end) for end in ends)
        axes.plot([max(left, low), min(right, high)], [place - 0.12] * 2, color=colour, lw=3, solid_capstyle="butt")
    if math.isfinite(centre):
        at = min(max(scale.to_axis(centre), low), high)
        axes.plot([at], [place - 0.12], "D", ms=5.5, mfc="white", mec=colour, mew=1.6, zorder=5, clip_on=False)


def apart(values: Sequence[float], width: float) -> list[float]:
    """How far below or above its line the dot of each of the sorted values is drawn, so that none hides another.

    >>> apart([0.0, 0.0, 1.0], 0.1)
    [-0.05, 0.05, 0.0]
    """
    groups: list[list[float]] = []
    for x in values:
        if groups and x - groups[-1][0] < width:
            groups[-1].append(x)
        else:
            groups.append([x])
    shifts = []
    for group in groups:
        reach = min(SPREAD, 0.05 * (len(group) - 1))
        shifts += [reach * (2 * k / (len(group) - 1) - 1) if len(group) > 1 else 0.0 for k in range(len(group))]
    return shifts


def _texts(axes: Axes, place: int, line: ForestLine) -> None:
    side: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "parse_math": False}
    small: dict[str, Any] = side | {"fontsize": 7.5, "color": NOTE_TEXT}
    first, _, more = line.row.word.partition(", ")
    ours = re.sub(r" \(from [^)]*\)", "", line.row.ours) + (f", {more}" if more else "")
    word: dict[str, Any] = {"color": COLOURS[line.row.verdict.word], "fontweight": "bold"}
    axes.text(-0.02, place - 0.16, _short(line.reading), **side, fontsize=8.5, color=BLACK_TEXT, ha="right")
    axes.text(-0.02, place + 0.22, _short(line.id, 44), **small, ha="right")
    axes.text(1.03, place - 0.16, f"{line.row.symbol} {first}", **side, fontsize=8.5, **word)
    axes.text(1.03, place + 0.22, _short(ours, 44), **small)


def _limits(panel: Sequence[tuple[ForestLine, Scale]]) -> tuple[float, float]:
    """All values, intervals and the edges of the band; standardised ones up to where arrows begin."""
    points = [
        scale.to_axis(x) for line, scale in panel for x in (*_finite(line.row.verdict.values), *_interval(line.row))
    ]
    points += [edge for _, scale in panel for edge in scale.band if math.isfinite(edge)]
    if panel[0][1].label in (ONE_EDGE, TWO_EDGES):
        points = [min(max(x, -CLIP), CLIP) for x in points]
    low, high = min(points, default=0.0), max(points, default=1.0)
    margin = (high - low) / 20 or abs(high) / 20 or 1.0
    return low - margin, high + margin


def _interval(row: Row) -> tuple[float, ...]:
    """The interval that was judged, if it is one of the metric; a share of seeds is not."""
    ends = (row.verdict.low, row.verdict.high)
    return tuple(x for x in ends if x is not None) if row.judge in WITH_INTERVAL and None not in ends else ()


def _centre(row: Row) -> float:
    """The mean that was judged, or else the median of the seeds; nan without values."""
    if row.judge in WITH_INTERVAL and row.verdict.estimate is not None:
        return row.verdict.estimate
    values = _finite(row.verdict.values)
    return statistics.median(values) if values else math.nan


def _span(row: Row) -> float:
    values = _finite(row.verdict.values)
    return max(values, default=0.0) - min(values, default=0.0)


def _finite(values: Sequence[float]) -> list[float]:
    return [x for x in values if math.isfinite(x)]


def _short(text: str, longest: int = LONGEST) -> str:
    return textwrap.shorten(text, longest, placeholder=" …") if " " in text else text

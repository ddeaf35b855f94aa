"""Which seeds are in which band? A strip per claim: the band shaded, seeds as dots, mean and interval."""

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from netsci_bench.contract.palette import (
    ACCEPTED_BAND,
    ACCEPTED_EDGE,
    BLUE,
    LEGEND,
    NOT_JUDGED,
    NOTE_TEXT,
    REPORTED,
    RUST,
    SEED,
    TICK,
    UNDECIDED,
)
from netsci_bench.contract.result import Word
from netsci_bench.reporting import wording
from netsci_bench.reporting.rows import Row
from netsci_bench.reporting.wording import WITH_INTERVAL
from netsci_bench.specs.units import shown

COLOURS: dict[Word, str] = {  # also colour-blind readers can distinguish them; dark enough for text
    "reproduced": BLUE,
    "contradicted": RUST,
    "smaller than expected": UNDECIDED,
    "undecided": UNDECIDED,
    "not judged": NOT_JUDGED,
}
WIDTH = 9.0  # inches, like the next five lines
HEAD = 0.62
FOOT = 0.1
ROW = 0.86
LINE = 0.16
LEFT, RIGHT = 0.35, 2.5
SAYS_WIDTH, SAYS_LINES = 90, 2  # characters and lines of a claim above its strip
BESIDE, BESIDE_LINES = 36, 3  # the same of what its axis shows, beside it
VERDICT_SIZE, VERDICT_WIDTH = 11.0, 24  # points, and as many characters of it as fit beside a strip
FAR = 6  # an edge farther away than this many spans of the values is not shown, or all seeds would be one dot
ROWS = 24  # more rows would make the figure too large to open


def verdict_plot(rows: Sequence[Row], title: str) -> Figure:
    """The figure of seeds and bands; every claim has its own axis, because units differ.

    Claims without values are left out if others have some.
    """
    valued = [row for row in rows if row.verdict.values] or rows
    drawn = valued[:ROWS]
    claims = [_wrapped(row.says) for row in drawn]
    heights = [ROW + LINE * claim.count("\n") for claim in claims]
    height = HEAD + sum(heights) + FOOT
    figure = Figure(figsize=(WIDTH, height))
    for number, (row, claim) in enumerate(zip(drawn, claims, strict=True), start=1):
        bottom = height - HEAD - sum(heights[:number]) + 0.3
        axes = figure.add_axes((LEFT / WIDTH, bottom / height, 1 - (LEFT + RIGHT) / WIDTH, 0.3 / height))
        _strip(axes, row, claim)
    title += f" ({_which(len(drawn), len(valued), len(rows))})" if len(drawn) < len(rows) else ""
    style: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "va": "top", "parse_math": False}
    figure.text(LEFT / WIDTH, 1 - 0.1 / height, textwrap.shorten(title, 100, placeholder=" …"), **style)
    _legend(figure, drawn, 1 - 0.34 / height)
    return figure


def _which(drawn: int, valued: int, claims: int) -> str:
    """Which claims are drawn.

    >>> _which(24, 30, 30), _which(5, 5, 26), _which(24, 25, 26)
    ('the first 24 of 30 claims', '5 of 26 claims have values', 'the first 24 of 25 claims that have values')
    """
    if valued == claims:
        return f"the first {drawn} of {claims} claims"
    return (
        f"the first {drawn} of {valued} claims that have values"
        if drawn < valued
        else f"{valued} of {claims} claims have values"
    )


def _wrapped(says: str) -> str:
    return "\n".join(textwrap.wrap(says, SAYS_WIDTH, max_lines=SAYS_LINES, placeholder=" …"))


def _strip(axes: Axes, row: Row, says: str) -> None:
    colour = COLOURS[row.verdict.word]
    low, high = limits(row)
    axes.set_xlim(low, high)
    axes.set_ylim(-1, 1)
    _band(axes, row, low, high)
    _points(axes, row, colour)
    _ticks(axes, row, low, high)
    axes.text(0, 1.25, says, transform=axes.transAxes, fontsize=9.5, va="bottom", parse_math=False)
    side: dict[str, Any] = {"transform": axes.transAxes, "va": "center", "parse_math": False}
    first, _, more = row.word.partition(", ")
    verdict = f"{row.symbol} {first}"
    size = VERDICT_SIZE * min(1.0, VERDICT_WIDTH / len(verdict))
    axes.text(1.03, 0.95, verdict, color=colour, fontsize=size, fontweight="bold", **side)
    below = f"{row.inside} in band" if row.verdict.values else "no values"
    if absent := sum(not math.isfinite(x) for x in row.verdict.values):
        below += f", {absent} not finite"
    below = ", ".join(filter(None, (below, more, "" if row.of_the_paper else row.role)))
    axes.text(1.03, 0.3, below, color=NOTE_TEXT, fontsize=8.5, **side)
    small: dict[str, Any] = {"color": NOTE_TEXT, "fontsize": 7.5, "linespacing": 1.1}
    axes.text(1.03, -0.06, axis_words(row), **(side | small | {"va": "top"}))


def axis_words(row: Row) -> str:
    """What the axis of a strip shows, and in which unit, on lines that fit beside it."""
    unit = f" ({shown(row.unit)})" if row.unit else ""
    lines = textwrap.wrap(f"axis: {metric_words(row.metric)}{unit}", BESIDE, max_lines=BESIDE_LINES, placeholder=" …")
    return "\n".join(lines)


def metric_words(metric: str) -> str:
    """The name of the plotted metric in words: ``ticket.gain_over_dense`` is "ticket: gain over dense"."""
    return metric.replace("_", " ").replace(".", ": ")


def limits(row: Row) -> tuple[float, float]:
    """Limits of the axis, with all seeds, the interval, the nearer edge, and the other edge unless it is far."""
    verdict = row.verdict
    points = [x for x in (*verdict.values, *_interval(row)) if math.isfinite(x)]
    points += [] if row.stated is None else [row.stated]
    centre = points[0] if points else 0.0
    edges = sorted((x for x in verdict.band if math.isfinite(x)), key=lambda x: abs(x - centre))
    points += edges[:1]
    span = max(points, default=0.0) - min(points, default=0.0)
    points += [x for x in edges[1:] if not span or abs(x - centre) <= FAR * span]
    low, high = min(points, default=0.0), max(points, default=0.0)
    margin = high / 8 - low / 8 or abs(high) / 20 or 1.0
    return low - margin, high + margin


def _interval(row: Row) -> tuple[float, ...]:
    """Estimate, low and high if they are values of the metric (a share of seeds is not); else empty."""
    verdict = row.verdict
    numbers = (verdict.estimate, verdict.low, verdict.high)
    if row.judge not in WITH_INTERVAL or verdict.word == "not judged":
        return ()
    return tuple(x for x in numbers if x is not None) if None not in numbers else ()


def _band(axes: Axes, row: Row, low: float, high: float) -> None:
    bottom, top = row.verdict.band
    axes.axvspan(max(bottom, low), min(top, high), color=ACCEPTED_BAND, lw=0, zorder=0)
    for edge in (bottom, top):
        if math.isfinite(edge):
            axes.axvline(edge, color=ACCEPTED_EDGE, lw=1.2, zorder=1)
    if row.stated is not None:
        axes.axvline(row.stated, color=REPORTED, lw=1.2, ls=(0, (2, 2)), zorder=1)


def _points(axes: Axes, row: Row, colour: str) -> None:
    """Draw the seeds at different heights, so that equal values do not cover each other."""
    values = [x for x in row.verdict.values if math.isfinite(x)]
    heights = np.linspace(0.45, -0.45, len(values)) if len(values) > 1 else [0.0] * len(values)
    few = len(values) <= 12
    axes.plot(values, heights, "o", ms=5.5 if few else 3, mfc=SEED, mec="white", mew=0.7 if few else 0, zorder=3)
    if interval := _interval(row):
        estimate, low, high = interval
        axes.plot([low, high], [0, 0], color=colour, lw=3, solid_capstyle="butt", alpha=0.85, zorder=2)
        axes.plot([estimate], [0], "D", ms=8, mfc="white", mec=colour, mew=2, zorder=2.5)


def _ticks(axes: Axes, row: Row, low: float, high: float) -> None:
    integers = all(float(x).is_integer() for x in row.verdict.values)
    locator = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=integers)
    margin = (high - low) / 50  # a label at the end of the axis would be cut
    ticks = [x for x in locator.tick_values(low, high) if low + margin <= x <= high - margin]
    gap = ticks[1] - ticks[0] if len(ticks) > 1 else 0.0
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _tick(x, gap)))
    axes.tick_params(axis="x", labelsize=8, length=3, pad=2, bottom=True, color=TICK)
    axes.set_yticks([])
    axes.grid(visible=False)


def _tick(x: float, gap: float) -> str:
    """The number of a tick, with as many decimals as its distance to the next tick needs."""
    if gap <= 0 or abs(x) >= 1e7 or gap < 1e-5:
        return wording.number(x)
    decimals = next((d for d in range(8) if math.isclose(gap * 10**d, round(gap * 10**d), rel_tol=1e-6)), 8)
    return f"{x + 0.0:,.{decimals}f}"


def _legend(figure: Figure, rows: Sequence[Row], top: float) -> None:
    """The marks that at least one strip has, and no other."""
    grey = LEGEND
    diamond = Line2D([], [], marker="D", ls="", mfc="white", mec=grey, mew=2)
    unit = "one unit" if all(row.judge == "units" for row in rows) else "one seed"
    handles: dict[str, Any] = {"accepted band": Patch(color=ACCEPTED_BAND)}
    if any(row.verdict.values for row in rows):
        handles[unit] = Line2D([], [], marker="o", ls="", ms=5.5, mfc=SEED, mec="white")
    if any(_interval(row) for row in rows):
        handles["mean or median, interval by which it is judged"] = (Line2D([], [], color=grey, lw=3), diamond)
    if any(row.stated is not None for row in rows):
        handles["reported by the paper"] = Line2D([], [], color=REPORTED, lw=1.2, ls=(0, (2, 2)))
    style: dict[str, Any] = {"frameon": False, "fontsize": 8.5, "borderaxespad": 0, "ncols": len(handles)}
    style["handler_map"] = {tuple: HandlerTuple(ndivide=1)}
    style["bbox_to_anchor"] = (LEFT / WIDTH - 0.01, top)
    figure.legend(list(handles.values()), list(handles), loc="upper left", **style)

"""How did each logged series develop? A panel per series: mean and spread over seeds, each seed as a thin line."""

import math
import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from netsci_bench.contract.palette import BLUE, SEED_SERIES
from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.wording import one_line

PANELS = 12  # more panels would be too many to read
COLUMNS = 3
POINTS = 400  # largest number of steps that are drawn: more than a panel has pixels
MARKED = 12  # up to this number of steps each one is marked by a dot
DECADES = 1.5  # positive values whose middle 80 % span more decades than this are shown on a log scale
X_LABEL = "epoch, round or iteration at which the value was logged"  # a series does not say which of them it counts


def draw_curves(outcomes: Sequence[Outcome], title: str) -> Figure | None:
    """The figure of all series; None if no seed logged any."""
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.series))
    frames = [(name, frame) for name in names if len(frame := _frame(name, outcomes))]
    if not frames:
        return None
    shown = frames[:PANELS]
    columns = min(COLUMNS, len(shown))
    rows = math.ceil(len(shown) / columns)
    figure = Figure(figsize=(3.1 * max(columns, 2), 2.3 * rows + 0.6), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (name, frame) in zip(panels, shown, strict=False):
        _panel(axes, name, frame)
    for axes in panels[len(shown) :]:
        axes.set_axis_off()
    note = f"; the first {PANELS} of {len(frames)} series" if len(frames) > PANELS else ""
    figure.supxlabel(X_LABEL, fontsize=9)
    spread = "mean and s.d. over seeds" if len(outcomes) > 1 else "one seed"
    figure.suptitle(f"{textwrap.shorten(title, 70, placeholder=' …')}: {spread}{note}", fontsize=10, parse_math=False)
    return figure


def _frame(name: str, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Step, value and seed of all finite points; of a long series only some steps, the same for every seed."""
    steps = sorted({step for outcome in outcomes for step, _ in outcome.series.get(name, [])})
    positions = np.unique(np.linspace(0, len(steps) - 1, min(POINTS, len(steps))).round().astype(int))
    kept = {steps[position] for position in positions} if steps else set()
    points = [
        (step, value, outcome.seed)
        for outcome in outcomes
        for step, value in outcome.series.get(name, [])
        if step in kept and math.isfinite(value)
    ]
    return pd.DataFrame(points, columns=["step", "value", "seed"])


def _panel(axes: Axes, name: str, frame: pd.DataFrame) -> None:
    marked = frame["step"].nunique() <= MARKED
    for _, seed in frame.groupby("seed"):
        axes.plot(seed["step"], seed["value"], color=SEED_SERIES, lw=0.6, alpha=0.7, marker="." if marked else "")
    sns.lineplot(
        frame, x="step", y="value", errorbar="sd", ax=axes, color=BLUE, marker="o" if marked else None, lw=1.8
    )
    if _spans_decades(frame["value"]):
        axes.set_yscale("log")
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    if frame["step"].nunique() == 1:
        axes.set_xlim(frame["step"].iloc[0] - 1, frame["step"].iloc[0] + 1)
    axes.set_title(_short(name), fontsize=9, parse_math=False)
    axes.set(xlabel="", ylabel="")
    axes.tick_params(labelsize=8)


def _spans_decades(values: pd.Series) -> bool:
    """Whether a log scale is needed; outliers do not count, such as an accuracy near zero at the start."""
    if values.min() <= 0:
        return False
    return bool(math.log10(values.quantile(0.9)) - math.log10(values.quantile(0.1)) > DECADES)


def _short(name: str) -> str:
    """The name with spaces for underscores; of a long one the end: its beginning is the name of the training."""
    name = one_line(name).replace("_", " ")
    return name if len(name) <= 40 else f"… {name[-38:]}"

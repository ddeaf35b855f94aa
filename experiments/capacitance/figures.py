"""How are predictions, rank correlations and series of the neural capacitance drawn?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.palette import (
    AMBER,
    BLUE,
    CYAN,
    DARK_GREEN,
    FAINT_LINE,
    GREY,
    ORANGE,
    PINK,
    PURPLE,
    REFERENCE_LINE,
    SEED_POINT,
    TEXT,
)
from netsci_bench.contract.result import Outcome

TARGETS = {"digits": "digits", "objects": "objects"}
READINGS = {"directed": ("P as it is", BLUE), "symmetric": ("P + its transpose", ORANGE)}
COMPETITORS = {
    "early": "validation accuracy so far",
    "curve": "power law through it",
    "log_evidence": "LogME",
    "snip": "SNIP",
    "synflow": "SynFlow",
    "gradient_norm": "gradient norm",
}
HUES = (BLUE, ORANGE, DARK_GREEN, PURPLE, PINK, AMBER, CYAN, GREY)
MARKS = "osD^vPX*<>hd"
PREDICTED = (
    "Predicted and reached accuracy: by the neural capacitance, for each network and seed; on the dotted line the "
    "prediction is right."
)
RANKED = (
    "Rank correlations: of each prediction with the accuracy that the networks reached; one point for each seed, "
    "the bar is their mean, the thin line the 90 % interval over draws of networks (mean over seeds)."
)
SERIES = (
    "Neural capacitance: of each network by epoch (mean over seeds), on both targets; and in a training that "
    "converges, for each seed."
)
SENSITIVE = (
    "Sensitivity: rank correlation of the prediction by the neural capacitance when the observation begins later, "
    "and with other numbers of training images; mean over seeds."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Predictions, rank correlations, series, and what the predictions depend on."""
    figures = {PREDICTED: _predictions(outcomes), RANKED: _correlations(outcomes), SERIES: _series(outcomes)}
    return figures | {SENSITIVE: _sensitivity(outcomes)}


def _predictions(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(9.5, 7.6), layout="constrained")
    names = outcomes[0].array("networks")
    for row, target in zip(figure.subplots(2, 2), TARGETS, strict=True):
        for axes, (reading, (label, _)) in zip(row, READINGS.items(), strict=True):
            for place, name in enumerate(names):
                pairs = [
                    (o.lists[f"{target}.{reading}.predicted"][place], o.lists[f"{target}.reached"][place])
                    for o in outcomes
                ]
                axes.plot(*np.array(pairs).T, ls="", ms=6, alpha=0.85, **_style(place), label=name)
            ends = np.array([*axes.get_xlim(), *axes.get_ylim()])
            axes.plot([ends.min(), ends.max()], [ends.min(), ends.max()], ":", color=REFERENCE_LINE, lw=1, zorder=0)
            axes.set(xlabel="predicted accuracy, %", ylabel="reached test accuracy, %")
            _finish(axes, f"{TARGETS[target]}: {label}")
    figure.axes[0].legend(frameon=False, fontsize=8)
    return figure


def _correlations(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(10.5, 3.9), layout="constrained")
    labels = {reading: f"capacitance, {label}" for reading, (label, _) in READINGS.items()} | COMPETITORS
    for axes, target in zip(figure.subplots(1, 2, sharey=True), TARGETS, strict=True):
        for place, method in enumerate(labels):
            values = {
                kind: [o.scalars[f"{target}.{method}.{kind}"] for o in outcomes] for kind in ("rho", "low", "high")
            }
            colour = READINGS[method][1] if method in READINGS else GREY
            axes.plot([np.mean(values["low"]), np.mean(values["high"])], [place] * 2, color=colour, lw=1)
            axes.plot(values["rho"], [place] * len(outcomes), "o", ms=4, color=SEED_POINT)
            axes.plot(np.mean(values["rho"]), place, "|", ms=16, mew=2.5, color=colour)
        axes.axvline(0, color=FAINT_LINE, lw=0.8, ls=":")
        axes.set(xlabel="Spearman's correlation with what was reached", xlim=(-1.05, 1.05))
        axes.set_yticks(range(len(labels)), labels.values(), fontsize=8)
        _finish(axes, TARGETS[target])
    figure.axes[0].invert_yaxis()
    return figure


def _series(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(11, 6.6), layout="constrained")
    names = outcomes[0].array("networks")
    for row, (label, colour) in enumerate(READINGS.values()):
        *targets, last = (figure.add_subplot(2, 3, 3 * row + column + 1) for column in range(3))
        for axes, target in zip(targets, TARGETS, strict=True):
            courses = np.mean([o.array(f"{target}_capacitance")[row] for o in outcomes], axis=0)
            for place, course in enumerate(courses):
                axes.plot(course, ms=4, lw=1.1, **_style(place), label=names[place])
            axes.set_yscale("symlog", linthresh=_usual(courses))  # a few epochs have 100 times the usual values
            _finish(axes, f"{TARGETS[target]}: {label}")
        for outcome in outcomes:
            course = np.abs(outcome.array("converging_capacitance")[:, row])
            last.plot(outcome.array("converging_epochs"), course, "o-", ms=3, lw=0.9, color=colour, alpha=0.7)
        last.set_yscale("log")
        _finish(last, f"a training that converges: {label}")
        for axes, what in zip((*targets, last), ("β", "β", "|β|"), strict=True):
            axes.set(xlabel="epoch", ylabel=f"neural capacitance {what}")
    figure.axes[0].legend(frameon=False, fontsize=7)
    return figure


def _usual(values: NDArray[np.float64]) -> float:
    """The median size of the values that are not 0; 1 if all are."""
    sizes = np.abs(values[values != 0])
    return float(np.median(sizes)) if len(sizes) else 1.0


def _sensitivity(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(8.5, 3.4), layout="constrained")
    panels = {"rho_by_start": ("starts", "first observed epoch"), "rho_by_samples": ("sample_counts", "images for P")}
    for axes, (kind, (tried, title)) in zip(figure.subplots(1, 2, sharey=True), panels.items(), strict=True):
        values = outcomes[0].array(tried)
        for target, style in zip(TARGETS, ("-", "--"), strict=True):
            for reading, (label, colour) in READINGS.items():
                means = np.mean([o.lists[f"{target}.{reading}.{kind}"] for o in outcomes], axis=0)
                axes.plot(means, "o", ls=style, ms=4, lw=1.3, color=colour, label=f"{TARGETS[target]}: {label}")
        axes.set_xticks(range(len(values)), [f"{value:g}" for value in values])
        axes.axhline(0, color=FAINT_LINE, lw=0.8, ls=":")
        axes.set(xlabel=title, ylim=(-1.05, 1.05))
        _finish(axes, "")
    figure.axes[0].set_ylabel("rank correlation of the prediction")
    figure.axes[1].legend(frameon=False, fontsize=7, handlelength=3.5)
    return figure


def _style(place: int) -> dict[str, Any]:
    return {"color": HUES[place % len(HUES)], "marker": MARKS[place % len(MARKS)]}


def _finish(axes: Axes, title: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, fontsize=9, loc="left", color=TEXT)

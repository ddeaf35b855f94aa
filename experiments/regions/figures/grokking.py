"""What do the Fiedler partitions look like before and after a net groks, and in one that never does?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, SEED_POINT
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.regions.figures.fiedler import LABELS, draw_strip, read_arrays

PHASES = {
    "grokked.{}.before": "groks:\nbefore it\ngeneralises",
    "grokked.{}.late": "groks:\nlate, after it\ngeneralised",
    "ungrokked.{}.late": "never\ngeneralises:\nlate",
}


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """Cells of the median seed before and after, and the misclassified shares of all seeds."""
    median = sorted(outcomes, key=lambda o: o.scalars["grokked.masses.late"])[len(outcomes) // 2]
    kept = read_arrays(median, "grokked")
    title = (
        f"Cells and partitions of seed {median.seed}: the two sides of each Fiedler partition of the net that groks, "
        "at the start, when it fits, when it generalises and at the end; the seed is the median by weighted cells."
    )
    return {
        title: draw_strip(kept, checkpoints_of_phases(median)),
        "Misclassified share before and after grokking: of each partition, in the net that groks and in the one that "
        "never generalises; a dot for each seed, the median as a bar.": draw_phases(outcomes),
    }


def checkpoints_of_phases(outcome: Outcome) -> list[int]:
    """The first checkpoint, those at the fit and at generalisation, and the last."""
    steps = np.array(outcome.lists["grokked.steps"])
    fit, delay = (outcome.scalars[f"grokked.{name}"] for name in ("fit_step", "grokking_delay"))
    return sorted({0, int(np.searchsorted(steps, fit)), int(np.searchsorted(steps, fit + delay)), len(steps) - 1})


def draw_phases(outcomes: Sequence[Outcome]) -> Figure:
    """A panel for each partition, a column for each phase."""
    figure = Figure(figsize=(9.6, 3.6), layout="constrained")
    panels = figure.subplots(1, len(LABELS), sharey=True)
    for axes, (reading, label) in zip(panels, LABELS.items(), strict=True):
        draw_reading(axes, outcomes, reading)
        axes.set_title(label, fontsize=10)
    panels[0].set_ylabel("misclassified share")
    figure.supxlabel("green: near-perfect (up to 0.05); 0.5: as good as one side alone", fontsize=9)
    return figure


def draw_reading(axes: Axes, outcomes: Sequence[Outcome], reading: str) -> None:
    """The seeds in each phase, the two values of one net joined by a line."""
    columns = [[o.scalars[phase.format(reading)] for o in outcomes] for phase in PHASES]
    shift = np.random.default_rng(0).uniform(-0.15, 0.15, len(outcomes))
    axes.axhspan(0, 0.05, color=ACCEPTED_AREA, zorder=0)
    axes.plot([shift, 1 + shift], columns[:2], color=SEED_POINT, lw=0.5, alpha=0.5)
    for place, values in enumerate(columns):
        axes.plot(place + shift, values, ".", color=SEED_POINT, ms=5)
        axes.plot([place - 0.3, place + 0.3], [np.median(values)] * 2, color=BLUE, lw=2.5)
    axes.set_xticks(range(len(PHASES)), list(PHASES.values()), fontsize=7.5)
    axes.set(ylim=(-0.01, 0.55), xlim=(-0.5, len(PHASES) - 0.5))

"""How much of its fall has the loss done by each epoch, and where is the epoch at which it is said to converge?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, GRID_LINE, ORANGE, REFERENCE_LINE, SEED_CURVE
from netsci_bench.contract.result import Outcome

LOSSES = {"text": ("mean squared error (the text)", BLUE), "published": ("cross-entropy (the code)", ORANGE)}
STAGE, SETTLED = 5, 0.95


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both losses side by side."""
    figure = Figure(figsize=(11, 4.3), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (name, (words, colour)) in zip(panels, LOSSES.items(), strict=True):
        _panel(axes, np.array([outcome.lists[f"{name}.shares"] for outcome in outcomes]), colour)
        epochs = [outcome.scalars[f"{name}.settling_epoch"] for outcome in outcomes]
        axes.set_title(f"{words}: 95 % done by epoch {np.mean(epochs):.1f} on average", fontsize=10)
        axes.set_xlabel("epochs of training")
    panels[0].set_ylabel("share of the fall of the test loss")
    figure.suptitle(_title(outcomes), fontsize=11.5, fontweight="bold")
    caption = "Convergence: the share of the whole fall of the test loss that is done by each epoch, for every seed."
    return {caption: figure}


def _panel(axes: Axes, shares: np.ndarray, colour: str) -> None:
    epochs = np.arange(shares.shape[1])
    axes.axhspan(SETTLED, 1.0, color=ACCEPTED_AREA, zorder=0)
    axes.axvline(STAGE, color=REFERENCE_LINE, lw=1, ls=":")
    axes.text(STAGE - 0.1, 0.03, "said to converge here", ha="right", fontsize=8.5, color=REFERENCE_LINE)
    axes.plot(epochs, shares.T, color=SEED_CURVE, lw=0.8)
    axes.plot(epochs, shares.mean(axis=0), color=colour, lw=2.2, marker="o", ms=4)
    axes.set_ylim(0.0, 1.02)
    axes.grid(axis="y", color=GRID_LINE, lw=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _title(outcomes: Sequence[Outcome]) -> str:
    done = [np.mean([outcome.scalars[f"{name}.by_stage"] for outcome in outcomes]) for name in LOSSES]
    seeds = count_of(len(outcomes), "seed")
    return f"By epoch {STAGE} the loss has done {100 * done[0]:.1f} % and {100 * done[1]:.1f} % of its fall ({seeds})"

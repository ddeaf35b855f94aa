"""Which setting does best? A mark for each seed, columns by penalty and momentum, colours by activation."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.counting import count_of
from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, ORANGE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.sparse.settings import ACTIVATIONS, MOMENTA, PENALTIES

NAMES = {
    "srelu": "S-shaped ReLU",
    "relu": "ReLU",
    "none": "no penalty",
    "l1": "L1",
    "l2": "L2",
    "plain": "plain",
    "nesterov": "Nesterov",
}
COLOURS = {"srelu": BLUE, "relu": ORANGE}
APART = 0.16  # horizontally, so that the two activations do not hide each other
EFFECTS = {
    "srelu_gain": "S-shaped ReLUs",
    "plain_gain": "plain momentum",
    "mild_gain": "no penalty or L2 over L1",
}
CAPTION = (
    "Settings: mean test accuracy over the last quarter of the epochs in each of twelve settings, a mark per seed "
    "and a bar at the mean; the paper says that blue marks on the green area are the best."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Late accuracies of all settings."""
    late = np.array([outcome.lists["late"] for outcome in outcomes])
    late = late.reshape(-1, len(ACTIVATIONS), len(MOMENTA) * len(PENALTIES))
    figure = Figure(figsize=(8.6, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-0.5, 1.5, color=ACCEPTED_AREA, zorder=0)
    for at, activation in enumerate(ACTIVATIONS):
        draw_seeds(axes, late[:, at], APART * (2 * at - 1), activation)
    labels = [f"{NAMES[penalty]}\n{NAMES[momentum]}" for momentum in MOMENTA for penalty in PENALTIES]
    axes.set_xticks(range(len(labels)), labels)
    axes.set(xlim=(-0.5, len(labels) - 0.5), xlabel="penalty, and kind of momentum", ylabel="test accuracy (%)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
    axes.set_title(_title(outcomes), fontsize=9.5, fontweight="bold")
    return {CAPTION: figure}


def _title(outcomes: Sequence[Outcome]) -> str:
    means = [np.mean([outcome.scalars[name] for outcome in outcomes]) for name in EFFECTS]
    gains = ", ".join(f"{words} {mean:+.2f}" for words, mean in zip(EFFECTS.values(), means, strict=True))
    return f"Gains in points: {gains} ({count_of(len(outcomes), 'seed')})"


def draw_seeds(axes: Axes, values: NDArray[np.float64], shift: float, activation: str) -> None:
    """Accuracies of one activation (``seeds settings``), a point for each and a bar at the mean."""
    where, colour = np.arange(values.shape[1]) + shift, COLOURS[activation]
    at = np.broadcast_to(where, values.shape).ravel()
    axes.plot(at, values.ravel(), "o", color=colour, ms=4.5, alpha=0.6, mew=0, label=NAMES[activation])
    axes.hlines(values.mean(axis=0), where - 0.12, where + 0.12, color=colour, lw=2.2)

"""Which setting does best? A mark for each seed, columns by penalty and momentum, colours by activation."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, ORANGE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.sparse.settings import ACTIVATIONS, MOMENTA, PENALTIES

NAMES = {"srelu": "S-shaped ReLU", "relu": "ReLU", "none": "no penalty", "l1": "L1", "l2": "L2"}
COLOURS = {"srelu": BLUE, "relu": ORANGE}
APART = 0.16  # horizontally, so that the two activations do not hide each other
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
    places = np.arange(late.shape[2])
    axes.axvspan(-0.5, 1.5, color=ACCEPTED_AREA, zorder=0)
    for at, activation in enumerate(ACTIVATIONS):
        where, colour = places + APART * (2 * at - 1), COLOURS[activation]
        axes.plot(
            np.broadcast_to(where, late[:, at].shape).ravel(),
            late[:, at].ravel(),
            "o",
            color=colour,
            ms=4.5,
            alpha=0.6,
            mew=0,
            label=NAMES[activation],
        )
        axes.hlines(late[:, at].mean(axis=0), where - 0.12, where + 0.12, color=colour, lw=2.2)
    axes.set_xticks(places, [f"{NAMES[penalty]}\n{momentum}" for momentum in MOMENTA for penalty in PENALTIES])
    axes.set(xlim=(-0.5, len(places) - 0.5), xlabel="penalty, and kind of momentum", ylabel="test accuracy (%)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
    axes.set_title(f"{len(late)} seeds" if len(late) > 1 else "one seed", fontsize=9.5)
    return {CAPTION: figure}

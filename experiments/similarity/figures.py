"""Do the two matrices look alike? Differences in modularity and CKA side by side, in the layout of Fig. 8."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.palette import BLUE, GREY, RUST
from netsci_bench.contract.result import Outcome

PANELS = {  # array -> title, colours, range
    "differences": ("|Q_i - Q_j|: dark is alike", "magma", None),
    "cka": ("linear CKA: bright is alike", "magma", (0.0, 1.0)),
    "shifted": ("CKA, diagonal subtracted as a row", "RdBu_r", (-1.0, 1.0)),
}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The mean matrices over the seeds."""
    figure = Figure(figsize=(12.0, 3.9), layout="constrained")
    for axes, name in zip(figure.subplots(1, 3), PANELS, strict=True):
        draw_panel(axes, name, outcomes)
    agreement = np.mean([outcome.scalars["agreement"] for outcome in outcomes])
    counted = mean_of(len(outcomes), "seed")
    figure.suptitle(
        f"{counted}; rank correlation of the first, with its sign changed, and the second: {agreement:.2f}"
    )
    return {
        "Pairs of layers: differences in modularity, linear CKA, and what CKA becomes where the diagonal of the Gram "
        "matrix is subtracted as a row.": figure
    }


def draw_insides(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The mean curve, in which layers inside of blocks and behind additions can be told apart, and both matrices."""
    figure = Figure(figsize=(12.0, 3.9), layout="constrained")
    curve, *maps = figure.subplots(1, 3, width_ratios=(1.2, 1, 1))
    draw_both_kinds(curve, outcomes)
    for axes, name in zip(maps, ("differences", "cka"), strict=True):
        draw_panel(axes, name, outcomes)
    excess = [np.mean([o.scalars[f"{name}_excess"] for o in outcomes]) for name in ("modularity", "cka")]
    figure.suptitle(
        f"{mean_of(len(outcomes), 'seed')}; how much more layers inside differ from those behind additions, in mean "
        f"differences: {excess[0]:.2f} by modularity, {excess[1]:.2f} by CKA",
        fontsize=11,
    )
    return {
        "Layers inside of blocks and behind their additions: modularity, its differences, and linear CKA.": figure
    }


def draw_both_kinds(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Modularity by layer, mean over the seeds, a colour for each kind of layer."""
    values = np.mean([outcome.lists["modularity"] for outcome in outcomes], axis=0)
    inside = np.array(outcomes[0].lists["inside"]) > 0
    layers = np.arange(1, len(values) + 1)
    axes.plot(layers, values, color=GREY, lw=1.0, zorder=1)
    for kind, words, colour in (
        (~inside, "behind an addition, and the first", BLUE),
        (inside, "inside of a block", RUST),
    ):
        axes.plot(layers[kind], values[kind], "o", ms=4, color=colour, label=words)
    axes.set(xlabel="layer", ylabel="modularity")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9)


def draw_panel(axes: Axes, name: str, outcomes: Sequence[Outcome]) -> None:
    """The mean over the seeds of one of the matrices in `PANELS`."""
    title, colours, limits = PANELS[name]
    draw_matrix(axes, np.mean([outcome.array(name) for outcome in outcomes], axis=0), colours, limits)
    axes.set_title(title, fontsize=10)
    axes.set(xlabel="layer", ylabel="layer")


def draw_matrix(axes: Axes, matrix: np.ndarray, colours: str, limits: tuple[float, float] | None) -> None:
    """A heat map of layers by layers, the first layer at the lower left as in the paper."""
    low, high = limits or (0.0, float(matrix.max()))
    ends = (0.5, len(matrix) + 0.5)
    shown = axes.imshow(matrix, origin="lower", cmap=colours, vmin=low, vmax=high, extent=(*ends, *ends))
    axes.figure.colorbar(shown, ax=axes, fraction=0.046, pad=0.03)

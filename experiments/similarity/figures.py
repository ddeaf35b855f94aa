"""Do the two matrices look alike? Differences in modularity and CKA side by side, in the layout of Fig. 8."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.result import Outcome

PANELS = {  # array -> title, colours, range
    "differences": ("|Q_i - Q_j|: dark is alike", "magma", None),
    "cka": ("linear CKA: bright is alike", "magma", (0.0, 1.0)),
    "shifted": ("CKA, diagonal subtracted as a row", "RdBu_r", (-1.0, 1.0)),
}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The mean matrices over the seeds."""
    figure = Figure(figsize=(12.0, 3.9), layout="constrained")
    for axes, (name, (title, colours, limits)) in zip(figure.subplots(1, 3), PANELS.items(), strict=True):
        matrix = np.mean([outcome.array(name) for outcome in outcomes], axis=0)
        draw_matrix(axes, matrix, colours, limits)
        axes.set_title(title, fontsize=10)
        axes.set(xlabel="layer", ylabel="layer")
    agreement = np.mean([outcome.scalars["agreement"] for outcome in outcomes])
    counted = mean_of(len(outcomes), "seed")
    figure.suptitle(
        f"{counted}; rank correlation of the first, with its sign changed, and the second: {agreement:.2f}"
    )
    return {
        "Pairs of layers: differences in modularity, linear CKA, and what CKA becomes where the diagonal of the Gram "
        "matrix is subtracted as a row.": figure
    }


def draw_matrix(axes: Axes, matrix: np.ndarray, colours: str, limits: tuple[float, float] | None) -> None:
    """A heat map of layers by layers, the first layer at the lower left as in the paper."""
    low, high = limits or (0.0, float(matrix.max()))
    ends = (0.5, len(matrix) + 0.5)
    shown = axes.imshow(matrix, origin="lower", cmap=colours, vmin=low, vmax=high, extent=(*ends, *ends))
    axes.figure.colorbar(shown, ax=axes, fraction=0.046, pad=0.03)

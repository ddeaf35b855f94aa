"""Where do the connections of pixels lie, at the start and at the end, on digits and on silhouettes?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome

CAPTION = (
    "Visible units: connections of each pixel in units of their mean, at the start and at the end, mean over the "
    "seeds."
)
NAMES = {"digits": "MNIST", "silhouettes": "silhouettes"}
TIMES = {"start": "start (drawn at random)", "end": "end (evolved)"}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Four maps in one scale of colours."""
    maps = {
        (name, when): np.mean([outcome.array(f"{name}_{when}") for outcome in outcomes], axis=0)
        for name in NAMES
        for when in TIMES
    }
    most = max(values.max() for values in maps.values())
    figure = Figure(figsize=(7.0, 6.2), layout="constrained")
    grid = figure.subplots(len(NAMES), len(TIMES))
    for row, (name, title) in zip(grid, NAMES.items(), strict=True):
        for axes, (when, words) in zip(row, TIMES.items(), strict=True):
            picture = axes.imshow(maps[name, when], vmin=0, vmax=most, cmap="viridis")
            axes.set(xticks=[], yticks=[])
            axes.set_title(f"{title}: {words}", fontsize=10)
    figure.colorbar(picture, ax=grid, label="connections of a pixel / mean over pixels", shrink=0.8)
    return {CAPTION: figure}

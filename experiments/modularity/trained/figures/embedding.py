"""How do t-SNE pictures of the layers look beside the modularity curve? Layout of Fig. 1."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, ORANGE, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves
from netsci_bench.experiments.modularity.trained.figures.curve import describe_trainings, draw_spread

NET = "VGG11"
COLUMNS = 4


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Left a picture of each layer of the first training, right modularity and purity over the layers."""
    figure = Figure(figsize=(12.5, 4.6), layout="constrained")
    grid = figure.add_gridspec(1, 2, width_ratios=(1.5, 1))
    left, right = figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])
    pictures, labels = outcomes[0].array("pictures-text"), outcomes[0].array("labels")
    rows = -(-len(pictures) // COLUMNS)
    places = left.subplots(rows, COLUMNS, squeeze=False).ravel()
    for axes in places[len(pictures) :]:
        axes.set_axis_off()
    for number, (axes, picture) in enumerate(zip(places, pictures, strict=False), 1):
        axes.scatter(*picture.T, c=labels, cmap=colormaps["tab10"], s=8, lw=0)
        axes.set(xticks=[], yticks=[])
        axes.set_title(f"layer {number}", fontsize=9)
    draw_courses(right.subplots(), outcomes)
    figure.suptitle(
        f"as the text says; pictures: seed {outcomes[0].seed}; {describe_trainings(outcomes)}", fontsize=10
    )
    return {
        f"t-SNE of the layers: test images after each convolution of a {NET} trained here, coloured by class, beside "
        "the modularity of each layer and the purity of its picture.": figure
    }


def draw_courses(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Modularity and purity of each layer, before the published curve."""
    published = read_published_curves(NET, "cifar10")[NET]
    axes.plot(range(1, len(published) + 1), published, color=PUBLISHED_CURVE, lw=3.0, label=f"{NET}, Fig. 4")
    draw_spread(axes, outcomes, "text.modularity", {"color": BLUE, "label": "modularity", "marker": "o"})
    draw_spread(axes, outcomes, "text.purity", {"color": ORANGE, "label": "purity of the picture", "marker": "s"})
    layers = max(len(published), np.size(outcomes[0].lists["text.modularity"]))
    axes.set(xlabel="layer", ylabel="modularity Q; purity (a share)", xlim=(0.5, layers + 0.5))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="best", fontsize=9)

"""How does modularity go from layer to layer, in both readings, and next to the published curves of other ResNets?

Left in the layout of Fig. 4 of Lu et al. (2022): modularity against the layer, mean and standard deviation over the
samples. Right the same against the share of the depth, since the paper's nets have other numbers of layers.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, FAINT_LINE, GREY, ORANGE, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves

READINGS = {"text": ("as the text says", BLUE), "published": ("as published", ORANGE)}
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))  # the published nets differ by line, in grey


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The curve of every layer, by itself and next to the published ones."""
    figure = Figure(figsize=(10.5, 4.3), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    curves = {reading: np.array([o.lists[f"{reading}.modularity"] for o in outcomes]) for reading in READINGS}
    layers = curves["text"].shape[1]
    draw_by_layer(left, curves, outcomes[0].array("opening"))
    left.set(xlabel="layer (1: first convolution, then every block)", ylabel="modularity Q", xlim=(0.5, layers + 0.5))
    draw_against_published(right, curves)
    right.set(xlabel="share of the depth (0: first layer, 1: last layer)", xlim=(-0.02, 1.02))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    counted = f"{len(outcomes)} samples, mean and s.d." if len(outcomes) > 1 else "one sample"
    figure.suptitle(f"Modularity of the true classes in the graph of nearest neighbours; {counted}", fontsize=10)
    return {
        "Modularity by layer: modularity of the classes after each layer in both readings, mean and standard "
        "deviation over the samples; and the same beside the published curves of other ResNets.": figure
    }


def draw_by_layer(axes: Axes, curves: Mapping[str, np.ndarray], opening: np.ndarray) -> None:
    """Both readings against the layer; a line where the shape of the maps changes."""
    for step in np.flatnonzero(opening):
        axes.axvline(step + 1.5, color=FAINT_LINE, lw=0.8, ls=":")
        axes.text(
            step + 1.6, 0.99, "new shape", transform=axes.get_xaxis_transform(), va="top", fontsize=7, color=GREY
        )
    for reading, (label, colour) in READINGS.items():
        values = curves[reading]
        at, mean = np.arange(1, values.shape[1] + 1), values.mean(axis=0)
        axes.plot(at, mean, color=colour, marker="o", ms=3.5, lw=1.6, label=label)
        if len(values) > 1:
            spread = values.std(axis=0, ddof=1)
            axes.fill_between(at, mean - spread, mean + spread, color=colour, alpha=0.18, lw=0)
    axes.legend(frameon=False, loc="best", fontsize=9)


def draw_against_published(axes: Axes, curves: Mapping[str, np.ndarray]) -> None:
    """The published ResNets on CIFAR-10 in grey, ours over them."""
    for (net, values), line in zip(read_published_curves("ResNet", "cifar10").items(), LINES, strict=True):
        axes.plot(
            np.linspace(0, 1, len(values)), values, color=PUBLISHED_CURVE, lw=1.2, ls=line, label=f"{net}, Fig. 4"
        )
    for reading, (label, colour) in READINGS.items():
        mean = curves[reading].mean(axis=0)
        axes.plot(np.linspace(0, 1, len(mean)), mean, color=colour, lw=2.0, label=f"here, {label}")
    axes.legend(frameon=False, loc="upper left", fontsize=8)

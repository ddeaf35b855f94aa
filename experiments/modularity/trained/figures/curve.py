"""How do curves of nets that were trained here look, before the digitised curve of the paper?"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, PUBLISHED_CURVE
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves

READINGS = {"text": ("here, as the text says", BLUE), "published": ("here, as published", ORANGE)}


def draw_vgg16(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves before that of the paper's VGG16."""
    return draw_before("VGG16", outcomes)


def draw_resnet18(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves before that of the paper's ResNet18."""
    return draw_before("ResNet18", outcomes)


def draw_before(net: str, outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Modularity by layer in both readings, with labels in random order, and the paper's curve of this net."""
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    published = read_published_curves(net, "cifar10")[net]
    axes.plot(range(1, len(published) + 1), published, color=PUBLISHED_CURVE, lw=3.0, label=f"{net}, Fig. 4")
    for reading, (label, colour) in READINGS.items():
        draw_spread(axes, outcomes, f"{reading}.modularity", {"color": colour, "label": label, "marker": "o"})
    draw_spread(axes, outcomes, "text.permuted", {"color": GREY, "label": "labels in random order", "ls": "--"})
    axes.set(xlabel="layer (in the order in which they run)", ylabel="modularity Q", xlim=(0.5, len(published) + 0.5))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    accuracy = np.mean([outcome.scalars["accuracy"] for outcome in outcomes])
    counted = f"{len(outcomes)} trainings, mean and s.d." if len(outcomes) > 1 else "one training"
    figure.suptitle(f"{counted}; accuracy {accuracy:.1f} %", fontsize=10)
    return {
        f"Modularity by layer: modularity of the classes after each layer of a {net} trained here, in both readings, "
        "with labels in random order, and the published curve.": figure
    }


def draw_spread(axes: Axes, outcomes: Sequence[Outcome], metric: str, style: Mapping[str, Any]) -> None:
    """Mean of a list over the seeds against the layer, with its standard deviation."""
    values = np.array([outcome.lists[metric] for outcome in outcomes])
    at, mean = np.arange(1, values.shape[1] + 1), values.mean(axis=0)
    axes.plot(at, mean, lw=1.6, ms=3.5, **style)
    if len(values) > 1:
        spread = values.std(axis=0, ddof=1)
        axes.fill_between(at, mean - spread, mean + spread, color=style["color"], alpha=0.18, lw=0)

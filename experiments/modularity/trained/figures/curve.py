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
MOST_MARKED = 20  # layers, each with a marker of its own


def draw_before_figure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves before that of the same net in the paper."""
    net = str(outcomes[0].array("figure-net"))
    published = read_published_curves(net, "cifar10")[net]
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(1, len(published) + 1), published, color=PUBLISHED_CURVE, lw=3.0, label=f"{net}, Fig. 4")
    draw_readings(axes, outcomes)
    figure.suptitle(describe_trainings(outcomes), fontsize=10)
    return {
        f"Modularity by layer: modularity of the classes after each layer of a {net} trained here, in both readings, "
        "with labels in random order, and the published curve.": figure
    }


def draw_alone(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves of a net that the paper does not show."""
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    draw_readings(figure.subplots(), outcomes)
    figure.suptitle(describe_trainings(outcomes), fontsize=10)
    return {
        "Modularity by layer: modularity of the classes after each layer of a net trained here, in both readings, "
        "and with labels in random order.": figure
    }


def draw_readings(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Modularity by layer in both readings, and with labels in random order."""
    few = len(outcomes[0].lists["text.modularity"]) <= MOST_MARKED
    for reading, (label, colour) in READINGS.items():
        style = {"color": colour, "label": label, "marker": "o" if few else "."}
        draw_spread(axes, outcomes, f"{reading}.modularity", style)
    draw_spread(axes, outcomes, "text.permuted", {"color": GREY, "label": "labels in random order", "ls": "--"})
    layers = len(outcomes[0].lists["text.modularity"])
    axes.set(xlabel="layer (in the order in which they run)", ylabel="modularity Q", xlim=(0.5, layers + 0.5))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="best", fontsize=9)


def describe_trainings(outcomes: Sequence[Outcome]) -> str:
    """How many trainings a picture shows, and how accurate their nets are."""
    accuracy = np.mean([outcome.scalars["accuracy"] for outcome in outcomes])
    counted = f"{len(outcomes)} trainings, mean and s.d." if len(outcomes) > 1 else "one training"
    return f"{counted}; accuracy {accuracy:.1f} %"


def draw_spread(axes: Axes, outcomes: Sequence[Outcome], metric: str, style: Mapping[str, Any]) -> None:
    """Mean of a list over the seeds against the layer, with its standard deviation."""
    values = np.array([outcome.lists[metric] for outcome in outcomes])
    at, mean = np.arange(1, values.shape[1] + 1), values.mean(axis=0)
    axes.plot(at, mean, lw=1.6, ms=3.5, **style)
    if len(values) > 1:
        spread = values.std(axis=0, ddof=1)
        axes.fill_between(at, mean - spread, mean + spread, color=style["color"], alpha=0.18, lw=0)

"""How do layers change while a net is trained, before the published curves? Layout of Fig. 6b."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.palette import GREY, PUBLISHED_CURVE
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome

READINGS = {"text": "as the text says", "published": "as published"}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Each reading: modularity of some layers by epoch, and the accuracy; means over the trainings."""
    net, layers = str(outcomes[0].array("net")), outcomes[0].array("layers").tolist()
    figure = Figure(figsize=(10.5, 4.4), layout="constrained")
    accuracy = np.mean([outcome.lists["accuracy"] for outcome in outcomes], axis=0) / 100
    published = read_published_courses(net)
    for axes, (reading, title) in zip(figure.subplots(1, 2, sharey=True), READINGS.items(), strict=True):
        by_epoch = np.mean([outcome.array(f"{reading}-by-epoch") for outcome in outcomes], axis=0)
        draw_published(axes, published)
        draw_ours(axes, by_epoch, layers)
        axes.plot(range(1, len(accuracy) + 1), accuracy, color=GREY, lw=1.6, ls="--", label="accuracy")
        axes.set(xlabel="epoch", title=title)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set(ylabel="modularity Q; accuracy as a share")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, loc="outside lower center", ncols=len(labels), fontsize=9)
    counted = mean_of(len(outcomes), "training")
    figure.suptitle(f"{net}, {counted}; light: published, Fig. 6b (accuracy dashed)", fontsize=10)
    return {
        f"Modularity during training: some layers of a {net} after each epoch, and its accuracy, in both "
        "readings, and the published curves.": figure
    }


def draw_ours(axes: Axes, by_epoch: np.ndarray, layers: Sequence[int]) -> None:
    """One line for each layer (``epochs layers``), from light to dark."""
    for number, (layer, course) in enumerate(zip(layers, by_epoch.T, strict=True)):
        colour = colormaps["viridis"](0.85 - 0.85 * number / max(1, len(layers) - 1))
        axes.plot(range(1, len(course) + 1), course, color=colour, lw=1.6, label=f"layer {layer}")


def draw_published(axes: Axes, courses: Mapping[str, Sequence[float]]) -> None:
    """The published layers, each with its name at its end, and the accuracy."""
    for name, values in courses.items():
        style = "--" if name == "accuracy" else "-"
        axes.plot(range(1, len(values) + 1), values, color=PUBLISHED_CURVE, lw=1.2, ls=style, alpha=0.7)
        axes.annotate(name, (len(values), values[-1]), (4, 0), textcoords="offset points", fontsize=7, va="center")


def read_published_courses(net: str) -> dict[str, list[float]]:
    """Layer, or accuracy -> its values by epoch, of one net of Fig. 6b."""
    courses: dict[str, list[float]] = {}
    for row in published_values("lu2022-training.csv"):
        if row["net"] == net:
            courses.setdefault(row["series"], []).append(float(row["value"]))
    return courses

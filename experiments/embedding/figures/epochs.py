"""How are projections, tentacles, sizes and the course of the training drawn?"""

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, REFERENCE_LINE, SEED_POINT, TEXT
from netsci_bench.contract.result import Outcome

PROJECTIONS = {"pca": "PCA", "star": "star coordinates", "tsne": "t-SNE", "umap": "UMAP"}
CLOUDS = {
    "few": "few images, last epoch",
    "pixels": "their pixels",
    "logits": "before softmax",
    "early": "an early epoch",
    "many": "many images",
}
CAPTION_OF = {
    "projections": (
        "Projections: the outputs after the last epoch in four pictures, a colour for each digit, of the first seed."
    ),
    "tentacles": (
        "Tentacles: t-SNE of few images by their outputs after the last epoch, and otherwise, of the first seed; "
        "below the elongation of the clusters for each seed, the bar being the mean."
    ),
    "epochs": (
        "Epochs: accuracy on the test images, and share of the nearest neighbours that are of the same digit, for "
        "each seed."
    ),
}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Four pictures of the last outputs, the tentacles with their explanations, and the course of the training."""
    drawn = {"projections": _projections, "tentacles": _tentacles, "epochs": _epochs}
    return {CAPTION_OF[name]: draw_one(outcomes) for name, draw_one in drawn.items()}


def _projections(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(8.4, 8.2), layout="constrained")
    first = outcomes[0]
    for axes, (name, title) in zip(figure.subplots(2, 2).flat, PROJECTIONS.items(), strict=True):
        picture = first.array(f"picture_{name}")
        _scatter(axes, picture, first.array("labels")[: len(picture)])
        kept = first.scalars[f"projections.{name}.neighbours_kept"]
        axes.set_title(f"{title}, trustworthiness {kept:.3f}", fontsize=9, loc="left", color=TEXT)
    colours = _colours()
    marks = [Line2D([], [], marker="o", ls="", color=colours[digit], label=str(digit)) for digit in range(10)]
    figure.legend(handles=marks, loc="outside lower center", ncols=10, frameon=False, fontsize=8, handletextpad=0)
    return figure


def _tentacles(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(11, 5.6), layout="constrained")
    grid = figure.add_gridspec(2, len(CLOUDS), height_ratios=(1.2, 1))
    first, labels = outcomes[0], outcomes[0].array("labels")
    few = len(first.array("tentacles_few"))
    every = round(len(labels) / few)
    below = figure.add_subplot(grid[1, :])
    for place, (name, title) in enumerate(CLOUDS.items()):
        axes, picture = figure.add_subplot(grid[0, place]), first.array(f"tentacles_{name}")
        _scatter(axes, picture, labels[: len(picture)] if name == "many" else labels[::every])
        axes.set_title(title, fontsize=9, loc="left", color=TEXT)
        values = [outcome.scalars[f"tentacles.{name}"] for outcome in outcomes]
        below.plot([place] * len(values), values, "o", ms=4, color=SEED_POINT)
        below.plot(place, np.mean(values), "_", ms=28, mew=2.5, color=BLUE if name == "few" else GREY)
    below.axhline(1, color=REFERENCE_LINE, lw=0.8, ls=":")
    below.set_xticks(range(len(CLOUDS)), CLOUDS.values(), fontsize=9)
    below.set(ylabel="length over width", ylim=(0.9, None), xlim=(-0.5, len(CLOUDS) - 0.5))
    below.spines[["top", "right"]].set_visible(False)
    return figure


def _epochs(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(8.4, 3.2), layout="constrained")
    panels = {"accuracies": ("accuracy, %", BLUE), "purities": ("share of neighbours of the same digit", ORANGE)}
    for axes, (name, (title, colour)) in zip(figure.subplots(1, 2), panels.items(), strict=True):
        for outcome in outcomes:
            axes.plot(outcome.lists[name], color=colour, lw=1.1, alpha=0.7)
        axes.set(xlabel="epoch", ylabel=title)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _scatter(axes: Axes, picture: np.ndarray, labels: np.ndarray) -> None:
    colours = np.array(_colours())
    size = float(np.clip(4000 / len(picture), 2, 9))
    axes.scatter(picture[:, 0], picture[:, 1], s=size, c=colours[labels % len(colours)], lw=0, alpha=0.75)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def _colours() -> list[Any]:
    """Ten colours that colour-blind readers can tell apart (Petroff 2021)."""
    return list(matplotlib.color_sequences["petroff10"])

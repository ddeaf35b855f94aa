"""How do evolving, fixed and dense nets learn, and where do the connections of the evolving one go?

Accuracy over the epochs, with published logs behind; the pixels' connections at kept epochs as maps; the course of
their heterogeneity, and the degrees of hidden neurons beside those of connections put at random.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from netsci_bench.experiments.figures.sparse_published import published
from numpy.typing import NDArray

NETS = {
    "evolved": ("evolving (SET)", "#0b5fa5"),
    "fixed": ("fixed connections (FixProb)", "#d55e00"),
    "dense": ("dense, trained as they are", "#5b6065"),
    "published_dense": ("dense, as published", "#117a3d"),
    "smallest": ("smallest weights removed", "#0b5fa5"),
    "random": ("random ones removed", "#d55e00"),
    "largest": ("largest removed", "#5b6065"),
}
THEIRS = {"evolved": "set", "fixed": "fixprob", "published_dense": "dense"}  # the names of the logs
MAPS = 6  # across the page


class Measured(Protocol):
    """What is drawn of one seed."""

    @property
    def lists(self) -> Mapping[str, list[float]]:
        """Dotted metric name -> values."""

    @property
    def folder(self) -> Path | None:
        """Where ``arrays/*.npy`` lie."""


def draw(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    """All figures, without published logs."""
    return {"accuracy": courses(outcomes, ""), **_structure(outcomes)}


def draw_tutorial(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    """All figures, with the logs of the authors' tutorial behind."""
    return {"accuracy": courses(outcomes, "mocanu2018-fashion-mnist.csv"), **_structure(outcomes)}


def draw_cifar10(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    """All figures, with the log of the authors' Keras code behind."""
    return {"accuracy": courses(outcomes, "mocanu2018-cifar10.csv"), **_structure(outcomes)}


def draw_controls(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    """The accuracies of the controls."""
    return {"accuracy": courses(outcomes, "")}


def draw_table(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    """The accuracies alone: a table of features has no pixels."""
    return {"accuracy": courses(outcomes, "")}


def _structure(outcomes: Sequence[Measured]) -> dict[str, Figure]:
    return {"connections of pixels": maps(outcomes), "degrees": degrees(outcomes)}


def courses(outcomes: Sequence[Measured], logs: str) -> Figure:
    """Test accuracy over the epochs, mean and standard deviation over seeds; published means as dots behind."""
    figure = Figure(figsize=(8.6, 4.6), layout="constrained")
    axes = figure.subplots()
    theirs = published(logs) if logs else {}
    second = "published_dense" if "published_dense.test_accuracy" in outcomes[0].lists else "dense"
    names = {**THEIRS, **({"dense": "dense"} if second == "dense" else {})}
    for net, (label, colour) in NETS.items():
        name = f"{net}.test_accuracy"
        if name not in outcomes[0].lists:
            continue
        if names.get(net) in theirs:
            at, values = theirs[names[net]]
            axes.plot(at, values, ".", color=colour, ms=5, alpha=0.55, label=f"{label}: the authors' log")
        _course(axes, np.array([o.lists[name] for o in outcomes]), label, colour)
    axes.set(xlabel="epoch", ylabel="accuracy on the test images, %")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    return figure


def _course(axes: Axes, values: NDArray[np.float64], label: str, colour: str) -> None:
    at, mean = np.arange(1, values.shape[1] + 1), values.mean(axis=0)
    axes.plot(at, mean, color=colour, lw=1.4, label=label)
    if len(values) > 1:
        spread = values.std(axis=0, ddof=1)
        axes.fill_between(at, mean - spread, mean + spread, color=colour, alpha=0.18, lw=0)


def maps(outcomes: Sequence[Measured]) -> Figure:
    """Connections of each pixel, mean over seeds, at some kept epochs in one scale of colours."""
    epochs = kept(outcomes[0], "epochs")
    found = np.mean([kept(o, "pixel_degrees") for o in outcomes], axis=0)
    shown = np.unique(np.linspace(0, len(epochs) - 1, MAPS).round().astype(int))
    figure = Figure(figsize=(2.0 * len(shown) + 0.6, 2.5), layout="constrained")
    rows = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, at in zip(rows, shown, strict=True):
        image = axes.imshow(found[at], vmin=found.min(), vmax=found.max(), cmap="viridis")
        axes.set(title=f"epoch {epochs[at]}", xticks=[], yticks=[])
    figure.colorbar(image, ax=rows, label="connections", shrink=0.8)
    return figure


def degrees(outcomes: Sequence[Measured]) -> Figure:
    """Heterogeneity of pixels over the epochs, and degrees of the first hidden layer at the end."""
    figure = Figure(figsize=(9.2, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = kept(outcomes[0], "epochs")
    for outcome in outcomes:
        left.plot(epochs, outcome.lists["wiring.heterogeneity"], color=NETS["evolved"][1], marker="o", ms=3, lw=1)
    left.axhline(1, color="#b9bec3", ls=":")
    left.set(xlabel="epoch", ylabel="variance / mean of pixels' degrees")
    found = np.concatenate([kept(o, "hidden_degrees") for o in outcomes])
    values, counts = np.unique(found, return_counts=True)
    right.plot(values, counts / len(found), "o", ms=3, color=NETS["evolved"][1], label="hidden neurons")
    right.plot(*poisson(float(found.mean())), color="#5b6065", lw=1, label="at random, same mean")
    right.set(xlabel="connections", ylabel="share of neurons", xscale="log", yscale="log", ylim=(0.3 / len(found), 1))
    right.legend(frameon=False, fontsize=8)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def poisson(mean: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Poisson's law from far below to far above its mean."""
    at = np.arange(1, int(mean + 8 * np.sqrt(mean)) + 2, dtype=np.float64)
    logs = at * np.log(mean) - mean - np.cumsum(np.log(at))
    return at, np.exp(logs)


def kept(outcome: Measured, name: str) -> NDArray[np.generic]:
    """An array that the seed kept."""
    if outcome.folder is None:
        raise ValueError("the seed kept no arrays")
    found: NDArray[np.generic] = np.load(outcome.folder / "arrays" / f"{name}.npy")
    return found

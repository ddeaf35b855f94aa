"""How do evolving, fixed and dense nets learn, and where do the connections of the evolving one go?

Accuracy over the epochs, with published logs behind; the pixels' connections at kept epochs as maps; the course of
their heterogeneity, and the degrees of hidden neurons with the laws that were fitted to them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from netsci_bench.contract.palette import BLUE, BRIGHT_GREEN, CYAN, DARK_GREEN, FAINT_LINE, GREY, ORANGE, PURPLE, RUST
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.sparse.figures.published import read_published_log
from netsci_bench.experiments.sparse.order import WINDOW, running_means
from netsci_bench.measures.tails.degree_families import fitted_family
from netsci_bench.measures.tails.degree_survival import law_survival, survival
from netsci_bench.measures.tails.power_law_evidence import IN_TAIL
from netsci_bench.measures.tails.power_law_tail import power_law_tail

NETS = {
    "evolved": ("evolving (SET)", BLUE),
    "fixed": ("fixed connections (FixProb)", ORANGE),
    "dense": ("dense, trained identically", GREY),
    "published_dense": ("dense, as published", DARK_GREEN),
    "smallest": ("smallest weights removed", BLUE),
    "random": ("random weights removed", ORANGE),
    "largest": ("largest weights removed", GREY),
}
THEIRS = {"evolved": "set", "fixed": "fixprob", "published_dense": "dense"}  # the names of the logs
LAWS = {
    "power_law": ("power law, of the tail", RUST),
    "log_normal": ("log-normal", PURPLE),
    "exponential": ("exponential", BRIGHT_GREEN),
    "poisson": ("Poisson (at random)", CYAN),
    "negative_binomial": ("negative binomial", BLUE),
}
MAPS = 6  # across the page
ACCURACY = "Accuracy: test accuracy of each net over the epochs, mean and standard deviation over the seeds."
MAPS_OF_PIXELS = "Connections of pixels: how many connections each pixel of the image has, at some epochs."
DEGREES = (
    "Degrees: heterogeneity of the pixels' connections over the epochs, one line per seed, and the connections of "
    "hidden neurons to the inputs at the end with the laws that were fitted to them."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """All figures, without published logs."""
    return {ACCURACY: draw_accuracies(outcomes, ""), **_structure(outcomes)}


def draw_tutorial(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """All figures, with the logs of the authors' tutorial behind."""
    return {ACCURACY: draw_accuracies(outcomes, "mocanu2018-fashion-mnist.csv"), **_structure(outcomes)}


def draw_cifar10(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """All figures, with the log of the authors' Keras code behind."""
    return {ACCURACY: draw_accuracies(outcomes, "mocanu2018-cifar10.csv"), **_structure(outcomes)}


def draw_controls(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The accuracies of the controls."""
    return {ACCURACY: draw_accuracies(outcomes, "")}


def draw_table(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The accuracies alone: a table of features has no pixels."""
    return {ACCURACY: draw_accuracies(outcomes, "")}


def _structure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    return {MAPS_OF_PIXELS: draw_maps(outcomes), DEGREES: draw_degrees(outcomes)}


def draw_accuracies(outcomes: Sequence[Outcome], logs: str) -> Figure:
    """Test accuracy over the epochs, mean and standard deviation over seeds; published means as dots behind.

    Of long trainings the end is drawn again, smoothed and without the first quarter: there the nets change places.
    """
    trained = [net for net in NETS if f"{net}.test_accuracy" in outcomes[0].lists]
    curves = {net: [o.lists[f"{net}.test_accuracy"] for o in outcomes] for net in trained}
    enlarged = max(len(values[0]) for values in curves.values()) > 2 * WINDOW and _gains_by_enlarging(curves)
    figure = Figure(figsize=(11.2, 4.6) if enlarged else (8.6, 4.6), layout="constrained")
    whole, *end = figure.subplots(1, 2, squeeze=False)[0] if enlarged else [figure.subplots()]
    if logs:
        _draw_logs((whole, *end), read_published_log(logs), list(curves))
    for net, of_seeds in curves.items():
        (label, colour), values = NETS[net], np.array(of_seeds)
        _course(whole, values, label, colour, first=1)
        for axes in end:
            _course(axes, running_means(values), label, colour, first=WINDOW)
    for axes in (whole, *end):
        axes.set(xlabel="epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.spines[["top", "right"]].set_visible(False)
    whole.set(ylabel="test accuracy (%)")
    seeds = f"{len(outcomes)} seeds, mean and s.d." if len(outcomes) > 1 else "one seed"
    whole.set_title(f"all epochs; {seeds}", fontsize=9.5)
    names, columns = whole.get_legend_handles_labels(), 4 if enlarged else 3
    figure.legend(*names, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)
    for axes in end:
        _enlarge(axes)
    return figure


def _draw_logs(
    panels: Sequence[Axes], theirs: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]], nets: Sequence[str]
) -> None:
    """The authors' means as dots behind the lines."""
    names = THEIRS if "published_dense" in nets else THEIRS | {"dense": "dense"}
    for net in nets:
        if (log := names.get(net, "")) in theirs:
            label, colour = NETS[net]
            for axes in panels:
                axes.plot(*theirs[log], ".", color=colour, ms=5, alpha=0.55, label=f"{label}: the authors' log")


def _gains_by_enlarging(curves: Mapping[str, Sequence[Sequence[float]]]) -> bool:
    """Whether what is left without the first quarter of the epochs needs at most half of the vertical axis."""
    means = [np.mean(of_seeds, axis=0) for of_seeds in curves.values()]
    ends = [running_means(mean[None])[0][len(mean) // 4 :] for mean in means]
    return bool(np.ptp(np.concatenate(ends)) <= 0.5 * np.ptp(np.concatenate(means)))


def _enlarge(axes: Axes) -> None:
    """Leave out the first quarter of the epochs, and the accuracies that only occur there."""
    ends = [np.asarray(line.get_ydata())[np.asarray(line.get_xdata()) > axes.dataLim.x1 / 4] for line in axes.lines]
    values = np.concatenate(ends)
    room = 0.05 * (values.max() - values.min())
    axes.set(xlim=(axes.dataLim.x1 / 4, axes.dataLim.x1 * 1.01), ylim=(values.min() - room, values.max() + room))
    axes.set_title(f"without the first quarter; lines: mean of {WINDOW} epochs", fontsize=9.5)


def _course(axes: Axes, values: NDArray[np.float64], label: str, colour: str, first: int) -> None:
    at, mean = np.arange(values.shape[1]) + first, values.mean(axis=0)
    axes.plot(at, mean, color=colour, lw=1.4, label=label)
    if len(values) > 1:
        spread = values.std(axis=0, ddof=1)
        low, high = np.clip([mean - spread, mean + spread], 0, 100)  # percent
        axes.fill_between(at, low, high, color=colour, alpha=0.18, lw=0)


def draw_maps(outcomes: Sequence[Outcome]) -> Figure:
    """Connections of each pixel, mean over seeds, at some kept epochs in one scale of colours."""
    epochs = outcomes[0].array("epochs")
    by_epoch = np.mean([o.array("pixel_degrees") for o in outcomes], axis=0)
    shown = np.unique(np.linspace(0, len(epochs) - 1, MAPS).round().astype(int))
    figure = Figure(figsize=(2.0 * len(shown) + 0.6, 2.5), layout="constrained")
    rows = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, at in zip(rows, shown, strict=True):
        image = axes.imshow(by_epoch[at], vmin=by_epoch.min(), vmax=by_epoch.max(), cmap="viridis")
        axes.set(title=f"epoch {epochs[at]}", xticks=[], yticks=[])
    figure.colorbar(image, ax=rows, label="connections of a pixel\n(mean over seeds)", shrink=0.8)
    return figure


def draw_degrees(outcomes: Sequence[Outcome]) -> Figure:
    """Heterogeneity of pixels over the epochs, and degrees of the first hidden layer at the end."""
    figure = Figure(figsize=(9.2, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = outcomes[0].array("epochs")
    for outcome in outcomes:
        left.plot(epochs, outcome.lists["wiring.heterogeneity"], color=NETS["evolved"][1], marker="o", ms=3, lw=1)
    left.axhline(1, color=FAINT_LINE, ls=":")
    left.set(xlabel="epoch", ylabel="variance / mean of pixels' degrees")
    left.xaxis.get_major_locator().set_params(integer=True)
    connections = np.concatenate([o.array("hidden_degrees") for o in outcomes])
    right.plot(*survival(connections), "o", ms=2.6, color="black", label="hidden neurons", zorder=5)
    for law, (label, colour) in LAWS.items():
        right.plot(*_fitted_survival(law, connections), color=colour, lw=1.2, label=label)
    right.set(
        xlabel="connections k from the inputs", ylabel="share of neurons with at least k", xscale="log", yscale="log"
    )
    right.set(
        xlim=(0.8 * connections[connections > 0].min(), 1.5 * connections.max()), ylim=(0.5 / len(connections), 1.5)
    )
    right.legend(frameon=False, fontsize=8, loc="lower left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _fitted_survival(law: str, degrees: NDArray[np.int64]) -> tuple[NDArray[np.integer], NDArray[np.float64]]:
    """The survival of a fitted law: of a power law where the degrees look most like one, of others from 1 on."""
    positive = degrees[degrees > 0]
    x_min = power_law_tail(positive, min(IN_TAIL, len(positive))).x_min if law == "power_law" else 1
    at, share = law_survival(fitted_family(law, positive, x_min), 2 * int(positive.max()))
    return at, share * float(np.mean(positive >= x_min))

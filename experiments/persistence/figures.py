"""How does neural persistence go over a training, and where does it stop one?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, RUST
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.persistence.rules import all_stops

NETS = {"regularised": ("with dropout", ORANGE), "plain": ("plain", BLUE)}


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The course of both nets, and what stopping by either rule does."""
    return {
        "Neural persistence over training: mean over layers and seeds, the test accuracy, and where "
        "rules stop the plain net.": draw_story(outcomes),
        "Neural persistence by layer: mean over the seeds, of the plain net and of the one with dropout.": (
            draw_layers(outcomes)
        ),
    }


def draw_story(outcomes: Sequence[Outcome]) -> Figure:
    """Left: persistence rises; middle: accuracy; right: the epochs at which rules stop."""
    figure = Figure(figsize=(11.0, 3.8), layout="constrained")
    persistence, accuracy, stops = figure.subplots(1, 3)
    for net, (words, colour) in NETS.items():
        draw_course(persistence, [o.lists[f"{net}.persistence"] for o in outcomes], words, colour)
        draw_course(accuracy, [o.lists[f"{net}.accuracy"] for o in outcomes], words, colour)
    persistence.set(ylabel="mean normalised neural persistence", xlabel="epoch", ylim=(0, 1))
    accuracy.set(ylabel="test accuracy (%)", xlabel="epoch")
    persistence.legend(frameon=False, fontsize=9)
    draw_stops(stops, outcomes)
    for axes in (persistence, accuracy, stops):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_course(axes: Axes, courses: Sequence[Sequence[float]], words: str, colour: str) -> None:
    """Mean and standard deviation over the seeds."""
    values = np.array(courses)
    mean, spread = values.mean(axis=0), values.std(axis=0, ddof=min(1, len(values) - 1))
    axes.plot(mean, color=colour, lw=1.8, label=words)
    axes.fill_between(np.arange(len(mean)), mean - spread, mean + spread, color=colour, alpha=0.2, lw=0)


def draw_stops(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """How many rules have stopped the plain net by each epoch, in percent."""
    most = most_of(outcomes[0])
    courses = {
        "neural persistence": ([np.array(o.lists["plain.persistence"]) for o in outcomes], RUST),
        "validation loss": ([-o.array("valid_losses") for o in outcomes], GREY),
    }
    for words, (series, colour) in courses.items():
        draw_course(
            axes, [stopped_by(all_stops(values, most), len(values)).tolist() for values in series], words, colour
        )
    axes.set(xlabel="epoch", ylabel="rules that have stopped (%)", ylim=(0, 103))
    axes.legend(frameon=False, fontsize=9, loc="upper left")


def most_of(outcome: Outcome) -> int:
    """The largest patience and burn-in that were tried."""
    return int(outcome.scalars["tried"])


def stopped_by(stops: NDArray[np.int64], epochs: int) -> NDArray[np.float64]:
    """The percentage of rules that have stopped by each epoch."""
    triggered = stops[stops >= 0]
    return np.array([100.0 * np.sum(triggered <= epoch) / stops.size for epoch in range(epochs)])


def draw_layers(outcomes: Sequence[Outcome]) -> Figure:
    """A panel for each layer, the inputs' weights first."""
    count = outcomes[0].array("plain_layers").shape[1]
    figure = Figure(figsize=(3.4 * count, 3.2), layout="constrained")
    for layer, axes in enumerate(figure.subplots(1, count, sharey=True, squeeze=False)[0]):
        for net, (words, colour) in NETS.items():
            draw_course(axes, [o.array(f"{net}_layers")[:, layer].tolist() for o in outcomes], words, colour)
        axes.set(title=f"weights of layer {layer + 1}", xlabel="epoch", ylim=(0, 1))
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("normalised neural persistence")
    figure.axes[0].legend(frameon=False, fontsize=9)
    return figure

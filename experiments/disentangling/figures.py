"""What do the layers of a net make of the classes, and how do their Betti numbers fall?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, RUST
from netsci_bench.contract.result import Outcome

NETS = {"relu": ("ReLU", RUST), "tanh": ("tanh", BLUE), "untrained": ("ReLU, untrained", GREY)}
SHOWN = 5  # layers whose clouds are drawn


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """Betti numbers by layer, and the clouds of one seed."""
    first = outcomes[0]
    return {
        "Betti numbers by layer: pieces and holes of both classes after each layer, mean over the seeds; the least "
        "possible is 2.": draw_descents(outcomes),
        f"Clouds of seed {first.seed}: the two classes after some layers, in their first two principal directions.": (
            draw_clouds(first)
        ),
    }


def draw_descents(outcomes: Sequence[Outcome]) -> Figure:
    """Left: deep nets by layer; right: pieces of the discs and holes around them, with ReLU."""
    figure = Figure(figsize=(10.4, 4.0), layout="constrained")
    nets, shallow, parts = figure.subplots(1, 3)
    for name, (words, colour) in NETS.items():
        draw_course(nets, [o.lists[f"{name}.total"] for o in outcomes], words, colour)
    draw_course(shallow, [o.lists["shallow.total"] for o in outcomes], "shallow, ReLU", ORANGE)
    kinds = {"relu.inner_pieces": ("pieces of the discs", RUST), "relu.outer_holes": ("holes around them", BLUE)}
    for name, (words, colour) in kinds.items():
        draw_course(parts, [o.lists[name] for o in outcomes], words, colour)
    titles = {nets: "all pieces and holes, deep nets", shallow: "a shallow net", parts: "deep net with ReLU"}
    for axes, title in titles.items():
        axes.set_title(title, fontsize=10)
        axes.axhline(1 if axes is parts else 2, color=GREY, lw=0.8, ls=":", zorder=0)
        axes.set(xlabel="layer (0: the points)", ylim=(0, None))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=9, loc="upper right")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    nets.set_ylabel("number of pieces and holes")
    return figure


def draw_course(axes: Axes, courses: Sequence[Sequence[float]], words: str, colour: str) -> None:
    """The mean over the seeds, and each seed in pale."""
    values = np.array(courses)
    axes.plot(values.T, color=colour, lw=0.7, alpha=0.3)
    axes.plot(values.mean(axis=0), "o-", color=colour, lw=1.9, ms=3.5, label=words)


def draw_clouds(outcome: Outcome) -> Figure:
    """A row for each net, a column for each of some layers."""
    inner = outcome.array("labels") > 0.0
    rows = {"relu": "ReLU", "tanh": "tanh", "shallow": "shallow, ReLU"}
    figure = Figure(figsize=(2.1 * SHOWN, 2.15 * len(rows)), layout="constrained")
    grid = figure.subplots(len(rows), SHOWN)
    for panels, (name, words) in zip(grid, rows.items(), strict=True):
        planes = outcome.array(f"{name}_planes")
        shown = np.unique(np.linspace(0, len(planes) - 1, SHOWN).round().astype(int))
        for axes in panels[len(shown) :]:
            axes.set_visible(False)
        for axes, layer in zip(panels, shown, strict=False):
            draw_cloud(axes, planes[layer], inner)
            total = outcome.lists[f"{name}.total"][layer]
            axes.set_title(f"layer {layer}: {total:.0f}", fontsize=9)
        panels[0].set_ylabel(words)
    figure.supxlabel("above each cloud: its pieces and holes, both classes together", fontsize=9)
    return figure


def draw_cloud(axes: Axes, plane: np.ndarray, inner: np.ndarray) -> None:
    """Both classes, the larger one below."""
    axes.plot(*plane[~inner].T, ".", color=BLUE, ms=1.2)
    axes.plot(*plane[inner].T, ".", color=ORANGE, ms=2.0)
    axes.set(xticks=[], yticks=[])

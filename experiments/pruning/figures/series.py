"""How do the curves of ever shorter nets look before the paper's, and does what was lost go with what was gained?

In the layout of Fig. 9 and 10 of Lu et al. (2022): curves by layer, one for each net, with its accuracy in the
legend; and losses of accuracy against gains of modularity.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import FAINT_LINE, GREY, PUBLISHED_CURVE, PURPLE
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.published import read_published_curves

CURVES = "lu2022-shortened.csv"
NUMBERS = "lu2022-shortened-accuracy.csv"
READINGS = {"text": "as the text says", "published": "as published"}
GAINS = {"text": "gain", "published": "gain"}


def draw_vgg19(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Six nets in the paper, as many as the tier has here."""
    return draw_series("VGG19", outcomes, GAINS)


def draw_resnet152(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Six nets in the paper, as many as the tier has here."""
    return draw_series("ResNet152", outcomes, GAINS)


def draw_vgg11(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Three nets; as published the gain is that of the final layer of the net before."""
    return draw_series("VGG11", outcomes, {"text": "gain", "published": "final_gain"})


def draw_by_data(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """VGG11 on plain and on complex data."""
    gains = {"text": "gain", "published": "final_gain"}
    plain = draw_series("VGG11", outcomes, gains, "plain.")
    return {**plain, **draw_series("VGG11", outcomes, gains, "complex.")}


def draw_series(net: str, outcomes: Sequence[Outcome], gains: dict[str, str], under: str = "") -> dict[str, Figure]:
    """Curves in both readings, and losses against gains; ``under``: where the metrics of the series are."""
    data = "cifar100" if under == "complex." else "cifar10"
    figure = Figure(figsize=(12.0, 4.6), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.25, 1.25, 1))
    middle.sharey(left)
    for axes, (reading, title) in zip((left, middle), READINGS.items(), strict=True):
        draw_curves(axes, outcomes, f"{under}{reading}", (net, data))
        axes.set_title(f"here, {title}", fontsize=9, loc="left")
    draw_losses(right, outcomes, {f"{under}{reading}": gain for reading, gain in gains.items()}, (net, data))
    left.set(ylabel="modularity Q")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, fontsize=8, loc="outside lower center", ncols=4)
    for axes in (left, middle, right):
        axes.spines[["top", "right"]].set_visible(False)
    counted = f"{len(outcomes)} trainings, means" if len(outcomes) > 1 else "one training"
    whole = np.mean([outcome.scalars[f"{under}accuracy"] for outcome in outcomes])
    where = f" ({under.rstrip('.')} data)" if under else ""
    figure.suptitle(f"{net}{where}; {counted}; whole net {whole:.1f} %", fontsize=10)
    return {
        f"Curves of the shortened nets{where}: modularity after each layer of a {net}, whole and without ever more "
        "layers, in both readings before the published curves, and what each loses in accuracy against the gain in "
        "modularity of what was removed.": figure
    }


def draw_curves(axes: Axes, outcomes: Sequence[Outcome], reading: str, of: tuple[str, str]) -> None:
    """The published curves in grey, then ours: the whole net in black, the others the lighter the shorter."""
    for values in published_curves(*of):
        axes.plot(range(1, len(values) + 1), values, color=PUBLISHED_CURVE, lw=0.9, alpha=0.7)
    if published_curves(*of):
        axes.plot([], [], color=PUBLISHED_CURVE, lw=0.9, label="shortened nets of Fig. 9")
    whole = read_published_curves(of[0], of[1])[of[0]]
    axes.plot(range(1, len(whole) + 1), whole, color=PUBLISHED_CURVE, lw=1.6, ls=":", label="whole net of Fig. 4")
    under = reading.removesuffix("text").removesuffix("published")
    numbers = [0, *(int(number) for number in outcomes[0].lists[f"{under}removed"])]
    accuracies = np.mean([outcome.lists[f"{under}accuracies"] for outcome in outcomes], axis=0)
    colours = colours_of(len(numbers))
    for index, number in enumerate(numbers):
        kept = f"{reading.replace('.', '_')}-{number}"
        mean = np.mean([outcome.array(kept) for outcome in outcomes], axis=0)
        label = f"{number} removed, {accuracies[index - 1]:.1f} %" if index else "whole net"
        axes.plot(range(1, len(mean) + 1), mean, "o-", color=colours[index], ms=2.5, lw=1.3, label=label)
    axes.set(xlabel="layer (in the order in which they run)")


def draw_losses(axes: Axes, outcomes: Sequence[Outcome], gains: dict[str, str], of: tuple[str, str]) -> None:
    """One mark for each training and net; the readings differ by shape, the nets by colour."""
    axes.axhline(0, color=FAINT_LINE, lw=0.8)
    for (reading, gain), mark in zip(gains.items(), ("o", "^"), strict=True):
        colours = colours_of(len(outcomes[0].lists[f"{reading}.loss"]) + 1)[1:]
        for outcome in outcomes:
            pairs = zip(outcome.lists[f"{reading}.{gain}"], outcome.lists[f"{reading}.loss"], colours, strict=True)
            for x, y, colour in pairs:
                axes.plot(x, y, mark, color=colour, ms=4.5)
        axes.plot([], [], mark, color=GREY, ms=4.5, label=f"here, {READINGS[reading.rpartition('.')[2]]}")
    points = [row for row in published_values(NUMBERS) if (row["net"], row["dataset"]) == of and row["gain"]]
    if points:
        found = [(float(row["gain"]), float(row["loss"])) for row in points]
        axes.plot(*zip(*found, strict=True), "s-", color=PURPLE, ms=5, lw=1, label="Fig. 10b")
    axes.set(xlabel="gain in modularity of what was removed", ylabel="loss of accuracy (percentage points)")
    axes.legend(frameon=False, fontsize=8, loc="best")
    axes.set_title("what each shortened net loses", fontsize=9, loc="left")


def colours_of(count: int) -> list[tuple[float, float, float, float]]:
    """From dark for the whole net to light for the shortest one."""
    return [colormaps["viridis"](place) for place in np.linspace(0.0, 0.88, count)]


def published_curves(net: str, data: str) -> list[np.ndarray]:
    """The digitised curves of Fig. 9, from the longest net to the shortest."""
    curves: dict[int, list[float]] = {}
    for row in published_values(CURVES):
        if (row["net"], row["dataset"]) == (net, data):
            curves.setdefault(int(row["removed"]), []).append(float(row["modularity"]))
    return [np.array(curves[number]) for number in sorted(curves)]

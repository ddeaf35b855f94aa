"""Curves of normal and of adversarial images beside the published ones, and the change of their peaks."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.counting import mean_of
from netsci_bench.contract.palette import (
    AMBER,
    BLACK_TEXT,
    BLUE,
    CYAN,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    REFERENCE_LINE,
    RUST,
)
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome

ATTACKS = {  # metric -> name in the paper, colour
    "fgsm": ("FGSM", BLUE),
    "pgd": ("PGD", RUST),
    "jsma": ("JSMA", AMBER),
    "cw": ("CW", CYAN),
    "one_pixel": ("OnePixel", PURPLE),
    "local_search": ("LocalSearch", GREEN),
}
READINGS = {"text": "here, as the text says", "published": "here, as published"}
CHANGES = {  # metric -> label, mark, colour
    "change": ("after the attack", "o", BLUE),
    "noise_change": ("noise of the same size", "x", ORANGE),
    "redrawn_change": ("other images, not attacked", "|", GREY),
}


def draw_vgg16(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves beside those of the paper's VGG16."""
    return draw_beside("VGG16", outcomes)


def draw_resnet18(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Our curves beside those of the paper's ResNet18."""
    return draw_beside("ResNet18", outcomes)


def draw_beside(net: str, outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both figures of a net."""
    return {
        f"Adversarial images by layer: modularity of the classes after each layer of a {net} trained here, at images "
        "before and after each attack, in both readings, and the published curves.": draw_curves(net, outcomes),
        "Change of the peak: by each attack, by noise of the same size, and for other images, in both "
        "readings; one mark for each training.": draw_changes(outcomes),
    }


def draw_curves(net: str, outcomes: Sequence[Outcome]) -> Figure:
    """Layout of Fig. 6a: one line for each attack; means over the trainings with enough adversarial images."""
    figure = Figure(figsize=(12.0, 4.4), layout="constrained")
    *ours, theirs = figure.subplots(1, 3, sharey=True)
    for axes, (reading, title) in zip(ours, READINGS.items(), strict=True):
        draw_line(axes, [outcome.lists[f"{reading}.clean"] for outcome in outcomes], BLACK_TEXT, "normal")
        if reading == "published":
            cut = [outcome.lists["published.cut"] for outcome in outcomes]
            draw_line(axes, cut, GREY, "cut to [0, 1], no attack", "--")
        for attack, (name, colour) in ATTACKS.items():
            found = [outcome.lists[f"{reading}.{attack}.modularity"] for outcome in outcomes]
            draw_line(axes, [curve for curve in found if curve], colour, name)
        axes.set(title=title)
    for name, curve in published_curves(net).items():
        colour = next((colour for known, colour in ATTACKS.values() if known == name), BLACK_TEXT)
        draw_line(theirs, [curve], colour, name)
    theirs.set(title="published, Fig. 6a")
    for axes in (*ours, theirs):
        axes.set(xlabel="layer (in the order in which they run)")
        axes.spines[["top", "right"]].set_visible(False)
    ours[0].set(ylabel="modularity Q")
    handles = {str(line.get_label()): line for axes in (*ours, theirs) for line in axes.get_lines()}
    figure.legend(handles.values(), handles.keys(), frameon=False, loc="outside lower center", ncols=8, fontsize=9)
    figure.suptitle(f"{net}: {mean_of(len(outcomes), 'training')}", fontsize=10)
    return figure


def draw_line(axes: Axes, curves: Sequence[Sequence[float]], colour: str, label: str, style: str = "-") -> None:
    """The mean of some curves; nothing where there are none."""
    if curves:
        mean = np.mean(curves, axis=0)
        axes.plot(range(1, len(mean) + 1), mean, color=colour, label=label, ls=style, marker="o", ms=3, lw=1.5)


def draw_changes(outcomes: Sequence[Outcome]) -> Figure:
    """A row for each attack, with the share of the attacked images that fooled the net at its right."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    places = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, (reading, title) in zip(places, READINGS.items(), strict=True):
        for row, attack in enumerate(ATTACKS):
            draw_row(axes, row, f"{reading}.{attack}", outcomes)
        axes.axvline(0.0, color=REFERENCE_LINE, lw=0.8)
        axes.set(title=f"{title}; right: share fooled", xlabel="change of the peak of Q")
        axes.spines[["top", "right"]].set_visible(False)
    places[0].set_yticks(range(len(ATTACKS)), [name for name, _ in ATTACKS.values()])
    places[0].set_ylim(len(ATTACKS) - 0.5, -0.5)
    marks = {str(line.get_label()): line for line in places[0].get_lines() if line.get_marker() != "None"}
    figure.legend(marks.values(), marks.keys(), frameon=False, loc="outside lower center", ncols=3, fontsize=9)
    figure.suptitle(fall_of_the_peak(outcomes), fontsize=10)
    return figure


def fall_of_the_peak(outcomes: Sequence[Outcome]) -> str:
    """From the least to the most of any attack in any reading, as means over the trainings with enough images."""
    falls: dict[str, list[float]] = {"change": [], "noise_change": []}
    for attack in [f"{reading}.{attack}" for reading in READINGS for attack in ATTACKS]:
        if enough := with_a_curve(outcomes, attack):
            for change, found in falls.items():
                found.append(-float(np.mean([outcome.scalars[f"{attack}.{change}"] for outcome in enough])))
    if not falls["change"]:
        return "No attack has fooled enough images for a curve"
    after, noise = (f"{min(found):.2f} to {max(found):.2f}" for found in falls.values())
    return f"The peak falls by {after} at adversarial images, by {noise} with noise of the same size"


def draw_row(axes: Axes, row: int, attack: str, outcomes: Sequence[Outcome]) -> None:
    """One mark for each training with enough adversarial images, for each of what changed the images."""
    enough = with_a_curve(outcomes, attack)
    for shift, (change, (label, mark, colour)) in zip((-0.2, 0.0, 0.2), CHANGES.items(), strict=True):
        values = [outcome.scalars[f"{attack}.{change}"] for outcome in enough]
        axes.plot(values, np.full(len(values), row + shift), ls="", marker=mark, ms=5, color=colour, label=label)
    rate = np.mean([outcome.scalars[f"{attack}.success_rate"] for outcome in outcomes])
    made = any(outcome.scalars[f"{attack}.length"] for outcome in outcomes)
    axes.text(1.0, row, f"{rate:.0f} %" if made else "not made", transform=axes.get_yaxis_transform(), fontsize=8)


def with_a_curve(outcomes: Sequence[Outcome], attack: str) -> list[Outcome]:
    """Those trainings of which an attack has fooled enough images for a curve."""
    return [outcome for outcome in outcomes if outcome.lists[f"{attack}.modularity"]]


def published_curves(net: str) -> dict[str, list[float]]:
    """Attack, or ``normal`` -> its published curve, from the registry."""
    curves: dict[str, list[float]] = {}
    for row in published_values("lu2022-adversarial.csv"):
        if row["net"] == net:
            curves.setdefault(row["attack"], []).append(float(row["modularity"]))
    return curves

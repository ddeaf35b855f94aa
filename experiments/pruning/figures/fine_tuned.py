"""How good are the pruned nets, whichever rule chose their blocks, and how good were those of other papers?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, FAINT_MARK, GREY, ORANGE, PURPLE
from netsci_bench.contract.resources import published_values
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.pruning.figures.choice import CHOICE, draw_choice

NETS = {
    "text": "modularity,\nas the text says",
    "published": "modularity,\nas published",
    "random": "at random",
    "cka": "CKA",
    "last": "last blocks\nremoved",
    "scratch": "from scratch",
}
ACCURACY = (
    "Accuracy of the pruned nets: test accuracy of each net by the rule that chose its blocks, in every seed, and "
    "the gains that other papers report."
)
FILE = "resnet56-pruning.csv"
TRAINED = 50  # tested epochs from which on a gain is drawn next to those of the papers
LABELS_BELOW = ("CKA (16 blocks)", "PLS")  # where a label above would cover a neighbour
LABELS_LEFT = ("DBP-0.5", "CKA (21 blocks)")  # where a label below would cross the line at 0, or the edge


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Accuracy by rule; the choice of blocks; the other papers."""
    accuracy = Figure(figsize=(10.5, 4.4), layout="constrained")
    left, right = accuracy.subplots(1, 2, width_ratios=(1.9, 1))
    draw_by_rule(left, outcomes)
    draw_against_others(right, outcomes)
    chosen = Figure(figsize=(10.5, 4.2), layout="constrained")
    curve, shapes = chosen.subplots(1, 2, width_ratios=(2.2, 1))
    draw_choice(curve, shapes, outcomes, {"text": "choice", "published": "published_choice"})
    for each in (left, right):
        each.spines[["top", "right"]].set_visible(False)
    return {ACCURACY: accuracy, CHOICE: chosen}


def draw_by_rule(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """For each net the last epoch of every seed, the best one, and the accuracy before training."""
    whole = float(np.mean([outcome.scalars["base.accuracy"] for outcome in outcomes]))
    axes.axhline(whole, color=GREY, lw=1, ls="--")
    axes.text(len(NETS) - 0.45, whole, f"whole net {whole:.2f}", fontsize=8, color=GREY, va="bottom", ha="right")
    spread = np.linspace(-0.22, 0.22, len(outcomes)) if len(outcomes) > 1 else np.zeros(1)
    for index, net in enumerate(NETS):
        last, best, before = (
            np.array([outcome.scalars[f"{net}.{when}"] for outcome in outcomes])
            for when in ("last", "best", "before")
        )
        first = index == 0
        axes.plot(index + spread, before, "x", color=FAINT_MARK, ms=5, label="before training" if first else None)
        axes.plot(index + spread, best, "o", color=BLUE, mfc="white", ms=7, label="best epoch" if first else None)
        axes.plot(
            index + spread, last, "o", color=BLUE, ms=4.5, label="last epoch, one dot per seed" if first else None
        )
        mean = "mean of the last epochs" if first else ""
        axes.hlines(last.mean(), index - 0.34, index + 0.34, color=ORANGE, lw=1.6, label=mean)
    axes.set_xticks(range(len(NETS)), list(NETS.values()), fontsize=8)
    axes.set(ylabel="test accuracy (%)", xlim=(-0.5, len(NETS) - 0.4))
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(0.0, 0.35))
    axes.set_title("nets of one shape, by the rule that chose their blocks", fontsize=9)


def draw_against_others(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Gain over each paper's own baseline against the FLOPs it saves; ours once it was trained long enough."""
    _draw_published(axes)
    if len(outcomes[0].lists["published.by_epoch"]) > TRAINED:
        gains = [outcome.scalars["published_gain"] for outcome in outcomes]
        saved = outcomes[0].scalars["base.macs_removed"]
        axes.plot([saved] * len(gains), gains, "o", color=BLUE, ms=5, label="here, as published")
        axes.legend(frameon=False, fontsize=8)
        title = "published gains, and ours"
    else:
        title = "published gains; ours are not drawn:\nthis tier trains a few epochs only"
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(
        xlabel="FLOPs removed (%)",
        ylabel="gain over own baseline (percentage points)",
        xlim=(25, 85),
        ylim=(-1.3, 1.6),
    )
    axes.set_title(title, fontsize=9)


def _draw_published(axes: Axes) -> None:
    """A labelled point for each paper; that of the reproduced one is a square."""
    for row in published_values(FILE):
        x, y = float(row["flops_removed"]), float(row["gain"])
        lu = row["method"] == "Lu et al."
        axes.plot(x, y, "s" if lu else "o", color=PURPLE if lu else GREY, ms=6 if lu else 4.5)
        if lu:
            axes.annotate("Lu et al.", (x, y), (7, -3), textcoords="offset points", fontsize=7, color=PURPLE)
            continue
        left = row["method"] in LABELS_LEFT
        place = (-6, -2) if left else (0, -11 if row["method"] in LABELS_BELOW else 5)
        side = "right" if left else "center"
        axes.annotate(row["method"], (x, y), place, textcoords="offset points", ha=side, fontsize=7)

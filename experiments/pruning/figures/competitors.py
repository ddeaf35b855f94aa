"""How good are the nets of every rule, and what did the probes see behind each block?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, FAINT_LINE, FAINT_MARK, GREEN, GREY, ORANGE, PURPLE
from netsci_bench.contract.result import Outcome

EQUAL = {
    "text": "modularity,\ntext",
    "published": "modularity,\npublished",
    "chen_zhao": "probes,\nChen & Zhao",
    "dbp": "probes,\nDBP",
    "cka": "CKA",
    "random": "at random",
    "last": "last\nremoved",
}
OWN = {"chen_zhao_own": "Chen & Zhao,\n18 blocks", "dbp_own": "DBP,\n13 blocks"}
ACCURACY = (
    "Accuracy of the pruned nets: test accuracy of each net by the rule that chose its blocks, in every seed, at the "
    "published shape of modularity and at the published sizes of the probes."
)
PROBES = (
    "What the rules see: modularity and the accuracy of both probes behind each block, mean over the seeds, and the "
    "blocks that each rule keeps in the published shape."
)
STAGES = 3  # of equally many blocks
CHOOSERS = {"text": BLUE, "chen_zhao": ORANGE, "dbp": GREEN, "cka": PURPLE}


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Accuracy by rule; what the probes saw, and which blocks stay."""
    accuracy = Figure(figsize=(10.5, 4.4), layout="constrained")
    left, right = accuracy.subplots(1, 2, width_ratios=(len(EQUAL), len(OWN)), sharey=True)
    draw_accuracies(left, outcomes, EQUAL)
    draw_accuracies(right, outcomes, {name: f"{name}.trained" for name in OWN})
    right.set_xticks(range(len(OWN)), list(OWN.values()), fontsize=8)
    left.set_xticks(range(len(EQUAL)), list(EQUAL.values()), fontsize=8)
    left.set(ylabel="test accuracy (%)")
    handles, labels = left.get_legend_handles_labels()
    accuracy.legend(handles, labels, frameon=False, fontsize=8, loc="outside lower center", ncols=5)
    left.set_title("shape [2, 3, 6]: nets that differ in their blocks alone", fontsize=9, loc="left")
    right.set_title("own sizes of the probes", fontsize=9, loc="left")
    seen = Figure(figsize=(10.5, 5.2), layout="constrained")
    curves, kept = seen.subplots(2, 1, height_ratios=(2.4, 1), sharex=True)
    draw_curves(curves, outcomes)
    draw_kept(kept, outcomes)
    for each in (left, right, curves, kept):
        each.spines[["top", "right"]].set_visible(False)
    return {ACCURACY: accuracy, PROBES: seen}


def draw_accuracies(axes: Axes, outcomes: Sequence[Outcome], nets: dict[str, str]) -> None:
    """For each net the last epoch of every seed, the best one, and the accuracy before training."""
    whole = float(np.mean([outcome.scalars["base.accuracy"] for outcome in outcomes]))
    axes.axhline(whole, color=GREY, lw=1, ls="--", label=f"whole net, {whole:.1f} %")
    spread = np.linspace(-0.22, 0.22, len(outcomes)) if len(outcomes) > 1 else np.zeros(1)
    marks: dict[str, dict[str, Any]] = {
        "before": {"marker": "x", "color": FAINT_MARK, "ms": 5, "label": "before training"},
        "best": {"marker": "o", "color": BLUE, "mfc": "white", "ms": 7, "label": "best epoch"},
        "last": {"marker": "o", "color": BLUE, "ms": 4.5, "label": "last epoch, one dot per seed"},
    }
    for index, net in enumerate(nets):
        place = f"{net}.trained" if net in OWN else net
        for when, mark in marks.items():
            values = [outcome.scalars[f"{place}.{when}"] for outcome in outcomes]
            axes.plot(index + spread, values, lw=0, **{**mark, "label": mark["label"] if index == 0 else ""})
        last = np.mean([outcome.scalars[f"{place}.last"] for outcome in outcomes])
        label = "mean of the last epochs" if index == 0 else ""
        axes.hlines(last, index - 0.34, index + 0.34, color=ORANGE, lw=1.6, label=label)
    axes.set(xlim=(-0.5, len(nets) - 0.5))


def draw_curves(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Modularity on the left axis, accuracy of both probes on the right one."""
    right = axes.twinx()
    for step in np.flatnonzero(outcomes[0].array("fixed")):
        axes.axvline(step - 0.5, color=FAINT_LINE, lw=0.8, ls=":")
    curves = {
        "text": (axes, "modularity", np.array([outcome.array("modularity-text") for outcome in outcomes])),
        "chen_zhao": (right, "probe of all values (Chen & Zhao)", _lists(outcomes, "chen_zhao_probe")),
        "dbp": (right, "probe of means of maps (DBP)", _lists(outcomes, "dbp_probe")),
    }
    for rule, (where, label, values) in curves.items():
        at = np.arange(-1, values.shape[1] - 1)
        where.plot(at, values.mean(axis=0), "o-", color=CHOOSERS[rule], ms=3.5, lw=1.4, label=label)
    axes.set(ylabel="modularity Q after the block")
    right.set(ylabel="accuracy of a probe (%)")
    right.spines["top"].set_visible(False)
    lines = [*axes.get_lines(), *right.get_lines()]
    named = [line for line in lines if not str(line.get_label()).startswith("_")]
    axes.legend(named, [str(line.get_label()) for line in named], frameon=False, fontsize=8, loc="upper left")


def draw_kept(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """One row for each rule: a mark at each block that it keeps, the darker the more seeds agree."""
    blocks = len(outcomes[0].array("fixed"))
    in_stage = blocks // STAGES
    for row, (rule, colour) in enumerate(CHOOSERS.items()):
        shares = np.zeros(blocks)
        for outcome in outcomes:
            for stage, block in outcome.array(f"kept-{rule}"):
                shares[in_stage * stage + block] += 1 / len(outcomes)
        for block in np.flatnonzero(shares):
            axes.plot(block, -row, "s", color=colour, ms=7, alpha=float(min(1.0, 0.15 + 0.85 * shares[block])))
    axes.set_yticks([-row for row in range(len(CHOOSERS))], ["modularity", "Chen & Zhao", "DBP", "CKA"], fontsize=8)
    axes.set(
        xlabel="block; −1: input of the first block (dotted: the shape of the maps changes)",
        xlim=(-1.6, blocks - 0.4),
    )
    axes.set(ylim=(-len(CHOOSERS) + 0.4, 0.6))
    axes.set_title("kept blocks, the paler the fewer seeds agree", fontsize=9, loc="left")


def _lists(outcomes: Sequence[Outcome], metric: str) -> np.ndarray:
    return np.array([outcome.lists[metric] for outcome in outcomes])

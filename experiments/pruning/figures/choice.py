"""Where on the curve are the blocks that stay, and which stages do they lie in?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import FAINT_LINE, GREY, TEXT
from netsci_bench.contract.result import Outcome
from netsci_bench.experiments.modularity.figures import READINGS

PREFIX = {"text": "text", "published": "published"}  # reading -> where its metrics are
PUBLISHED_SHAPE = (2, 3, 6)
CHOICE = (
    "Choice of blocks: modularity after each block, mean over the seeds, with the blocks that are kept and those "
    "that are removed; and how many blocks of each stage are kept."
)


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Both curves with what they keep, and the chosen shapes next to the published one."""
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2.2, 1))
    draw_choice(left, right, outcomes, PREFIX)
    return {CHOICE: figure}


def draw_choice(left: Axes, right: Axes, outcomes: Sequence[Outcome], prefix: Mapping[str, str]) -> None:
    """Curves on the left, shapes on the right."""
    opening = outcomes[0].array("fixed")
    for step in np.flatnonzero(opening):
        left.axvline(step - 0.5, color=FAINT_LINE, lw=0.8, ls=":")
    for reading, (label, colour) in READINGS.items():
        curves = np.array([outcome.lists[f"{prefix[reading]}.modularity"] for outcome in outcomes])
        shapes = np.array([outcome.lists[f"{prefix[reading]}.shape"] for outcome in outcomes])
        _curve(left, curves.mean(axis=0), opening, int(shapes[0].sum()), (label, colour))
        _shapes(right, shapes, -0.2 if reading == "text" else 0.2, colour)
    for face, label in ((GREY, "kept: large gain or new shape"), ("white", "removed")):
        left.plot([], [], "o", mfc=face, color=GREY, ms=5, label=label)
    left.set(
        xlabel="block; −1: input of the first block (dotted: the shape of the maps changes)",
        ylabel="modularity Q after the block, mean over the seeds",
        xlim=(-1.6, None),
    )
    left.legend(frameon=False, fontsize=8, loc="upper left")
    _published_shape(right)
    right.set(xlabel="stage of the net", ylabel="number of blocks kept", xticks=(1, 2, 3), ylim=(-0.4, 9.8))
    right.legend(frameon=False, fontsize=8, loc="upper left")
    titles = ("modularity by block", "blocks kept by stage; one dot per seed")
    for axes, title in zip((left, right), titles, strict=True):
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(title, fontsize=9, loc="left")


def _curve(axes: Axes, mean: np.ndarray, opening: np.ndarray, left: int, style: tuple[str, str]) -> None:
    label, colour = style
    gain = np.where(opening, np.inf, np.diff(mean))
    stays = np.zeros(len(gain), dtype=bool)
    stays[np.argsort(-gain, kind="stable")[:left]] = True
    at = np.arange(-1, len(gain))
    axes.plot(at, mean, color=colour, lw=1.3, label=label)
    axes.plot(at[1:][stays], mean[1:][stays], "o", color=colour, ms=5.5)
    axes.plot(at[1:][~stays], mean[1:][~stays], "o", color=colour, mfc="white", ms=5)


def _shapes(axes: Axes, shapes: np.ndarray, aside: float, colour: str) -> None:
    spread = np.linspace(-0.1, 0.1, len(shapes)) if len(shapes) > 1 else np.zeros(1)
    for stage in range(shapes.shape[1]):
        axes.plot(stage + 1 + aside + spread, shapes[:, stage], "o", color=colour, ms=5, alpha=0.8, lw=0)


def _published_shape(axes: Axes) -> None:
    for stage, blocks in enumerate(PUBLISHED_SHAPE, start=1):
        axes.hlines(blocks, stage - 0.42, stage + 0.42, color=TEXT, lw=2.2)
    axes.plot([], [], color=TEXT, lw=2.2, label="shape that the paper reports: 2, 3, 6")

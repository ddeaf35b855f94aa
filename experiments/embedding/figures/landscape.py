"""How are surfaces of the loss, the paths on them, and their curvatures drawn?"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLACK_TEXT, BLUE, GREY, ORANGE, REFERENCE_LINE, SEED_POINT, TEXT
from netsci_bench.contract.result import Outcome

DEPTHS = ("shallow", "deep")
KINDS = {"with_shortcuts": ("with shortcuts", BLUE), "without": ("without", ORANGE)}
MEASURED = {
    "ratio": "strength of negative curvature, in planes",
    "hessian_ratio": "the same, of all weights",
    "nonconvex": "share of points that are not convex",
    "in_its_plane": "share of the training in its plane",
}
LEVELS = 14
TOP = 20.0  # loss at which the colours end: far from a deep network it goes on for many powers of ten
RANDOM = (
    "Surfaces: the loss in the first random plane of each network, of the first seed; the cross is the trained "
    "network, contours are at equal factors, and all four share the colours, which end at 20."
)
PATHS = (
    "Paths: the loss in the plane in which each network moved while it was trained, and its way there from the "
    "untrained network (ring) to the last epoch (cross), of the first seed."
)
RATIOS = "Curvatures: of each network and seed; the bar is the mean."


def draw(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Contours in random planes, contours with paths, and the numbers of all seeds."""
    first = outcomes[0]
    return {RANDOM: _contours(first, ""), PATHS: _contours(first, ", its own plane"), RATIOS: _numbers(outcomes)}


def _contours(outcome: Outcome, plane: str) -> Figure:
    figure = Figure(figsize=(8.6, 7.6), layout="constrained")
    named = {
        (depth, kind): f"surface.{depth}, {words}{plane}" for depth in DEPTHS for kind, (words, _) in KINDS.items()
    }
    surfaces = {key: outcome.array(f"{name}.heights") for key, name in named.items()}
    low, high = min(s.min() for s in surfaces.values()), max(s.max() for s in surfaces.values())
    ends = float(max(low, 1e-6)), float(max(min(high, TOP), 1.01e-6, 1.01 * low))
    norm, levels = LogNorm(*ends), np.geomspace(*ends, LEVELS)
    for axes, (key, heights) in zip(figure.subplots(2, 2).flat, surfaces.items(), strict=True):
        across, along, path = (outcome.array(f"{named[key]}.{part}") for part in ("across", "along", "path"))
        shown = axes.contourf(across, along, heights, levels=levels, norm=norm, cmap="cividis", extend="both")
        axes.contour(across, along, heights, levels=levels, colors=BLACK_TEXT, linewidths=0.35, alpha=0.6)
        _path(axes, path)
        axes.locator_params(nbins=5)
        axes.set_aspect("auto" if plane else "equal", adjustable="box")  # a path is much longer than it is wide
        _finish(axes, f"{key[0]}, {KINDS[key[1]][0]}")
    bar = figure.colorbar(shown, ax=figure.axes, shrink=0.6, format="%.3g", label="loss")
    bar.minorticks_off()
    return figure


def _path(axes: Axes, path: np.ndarray) -> None:
    for colour, more in ((BLACK_TEXT, 1.6), ("white", 0)):  # seen on dark and on bright ground
        axes.plot(path[:, 0], path[:, 1], "o-", color=colour, ms=3 + more, lw=1.2 + more)
        if len(path) > 1:
            axes.plot(*path[0, :2], "o", ms=8, mfc="none", mec=colour, mew=1.5 + more)
        axes.plot(*path[-1, :2], "x", ms=8, mew=2 + more, color=colour)


def _numbers(outcomes: Sequence[Outcome]) -> Figure:
    figure = Figure(figsize=(11.5, 3.3), layout="constrained")
    for axes, (name, title) in zip(figure.subplots(1, len(MEASURED)), MEASURED.items(), strict=True):
        for group, depth in enumerate(DEPTHS):
            for place, (kind, (_, colour)) in enumerate(KINDS.items()):
                values, x = [o.scalars[f"{depth}.{kind}.{name}"] for o in outcomes], 2.6 * group + place
                axes.plot([x] * len(values), values, "o", ms=4, color=SEED_POINT)
                axes.plot(x, np.mean(values), "_", ms=24, mew=2.5, color=colour)
        axes.axhline(0, color=REFERENCE_LINE, lw=0.8, ls=":")
        axes.set_xticks([0, 1, 2.6, 3.6], ["with", "without"] * 2, fontsize=8)
        for group, depth in enumerate(DEPTHS):
            axes.annotate(depth, ((2.6 * group + 0.5), 0), xycoords=("data", "axes fraction"), xytext=(0, -30),
                          textcoords="offset points", ha="center", fontsize=9, color=GREY)  # fmt: skip
        axes.set(xlim=(-0.7, 4.3), ylim=(min(0, axes.get_ylim()[0]), None))
        _finish(axes, title)
    return figure


def _finish(axes: Axes, title: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, fontsize=9, loc="left", color=TEXT)

"""How does the error go with the clustering and the path length of a net's graph?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, GREY, RUST
from netsci_bench.contract.result import Outcome


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """Errors over the plane of both measures, and over each of them."""
    return {
        "Error by graph: test error less that of the dense net, in percentage points, over clustering and path; "
        "mean over the seeds in the panels on the right.": draw_errors(outcomes)
    }


def draw_errors(outcomes: Sequence[Outcome]) -> Figure:
    """Left: a point for each graph; middle and right: against one measure, with a parabola."""
    clustering, path = (np.array([o.lists[name] for o in outcomes]) for name in ("clustering", "path"))
    gain = np.array([np.array(o.lists["error"]) - o.scalars["complete_error"] for o in outcomes])
    figure = Figure(figsize=(12.0, 3.9), layout="constrained")
    plane, by_clustering, by_path = figure.subplots(1, 3, width_ratios=(1.25, 1, 1))
    far = max(float(np.abs(gain).max()), 0.1)
    points = plane.scatter(clustering[:, :-1], path[:, :-1], c=gain[:, :-1], cmap="RdBu_r", vmin=-far, vmax=far, s=28)
    points.set(edgecolor=GREY, linewidth=0.4)
    least, most, short, long = outcomes[0].lists["spot"]
    spot = Rectangle((least, short), most - least, long - short, color=ACCEPTED_AREA, zorder=0, label="sweet spot")
    plane.add_patch(spot)
    plane.plot(clustering[0, -1], path[0, -1], "k*", ms=10, label="dense net")
    plane.set(xlabel="clustering coefficient", ylabel="mean path length (steps)")
    plane.legend(frameon=False, fontsize=9, loc="upper left")
    figure.colorbar(points, ax=plane, label="error less that of the dense net (points)")
    for axes, x, words in (
        (by_clustering, clustering, "clustering coefficient"),
        (by_path, path, "mean path length (steps)"),
    ):
        draw_slice(axes, x.mean(axis=0), gain.mean(axis=0))
        axes.set_xlabel(words)
    by_clustering.set_ylabel("error less that of the dense net (points)")
    for axes in (plane, by_clustering, by_path):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_slice(axes: Axes, x: np.ndarray, gain: np.ndarray) -> None:
    """Means over the seeds against one measure, and the parabola of least squares."""
    axes.plot(x[:-1], gain[:-1], "o", color=BLUE, ms=5)
    axes.plot(x[-1], gain[-1], "k*", ms=10)
    across = np.linspace(x.min(), x.max(), 100)
    axes.plot(across, np.polyval(np.polyfit(x, gain, 2), across), color=RUST, lw=1.5)
    axes.axhline(0, color=GREY, lw=0.8, zorder=0)

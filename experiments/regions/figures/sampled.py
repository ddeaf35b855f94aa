"""How does a sampled dual graph approach the exact one?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

from netsci_bench.contract.palette import ACCEPTED_AREA, BLUE, GREEN, GREY, ORANGE
from netsci_bench.contract.result import Outcome

ACCEPTED = 0.8
LINES = {
    "found": ("regions found, share", GREEN),
    "value_ratio": ("Fiedler value / exact", ORANGE),
    "agreement": ("partition's agreement", BLUE),
}
TITLES = {
    "plane": "2 inputs, {:,.0f} regions",
    "small": "8 inputs, {:,.0f} regions",
}


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """A panel for each net."""
    return {
        "Sampled dual graphs: against the exact graph where it is known, and of the larger net against the next "
        "larger sample; thin lines are seeds, thick ones their mean.": draw_samples(outcomes)
    }


def draw_samples(outcomes: Sequence[Outcome]) -> Figure:
    """Two nets whose regions are all known, and one of which they are not."""
    figure = Figure(figsize=(10.8, 3.9), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    for axes, (name, title) in zip(panels, TITLES.items(), strict=False):
        for metric, style in LINES.items():
            draw_line(axes, outcomes, (name, metric), style)
        count = float(np.median([o.scalars[f"{name}.exact_regions"] for o in outcomes]))
        axes.set_title(title.format(count), fontsize=10)
    draw_line(panels[2], outcomes, ("large", "agreement"), ("agreement with the next sample", BLUE))
    count = float(np.median([o.lists["large.regions"][-1] for o in outcomes]))
    panels[2].set_title(f"8 inputs, larger net: {count:,.0f} regions seen", fontsize=10)
    for axes, name in zip(panels, ("plane", "small", "large"), strict=True):
        frame(axes, float(np.mean([o.scalars[f"{name}.shuffled"] for o in outcomes])))
    figure.supxlabel(
        "green area: agreement that is accepted of the largest sample (0: chance, 1: the same)", fontsize=9
    )
    return figure


def frame(axes: Axes, chance: float) -> None:
    """Axes, the accepted band, and the agreement that chance gives."""
    axes.axhline(chance, color=GREY, lw=1.2, ls="--", label="agreement of random sides")
    axes.axhspan(ACCEPTED, 1.0, color=ACCEPTED_AREA, zorder=0)
    axes.set(xscale="log", xlabel="sampled points", ylim=(-0.25, 1.65))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks([0, 0.5, 1.0])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, frameon=False, loc="upper left")


def draw_line(axes: Axes, outcomes: Sequence[Outcome], of: tuple[str, str], style: tuple[str, str]) -> None:
    """One quantity against the number of points."""
    name, metric = of
    values = np.array([o.lists[f"{name}.{metric}"] for o in outcomes])
    samples = outcomes[0].array(f"{name}_samples")[: values.shape[1]]
    axes.plot(samples, values.T, color=style[1], lw=0.6, alpha=0.4)
    axes.plot(samples, values.mean(axis=0), ".-", color=style[1], lw=2.0, ms=6, label=style[0])

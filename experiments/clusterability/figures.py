"""How far do the n-cuts of nets lie below those of their shuffled weights?"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from netsci_bench.contract.palette import BLUE, GREY, ORANGE, RUST, SEED_POINT
from netsci_bench.contract.result import Outcome

NETS = {"trained": ("trained", BLUE), "unpruned": ("trained\nlonger", ORANGE), "pruned": ("pruned", RUST)}
DOTS = 15_000  # edges of the graph that are drawn


def draw(outcomes: Sequence[Outcome]) -> Mapping[str, Figure]:
    """The n-cuts of all nets, and one pruned net in the order of its clusters."""
    first = outcomes[0]
    return {
        "N-cuts of nets and of their shuffled weights: a point for each seed, in grey the shuffles; lower means more "
        "clusterable.": draw_cuts(outcomes),
        f"Pruned net of seed {first.seed}: its weights, units in the order of their layers and in that of their "
        "clusters.": draw_graph(first),
    }


def draw_cuts(outcomes: Sequence[Outcome]) -> Figure:
    """Left: n-cuts as they are; right: in percent of the mean of the shuffles."""
    figure = Figure(figsize=(9.6, 4.0), layout="constrained")
    plain, relative = figure.subplots(1, 2)
    shift = np.random.default_rng(0)
    untrained = [o.scalars["initial"] for o in outcomes]
    plain.plot(shift.uniform(-0.1, 0.1, len(untrained)), untrained, "o", color=GREY, ms=6)
    for place, (net, (_, colour)) in enumerate(NETS.items(), start=1):
        draw_net(plain, place, outcomes, net, colour)
        for shuffled in (np.array(o.lists[f"{net}.shuffled"]) for o in outcomes):
            percent = 100.0 * (shuffled / shuffled.mean() - 1.0)
            across = place - 0.17 + shift.uniform(-0.08, 0.08, len(percent))
            relative.plot(across, percent, ".", color=SEED_POINT, ms=3)
        cuts = [o.scalars[f"{net}.relative"] for o in outcomes]
        relative.plot(place + 0.17 + shift.uniform(-0.06, 0.06, len(cuts)), cuts, "o", color=colour, ms=6)
    words = [words for words, _ in NETS.values()]
    plain.set_xticks(range(4), ["untrained", *words])
    relative.set_xticks(range(1, 4), words)
    plain.set_ylabel("n-cut (lower: more clusterable)")
    relative.set_ylabel("n-cut against shuffled weights (%)")
    relative.axhline(0, color=GREY, lw=0.8, zorder=0)
    for axes in (plain, relative):
        axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel("colours: the nets; small grey points: their weights in random order", fontsize=9)
    return figure


def draw_net(axes: Axes, place: int, outcomes: Sequence[Outcome], net: str, colour: str) -> None:
    """The n-cuts of one net, all seeds, beside those of their shuffles."""
    shift = np.random.default_rng(place)
    shuffled = np.concatenate([o.lists[f"{net}.shuffled"] for o in outcomes])
    axes.plot(place - 0.17 + shift.uniform(-0.08, 0.08, len(shuffled)), shuffled, ".", color=SEED_POINT, ms=3)
    cuts = [o.scalars[f"{net}.n_cut"] for o in outcomes]
    axes.plot(place + 0.17 + shift.uniform(-0.06, 0.06, len(cuts)), cuts, "o", color=colour, ms=6)


def draw_graph(outcome: Outcome) -> Figure:
    """The adjacency matrix twice: blocks off the diagonal by layer, blocks on it by cluster."""
    labels, edges, sizes = (outcome.array(name) for name in ("labels", "edges", "sizes"))
    drawn = np.argsort(-sizes, kind="stable")[:DOTS]
    rank = np.empty(len(labels), dtype=int)
    rank[np.argsort(labels, kind="stable")] = np.arange(len(labels))
    figure = Figure(figsize=(9.0, 4.6), layout="constrained")
    panels = {
        "in the order of their layers": edges[:, drawn],
        "in the order of their clusters": rank[edges[:, drawn]],
    }
    for axes, (words, (rows, columns)) in zip(figure.subplots(1, 2), panels.items(), strict=True):
        axes.plot(columns, rows, ",", color=BLUE)
        axes.set(title=f"units {words}", xlim=(0, len(labels)), ylim=(len(labels), 0), aspect="equal")
        axes.set(xlabel="unit", ylabel="unit")
    for border in (np.flatnonzero(np.diff(np.sort(labels))) + 1).tolist():
        figure.axes[1].axhline(border, color=RUST, lw=0.5)
        figure.axes[1].axvline(border, color=RUST, lw=0.5)
    return figure

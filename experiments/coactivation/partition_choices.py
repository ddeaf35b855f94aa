"""Of two correlations and three methods, which gives the communities with most modularity, and the steadiest ones?

Ozer (2025), section II, tried Spearman and Pearson with Infomap, Louvain and greedy modularity, and found Pearson
with greedy modularity best; by what is not said. Two measures are stated here: modularity, and how far communities
of two halves of the test images agree, less what those of noise do. They are those of the trained network, in the
three readings of the text.
"""

from collections.abc import Sequence
from itertools import combinations, product
from typing import Annotated

import numpy as np
import torch
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.coactivation.digits import train_network
from netsci_bench.experiments.coactivation.graphs import (
    CoActivations,
    TextReading,
    build_text_graph,
    co_activations,
    edge_strengths,
)
from netsci_bench.experiments.coactivation.readings import text_readings
from netsci_bench.measures.communities.detection import communities
from netsci_bench.measures.communities.partitions import adjusted_mutual_information, community_count
from netsci_bench.measures.similarity.correlation import pearson

CORRELATIONS = ("pearson", "spearman")
NOISE = "noise"
METHODS = ("greedy", "louvain", "infomap")


class Choices(Params):
    """The graphs that the text describes; how many seeds a method is given, and pairs of graphs of noise."""

    text: TextReading
    seeds: Annotated[int, Field(ge=2)] = 5


class Choice(Metrics):
    """The communities by one correlation and one method.

    ``modularity`` in the graph of all images; ``between_halves``: agreement of the communities of two halves of them;
    ``by_chance``: that of pairs of graphs of noise with the same layers, whose communities follow the layers alone;
    ``steadiness``: the first less the second; ``between_seeds``: mean agreement of single runs of the method in the
    graph of all images, 1 for greedy; ``groups``: communities of two nodes or more. Agreement: adjusted mutual
    information, 0 if either has one group.
    """

    modularity: float
    between_halves: float
    by_chance: float
    steadiness: float
    between_seeds: float
    groups: float


class ByMethod(Metrics):
    """One correlation."""

    greedy: Choice
    louvain: Choice
    infomap: Choice


class Compared(Metrics):
    """One reading of the text.

    ``most_modular``: modularity of Pearson with greedy, less the highest of the other five; ``steadiest``: the same
    for steadiness; ``pearson_steadier``: the steadiness of Pearson less that of Spearman, with greedy;
    ``louvain_more_modular``: modularity of Louvain less that of greedy, with Pearson.
    """

    pearson: ByMethod
    spearman: ByMethod
    most_modular: float
    steadiest: float
    pearson_steadier: float
    louvain_more_modular: float


class ComparedByReading(Metrics):
    """Three readings of the text."""

    text: Compared
    linear_only: Compared
    all_pairs: Compared


def partition_choices(p: Choices, run: Run) -> ComparedByReading:
    """Train, and find the communities of the trained network in all ways."""
    net, test = train_network("text", p.text.recipe, run)
    groups = split_in_halves(len(test), run)
    found = {one: co_activations(net, test, groups, one) for one in CORRELATIONS}
    found |= {NOISE: correlate_noise(found["pearson"][0], len(test) // 2, p, run)}
    return ComparedByReading(
        **{
            name: compare({one: strengths_of(made, reading) for one, made in found.items()}, p, run)
            for name, reading in text_readings(p.text).items()
        }
    )


def correlate_noise(like: CoActivations, images: int, p: Choices, run: Run) -> list[CoActivations]:
    """The correlations of so many units over so many images if none is correlated: two for each seed of a method."""
    rng, units = run.rng("noise"), len(like.layers)
    return [
        CoActivations(pearson([rng.normal(size=(images, units))]), like.layers, like.linear)
        for _ in range(2 * p.seeds)
    ]


def split_in_halves(images: int, run: Run) -> list[torch.Tensor]:
    """The places of all images, then of two halves that the seed draws."""
    order = torch.from_numpy(run.rng("halves").permutation(images))
    return [torch.arange(images), order[: images // 2], order[images // 2 :]]


def strengths_of(found: Sequence[CoActivations], reading: TextReading) -> list[np.ndarray]:
    """The weights of the graphs, of all images and of each half."""
    graphs = [build_text_graph(one, reading) for one in found]
    return [edge_strengths(graph.weights, graph.layers, reading) for graph in graphs]


def compare(strengths: dict[str, list[np.ndarray]], p: Choices, run: Run) -> Compared:
    """The communities by each correlation and each method, and how Pearson with greedy compares.

    ``strengths``: by correlation those of all images and of each half, and those of noise.
    """
    noise = {method: chance_agreement(strengths[NOISE], method, p, run) for method in METHODS}
    made = {(c, m): describe(strengths[c], (m, noise[m]), p, run) for c, m in product(CORRELATIONS, METHODS)}
    first, *others = made.values()
    return Compared(
        pearson=ByMethod(**{m: made["pearson", m] for m in METHODS}),
        spearman=ByMethod(**{m: made["spearman", m] for m in METHODS}),
        most_modular=first.modularity - max(one.modularity for one in others),
        steadiest=first.steadiness - max(one.steadiness for one in others),
        pearson_steadier=first.steadiness - made["spearman", "greedy"].steadiness,
        louvain_more_modular=made["pearson", "louvain"].modularity - first.modularity,
    )


def chance_agreement(noise: Sequence[np.ndarray], method: str, p: Choices, run: Run) -> float:
    """The mean agreement of the communities of each two graphs of noise."""
    rng = run.rng(f"communities of noise by {method}")
    labels = [communities(one, method, rng, p.text.restarts).labels for one in noise]
    return float(np.mean([agreement(*pair) for pair in zip(labels[::2], labels[1::2], strict=True)]))


def describe(strengths: Sequence[np.ndarray], way: tuple[str, float], p: Choices, run: Run) -> Choice:
    """The communities of the graph of all images and of those of its halves; ``way``: method, and its chance."""
    method, by_chance = way
    rng = run.rng(f"communities by {method}")
    whole, *halves = (communities(one, method, rng, p.text.restarts) for one in strengths)
    single = [whole] if method == "greedy" else [communities(strengths[0], method, rng, 1) for _ in range(p.seeds)]
    pairs = combinations([one.labels for one in single], 2)
    between_halves = agreement(*(half.labels for half in halves))
    return Choice(
        modularity=whole.modularity,
        between_halves=between_halves,
        by_chance=by_chance,
        steadiness=between_halves - by_chance,
        between_seeds=float(np.mean([agreement(*pair) for pair in pairs])) if len(single) > 1 else 1.0,
        groups=float(community_count(whole.labels)),
    )


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted mutual information of two partitions; 0 if either has fewer than two groups, as these tell nothing."""
    if min(community_count(one), community_count(other)) < 2:
        return 0.0
    return adjusted_mutual_information(one, other)

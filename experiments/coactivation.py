"""How does the graph of a network's co-activations change while it learns?

Ozer (2025), after Horta et al. (2021). Two readings are measured on the same stages of training. *As the text
says*: nodes are units, an edge is the correlation of two units over all test images, a convolution filter enters by
its average-pooled activation. *As published*: what the author's code does, which keeps the last mini-batch of 64
only, gives edges between convolutions weight 1, gives the first fully connected edges the raw weights of the first
channel's positions, and hands signed weights to PageRank and to greedy modularity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from torch import nn

from netsci_bench.contract import Metrics, Params
from netsci_bench.measures.communities import best_communities, communities
from netsci_bench.measures.correlation import pearson, spearman
from netsci_bench.measures.layered_graph import feedforward, joined
from netsci_bench.measures.pagerank import pagerank
from netsci_bench.measures.partitions import effective_number, interleaving
from netsci_bench.measures.published import as_published_communities
from netsci_bench.measures.signed import nonnegative
from netsci_bench.measures.signed_pagerank import signed_pagerank
from netsci_bench.nets.evaluate import accuracy
from netsci_bench.nets.probe import activations, layer_of, layers
from netsci_bench.nets.recipe import Recipe
from netsci_bench.nets.tensors import Examples, examples
from netsci_bench.nets.trained import load
from netsci_bench.nets.training import fit
from netsci_bench.run import Run

DIGITS = 10  # the groups are all test images, then those of each digit


class TextReading(Params):
    """The graphs that the text describes; what it leaves open is a param."""

    recipe: Recipe
    correlation: Literal["pearson", "spearman"] = "pearson"
    pairs: Literal["consecutive", "all"] = "consecutive"
    signed: Literal["absolute", "positive", "shifted"] = "absolute"
    damping: float = 0.85
    method: Literal["greedy", "louvain", "leiden", "infomap"] = "greedy"
    restarts: int = 10


class PublishedReading(Params):
    """The graphs that the author's code builds."""

    recipe: Recipe
    batch: int = 64
    damping: float = 0.85


class Readings(Params):
    """Both readings of one experiment."""

    text: TextReading
    published: PublishedReading


class Stages(Metrics):
    """One value per stage of training (lists), and how the last stage differs from the first.

    ``highest_pagerank`` and its growth in units of the uniform share 1/n; ``spread`` is the standard deviation of
    PageRank in the same units; ``communities`` is the effective number exp(entropy of sizes) of communities of two
    or more nodes; ``interleaving`` 1 - adjusted mutual information between communities and layers; ``accuracy`` in
    percent of the test images. All of the graph of all test images, but for ``growth_share``: the share of the
    11 groups whose highest PageRank grew. ``refused``: graphs on which networkx's PageRank does not converge.
    """

    highest_pagerank: list[float]
    spread: list[float]
    communities: list[float]
    best_communities: list[float]
    interleaving: list[float]
    accuracy: list[float]
    pagerank_growth: float
    pagerank_growth_share: float
    community_growth: float
    interleaving_growth: float
    refused: float


class BothReadings(Metrics):
    """The stages as the text says, and as published."""

    text: Stages
    published: Stages


@dataclass(frozen=True)
class Graph:
    """A graph of one group of images: signed weights, PageRank, communities, the layer of each node."""

    weights: np.ndarray
    pagerank: np.ndarray
    labels: np.ndarray
    best_labels: np.ndarray
    layers: np.ndarray
    converged: bool = True


Build = Callable[[nn.Module, Examples], Graph]


def lenet5_epochs(p: Readings, run: Run) -> BothReadings:
    """Train, and at each stage build the graphs of all images and of each digit, in both readings."""
    text = stages("text", p.text.recipe, lambda net, seen: text_graph(net, seen, p.text, run), run)
    published = stages(
        "published", p.published.recipe, lambda net, seen: published_graph(net, seen, p.published), run
    )
    return BothReadings(text=text, published=published)


def stages(reading: str, recipe: Recipe, build: Build, run: Run) -> Stages:
    """What the graphs of a reading say at each kept epoch of its training."""
    folder = run.once(fit, recipe, reading)
    test = examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)
    nets = [load(folder, epoch, recipe, run.device) for epoch in recipe.kept]
    graphs = [[build(net, group) for group in groups(test)] for net in nets]
    keep(reading, [stage[0] for stage in graphs], recipe, run)
    whole = [stage[0] for stage in graphs]
    highest = np.array([[g.pagerank.max() * len(g.pagerank) for g in stage] for stage in graphs])
    effective = [effective_number(g.labels) for g in whole]
    mixed = [interleaving(g.labels, g.layers) for g in whole]
    return Stages(
        highest_pagerank=highest[:, 0].tolist(),
        spread=[float(g.pagerank.std() * len(g.pagerank)) for g in whole],
        communities=effective,
        best_communities=[effective_number(g.best_labels) for g in whole],
        interleaving=mixed,
        accuracy=[accuracy(net, test.images, test.labels) for net in nets],
        pagerank_growth=highest[-1, 0] - highest[0, 0],
        pagerank_growth_share=float(np.mean(highest[-1] > highest[0])),
        community_growth=effective[-1] - effective[0],
        interleaving_growth=mixed[-1] - mixed[0],
        refused=float(sum(not g.converged for stage in graphs for g in stage)),
    )


def groups(test: Examples) -> list[Examples]:
    """All test images, then those of each digit."""
    members = [test.labels == digit for digit in range(DIGITS)]
    return [test, *(Examples(test.images[these], test.labels[these]) for these in members)]


def text_graph(net: nn.Module, seen: Examples, p: TextReading, run: Run) -> Graph:
    """The undirected graph of correlations, made non-negative by the stated policy."""
    probed = layers(net, seen.images)
    batches = activations(net, seen.images, probed, "after")
    correlation = pearson(batches) if p.correlation == "pearson" else spearman(np.concatenate(list(batches)))
    edges = joined(layer_of(probed), p.pairs)
    weights = np.where(edges, nonnegative(correlation, p.signed), 0.0)
    rng = run.rng("communities")
    return Graph(
        weights=np.where(edges, correlation, 0.0),
        pagerank=pagerank(weights, p.damping),
        labels=communities(weights, p.method, rng, p.restarts).labels,
        best_labels=best_communities(weights, rng, p.restarts).labels,
        layers=layer_of(probed),
    )


def published_graph(net: nn.Module, seen: Examples, p: PublishedReading) -> Graph:
    """The directed graph of the author's code: eight layers, signed weights."""
    *filters, first, second, output = layers(net, seen.images)
    last = seen.images[(len(seen) - 1) // p.batch * p.batch :]  # the hook kept the last mini-batch only
    correlation = pearson(activations(net, last, (first, second, output), "before"))
    raw = net.get_submodule(first.name).weight.detach().cpu().numpy()
    middle = first.units + second.units
    blocks = [
        *ones_between([1, *(units for f in filters for units in (f.units, f.units))]),  # convolution, then pooling
        raw[:, : filters[-1].units].T,  # the first channel's positions, taken for the filters
        correlation[: first.units, first.units : middle],
        correlation[first.units : middle, middle:],
    ]
    weights, edges, layer = feedforward(blocks)
    values, converged = signed_pagerank(weights, p.damping)
    labels = as_published_communities(weights, edges)
    return Graph(weights, values, labels, labels, layer, converged)


def ones_between(sizes: list[int]) -> list[np.ndarray]:
    """A block of ones between each layer and the next."""
    return [np.ones(pair) for pair in pairwise(sizes)]


def keep(reading: str, whole: list[Graph], recipe: Recipe, run: Run) -> None:
    """Keep the graphs of all test images for the figures."""
    for name in ("weights", "pagerank", "labels", "layers"):
        run.keep(f"{reading}_{name}", np.stack([getattr(graph, name) for graph in whole]))
    run.keep(f"{reading}_epochs", np.array(recipe.kept))

"""Which graph do the activations of a network make, in the reading of the text and in that of the published code?

*As the text says* (Ozer 2025, after Horta et al. 2021): nodes are units, an edge is the correlation of two units over
all test images, a convolution filter enters by its average-pooled activation; what the text leaves open is a param.
*As published*: what the author's code does, which keeps the last mini-batch of 64 only, gives edges between
convolutions weight 1, gives the first fully connected edges the raw weights of the first channel's positions, and
hands signed weights to PageRank and to greedy modularity.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.measures.communities.detection import best_communities, communities
from netsci_bench.measures.communities.published_code import published_communities
from netsci_bench.measures.graphs.layered import feedforward_graph, layer_edges
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.graphs.signed_pagerank import signed_pagerank
from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.similarity.correlation import pearson, spearman
from netsci_bench.nets.probes.activations import activations, find_layers, layer_numbers
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples

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


@dataclass(frozen=True)
class Graph:
    """A graph of one group of images: signed weights, PageRank, communities, the layer of each node."""

    weights: np.ndarray
    pagerank: np.ndarray
    labels: np.ndarray
    best_labels: np.ndarray
    layers: np.ndarray
    converged: bool = True


def split_by_digit(test: Examples) -> list[Examples]:
    """All test images, then those of each digit."""
    members = [test.labels == digit for digit in range(DIGITS)]
    return [test, *(Examples(test.images[these], test.labels[these]) for these in members)]


def build_text_graph(net: nn.Module, examples: Examples, p: TextReading, run: Run) -> Graph:
    """The undirected graph of correlations, made non-negative by the stated policy."""
    probed = find_layers(net, examples.images)
    batches = activations(net, examples.images, probed, "after")
    correlation = pearson(batches) if p.correlation == "pearson" else spearman(np.concatenate(list(batches)))
    edges = layer_edges(layer_numbers(probed), p.pairs)
    weights = np.where(edges, nonnegative(correlation, p.signed), 0.0)
    rng = run.rng("communities")
    return Graph(
        weights=np.where(edges, correlation, 0.0),
        pagerank=pagerank(weights, p.damping),
        labels=communities(weights, p.method, rng, p.restarts).labels,
        best_labels=best_communities(weights, rng, p.restarts).labels,
        layers=layer_numbers(probed),
    )


def build_published_graph(net: nn.Module, examples: Examples, p: PublishedReading) -> Graph:
    """The directed graph of the author's code: eight layers, signed weights."""
    *filters, first, second, output = find_layers(net, examples.images)
    last = examples.images[(len(examples) - 1) // p.batch * p.batch :]  # the hook kept the last mini-batch only
    correlation = pearson(activations(net, last, (first, second, output), "before"))
    raw = net.get_parameter(f"{first.name}.weight").detach().cpu().numpy()
    middle = first.units + second.units
    blocks = [
        *blocks_of_ones([1, *(units for f in filters for units in (f.units, f.units))]),  # convolution, then pooling
        raw[:, : filters[-1].units].T,  # the first channel's positions, taken for the filters
        correlation[: first.units, first.units : middle],
        correlation[first.units : middle, middle:],
    ]
    weights, edges, layer = feedforward_graph(blocks)
    values, converged = signed_pagerank(weights, p.damping)
    labels = published_communities(weights, edges)
    return Graph(weights, values, labels, labels, layer, converged)


def blocks_of_ones(sizes: list[int]) -> list[np.ndarray]:
    """A block of ones between each layer and the next."""
    return [np.ones(pair) for pair in pairwise(sizes)]

"""Which graph do the activations of a network make, in the readings of the text and in that of the published code?

*As the text says* (Ozer 2025, after Horta et al. 2021): nodes are units, an edge is the correlation of two units over
all test images, a convolution filter enters by its average-pooled activation; what the text leaves open is a param:
which layers have nodes, and which layers are joined.
*As published*: what the author's code does, which keeps the last mini-batch of 64 only, gives edges between
convolutions weight 1, gives the first fully connected edges the raw weights of the first channel's positions, and
hands signed weights to PageRank and to greedy modularity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import torch
from torch import nn

from netsci_bench.contract.schema import Params
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
    """The graphs that the text describes; what it leaves open is a param.

    ``layers``: whose units are nodes; ``pairs``: which of these layers are joined.
    """

    recipe: Recipe
    correlation: Literal["pearson", "spearman"] = "pearson"
    layers: Literal["all", "linear"] = "all"
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
class CoActivations:
    """Correlations of all units over one group of images: every reading of the text takes its graph from them.

    Shapes: ``correlation`` (units, units), ``layers`` the layer number and ``linear`` whether that layer is fully
    connected, (units,).
    """

    correlation: np.ndarray
    layers: np.ndarray
    linear: np.ndarray


@dataclass(frozen=True)
class Graph:
    """A graph of one group of images: signed weights, which pairs are joined, PageRank, the layer of each node."""

    weights: np.ndarray
    edges: np.ndarray
    pagerank: np.ndarray
    layers: np.ndarray
    converged: bool = True


def split_by_digit(labels: torch.Tensor) -> list[torch.Tensor]:
    """Places of all test images, then of those of each digit."""
    everything = torch.arange(len(labels), device=labels.device)
    return [everything, *(everything[labels == digit] for digit in range(DIGITS))]


def select(examples: Examples, group: torch.Tensor) -> Examples:
    """The examples at some places."""
    return Examples(examples.images[group], examples.labels[group])


def co_activations(
    net: nn.Module, examples: Examples, groups: Sequence[torch.Tensor], correlation: str
) -> list[CoActivations]:
    """The co-activations over each group of images, from one pass of all images through the network."""
    probed = find_layers(net, examples.images)
    values = np.concatenate(list(activations(net, examples.images, probed, "after")))
    linear = [isinstance(net.get_submodule(layer.name), nn.Linear) for layer in probed]
    layers = layer_numbers(probed)
    found = []
    for group in groups:
        seen = values[group.cpu().numpy()]
        correlations = pearson([seen]) if correlation == "pearson" else spearman(seen)
        found.append(CoActivations(correlations, layers, np.array(linear)[layers]))
    return found


def build_text_graph(found: CoActivations, p: TextReading) -> Graph:
    """The undirected graph of correlations; for PageRank they are made non-negative by the stated policy."""
    nodes = found.linear if p.layers == "linear" else np.ones(len(found.layers), dtype=bool)
    layers = np.unique(found.layers[nodes], return_inverse=True)[1]
    edges = layer_edges(layers, p.pairs)
    correlation = found.correlation[np.ix_(nodes, nodes)]
    ranks = pagerank(edge_strengths(correlation, layers, p), p.damping)
    return Graph(np.where(edges, correlation, 0.0), edges, ranks, layers)


def edge_strengths(weights: np.ndarray, layers: np.ndarray, p: TextReading) -> np.ndarray:
    """Signed weights, made non-negative by the policy of the reading; 0 where it joins no units."""
    return np.where(layer_edges(layers, p.pairs), nonnegative(weights, p.signed), 0.0)


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
    weights, edges, layers = feedforward_graph(blocks)
    values, converged = signed_pagerank(weights, p.damping)
    return Graph(weights, edges, values, layers, converged)


def blocks_of_ones(sizes: list[int]) -> list[np.ndarray]:
    """A block of ones between each layer and the next."""
    return [np.ones(pair) for pair in pairwise(sizes)]

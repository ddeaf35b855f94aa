"""What do the experiments on co-activation graphs share: which params, and which readings of the paper?

There are three readings of the text and one of the published code; how each builds a graph is in
``coactivation.graphs``. The readings of the text share a training and one pass over its activations.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Params
from netsci_bench.experiments.coactivation.graphs import (
    Graph,
    PublishedReading,
    TextReading,
    build_published_graph,
    build_text_graph,
    co_activations,
    edge_strengths,
    select,
)
from netsci_bench.measures.communities.detection import best_communities, communities
from netsci_bench.measures.communities.published_code import published_communities
from netsci_bench.nets.training.tensors import Examples

GraphsByReading = dict[str, list[Graph]]
Split = Callable[[np.ndarray, np.ndarray], np.ndarray]  # weights and layer numbers -> labels of communities


class Readings(Params):
    """What the text says, and what the code does."""

    text: TextReading
    published: PublishedReading


@dataclass(frozen=True)
class Communities:
    """How a reading finds communities in a graph of signed weights; ``best``: those of the highest modularity."""

    split: Split
    best: Split


def text_readings(p: TextReading) -> dict[str, TextReading]:
    """The readings of the text: as the params say; with fully connected layers only; with all layers joined."""
    return {
        "text": p,
        "linear_only": p.model_copy(update={"layers": "linear"}),
        "all_pairs": p.model_copy(update={"pairs": "all"}),
    }


def text_graphs(
    net: nn.Module, examples: Examples, groups: Sequence[torch.Tensor], p: TextReading
) -> GraphsByReading:
    """The graph of each group of images, in each reading of the text."""
    found = co_activations(net, examples, groups, p.correlation)
    return {name: [build_text_graph(one, reading) for one in found] for name, reading in text_readings(p).items()}


def published_graphs(
    net: nn.Module, examples: Examples, groups: Sequence[torch.Tensor], p: PublishedReading
) -> GraphsByReading:
    """The graph of each group of images, as the author's code builds it."""
    return {"published": [build_published_graph(net, select(examples, group), p) for group in groups]}


def find_communities(p: Readings, run: Run) -> dict[str, Communities]:
    """How each reading finds communities."""
    text = {name: text_communities(reading, run) for name, reading in text_readings(p.text).items()}
    return {**text, "published": Communities(split_published, split_published)}


def text_communities(p: TextReading, run: Run) -> Communities:
    """How a reading of the text finds communities."""

    def split(weights: np.ndarray, layers: np.ndarray) -> np.ndarray:
        strengths = edge_strengths(weights, layers, p)
        return communities(strengths, p.method, run.rng("communities"), p.restarts).labels

    def best(weights: np.ndarray, layers: np.ndarray) -> np.ndarray:
        return best_communities(edge_strengths(weights, layers, p), run.rng("communities"), p.restarts).labels

    return Communities(split, best)


def split_published(weights: np.ndarray, layers: np.ndarray) -> np.ndarray:
    """The communities of the author's code: each layer is joined to the next, weights have signs."""
    return published_communities(weights, layers[:, None] + 1 == layers)

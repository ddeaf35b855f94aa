"""Do the trends of a network's co-activation graph show while any network learns, or where there is nothing to learn?

Three trends (Ozer 2025): nodes reach higher PageRank, communities become more diverse, and more interleaved. Each is
measured from the untrained network to the trained one; from the untrained one to another untrained one, which is what
chance does; and in a training whose labels or targets are in random order, which is what mere training does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.coactivation.graphs import Graph
from netsci_bench.measures.communities.detection import communities
from netsci_bench.measures.communities.partitions import effective_number, interleaving
from netsci_bench.measures.graphs.layered import layer_edges
from netsci_bench.measures.graphs.pagerank import pagerank
from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.measures.similarity.correlation import pearson
from netsci_bench.nets.probes.activations import find_layers, layer_numbers
from netsci_bench.nets.probes.residual_units import shortcut_pairs, unit_activations

Edges = Mapping[str, np.ndarray]  # reading -> which units are joined


class GraphSettings(Params):
    """How a graph is made of correlations; PageRank and communities take their absolute values."""

    damping: float = 0.85
    method: Literal["greedy", "louvain", "leiden", "infomap"] = "greedy"
    restarts: int = 10


class Growth(Metrics):
    """One graph less another: highest PageRank (uniform shares), effective communities, interleaving."""

    pagerank: float
    communities: float
    interleaving: float


class Trends(Metrics):
    """One reading of the graph: a value per stage (lists), and how it grew from the first to the last.

    ``growth`` while it learns; ``redrawn``: from the untrained network to another one; ``shuffled``: while it is
    trained where there is nothing to learn; ``learned``: ``growth`` less ``shuffled``.
    """

    highest_pagerank: list[float]
    communities: list[float]
    interleaving: list[float]
    growth: Growth
    redrawn: Growth
    shuffled: Growth
    learned: Growth


@dataclass(frozen=True, eq=False)
class Networks:
    """The networks of one seed, and the inputs at which they are compared.

    ``stages`` of the training, the first of them untrained; ``shuffled``: the last stage of the training with nothing
    to learn, which began with the same weights; ``redrawn``: another untrained network.
    """

    stages: Sequence[nn.Module]
    shuffled: nn.Module
    redrawn: nn.Module
    inputs: Tensor

    @property
    def all(self) -> list[nn.Module]:
        """The stages, then the shuffled and the redrawn network."""
        return [*self.stages, self.shuffled, self.redrawn]


@dataclass(frozen=True, eq=False)
class Correlations:
    """The correlations of all units of some networks of one architecture, and which units its shortcuts join."""

    found: list[np.ndarray]
    layers: np.ndarray
    shortcuts: np.ndarray


def correlate(nets: Networks) -> Correlations:
    """The correlations of the units over all inputs, network by network."""
    first = nets.stages[0]
    probed = find_layers(first, nets.inputs)
    found = [pearson([unit_activations(net, nets.inputs, probed)]) for net in nets.all]
    return Correlations(found, layer_numbers(probed), shortcut_pairs(first, probed))


def possible_edges(layers: np.ndarray, shortcuts: np.ndarray) -> dict[str, np.ndarray]:
    """Which units are joined: those of consecutive layers and by shortcuts; without these; or all."""
    plain = layer_edges(layers, "consecutive")
    drawn = plain.copy()
    drawn[shortcuts[:, 0], shortcuts[:, 1]] = drawn[shortcuts[:, 1], shortcuts[:, 0]] = True
    return {"drawn": drawn, "plain": plain, "all_pairs": layer_edges(layers, "all")}


def build_graph(correlation: np.ndarray, joined: np.ndarray, layers: np.ndarray, damping: float) -> Graph:
    """The graph of the joined units; PageRank by the absolute values of their correlations."""
    weights = np.where(joined, correlation, 0.0)
    return Graph(weights, joined, pagerank(nonnegative(weights, "absolute"), damping), layers)


def measure_trends(reading: str, found: Correlations, p: GraphSettings, run: Run) -> Trends:
    """The trends in one reading, whose graphs of the stages are kept under its name."""
    joined = possible_edges(found.layers, found.shortcuts)[reading]
    graphs = [build_graph(one, joined, found.layers, p.damping) for one in found.found]
    labels = [find_groups(graph, p, run) for graph in graphs]
    values = [describe(*pair) for pair in zip(graphs, labels, strict=True)]
    *stages, shuffled, redrawn = values
    keep_stages(reading, graphs[: len(stages)], labels, run)
    grown, mere = difference(stages[-1], stages[0]), difference(shuffled, stages[0])
    return Trends(
        highest_pagerank=[one.pagerank for one in stages],
        communities=[one.communities for one in stages],
        interleaving=[one.interleaving for one in stages],
        growth=grown,
        redrawn=difference(redrawn, stages[0]),
        shuffled=mere,
        learned=difference(grown, mere),
    )


def find_groups(graph: Graph, p: GraphSettings, run: Run) -> np.ndarray:
    """The communities by the absolute values of the correlations."""
    strengths = nonnegative(graph.weights, "absolute")
    return communities(strengths, p.method, run.rng("communities"), p.restarts).labels


def describe(graph: Graph, labels: np.ndarray) -> Growth:
    """What the trends are about, of one graph: as far as it has grown from nothing."""
    return Growth(
        pagerank=float(graph.pagerank.max() * len(graph.pagerank)),
        communities=effective_number(labels),
        interleaving=interleaving(labels, graph.layers),
    )


def difference(after: Growth, before: Growth) -> Growth:
    """One less the other."""
    return Growth(
        pagerank=after.pagerank - before.pagerank,
        communities=after.communities - before.communities,
        interleaving=after.interleaving - before.interleaving,
    )


def keep_stages(reading: str, graphs: list[Graph], labels: list[np.ndarray], run: Run) -> None:
    """Keep the graphs of the stages for the figures; the first of the labels are theirs."""
    run.keep(f"{reading}_weights", np.stack([graph.weights for graph in graphs]).astype(np.float32))
    run.keep(f"{reading}_pagerank", np.stack([graph.pagerank for graph in graphs]))
    run.keep(f"{reading}_labels", np.stack(labels[: len(graphs)]))
    run.keep(f"{reading}_layers", graphs[0].layers)

"""How does the graph of a network's co-activations change while it learns?

Ozer (2025), Figs. 4 and 5: a LeNet5 untrained, after one epoch and after five, in all readings (see
``coactivation.graphs``).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import Graph, split_by_digit
from netsci_bench.experiments.coactivation.readings import (
    Communities,
    GraphsByReading,
    Readings,
    find_communities,
    published_graphs,
    text_graphs,
)
from netsci_bench.measures.communities.partitions import (
    community_count,
    depth_share,
    effective_number,
    interleaving,
)
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples, load_examples
from netsci_bench.nets.training.trained import load


class LateGrowth(Metrics):
    """How the last stage differs from the second, which is the first after training began."""

    pagerank: float
    communities: float
    interleaving: float


class Untrained(Metrics):
    """The graph of the first stage.

    ``weight_spread``: the standard deviation of its edge weights; ``groups``: its communities of two or more nodes;
    ``region_share``: the share of the variance of depth that they explain; ``shuffled_region_share``: the same for
    their labels in random order, where they follow no region.
    """

    weight_spread: float
    groups: float
    region_share: float
    shuffled_region_share: float


class Stages(Metrics):
    """One value per stage of training (lists), and how the last stage differs from the first (``growth``).

    ``highest_pagerank`` and its growth in units of the uniform share 1/n; ``spread`` is the standard deviation of
    PageRank in the same units, ``weight_spread`` that of the signed weights of the edges; ``communities`` is the
    effective number exp(entropy of sizes) of communities of two or more nodes; ``interleaving`` 1 - adjusted mutual
    information between communities and layers; ``accuracy`` in percent of the test images. All of the graph of all
    test images, but for ``pagerank_growth_share``: the share of the 11 groups whose highest PageRank grew.
    ``refused``: graphs on which networkx's PageRank does not converge.
    """

    highest_pagerank: list[float]
    spread: list[float]
    weight_spread: list[float]
    communities: list[float]
    best_communities: list[float]
    interleaving: list[float]
    accuracy: list[float]
    pagerank_growth: float
    pagerank_growth_share: float
    weight_spread_growth: float
    community_growth: float
    interleaving_growth: float
    late: LateGrowth
    untrained: Untrained
    refused: float


class StagesByReading(Metrics):
    """The stages in three readings of the text, and as published."""

    text: Stages
    linear_only: Stages
    all_pairs: Stages
    published: Stages


@dataclass(frozen=True)
class Trained:
    """The networks of one training at its kept epochs, the test images, and the accuracy of each network."""

    recipe: Recipe
    nets: list[nn.Module]
    test: Examples
    accuracies: list[float]


def lenet5_epochs(p: Readings, run: Run) -> StagesByReading:
    """Train, and at each stage build the graphs of all images and of each digit, in all readings."""
    ways = find_communities(p, run)
    text = train_stages("text", p.text.recipe, run)
    groups = split_by_digit(text.test.labels)
    graphs = [text_graphs(net, text.test, groups, p.text) for net in text.nets]
    stages = {name: measure_stages(name, by_stage(graphs, name), text, ways[name], run) for name in graphs[0]}
    code = train_stages("published", p.published.recipe, run)
    groups = split_by_digit(code.test.labels)
    graphs = [published_graphs(net, code.test, groups, p.published) for net in code.nets]
    published = measure_stages("published", by_stage(graphs, "published"), code, ways["published"], run)
    return StagesByReading(**stages, published=published)


def by_stage(graphs: list[GraphsByReading], reading: str) -> list[list[Graph]]:
    """The graphs of one reading: for each stage, those of all groups of images."""
    return [stage[reading] for stage in graphs]


def train_stages(name: str, recipe: Recipe, run: Run) -> Trained:
    """The networks at the kept epochs; ``name`` is put before the names of the training's curves."""
    folder = run.once(fit, recipe, name)
    test = load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)
    nets: list[nn.Module] = [load(folder, epoch, recipe, run.device) for epoch in recipe.kept]
    return Trained(recipe, nets, test, [accuracy(net, test.images, test.labels) for net in nets])


def measure_stages(reading: str, graphs: list[list[Graph]], trained: Trained, ways: Communities, run: Run) -> Stages:
    """Measure the graphs of one reading at each kept epoch; ``reading`` names the arrays."""
    whole = [stage[0] for stage in graphs]
    labels = [ways.split(g.weights, g.layers) for g in whole]
    keep_graphs(reading, whole, labels, trained.recipe, run)
    highest = np.array([[g.pagerank.max() * len(g.pagerank) for g in stage] for stage in graphs])
    lists = {
        "highest_pagerank": highest[:, 0].tolist(),
        "weight_spread": [float(g.weights[g.edges].std()) for g in whole],
        "communities": [effective_number(found) for found in labels],
        "interleaving": [interleaving(found, g.layers) for found, g in zip(labels, whole, strict=True)],
    }
    return Stages(
        **lists,
        **measure_growth(lists),
        spread=[float(g.pagerank.std() * len(g.pagerank)) for g in whole],
        best_communities=[effective_number(ways.best(g.weights, g.layers)) for g in whole],
        accuracy=trained.accuracies,
        pagerank_growth_share=float(np.mean(highest[-1] > highest[0])),
        untrained=describe_untrained(whole[0], labels[0], run),
        refused=float(sum(not g.converged for stage in graphs for g in stage)),
    )


def measure_growth(lists: dict[str, list[float]]) -> dict[str, Any]:
    """How the last stage differs from the first, and from the second."""
    growth = {name: values[-1] - values[0] for name, values in lists.items()}
    late = {name: late_growth(values) for name, values in lists.items()}
    return {
        "pagerank_growth": growth["highest_pagerank"],
        "weight_spread_growth": growth["weight_spread"],
        "community_growth": growth["communities"],
        "interleaving_growth": growth["interleaving"],
        "late": LateGrowth(
            pagerank=late["highest_pagerank"], communities=late["communities"], interleaving=late["interleaving"]
        ),
    }


def late_growth(values: list[float]) -> float:
    """The last value less the second; 0 if there are only two stages, or one."""
    return values[-1] - values[min(1, len(values) - 1)]


def describe_untrained(graph: Graph, labels: np.ndarray, run: Run) -> Untrained:
    """The weights and the communities of the graph before training."""
    return Untrained(
        weight_spread=float(graph.weights[graph.edges].std()),
        groups=float(community_count(labels)),
        region_share=depth_share(labels, graph.layers),
        shuffled_region_share=depth_share(run.rng("regions").permutation(labels), graph.layers),
    )


def keep_graphs(reading: str, whole: list[Graph], labels: list[np.ndarray], recipe: Recipe, run: Run) -> None:
    """Keep the graphs of all test images for the figures."""
    for name in ("weights", "pagerank", "layers"):
        run.keep(f"{reading}_{name}", np.stack([getattr(graph, name) for graph in whole]))
    run.keep(f"{reading}_labels", np.stack(labels))
    run.keep(f"{reading}_epochs", np.array(recipe.kept))

"""How does the graph of a network's co-activations change while it learns?

Ozer (2025): one function per experiment of the study, each in both readings (see ``coactivation.graphs``).
"""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import Graph, split_by_digit
from netsci_bench.experiments.coactivation.readings import Build, Readings, published_builder, text_builder
from netsci_bench.measures.communities.partitions import effective_number, interleaving
from netsci_bench.nets.training.evaluate import accuracy
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import load_examples
from netsci_bench.nets.training.trained import load


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


class StagesInBothReadings(Metrics):
    """The stages as the text says, and as published."""

    text: Stages
    published: Stages


def lenet5_epochs(p: Readings, run: Run) -> StagesInBothReadings:
    """Train, and at each stage build the graphs of all images and of each digit, in both readings."""
    text = measure_stages("text", p.text.recipe, text_builder(p, run), run)
    published = measure_stages("published", p.published.recipe, published_builder(p), run)
    return StagesInBothReadings(text=text, published=published)


def measure_stages(reading: str, recipe: Recipe, build: Build, run: Run) -> Stages:
    """Train, and measure the graphs of one reading at each kept epoch; ``reading`` names the curves and arrays."""
    folder = run.once(fit, recipe, reading)
    test = load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)
    nets = [load(folder, epoch, recipe, run.device) for epoch in recipe.kept]
    graphs = [[build(net, group) for group in split_by_digit(test)] for net in nets]
    keep_graphs(reading, [stage[0] for stage in graphs], recipe, run)
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


def keep_graphs(reading: str, whole: list[Graph], recipe: Recipe, run: Run) -> None:
    """Keep the graphs of all test images for the figures."""
    for name in ("weights", "pagerank", "labels", "layers"):
        run.keep(f"{reading}_{name}", np.stack([getattr(graph, name) for graph in whole]))
    run.keep(f"{reading}_epochs", np.array(recipe.kept))

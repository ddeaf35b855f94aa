"""Do the co-activations of a network grow simpler when it only has to classify even and odd?

Ozer (2025), Figs. 8 and 9: a LeNet5 for the ten digits and one for their parity, the communities of both at the even
and at the odd test images, in all readings (see ``coactivation.graphs``). The communities are those of the whole
graphs, as drawn in the paper; since the outputs are ten in one and two in the other, they are compared on the nodes
that both have. Whether the outputs themselves decide that is shown by the communities of the graphs without them.
"""

import numpy as np
import torch
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import Graph
from netsci_bench.experiments.coactivation.readings import (
    GraphsByReading,
    Readings,
    Split,
    find_communities,
    published_graphs,
    text_graphs,
)
from netsci_bench.measures.communities.partitions import effective_number, interleaving
from netsci_bench.nets.training.evaluate import accuracy, compute_outputs
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples, load_examples
from netsci_bench.nets.training.trained import load

IMAGES = ("even", "odd")


class Contrast(Metrics):
    """Communities of both networks at the same images, on the nodes that both have.

    ``communities``: their effective number exp(entropy of sizes), of those with two or more nodes; ``interleaving``:
    1 - adjusted mutual information with the layers; ``more_...``: that of the net for digits less the other's;
    ``..._alone``: of the communities found in the graphs without the outputs.
    """

    digit_communities: float
    parity_communities: float
    more_communities: float
    digit_interleaving: float
    parity_interleaving: float
    more_interleaving: float
    more_communities_alone: float
    more_interleaving_alone: float


class Accuracies(Metrics):
    """Accuracies of both networks in percent of the test images.

    ``digits``: of the net for digits at ten digits; ``digit_net_parity``: of the same net at parity, by the digit
    that it predicts; ``difference``: the latter less ``parity_net_parity``.
    """

    digits: float
    digit_net_parity: float
    parity_net_parity: float
    difference: float


class Contrasts(Metrics):
    """The communities of both networks at even and at odd test images."""

    even: Contrast
    odd: Contrast


class TargetsByReading(Metrics):
    """The communities in three readings of the text and as published; accuracies of both trainings."""

    text_accuracy: Accuracies
    published_accuracy: Accuracies
    text: Contrasts
    linear_only: Contrasts
    all_pairs: Contrasts
    published: Contrasts


def parity_vs_digits(p: Readings, run: Run) -> TargetsByReading:
    """Train for digits and, from the same seed, for parity; compare accuracies and communities, in all readings.

    The recipes of the readings are those for the ten digits; that for parity differs in its target only.
    """
    nets, test = train_both("text", p.text.recipe, run)
    text_accuracy = compare_accuracies(*nets, test)
    pairs = [text_graphs(net, test, split_by_parity(test), p.text) for net in nets]
    contrasts = contrast_readings(pairs[0], pairs[1], p, run)
    nets, test = train_both("published", p.published.recipe, run)
    published_accuracy = compare_accuracies(*nets, test)
    pairs = [published_graphs(net, test, split_by_parity(test), p.published) for net in nets]
    contrasts |= contrast_readings(pairs[0], pairs[1], p, run)
    return TargetsByReading(text_accuracy=text_accuracy, published_accuracy=published_accuracy, **contrasts)


def train_both(name: str, recipe: Recipe, run: Run) -> tuple[tuple[nn.Module, nn.Module], Examples]:
    """The net for digits and the net for parity, and the test images; ``name`` is put before their curves."""
    digit_net = train_network(f"{name} digits", recipe, run)
    parity_net = train_network(f"{name} parity", parity_recipe(recipe), run)
    return (digit_net, parity_net), load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)


def split_by_parity(test: Examples) -> list[Tensor]:
    """Places of the even test images, and of the odd ones."""
    return [torch.nonzero(test.labels % 2 == odd).flatten() for odd in range(len(IMAGES))]


def compare_accuracies(digit_net: nn.Module, parity_net: nn.Module, test: Examples) -> Accuracies:
    """Both networks at parity, and that for digits at digits."""
    parity = test.labels % 2
    predicted = compute_outputs(digit_net, test.images).argmax(1)
    digits_right = 100 * int((predicted % 2 == parity).sum()) / len(test)
    parity_right = accuracy(parity_net, test.images, parity)
    return Accuracies(
        digits=100 * int((predicted == test.labels).sum()) / len(test),
        digit_net_parity=digits_right,
        parity_net_parity=parity_right,
        difference=digits_right - parity_right,
    )


def contrast_readings(
    digits: GraphsByReading, parity: GraphsByReading, p: Readings, run: Run
) -> dict[str, Contrasts]:
    """Compare the communities of both networks in each reading, at even and at odd images."""
    ways, contrasts = find_communities(p, run), {}
    for reading in digits:
        found = {}
        for images, pair in zip(IMAGES, zip(digits[reading], parity[reading], strict=True), strict=True):
            labels = [ways[reading].split(graph.weights, graph.layers) for graph in pair]
            keep_graphs(f"{reading}_{images}", list(pair), labels, run)
            found[images] = compare_networks(list(pair), labels, ways[reading].split)
        contrasts[reading] = Contrasts(**found)
    return contrasts


def train_network(name: str, recipe: Recipe, run: Run) -> nn.Module:
    """The network of a recipe after its last epoch; ``name`` is put before the names of its curves."""
    return load(run.once(fit, recipe, name), recipe.epochs, recipe, run.device)


def parity_recipe(recipe: Recipe) -> Recipe:
    """The same training for the labels modulo 2."""
    return recipe.model_copy(update={"classes": 2, "target": "parity"})


def keep_graphs(name: str, pair: list[Graph], labels: list[np.ndarray], run: Run) -> None:
    """Keep both graphs for the figures."""
    for net, graph, found in zip(("digits", "parity"), pair, labels, strict=True):
        for what, array in (("weights", graph.weights), ("labels", found), ("layers", graph.layers)):
            run.keep(f"{name}_{net}_{what}", array)


def compare_networks(pair: list[Graph], labels: list[np.ndarray], split: Split) -> Contrast:
    """The communities of the two graphs on the nodes before the outputs, which both networks have."""
    (number, mixed), (parity_number, parity_mixed) = (
        community_complexity(found, graph.layers) for graph, found in zip(pair, labels, strict=True)
    )
    (alone, alone_mixed), (parity_alone, parity_alone_mixed) = (complexity_without_outputs(g, split) for g in pair)
    return Contrast(
        digit_communities=number,
        parity_communities=parity_number,
        more_communities=number - parity_number,
        digit_interleaving=mixed,
        parity_interleaving=parity_mixed,
        more_interleaving=mixed - parity_mixed,
        more_communities_alone=alone - parity_alone,
        more_interleaving_alone=alone_mixed - parity_alone_mixed,
    )


def community_complexity(labels: np.ndarray, layers: np.ndarray) -> tuple[float, float]:
    """Effective number of communities, and their interleaving with the layers, on the nodes before the outputs."""
    before = layers < layers.max()
    return effective_number(labels[before]), interleaving(labels[before], layers[before])


def complexity_without_outputs(graph: Graph, split: Split) -> tuple[float, float]:
    """The same for the communities of the graph from which the outputs were removed."""
    before = graph.layers < graph.layers.max()
    layers = graph.layers[before]
    labels = split(graph.weights[np.ix_(before, before)], layers)
    return effective_number(labels), interleaving(labels, layers)

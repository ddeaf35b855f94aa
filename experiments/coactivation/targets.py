"""Do the co-activations of a network grow simpler when it only has to classify even and odd?

Ozer (2025), Figs. 8 and 9: a LeNet5 for the ten digits and one for their parity, the communities of both at the even
and at the odd test images, in both readings (see ``coactivation.graphs``). The communities are those of the whole
graphs, as drawn in the paper; since the outputs are ten in one and two in the other, they are compared on the nodes
that both have. Whether the outputs themselves decide that is shown by the communities of the graphs without them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import Graph, TextReading
from netsci_bench.experiments.coactivation.readings import Build, Readings, published_builder, text_builder
from netsci_bench.measures.communities.detection import communities
from netsci_bench.measures.communities.partitions import effective_number, interleaving
from netsci_bench.measures.communities.published_code import published_communities
from netsci_bench.measures.graphs.layered import layer_edges
from netsci_bench.measures.graphs.signed_weights import nonnegative
from netsci_bench.nets.training.evaluate import accuracy, compute_outputs
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples, load_examples
from netsci_bench.nets.training.trained import load


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


class Targets(Metrics):
    """Both networks, accuracies in percent of the test images.

    ``digit_accuracy``: at ten digits; ``digit_net_parity``: of the same net at parity, by the digit that it predicts;
    ``accuracy_difference``: the latter less ``parity_net_parity``.
    """

    digit_accuracy: float
    digit_net_parity: float
    parity_net_parity: float
    accuracy_difference: float
    even: Contrast
    odd: Contrast


class TargetsInBothReadings(Metrics):
    """The two targets as the text says, and as published."""

    text: Targets
    published: Targets


@dataclass(frozen=True)
class ReadingMethods:
    """How a reading makes a graph from a network and images, and communities from weights and layer numbers."""

    build: Build
    split: Callable[[np.ndarray, np.ndarray], np.ndarray]


def parity_vs_digits(p: Readings, run: Run) -> TargetsInBothReadings:
    """Train for digits and, from the same seed, for parity; compare accuracies and communities, in both readings.

    The recipes of the readings are those for the ten digits; that for parity differs in its target only.
    """
    text = ReadingMethods(
        text_builder(p, run),
        lambda weights, layers: text_communities(weights, layers, p.text, run),
    )
    published = ReadingMethods(
        published_builder(p),
        lambda weights, layers: published_communities(weights, layers[:, None] + 1 == layers),
    )
    return TargetsInBothReadings(
        text=measure_targets("text", p.text.recipe, text, run),
        published=measure_targets("published", p.published.recipe, published, run),
    )


def text_communities(weights: np.ndarray, layers: np.ndarray, p: TextReading, run: Run) -> np.ndarray:
    """The communities that the text reading finds in a graph of signed weights."""
    strengths = np.where(layer_edges(layers, p.pairs), nonnegative(weights, p.signed), 0.0)
    return communities(strengths, p.method, run.rng("communities"), p.restarts).labels


def measure_targets(reading: str, recipe: Recipe, methods: ReadingMethods, run: Run) -> Targets:
    """Train both networks of a reading, and compare them at even and at odd test images."""
    digit_net = train_network(f"{reading} digits", recipe, run)
    parity_net = train_network(f"{reading} parity", parity_recipe(recipe), run)
    test = load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)
    parity = test.labels % 2
    predicted = compute_outputs(digit_net, test.images).argmax(1)
    digits_right = 100 * int((predicted % 2 == parity).sum()) / len(test)
    parity_right = accuracy(parity_net, test.images, parity)
    contrasts = {}
    for odd, name in enumerate(("even", "odd")):
        examples = Examples(test.images[parity == odd], test.labels[parity == odd])
        pair = (methods.build(digit_net, examples), methods.build(parity_net, examples))
        keep_graphs(f"{reading}_{name}", *pair, run)
        contrasts[name] = compare_networks(*pair, methods)
    return Targets(
        digit_accuracy=100 * int((predicted == test.labels).sum()) / len(test),
        digit_net_parity=digits_right,
        parity_net_parity=parity_right,
        accuracy_difference=digits_right - parity_right,
        **contrasts,
    )


def train_network(name: str, recipe: Recipe, run: Run) -> nn.Module:
    """The network of a recipe after its last epoch; ``name`` is put before the names of its curves."""
    return load(run.once(fit, recipe, name), recipe.epochs, recipe, run.device)


def parity_recipe(recipe: Recipe) -> Recipe:
    """The same training for the labels modulo 2."""
    return recipe.model_copy(update={"classes": 2, "target": "parity"})


def keep_graphs(name: str, digits: Graph, parity: Graph, run: Run) -> None:
    """Keep both graphs for the figures."""
    for net, graph in (("digits", digits), ("parity", parity)):
        for what in ("weights", "labels", "layers"):
            run.keep(f"{name}_{net}_{what}", getattr(graph, what))


def compare_networks(digits: Graph, parity: Graph, methods: ReadingMethods) -> Contrast:
    """The communities of the two graphs on the nodes before the outputs, which both networks have."""
    (number, mixed), (parity_number, parity_mixed) = (community_complexity(graph) for graph in (digits, parity))
    (alone, alone_mixed), (parity_alone, parity_alone_mixed) = (
        complexity_without_outputs(g, methods) for g in (digits, parity)
    )
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


def community_complexity(graph: Graph) -> tuple[float, float]:
    """Effective number of communities, and their interleaving with the layers, on the nodes before the outputs."""
    before = graph.layers < graph.layers.max()
    labels, layers = graph.labels[before], graph.layers[before]
    return effective_number(labels), interleaving(labels, layers)


def complexity_without_outputs(graph: Graph, methods: ReadingMethods) -> tuple[float, float]:
    """The same for the communities of the graph from which the outputs were removed."""
    before = graph.layers < graph.layers.max()
    layers = graph.layers[before]
    labels = methods.split(graph.weights[np.ix_(before, before)], layers)
    return effective_number(labels), interleaving(labels, layers)

"""Do a network's co-activations tell which digits look alike?

Ozer (2025), Figs. 6 and 7: the graphs of a trained LeNet5 at images of 6 and of 9 look the same, those of 6 and of 7
do not. Here every two digits are compared, in both readings (see ``coactivation.graphs``).
"""

import numpy as np

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import Graph, split_by_digit
from netsci_bench.experiments.coactivation.readings import Build, Readings, published_builder, text_builder
from netsci_bench.measures.similarity.graph_similarity import pair_rank, pattern_similarity
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples, load_examples
from netsci_bench.nets.training.trained import load

SIX, SEVEN, NINE = 6, 7, 9  # the digits that the paper draws
DIGITS = 10


class DigitSimilarity(Metrics):
    """Similarity of the graphs of single digits: correlations in [-1, 1] over nodes or edges that images change.

    ``margin`` is 6-9 less 6-7; ``rank`` the rank of 6-9 among the 45 pairs of digits, 1 for the most alike;
    ``steadiness`` how alike the graph of the 7s is to that without the last mini-batch: where it is below
    ``six_nine``, a graph says more about the images that were taken than about their digit.
    """

    six_nine: float
    six_seven: float
    margin: float
    rank: float
    steadiness: float


class Digits(Metrics):
    """By PageRank, centred within layers, and by the signed weights of the edges.

    ``refused``: graphs on which networkx's PageRank does not converge.
    """

    pagerank: DigitSimilarity
    edges: DigitSimilarity
    refused: float


class DigitsInBothReadings(Metrics):
    """The digits as the text says, and as published."""

    text: Digits
    published: Digits


def per_digit(p: Readings, run: Run) -> DigitsInBothReadings:
    """Train, and compare the graphs of the trained network at the images of each digit, in both readings."""
    text = build_graphs("text", p, text_builder(p, run), run)
    published = build_graphs("published", p, published_builder(p), run)
    return DigitsInBothReadings(
        text=compare_digits("text", text, run), published=compare_digits("published", published, run)
    )


def build_graphs(reading: str, p: Readings, build: Build, run: Run) -> list[Graph]:
    """Train, and build the graph of each digit, and that of the 7s without their last mini-batch: 11 graphs."""
    recipe: Recipe = getattr(p, reading).recipe
    net = load(run.once(fit, recipe, reading), recipe.epochs, recipe, run.device)
    _, *digits = split_by_digit(load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit))
    batch = p.published.batch if reading == "published" else None
    run.keep(f"{reading}_images", np.array([images_of_graph(len(group), batch) for group in digits]))
    return [build(net, group) for group in [*digits, drop_last_batch(digits[SEVEN], p.published.batch)]]


def images_of_graph(images: int, batch: int | None) -> int:
    """How many images a graph is built from: all, or in mini-batches of ``batch`` those of the last one."""
    return images if batch is None else (images - 1) % batch + 1


def drop_last_batch(examples: Examples, batch: int) -> Examples:
    """The examples without their last mini-batch, which may be smaller than the others.

    Raises:
        ValueError: there is only one mini-batch, or the rest is a single image, which has no correlations.
    """
    rest = (len(examples) - 1) // batch * batch
    if rest < 2:
        raise ValueError(f"{len(examples)} images are not two mini-batches of {batch}")
    return Examples(examples.images[:rest], examples.labels[:rest])


def compare_digits(reading: str, graphs_by_digit: list[Graph], run: Run) -> Digits:
    """Both similarities of every two graphs, over the nodes and the edges that the images decide.

    The published graphs have edges that no image changes (ones, and weights of the network), and nodes that only
    such edges reach: these are the same for every digit.
    """
    weights = np.stack([graph.weights for graph in graphs_by_digit])
    decided = np.triu((weights != weights[0]).any(axis=0))  # an undirected edge once
    nodes = (weights != weights[0]).any(axis=(0, 1))
    pagerank = np.stack([graph.pagerank for graph in graphs_by_digit])
    by_node = pattern_similarity(pagerank[:, nodes], graphs_by_digit[0].layers[nodes])
    by_edge = pattern_similarity(weights[:, decided], np.zeros(int(decided.sum()), dtype=np.int64))
    kept = {"pagerank_similarity": by_node, "edge_similarity": by_edge, "weights": weights, "pagerank": pagerank}
    for name, array in kept.items():
        run.keep(f"{reading}_{name}", array[:DIGITS, :DIGITS] if name.endswith("similarity") else array[:DIGITS])
    run.keep(f"{reading}_layers", graphs_by_digit[0].layers)
    refused = sum(not graph.converged for graph in graphs_by_digit[:DIGITS])
    return Digits(pagerank=summarise_similarity(by_node), edges=summarise_similarity(by_edge), refused=float(refused))


def summarise_similarity(similarity: np.ndarray) -> DigitSimilarity:
    """The metrics of a similarity matrix (11, 11): the ten digits, then the 7s without their last mini-batch."""
    return DigitSimilarity(
        six_nine=similarity[SIX, NINE],
        six_seven=similarity[SIX, SEVEN],
        margin=similarity[SIX, NINE] - similarity[SIX, SEVEN],
        rank=pair_rank(similarity[:DIGITS, :DIGITS], SIX, NINE),
        steadiness=similarity[SEVEN, DIGITS],
    )

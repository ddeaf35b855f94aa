"""Do a network's co-activations tell which digits look alike?

Ozer (2025), Figs. 6 and 7: the graphs of a trained LeNet5 at images of 6 and of 9 look very similar, those of 6 and
of 7 do not. Here every two digits are compared, in all readings (see ``coactivation.graphs``).
"""

from collections.abc import Sequence

import numpy as np
import torch

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.coactivation.graphs import DIGITS, Graph, split_by_digit
from netsci_bench.experiments.coactivation.readings import Readings, published_graphs, text_graphs
from netsci_bench.measures.similarity.graph_similarity import (
    pair_agreement,
    pair_excess,
    pair_rank,
    pattern_similarity,
)
from netsci_bench.nets.training.loop import fit
from netsci_bench.nets.training.recipe import Recipe
from netsci_bench.nets.training.tensors import Examples, load_examples
from netsci_bench.nets.training.trained import load

SIX, SEVEN, NINE = 6, 7, 9  # the digits that the paper draws
SHORT_SEVEN, SIX_HALVES, NINE_HALVES = 10, (11, 12), (13, 14)  # the graphs after those of the ten digits


class DigitSimilarity(Metrics):
    """Similarity of the graphs of single digits: correlations in [-1, 1] over nodes or edges that images change.

    ``margin`` is 6-9 less 6-7; ``above_other_pairs`` 6-9 less the mean of the other 44 pairs of digits, and
    ``any_pair_above`` the same for a pair drawn at random; ``same_digit``: two halves of the images of 6, and of 9,
    mean of both: as similar as two graphs can be that differ in their images alone; ``rank`` the rank of 6-9 among
    the 45 pairs, 1 for the most alike; ``follows_images``: how far the 45 pairs have the order of the similarity of
    their mean images; ``steadiness`` how alike the graph of the 7s is to that without the last mini-batch: where it
    is below ``six_nine``, a graph says more about the images that were taken than about their digit.
    """

    six_nine: float
    six_seven: float
    margin: float
    above_other_pairs: float
    any_pair_above: float
    same_digit: float
    rank: float
    follows_images: float
    steadiness: float


class Digits(Metrics):
    """By PageRank, centred within layers, and by the signed weights of the edges.

    ``refused``: graphs on which networkx's PageRank does not converge.
    """

    pagerank: DigitSimilarity
    edges: DigitSimilarity
    refused: float


class DigitsByReading(Metrics):
    """The digits in three readings of the text, and as published."""

    text: Digits
    linear_only: Digits
    all_pairs: Digits
    published: Digits


def per_digit(p: Readings, run: Run) -> DigitsByReading:
    """Train, and compare the graphs of the trained network at the images of each digit, in all readings."""
    net, test = train_network("text", p.text.recipe, run)
    groups = split_for_comparison(test.labels, p.published.batch)
    graphs = text_graphs(net, test, groups, p.text)
    likeness = image_similarity(test)
    for reading in graphs:
        run.keep(f"{reading}_images", np.array([len(group) for group in groups[:DIGITS]]))
    net, test = train_network("published", p.published.recipe, run)
    groups = split_for_comparison(test.labels, p.published.batch)
    graphs |= published_graphs(net, test, groups, p.published)
    seen = [images_of_graph(len(group), p.published.batch) for group in groups[:DIGITS]]
    run.keep("published_images", np.array(seen))
    return DigitsByReading(**{name: compare_digits(name, found, likeness, run) for name, found in graphs.items()})


def train_network(name: str, recipe: Recipe, run: Run) -> tuple[torch.nn.Module, Examples]:
    """The network of a recipe after its last epoch, and the test images; ``name`` is put before its curves."""
    net = load(run.once(fit, recipe, name), recipe.epochs, recipe, run.device)
    return net, load_examples(run.arrays(recipe.dataset), "test", run.device, recipe.test_limit)


def split_for_comparison(labels: torch.Tensor, batch: int) -> list[torch.Tensor]:
    """Places of the images of each digit; the 7s without their last mini-batch; two halves of the 6s, of the 9s."""
    _, *digits = split_by_digit(labels)
    halves = [digits[digit][start::2] for digit in (SIX, NINE) for start in (0, 1)]
    return [*digits, drop_last_batch(digits[SEVEN], batch), *halves]


def images_of_graph(images: int, batch: int) -> int:
    """How many images the published code builds a graph from: in mini-batches of ``batch`` those of the last one."""
    return (images - 1) % batch + 1


def drop_last_batch(group: torch.Tensor, batch: int) -> torch.Tensor:
    """The places without those of the last mini-batch, which may be smaller than the others.

    Raises:
        ValueError: there is only one mini-batch, or the rest is a single image, which has no correlations.
    """
    rest = (len(group) - 1) // batch * batch
    if rest < 2:
        raise ValueError(f"{len(group)} images are not two mini-batches of {batch}")
    return group[:rest]


def image_similarity(test: Examples) -> np.ndarray:
    """The correlation of the mean images of each two digits, (10, 10)."""
    _, *digits = split_by_digit(test.labels)
    means = np.stack([test.images[group].mean(0).flatten().cpu().numpy() for group in digits])
    return pattern_similarity(means, np.zeros(means.shape[1], dtype=np.int64))


def compare_digits(reading: str, graphs: Sequence[Graph], likeness: np.ndarray, run: Run) -> Digits:
    """Both similarities of every two graphs, over the nodes and the edges that the images decide.

    The published graphs have edges that no image changes (ones, and weights of the network), and nodes that only
    such edges reach: these are the same for every digit.
    """
    weights = np.stack([graph.weights for graph in graphs])
    changed = weights != weights[0]
    decided, nodes = np.triu(changed.any(axis=0)), changed.any(axis=(0, 1))  # an undirected edge once
    pagerank = np.stack([graph.pagerank for graph in graphs])
    by_node = pattern_similarity(pagerank[:, nodes], graphs[0].layers[nodes])
    by_edge = pattern_similarity(weights[:, decided], np.zeros(int(decided.sum()), dtype=np.int64))
    kept = {"pagerank_similarity": by_node, "edge_similarity": by_edge, "weights": weights, "pagerank": pagerank}
    for name, array in kept.items():
        run.keep(f"{reading}_{name}", array[:DIGITS, :DIGITS] if name.endswith("similarity") else array[:DIGITS])
    run.keep(f"{reading}_layers", graphs[0].layers)
    return Digits(
        pagerank=summarise_similarity(by_node, likeness, run),
        edges=summarise_similarity(by_edge, likeness, run),
        refused=float(sum(not graph.converged for graph in graphs[:DIGITS])),
    )


def summarise_similarity(similarity: np.ndarray, likeness: np.ndarray, run: Run) -> DigitSimilarity:
    """The metrics of a similarity matrix (15, 15): the ten digits, the shortened 7s, the halves of 6 and of 9."""
    digits = similarity[:DIGITS, :DIGITS]
    return DigitSimilarity(
        six_nine=digits[SIX, NINE],
        six_seven=digits[SIX, SEVEN],
        margin=digits[SIX, NINE] - digits[SIX, SEVEN],
        above_other_pairs=pair_excess(digits, SIX, NINE),
        any_pair_above=pair_excess(digits, *draw_pair(run)),
        same_digit=(similarity[SIX_HALVES] + similarity[NINE_HALVES]) / 2,
        rank=pair_rank(digits, SIX, NINE),
        follows_images=pair_agreement(digits, likeness),
        steadiness=similarity[SEVEN, SHORT_SEVEN],
    )


def draw_pair(run: Run) -> tuple[int, int]:
    """Two digits at random, but not 6 and 9."""
    rng = run.rng("pair of digits")
    while True:
        first, second = sorted(rng.choice(DIGITS, size=2, replace=False).tolist())
        if (first, second) != (SIX, NINE):
            return first, second

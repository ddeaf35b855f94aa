"""How much does a modularity curve change with the number of images, and with the number of neighbours?

Lu et al. (2022), section 4.4 and Fig. 7: fewer images lower the early layers, and k is negligible. All numbers of
images are parts of one random sample, so that the curves differ by their number alone; for k the nearest come first,
so that a graph of few neighbours is a part of that of many.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Annotated

import numpy as np
from pydantic import Field
from torch import Tensor

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.readings import Graphs, build_neighbour_graph
from netsci_bench.experiments.modularity.trained.layers import LayerReading, each_layer, sample_of
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_accuracy, subject_net
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.measures.similarity.nearest_neighbours import Neighbours

Numbers = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]


class Sensitivity(Subject, Graphs):
    """Growing ``counts`` of images with ``neighbours`` each, growing ``neighbour_counts`` at ``images``."""

    text: LayerReading
    counts: Numbers
    neighbour_counts: Numbers


class Effects(Metrics):
    """What the number of images and of neighbours do to the curve.

    ``early_growth``: from the fewest to the most images, mean over the first third of the layers; ``final_change``:
    the same of the last layer, without its sign; ``early_over_final``: the first less the second; ``images_effect``
    and ``neighbours_effect``: mean absolute change over all layers from the first to the last number;
    ``images_tendency`` and ``neighbours_tendency``: the lowest rank correlation over layers of any two of the curves.
    """

    early_growth: float
    final_change: float
    early_over_final: float
    images_effect: float
    neighbours_effect: float
    images_tendency: float
    neighbours_tendency: float


class BothLabels(Metrics):
    """With the true classes, with labels in random order, and the accuracy in percent of the test images."""

    classes: Effects
    permuted: Effects
    accuracy: float


def sensitivity(p: Sensitivity, run: Run) -> BothLabels:
    """Train, take one sample as large as the largest number, and read all curves off its parts."""
    net = subject_net(p, p.classes, run)
    examples = sample_of(p.model_copy(update={"images": max(p.counts)}), p.text, run, 0)
    order = run.rng("parts of the sample").permutation(len(examples))
    labels = examples.labels.cpu().numpy()
    mixed = run.rng("permuted labels").permutation(labels)
    layers = each_layer(net, examples, p.text, curves_of(p, order, labels, mixed))
    by_images, by_neighbours = (np.array([layer[kind] for layer in layers]).transpose(1, 2, 0) for kind in (0, 1))
    run.keep("by-images", by_images[0])
    run.keep("by-neighbours", by_neighbours[0])
    true, random = (describe_effects(by_images[which], by_neighbours[which]) for which in (0, 1))
    return BothLabels(classes=true, permuted=random, accuracy=subject_accuracy(p, net, p, p.text, run))


def curves_of(
    p: Sensitivity, order: np.ndarray, labels: np.ndarray, mixed: np.ndarray
) -> Callable[[Tensor], tuple[list[list[float]], list[list[float]]]]:
    """What one layer gives: modularity by number of images and of neighbours, each for true and for mixed labels."""

    def take(output: Tensor) -> tuple[list[list[float]], list[list[float]]]:
        graphs = [(build_neighbour_graph(output[order[:n]], p.neighbours), order[:n]) for n in p.counts]
        part = order[: p.images]
        near = build_neighbour_graph(output[part], max(p.neighbour_counts))
        fewer = [(Neighbours(near.nodes[:, :k], near.weights[:, :k]), part) for k in p.neighbour_counts]
        by_images, by_neighbours = (
            [[neighbour_modularity(graph, known[at]) for graph, at in several] for known in (labels, mixed)]
            for several in (graphs, fewer)
        )
        return by_images, by_neighbours

    return take


def describe_effects(by_images: np.ndarray, by_neighbours: np.ndarray) -> Effects:
    """What two families of curves (``numbers layers``) show."""
    growth = by_images[-1] - by_images[0]
    early = float(growth[: max(1, len(growth) // 3)].mean())
    final = float(abs(growth[-1]))
    return Effects(
        early_growth=early,
        final_change=final,
        early_over_final=early - final,
        images_effect=float(np.abs(growth).mean()),
        neighbours_effect=float(np.abs(by_neighbours[-1] - by_neighbours[0]).mean()),
        images_tendency=lowest_correlation(by_images),
        neighbours_tendency=lowest_correlation(by_neighbours),
    )


def lowest_correlation(curves: np.ndarray) -> float:
    """The lowest rank correlation over layers of any two of the curves (``numbers layers``).

    >>> round(lowest_correlation(np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [3.0, 2.0, 1.0]])), 6)
    -1.0
    """
    ranks = spearman(curves.T)
    return float(min(ranks[i, j] for i, j in combinations(range(len(curves)), 2)))

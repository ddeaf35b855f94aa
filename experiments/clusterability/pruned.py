"""Are trained nets more clusterable than untrained ones, than their own shuffled weights, and once pruned?

After Filan et al. (2021): the units of a perceptron are clustered by the sizes of its weights; the n-cut says how
much weight runs between the clusters. The same is done for the weights of each layer in random order, many times.
"""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.measures.communities.spectral_clustering import largest_component, normalised_cut, spectral_clusters
from netsci_bench.measures.graphs.mask_structure import idle_units
from netsci_bench.measures.graphs.weight_graph import shuffled_layers, weight_graph, without_idle_units
from netsci_bench.nets.lottery.continued_pruning import prune_trained
from netsci_bench.nets.lottery.recipe import Tickets
from netsci_bench.nets.lottery.tickets import TrainedRound, find_round

Layers = Sequence[NDArray[np.floating]]


class Clustering(Params):
    """What is trained and pruned, and how it is clustered.

    Attributes:
        training: rounds 0 (dense) to the last, without rewinding; ``rates`` are removed in each.
        clusters: groups of units.
        shuffles: how many times the weights of each layer are put into random order.
    """

    training: Tickets
    clusters: Annotated[int, Field(ge=2)]
    shuffles: Annotated[int, Field(ge=2)]


class Cut(Metrics):
    """One net against its shuffled weights.

    ``n_cut``: of the net; ``shuffled``: of each shuffle; ``relative``: (n_cut - their mean) / their mean, in percent;
    ``p_value``: (1 + shuffles with an n-cut as small) / (1 + shuffles); ``shuffled_p_value``: the same of the first
    shuffle against all others; ``accuracy``: in percent of the test images; ``units``: that are not idle.
    """

    n_cut: float
    shuffled: list[float]
    relative: float
    p_value: float
    shuffled_p_value: float
    accuracy: float
    units: float


class Clustered(Metrics):
    """All nets of one seed.

    ``initial``: n-cut of the untrained net; ``below_initial``: the dense net's n-cut less that; ``pruning_effect``:
    ``relative`` of the pruned net less that of the unpruned one, which was trained as long.
    """

    initial: float
    trained: Cut
    unpruned: Cut
    pruned: Cut
    below_initial: float
    pruning_effect: float
    weights_left: float


def clusterability(p: Clustering, run: Run) -> Clustered:
    """Train, prune, cluster, and compare."""
    folder, last = run.once(prune_trained, p.training), p.training.rounds
    initial = net_cut(find_round(folder, "initial", 0).weights, p.clusters, run.rng("clusters of the untrained net"))
    nets = {
        "trained": find_round(folder, "pruned", 0),
        "unpruned": find_round(folder, "unpruned", last),
        "pruned": find_round(folder, "pruned", last),
    }
    cuts = {name: measure_cut(net, p, run.rng(f"shuffles of the {name} net")) for name, net in nets.items()}
    kept, every = (sum(int(mask.sum()) for mask in nets[name].masks) for name in ("pruned", "trained"))
    keep_order(nets["pruned"].weights, p.clusters, run)
    return Clustered(
        initial=initial,
        **cuts,
        below_initial=cuts["trained"].n_cut - initial,
        pruning_effect=cuts["pruned"].relative - cuts["unpruned"].relative,
        weights_left=100.0 * kept / every,
    )


def measure_cut(net: TrainedRound, p: Clustering, rng: np.random.Generator) -> Cut:
    """Cluster a net and its shuffles; units that lead nowhere are left out first, as in the authors' code."""
    layers = used_layers(net.weights)
    cut = net_cut(layers, p.clusters, rng)
    shuffled = np.array([net_cut(shuffled_layers(layers, rng), p.clusters, rng) for _ in range(p.shuffles)])
    return Cut(
        n_cut=cut,
        shuffled=shuffled.tolist(),
        relative=100.0 * (cut / float(shuffled.mean()) - 1.0),
        p_value=(1.0 + float(np.sum(shuffled <= cut))) / (1.0 + p.shuffles),
        shuffled_p_value=(1.0 + float(np.sum(shuffled[1:] <= shuffled[0]))) / p.shuffles,
        accuracy=net.last_accuracy,
        units=float(layers[0].shape[1] + sum(len(weights) for weights in layers)),
    )


def used_layers(layers: Layers) -> list[NDArray[np.floating]]:
    """The layers without units that lie on no path from an input to an output."""
    return without_idle_units(layers, idle_units([weights != 0.0 for weights in layers]))


def net_cut(layers: Layers, clusters: int, rng: np.random.Generator) -> float:
    """The n-cut of a net's units, clustered by the sizes of its weights; loose units are no cluster."""
    graph = largest_component(weight_graph(used_layers(layers)))
    return normalised_cut(graph, spectral_clusters(graph, clusters, rng))


def keep_order(layers: Layers, clusters: int, run: Run) -> None:
    """Save the pruned net's graph in the order of its clusters, as the figures show it."""
    graph = largest_component(weight_graph(used_layers(layers)))
    labels = spectral_clusters(graph, clusters, run.rng("clusters of the pruned net"))
    edges = graph.tocoo()
    run.keep("labels", labels)
    run.keep("edges", np.stack(edges.coords))
    run.keep("sizes", edges.data.astype(np.float32))

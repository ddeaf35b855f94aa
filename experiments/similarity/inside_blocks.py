"""Do layers inside of residual blocks differ from those behind the additions, in modularity and in CKA?

Lu et al. (2022), section 5.1, say why their two heat maps show blocks: layers behind an addition differ more from
layers inside of a block than from each other. `layer_pairs` looks at the former alone; here are both kinds. Inside of
a block a layer is what leaves a normalisation, before the activation or the addition.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.readings import build_neighbour_graph
from netsci_bench.experiments.modularity.trained.layers import LayerReading, sample_of
from netsci_bench.experiments.modularity.trained.nets import subject_net
from netsci_bench.experiments.similarity.layer_pairs import CKA_SAMPLE, LayerPairs
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.similarity.graph_similarity import pair_agreement
from netsci_bench.measures.similarity.layer_differences import (
    absolute_differences,
    agreement_beyond_distance,
    inside_excess,
)
from netsci_bench.measures.similarity.minibatch_cka import MinibatchCka, centred_gram, unbiased_hsic
from netsci_bench.nets.probes.block_names import block_names
from netsci_bench.nets.probes.inside_blocks import inside_names
from netsci_bench.nets.probes.layer_outputs import layer_outputs
from netsci_bench.nets.training.tensors import Examples, normalise

Taken = TypeVar("Taken")
RANDOM_PLACES = 20


class Insides(Metrics):
    """What the two matrices show over all pairs of layers, inside of blocks and behind additions.

    ``modularity_excess``, ``cka_excess``: see `inside_excess`, of D and of 1 - CKA; ``random...``: mean where any
    layer of a block may count as the one behind the addition; ``agreement``, ``permuted_agreement``,
    ``agreement_beyond_distance``: as in `layer_pairs`; ``modularity``: by layer, ``inside``: which are, 0 or 1.
    """

    modularity_excess: float
    random_modularity_excess: float
    cka_excess: float
    random_cka_excess: float
    agreement: float
    permuted_agreement: float
    agreement_beyond_distance: float
    modularity: list[float]
    inside: list[float]


class Layers(NamedTuple):
    """The layers in the order in which they run, and which of them lie inside of a block."""

    names: list[str]
    inside: np.ndarray


def inside_blocks(p: LayerPairs, run: Run) -> Insides:
    """Both matrices of one net, with the layers inside of its blocks."""
    net = subject_net(p, p.classes, run)
    layers = layers_of(net, sample_of(p, p.text, run, 0), p.text)
    curve, permuted = modularity_of(net, layers, p, run)
    differences, alignment = absolute_differences(curve), alignment_of(net, layers, p, run)
    run.keep("differences", differences)
    run.keep("cka", alignment)
    rng = run.rng("random places")
    return Insides(
        modularity_excess=inside_excess(differences, layers.inside),
        random_modularity_excess=random_excess(differences, layers.inside, rng),
        cka_excess=inside_excess(1.0 - alignment, layers.inside),
        random_cka_excess=random_excess(1.0 - alignment, layers.inside, rng),
        agreement=pair_agreement(-differences, alignment),
        permuted_agreement=pair_agreement(-absolute_differences(permuted), alignment),
        agreement_beyond_distance=agreement_beyond_distance(-differences, alignment),
        modularity=curve.tolist(),
        inside=layers.inside.astype(float).tolist(),
    )


def layers_of(net: nn.Module, examples: Examples, reading: LayerReading) -> Layers:
    """The first convolution, the blocks, and the normalisations inside of these."""
    blocks = block_names(net, examples.images.shape[1:], reading.unit)
    within = inside_names(net, blocks)
    few = Examples(examples.images[:2], examples.labels[:2])
    order = list(outputs(net, few, reading, (*blocks, *within), lambda _: None))
    return Layers(order, np.isin(order, within))


def modularity_of(net: nn.Module, layers: Layers, p: LayerPairs, run: Run) -> tuple[np.ndarray, np.ndarray]:
    """The mean curve over the samples, and the same with labels in random order."""
    found = []
    for number in range(p.draws):
        examples = sample_of(p, p.text, run, number)
        labels = examples.labels.cpu().numpy()
        mixed = run.rng(f"permuted labels {number}").permutation(labels)
        taken = outputs(
            net, examples, p.text, layers.names, lambda output: build_neighbour_graph(output, p.neighbours)
        )
        found.append([[neighbour_modularity(graph, each) for graph in taken.values()] for each in (labels, mixed)])
    true, permuted = np.mean(found, axis=0)
    return true, permuted


def alignment_of(net: nn.Module, layers: Layers, p: LayerPairs, run: Run) -> np.ndarray:
    """Linear CKA of each two layers (``layers layers``), over random images in batches."""
    drawn = sample_of(p.model_copy(update={"images": p.cka_images}), p.text, run, CKA_SAMPLE)
    order, found = run.rng("batches").permutation(len(drawn)), MinibatchCka(unbiased_hsic)
    for chosen in np.split(order, p.cka_images // p.batch):
        some = Examples(drawn.images[chosen], drawn.labels[chosen])
        taken = outputs(net, some, p.text, layers.names, lambda output: centred_gram(output.cpu().numpy()))
        found.add(np.stack(list(taken.values())))
    return found.alignment()


def outputs(
    net: nn.Module, examples: Examples, reading: LayerReading, names: Sequence[str], take: Callable[[Tensor], Taken]
) -> dict[str, Taken]:
    """What ``take`` makes of each layer's output, in the order in which the layers run."""
    return layer_outputs(net, normalise(examples.images, reading.mean, reading.deviation), names, take)


def random_excess(differences: np.ndarray, inside: np.ndarray, rng: np.random.Generator) -> float:
    """The mean excess where any layer of a block may count as the one behind its addition."""
    return float(np.mean([inside_excess(differences, random_places(inside, rng)) for _ in range(RANDOM_PLACES)]))


def random_places(inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As many layers inside, with the layer outside at a random place of each block but the last.

    The first and the last layer stay outside, so that every other one lies between two.
    """
    found = inside.copy()
    ends = np.flatnonzero(~inside)
    for before, after in pairwise(ends[:-1]):
        found[before + 1 : after + 1] = True
        found[rng.integers(before + 1, after + 1)] = False
    return found

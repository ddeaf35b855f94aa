"""Which layers of a net are alike: do differences in modularity and linear CKA show the same blocks?

Lu et al. (2022), section 5.1 and Fig. 8: D_ij = |Q_i - Q_j| beside linear CKA, two pictures with "the same block
structure". Here both are matrices of the same layers of the same net, and their agreement is a number. Pairs of
layers that lie far apart differ more by any measure, so that the agreement beyond the distance is a control. A block
is a stage: the layers between two changes of the number of features. One more matrix is what CKA becomes where the
diagonal of the Gram matrix is subtracted as a row, as in code that an author of the paper has published; whether they
used it is unknown.
"""

from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator
from torch import nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.trained.layers import (
    LayerReading,
    Samples,
    each_layer,
    sample_of,
    sampled_curves,
)
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_net
from netsci_bench.measures.similarity.graph_similarity import pair_agreement
from netsci_bench.measures.similarity.layer_differences import (
    absolute_differences,
    agreement_beyond_distance,
    block_contrast,
    stage_numbers,
)
from netsci_bench.measures.similarity.minibatch_cka import (
    MinibatchCka,
    centred_gram,
    column_shifted_hsic,
    raw_gram,
    unbiased_hsic,
)
from netsci_bench.nets.training.tensors import Examples

CKA_SAMPLE = -1  # its number; those of modularity are 0 and above
RANDOM_STAGES = 20


class LayerPairs(Subject, Samples):
    """A net and its samples; CKA of ``cka_images`` in batches of ``batch``."""

    text: LayerReading
    cka_images: Annotated[int, Field(ge=4)]
    batch: Annotated[int, Field(ge=4)]

    @model_validator(mode="after")
    def _whole_batches(self) -> Self:
        if self.cka_images % self.batch:
            raise ValueError(f"{self.cka_images} images are no whole number of batches of {self.batch}")
        return self


class Pairs(Metrics):
    """What the two matrices show over all pairs of layers.

    ``agreement``: rank correlation of -D and CKA; ``permuted_agreement``: with D of labels in random order;
    ``agreement_beyond_distance``: of what the distance of two layers leaves; ``modularity_contrast``,
    ``cka_contrast``: see `block_contrast`, of D and of 1 - CKA by stage; ``random...``: mean over as many stages at
    random places; ``shifted_agreement``: rank correlation of CKA with what it becomes where the diagonal is
    subtracted as a row, over absolute values where these are negative; ``shifted_undefined``: share of layers that
    are negative with themselves there, so that CKA is no number; ``lowest_cka``: of any two layers.
    """

    agreement: float
    permuted_agreement: float
    agreement_beyond_distance: float
    modularity_contrast: float
    random_modularity_contrast: float
    cka_contrast: float
    random_cka_contrast: float
    shifted_agreement: float
    shifted_undefined: float
    lowest_cka: float


class Alignments(NamedTuple):
    """CKA, and the sums of what is no HSIC any more (``layers layers`` each)."""

    cka: np.ndarray
    shifted: np.ndarray


def layer_pairs(p: LayerPairs, run: Run) -> Pairs:
    """Both matrices of one net, and how far they agree."""
    net = subject_net(p, p.classes, run)
    curves = sampled_curves(net, p.text, p, run)
    differences, permuted = (absolute_differences(c.mean(axis=0)) for c in (curves.modularity, curves.permuted))
    found = alignments(net, p, run)
    own = np.diag(found.shifted)
    shifted = found.shifted / np.sqrt(np.abs(own[:, None] * own[None, :]))
    for name, matrix in (("differences", differences), ("cka", found.cka), ("shifted", shifted)):
        run.keep(name, matrix)
    rng, opening = run.rng("random stages"), curves.opening
    return Pairs(
        agreement=pair_agreement(-differences, found.cka),
        permuted_agreement=pair_agreement(-permuted, found.cka),
        agreement_beyond_distance=agreement_beyond_distance(-differences, found.cka),
        modularity_contrast=block_contrast(differences, stage_numbers(opening)),
        random_modularity_contrast=random_contrast(differences, opening, rng),
        cka_contrast=block_contrast(1.0 - found.cka, stage_numbers(opening)),
        random_cka_contrast=random_contrast(1.0 - found.cka, opening, rng),
        shifted_agreement=pair_agreement(shifted, found.cka),
        shifted_undefined=float(np.mean(own <= 0.0)),
        lowest_cka=float(found.cka.min()),
    )


def alignments(net: nn.Module, p: LayerPairs, run: Run) -> Alignments:
    """CKA of all layers over random images in a random order, one batch and one layer at a time."""
    drawn = sample_of(p.model_copy(update={"images": p.cka_images}), p.text, run, CKA_SAMPLE)
    order = run.rng("batches").permutation(len(drawn))
    right, shifted = MinibatchCka(unbiased_hsic), MinibatchCka(column_shifted_hsic)
    for chosen in np.split(order, p.cka_images // p.batch):
        some = Examples(drawn.images[chosen], drawn.labels[chosen])
        taken = each_layer(
            net, some, p.text, lambda output: (centred_gram(output.cpu().numpy()), raw_gram(output.cpu().numpy()))
        )
        right.add(np.stack([gram for gram, _ in taken]))
        shifted.add(np.stack([gram for _, gram in taken]))
    return Alignments(right.alignment(), shifted.sums())


def random_contrast(differences: np.ndarray, opening: np.ndarray, rng: np.random.Generator) -> float:
    """The mean contrast of as many stages that begin at random steps."""
    places = [stage_numbers(rng.permutation(opening)) for _ in range(RANDOM_STAGES)]
    return float(np.mean([block_contrast(differences, stages) for stages in places]))

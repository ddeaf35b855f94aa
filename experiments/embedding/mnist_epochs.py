"""What do projections of a network's outputs show while it learns digits?

Pícha & Profota (2025) train a small convolutional network slowly, put what its last layer gives for all 10,000 test
images into a plane after each epoch, and describe what they see. Here each description is a number.
"""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.embedding.epoch_outputs import EpochOutputs, Start, compare_starts, epoch_outputs
from netsci_bench.experiments.embedding.projections import Looks, Projections, Tentacles, find_tentacles, project
from netsci_bench.experiments.embedding.watched import component_series, offer_series, unit_images
from netsci_bench.measures.embedding.class_traces import wandering_share
from netsci_bench.measures.embedding.linear_projections import star_axes
from netsci_bench.measures.embedding.motion import relative_motion
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity, off_cluster_share
from netsci_bench.measures.embedding.stored_size import (
    compact_bytes,
    json_bytes_by_image,
    json_bytes_by_output,
    messagepack_bytes,
)
from netsci_bench.nets.training.recipe import Recipe

MEGA = 1e6
PUBLISHED_EPOCHS, PUBLISHED_IMAGES = 45, 10_000
CONFIDENT = 0.9


class Watched(Params):
    """Two trainings, and how their outputs are looked at.

    ``slowed``: the recipe whose epochs are watched; ``tutorial``: the recipe without slowing, for a few epochs;
    ``embedded_seeds``: of these t-SNE and UMAP are made for all epochs and all images; ``layer``: what is offered to
    the explorer: outputs of the last layer, or what enters it, as ``components`` principal components. All that is
    measured is of the outputs.
    """

    slowed: Recipe
    tutorial: Recipe
    looks: Looks = Looks()
    embedded_seeds: tuple[Annotated[int, Field(ge=0)], ...] = (0,)
    layer: Literal["last", "before"] = "last"
    components: Annotated[int, Field(ge=3)] = 16

    @model_validator(mode="after")
    def _there_are_epochs_to_compare(self) -> Self:
        if self.slowed.epochs < 2:
            raise ValueError("a training whose epochs are watched has two or more")
        return self


class Clusters(Metrics):
    """How the outputs of the last epoch lie among each other.

    ``purity`` and with labels in random order ``shuffled_purity``: share of the nearest neighbours that are of the
    same digit; ``near_axes``: share of images with an output of 0.9 or more; ``expansion``: size of the cloud in star
    coordinates after the last epoch, as a multiple of that after the first; ``off_cluster``: share of those
    misclassified among the images farthest from their digit, in all dimensions; ``star_off_cluster``: in star
    coordinates; ``random_off_cluster``: in all dimensions, with random images called misclassified; ``wandering``:
    share of images that were taken for two or more wrong digits before they were classified correctly.
    """

    purity: float
    shuffled_purity: float
    near_axes: float
    expansion: float
    off_cluster: float
    star_off_cluster: float
    random_off_cluster: float
    wandering: float


class Storage(Metrics):
    """Sizes in megabytes, of 45 epochs and 10,000 images; ``transposed_share``: of one JSON to the other.

    ``compact``: a byte for each output, to within 1/510; ``compact_share``: of MessagePack.
    """

    json_by_image: float
    json_by_output: float
    messagepack: float
    compact: float
    transposed_share: float
    compact_share: float


class Seen(Metrics):
    """All that is seen; lists go by epoch, and the motions of t-SNE and UMAP are there for the embedded seeds."""

    start: Start
    clusters: Clusters
    projections: Projections
    tentacles: Tentacles
    storage: Storage
    accuracies: list[float]
    purities: list[float]
    motions: list[float]


def mnist_epochs(p: Watched, run: Run) -> Seen:
    """Train, project what the network gives after each epoch, and measure what is said to be seen."""
    seen = epoch_outputs(p.slowed, run)
    points = component_series(p.slowed, p.components, run)[0] if p.layer == "before" else seen.outputs
    units = unit_images(p.slowed, p.looks.ascent_steps, run) if run.seed in p.embedded_seeds else None
    series = offer_series(seen, points, p.looks, run, units)
    k, sample = p.looks.neighbours, slice(p.looks.sample)
    outputs = seen.outputs.astype(np.float64)
    run.keep("labels", seen.labels)
    return Seen(
        start=compare_starts(p.tutorial, seen, run),
        clusters=_clusters(seen, k, run),
        projections=project(seen, p.looks, run),
        tentacles=find_tentacles(seen, p.looks, run),
        storage=_storage(seen),
        accuracies=list(seen.accuracies),
        purities=[neighbour_purity(points[sample], seen.labels[sample], k) for points in outputs],
        motions=[relative_motion(pictures[1:]) for pictures in series.values()],
    )


def _clusters(seen: EpochOutputs, k: int, run: Run) -> Clusters:
    outputs = seen.outputs.astype(np.float64)
    star, last = outputs @ star_axes(outputs.shape[2]), outputs[-1]
    wrong = seen.answers[-1] != seen.labels
    rng = run.rng("without any structure")
    sizes = [float(np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean())) for points in star]
    return Clusters(
        purity=neighbour_purity(last, seen.labels, k),
        shuffled_purity=neighbour_purity(last, rng.permutation(seen.labels), k),
        near_axes=float(np.mean(last.max(axis=1) >= CONFIDENT)),
        expansion=sizes[-1] / sizes[1],
        off_cluster=off_cluster_share(last, seen.labels, wrong, k),
        star_off_cluster=off_cluster_share(star[-1], seen.labels, wrong, k),
        random_off_cluster=off_cluster_share(last, seen.labels, rng.permutation(wrong), k),
        wandering=wandering_share(seen.answers[1:], seen.labels),
    )


def _storage(seen: EpochOutputs) -> Storage:
    """JSON is written for the first, the middle and the last trained epoch, and what it takes is multiplied."""
    epochs, images, classes = seen.logits.shape
    outputs = seen.outputs
    tried = outputs[[1, epochs // 2, epochs - 1]]
    published = PUBLISHED_EPOCHS * PUBLISHED_IMAGES / images
    by_image = json_bytes_by_image(tried) * published / len(tried) / MEGA
    by_output = json_bytes_by_output(tried) * published / len(tried) / MEGA
    messagepack = messagepack_bytes(PUBLISHED_EPOCHS, PUBLISHED_IMAGES, classes) / MEGA
    compact = compact_bytes(outputs) * published / epochs / MEGA
    return Storage(
        json_by_image=by_image,
        json_by_output=by_output,
        messagepack=messagepack,
        compact=compact,
        transposed_share=by_output / by_image,
        compact_share=compact / messagepack,
    )

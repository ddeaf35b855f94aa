"""Does the modularity of a layer tell what a linear classifier on its features would?

Lu et al. (2022), section 4.1: the tendency of modularity is consistent with that of the linear probes of Alain &
Bengio (2016). Both curves of the same layers of the same net are held against each other. Since both tend to grow
with depth, their steps from layer to layer are compared, too.
"""

from typing import Annotated, Literal

import numpy as np
import torch
from pydantic import Field
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
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_accuracy, subject_net
from netsci_bench.measures.similarity.correlation import spearman
from netsci_bench.measures.similarity.linear_probe import linear_probe_accuracy
from netsci_bench.nets.training.tensors import Examples

PROBED = {"train": -1, "test": -2}  # numbers of samples; those of modularity are 0 and above


class Probed(Subject, Samples):
    """A net, its samples, and on how many images of the training and test set a probe is fitted and tested."""

    text: LayerReading
    probe_images: Annotated[int, Field(ge=2)]


class Agreement(Metrics):
    """Both curves by layer, and how they go together.

    ``probe_accuracy``: of the test images, in percent; ``agreement``: rank correlation of the curves over layers;
    ``permuted_agreement``: the same with modularity of labels in random order; ``step_agreement``: rank correlation
    of their steps from layer to layer.
    """

    modularity: list[float]
    permuted: list[float]
    probe_accuracy: list[float]
    agreement: float
    permuted_agreement: float
    step_agreement: float
    accuracy: float


def probes(p: Probed, run: Run) -> Agreement:
    """Train, measure modularity of each layer, fit a probe to each layer, compare."""
    net = subject_net(p, p.classes, run)
    curves = sampled_curves(net, p.text, p, run)
    modularity, permuted = curves.modularity.mean(axis=0), curves.permuted.mean(axis=0)
    accuracies = probe_accuracies(net, p, run)
    return Agreement(
        modularity=modularity.tolist(),
        permuted=permuted.tolist(),
        probe_accuracy=accuracies.tolist(),
        agreement=rank_correlation(modularity, accuracies),
        permuted_agreement=rank_correlation(permuted, accuracies),
        step_agreement=rank_correlation(np.diff(modularity), np.diff(accuracies)),
        accuracy=subject_accuracy(p, net, p, p.text, run),
    )


def probe_accuracies(net: nn.Module, p: Probed, run: Run) -> np.ndarray:
    """Percent of the test images that a probe of each layer classifies correctly."""
    drawn = [probe_sample(p, part, run) for part in ("train", "test")]
    labels = [one.labels.cpu().numpy() for one in drawn]
    both = Examples(torch.cat([one.images for one in drawn]), torch.cat([one.labels for one in drawn]))
    count = len(labels[0])
    taken = each_layer(
        net,
        both,
        p.text,
        lambda output: linear_probe_accuracy(
            (output[:count].cpu().numpy(), labels[0]), (output[count:].cpu().numpy(), labels[1])
        ),
    )
    return 100.0 * np.array(taken)


def probe_sample(p: Probed, part: Literal["train", "test"], run: Run) -> Examples:
    """Random images of a part of the data, as many as a probe gets."""
    reading = p.text.model_copy(update={"part": part, "draw": "random"})
    return sample_of(p.model_copy(update={"images": p.probe_images}), reading, run, PROBED[part])


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's, 0 where one of the two does not vary.

    >>> round(rank_correlation(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 6.0])), 6)
    1.0
    """
    return float(spearman(np.stack([first, second], axis=1))[0, 1])

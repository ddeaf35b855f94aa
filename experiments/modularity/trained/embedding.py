"""Do the classes separate from layer to layer in t-SNE pictures, as the modularity curve says?

Lu et al. (2022), section 1 and Fig. 1: t-SNE of 500 test images after each convolution of a VGG11, beside its curve,
here in both readings (see ``layers``). A picture is judged by the classes of each image's nearest neighbours in it.
"""

from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field
from torch import Tensor, nn

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics
from netsci_bench.experiments.modularity.readings import build_neighbour_graph
from netsci_bench.experiments.modularity.trained.layers import LayerReading, Samples, each_layer, sample_of
from netsci_bench.experiments.modularity.trained.nets import Subject, subject_accuracy, subject_net
from netsci_bench.experiments.modularity.trained.probes import rank_correlation
from netsci_bench.measures.communities.neighbour_modularity import neighbour_modularity
from netsci_bench.measures.embedding.neighbour_embedding import neighbourhood, tsne
from netsci_bench.measures.embedding.neighbour_purity import neighbour_purity
from netsci_bench.measures.series.depth_trend import depth_rank_correlation

Steps = Annotated[int, Field(ge=1)]


class Embedded(Subject, Samples):
    """A net; ``tsne_steps``: with early exaggeration and after it; ``purity_neighbours``: looked at in a picture."""

    text: LayerReading
    published: LayerReading
    tsne_steps: tuple[Steps, Steps] = (250, 500)
    purity_neighbours: Annotated[int, Field(ge=1)] = 10


class Separation(Metrics):
    """Of each layer its modularity and the purity of its picture, and how they go together.

    ``purity``: mean share of an image's nearest neighbours in the picture that are of its class;
    ``purity_trend``: rank correlation with depth; ``agreement``: of purity and modularity over layers;
    ``step_agreement``: of their steps from layer to layer; ``permuted...``: with labels in random order;
    ``purity_gain``: last layer less first.
    """

    modularity: list[float]
    purity: list[float]
    purity_trend: float
    permuted_purity_trend: float
    agreement: float
    permuted_agreement: float
    step_agreement: float
    purity_gain: float


class SeparationInBothReadings(Metrics):
    """Both readings, and the accuracy of the net in percent of the test images."""

    text: Separation
    published: Separation
    accuracy: float


class Layer(NamedTuple):
    """One layer: its picture (``images 2``), and modularity and purity with true and with mixed labels."""

    picture: np.ndarray
    modularity: tuple[float, float]
    purity: tuple[float, float]


def embedding(p: Embedded, run: Run) -> SeparationInBothReadings:
    """Train, put the outputs of each layer into a plane, compare the pictures with the graphs."""
    net = subject_net(p, p.classes, run)
    found = {}
    for name, reading in (("text", p.text), ("published", p.published)):
        layers = embed_layers(net, reading, p, run)
        run.keep(f"pictures-{name}", np.array([layer.picture for layer in layers], dtype=np.float32))
        found[name] = describe_separation(
            np.array([layer.modularity for layer in layers]), np.array([layer.purity for layer in layers])
        )
    run.keep("labels", sample_of(p, p.text, run, 0).labels.cpu().numpy())
    return SeparationInBothReadings(**found, accuracy=subject_accuracy(p, net, p, p.text, run))


def embed_layers(net: nn.Module, reading: LayerReading, p: Embedded, run: Run) -> list[Layer]:
    """Each layer of one sample, in the order in which they run."""
    examples = sample_of(p, reading, run, 0)
    labels = examples.labels.cpu().numpy()
    mixed = run.rng("permuted labels 0").permutation(labels)
    seed = int(run.rng("t-SNE").integers(2**31 - 1))

    def take(output: Tensor) -> Layer:
        graph = build_neighbour_graph(output, p.neighbours)
        points = isometric_coordinates(output.cpu().numpy())
        picture = tsne(neighbourhood(points), points[:, :2], p.tsne_steps, seed)
        modularity = [neighbour_modularity(graph, known) for known in (labels, mixed)]
        purity = [neighbour_purity(picture, known, p.purity_neighbours) for known in (labels, mixed)]
        return Layer(picture, (modularity[0], modularity[1]), (purity[0], purity[1]))

    return each_layer(net, examples, reading, take)


def isometric_coordinates(features: np.ndarray) -> np.ndarray:
    """Points with the same distances in as few dimensions as there are points, the widest directions first.

    >>> points = isometric_coordinates(np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 4.0]]))
    >>> float(np.linalg.norm(points[0] - points[1]).round(12))
    5.0
    """
    centred = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    points: np.ndarray = (vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1]
    return points * np.sign(points[np.abs(points).argmax(axis=0), range(points.shape[1])] + 0.0)


def describe_separation(modularity: np.ndarray, purity: np.ndarray) -> Separation:
    """How both go over the layers (``layers 2`` each: with true labels, with mixed ones)."""
    trends = [depth_rank_correlation(column) if np.ptp(column) else 0.0 for column in purity.T]
    return Separation(
        modularity=modularity[:, 0].tolist(),
        purity=purity[:, 0].tolist(),
        purity_trend=trends[0],
        permuted_purity_trend=trends[1],
        agreement=rank_correlation(modularity[:, 0], purity[:, 0]),
        permuted_agreement=rank_correlation(modularity[:, 0], purity[:, 1]),
        step_agreement=rank_correlation(np.diff(modularity[:, 0]), np.diff(purity[:, 0])),
        purity_gain=float(purity[-1, 0] - purity[0, 0]),
    )

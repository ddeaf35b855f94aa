"""How strongly does each weight of a probe act on the weights of the layer before it? Its line graph, built in full.

The nodes of the line graph are the weights of the probe. It has the square of their number of entries, so it is for
small probes, and for testing; ``neural_capacitance`` does without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
MOST_WEIGHTS = 20_000  # their graph takes 3 GB


@dataclass(frozen=True)
class ProbeLayer:
    """What a fully connected layer of a probe sees of each sample.

    Attributes:
        inputs: (samples, n), what enters the layer.
        slopes: (samples, m), the derivative of its activation function: 0 or 1 for a ReLU, 1 where there is none.
        gradients: (samples, m), the derivative of a sample's own loss with respect to the layer's output before its
            activation function.
    """

    inputs: Float[NDArray[np.floating], "samples n"]
    slopes: Float[NDArray[np.floating], "samples m"]
    gradients: Float[NDArray[np.floating], "samples m"]


def exact_layers(layers: Sequence[ProbeLayer]) -> list[ProbeLayer]:
    """Return the layers in float64, checked.

    Shapes: those of each layer, as ``ProbeLayer`` says. Units: unchanged.
    Raises: ValueError if there are fewer than two layers, one does not follow the other, there are no samples, or a
    value is not finite.
    """
    if len(layers) < 2:
        raise ValueError(f"{len(layers)} layer: only weights of neighbouring layers act on each other")
    exact = [
        ProbeLayer(*(np.asarray(a, dtype=np.float64) for a in (layer.inputs, layer.slopes, layer.gradients)))
        for layer in layers
    ]
    for layer in exact:
        samples = {len(layer.inputs), len(layer.slopes), len(layer.gradients), len(exact[0].inputs)}
        if len(samples) > 1 or not samples - {0} or layer.slopes.shape != layer.gradients.shape:
            raise ValueError(f"a layer of {layer.inputs.shape}, {layer.slopes.shape} and {layer.gradients.shape}")
        if not all(np.isfinite(values).all() for values in (layer.inputs, layer.slopes, layer.gradients)):
            raise ValueError("a value of the probe is not finite: its training has diverged")
    for before, after in pairwise(exact):
        if before.slopes.shape[1] != after.inputs.shape[1]:
            raise ValueError(f"{before.slopes.shape[1]} outputs do not enter a layer of {after.inputs.shape[1]}")
    return exact


def line_graph(layers: Sequence[ProbeLayer]) -> Float[Matrix, "weights weights"]:
    """Return the matrix P of a probe: how weights of neighbouring layers act on each other.

    Formula: P[(j -> i), (i -> k)] is the mean over the samples of z_j s_i g_k: z_j the input j of layer l, s_i the
    slope of its unit i, g_k the gradient at unit k of layer l + 1. This is the second derivative of the mean loss by
    both weights, d2C / dW(l) dW(l+1), with the gradients at layer l + 1 held fixed. All other entries are 0. So a row
    is a weight that is acted on, and a column one that acts.
    Shapes: (weights, weights); layer by layer, each in the order of its matrix (outputs, inputs). Units: of the loss,
    over those of two weights. Raises: ValueError as ``exact_layers`` does, or for more than 20,000
    weights, whose graph would not fit into memory.
    Source: Jiang et al. (2024), Nat. Commun. 15, 5718, equation 8; biases are no weights of the line graph.

    >>> one = np.ones((1, 1))
    >>> line_graph([ProbeLayer(2 * one, one, one), ProbeLayer(one, one, 3 * one)]).tolist()
    [[0.0, 6.0], [0.0, 0.0]]
    """
    exact = exact_layers(layers)
    sizes = [layer.slopes.shape[1] * layer.inputs.shape[1] for layer in exact]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    if starts[-1] > MOST_WEIGHTS:
        raise ValueError(f"the line graph of {starts[-1]:,} weights does not fit into memory: take their degrees")
    graph = np.zeros((starts[-1], starts[-1]))
    for place, (before, after) in enumerate(pairwise(exact)):
        between = np.einsum("sj,si,sk->ijk", before.inputs, before.slopes, after.gradients) / len(before.inputs)
        units, inputs, outputs = between.shape
        block = np.zeros((units, inputs, outputs, units))
        block[np.arange(units), :, :, np.arange(units)] = between
        rows, columns = (slice(starts[n], starts[n + 1]) for n in (place, place + 1))
        graph[rows, columns] = block.reshape(units * inputs, outputs * units)
    return graph

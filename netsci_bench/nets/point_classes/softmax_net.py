"""What does a small ReLU network of several outputs say, and what is the gradient of its loss?

In numpy and float64, all parameters in one vector, as in `netsci_bench.nets.planar.mlp`, where there is one output.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from netsci_bench.nets.planar.mlp import Layers, outputs_by_layer

Vector = NDArray[np.float64]


def class_net_size(sizes: Sequence[int]) -> int:
    """Weights and biases of a net whose layers, inputs and outputs among them, have so many units.

    >>> class_net_size((2, 6, 3))
    39
    """
    return sum(out * (into + 1) for into, out in pairwise(sizes))


def class_layers(vector: Vector, sizes: Sequence[int]) -> Layers:
    """The (weight, bias) of each layer as views into the vector: weights row by row, then biases, layer by layer."""
    layers, at = [], 0
    for into, out in pairwise(sizes):
        bias = at + out * into
        layers.append((vector[at:bias].reshape(out, into), vector[bias : bias + out]))
        at = bias + out
    return layers


def class_outputs(layers: Layers, points: NDArray[np.float64]) -> Vector:
    """The outputs at each point (``points classes``); the largest is the class that the net predicts."""
    return outputs_by_layer(layers, points)[-1]


def class_gradient(layers: Layers, points: NDArray[np.float64], labels: NDArray[np.int64], into: Layers) -> float:
    """Write the gradient of the mean cross-entropy into layers shaped alike; give the loss, in nats."""
    hidden = outputs_by_layer(layers, points)
    below, rows = [points, *hidden], np.arange(len(labels))
    logs = hidden[-1] - hidden[-1].max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    error = np.exp(logs)
    error[rows, labels] -= 1.0
    error /= len(labels)
    for number in range(len(layers) - 1, -1, -1):
        np.matmul(error.T, below[number], out=into[number][0])
        np.sum(error, axis=0, out=into[number][1])
        if number:
            error = (error @ layers[number][0]) * (below[number] > 0.0)
    return float(-logs[rows, labels].mean())

"""What do the layers of a deep narrow net make of points in the plane, with ReLU or with tanh?

In numpy and float64, as in `mlp`; two inputs, hidden layers, one output that says class 1 where it is positive.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from netsci_bench.nets.planar.mlp import Layers, Vector, mean_loss

Activation = Literal["relu", "tanh"]


def draw_weights(widths: Sequence[int], activation: Activation, rng: np.random.Generator) -> Vector:
    """First weights in one vector, see `layers_of`: normal, of variance 2 / inputs (ReLU) or 1 / inputs; biases 0.

    Source: He et al. (2015) for ReLU, LeCun et al. (1998) for tanh.
    """
    sizes = (2, *widths, 1)
    parts = []
    for into, out in pairwise(sizes):
        deviation = np.sqrt((2.0 if activation == "relu" else 1.0) / into)
        parts += [rng.normal(0.0, deviation, out * into), np.zeros(out)]
    return np.concatenate(parts)


def hidden_outputs(layers: Layers, points: NDArray[np.float64], activation: Activation) -> list[NDArray[np.float64]]:
    """What each layer gives for each point (``points units``), the output, which is no activation, the last.

    >>> layers_alike = [(np.eye(2), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    >>> [values.tolist() for values in hidden_outputs(layers_alike, np.array([[1.0, -2.0]]), "relu")]
    [[[1.0, 0.0]], [[1.0]]]
    """
    outputs: list[NDArray[np.float64]] = []
    for weight, bias in layers:
        points = points @ weight.T
        points += bias
        if len(outputs) < len(layers) - 1:
            np.maximum(points, 0.0, out=points) if activation == "relu" else np.tanh(points, out=points)
        outputs.append(points)
    return outputs


def deep_gradient(
    layers: Layers, points: NDArray[np.float64], targets: Vector, activation: Activation, into: Layers
) -> float:
    """Write the gradient of the mean logistic loss into layers shaped alike; give the loss. Targets are -1 and 1."""
    hidden = hidden_outputs(layers, points, activation)
    outputs, below = hidden[-1][:, 0], [points, *hidden]
    error = (-targets * np.exp(-np.logaddexp(0.0, targets * outputs)) / len(targets))[:, None]
    for number in range(len(layers) - 1, -1, -1):
        np.matmul(error.T, below[number], out=into[number][0])
        np.sum(error, axis=0, out=into[number][1])
        if number:
            values = below[number]
            slope = (values > 0.0) if activation == "relu" else 1.0 - values**2
            error = (error @ layers[number][0]) * slope
    return mean_loss(outputs, targets, "logistic")

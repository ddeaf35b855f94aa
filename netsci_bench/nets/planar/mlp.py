"""What is the output of a small ReLU network at points in the plane, and what is the gradient of its loss?

In numpy and float64, all parameters in one vector: for a dozen units and a hundred points torch spends ten times
longer on getting started than on numbers, and the cells are then those of the very network that was trained.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Layers = list[tuple[NDArray[np.float64], NDArray[np.float64]]]
Loss = Literal["logistic", "squared"]


def parameter_count(widths: Sequence[int]) -> int:
    """Weights and biases of a net of two inputs, hidden layers of these widths and one output.

    >>> parameter_count((6, 6))
    67
    """
    sizes = (2, *widths, 1)
    return sum(out * (into + 1) for into, out in pairwise(sizes))


def layers_of(vector: Vector, widths: Sequence[int]) -> Layers:
    """The (weight, bias) of each layer as views into the vector: weights row by row, then biases, layer by layer."""
    sizes, layers, at = (2, *widths, 1), [], 0
    for into, out in pairwise(sizes):
        bias = at + out * into
        layers.append((vector[at:bias].reshape(out, into), vector[bias : bias + out]))
        at = bias + out
    return layers


def outputs_at(layers: Layers, points: NDArray[np.float64]) -> Vector:
    """The one output at each point."""
    return outputs_by_layer(layers, points)[-1][:, 0]


def mean_loss(outputs: Vector, targets: Vector, loss: Loss) -> float:
    """``logistic``: mean ln(1 + exp(-y f)), y = -1 or 1; ``squared``: mean (f - y)^2.

    >>> mean_loss(np.array([0.0, 3.0]), np.array([1.0, 1.0]), "squared")
    2.5
    """
    if loss == "squared":
        return float(np.mean((outputs - targets) ** 2))
    return float(np.mean(np.logaddexp(0.0, -targets * outputs)))


def gradient(
    layers: Layers, points: NDArray[np.float64], targets: Vector, loss: Loss, into: Layers
) -> tuple[Vector, float]:
    """Write the gradient of the mean loss into layers shaped alike; give the answers and the loss."""
    hidden = outputs_by_layer(layers, points)
    outputs = hidden[-1][:, 0]
    below = [points, *hidden]
    back = (
        2.0 * (outputs - targets) if loss == "squared" else -targets * np.exp(-np.logaddexp(0.0, targets * outputs))
    )
    error = (back / len(targets))[:, None]
    for number in range(len(layers) - 1, -1, -1):
        np.matmul(error.T, below[number], out=into[number][0])
        np.sum(error, axis=0, out=into[number][1])
        if number:
            error = (error @ layers[number][0]) * (below[number] > 0.0)
    return outputs, mean_loss(outputs, targets, loss)


def outputs_by_layer(layers: Layers, points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The outputs of each layer, the last one without a ReLU."""
    outputs: list[NDArray[np.float64]] = []
    for weight, bias in layers:
        points = points @ weight.T
        points += bias
        if len(outputs) < len(layers) - 1:
            np.maximum(points, 0.0, out=points)
        outputs.append(points)
    return outputs

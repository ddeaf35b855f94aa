"""Is this a ReLU network, and which of its hidden units are on at a given input?

A network is a sequence of (weight, bias): every layer but the last is followed by a ReLU, the last is read as
it is. This file is the one place that says so.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray

Layer = tuple[Float[NDArray[np.floating], "_ _"], Float[NDArray[np.floating], " _"]]
ExactLayer = tuple[Float[NDArray[np.float64], "_ _"], Float[NDArray[np.float64], " _"]]


def relu_layers(layers: Sequence[Layer]) -> tuple[ExactLayer, ...]:
    """Return the layers in float64 after checking that they are a ReLU network.

    Formula: h_0 = x, z_l = W_l h_(l-1) + b_l, h_l = max(z_l, 0); the last z is the output.
    Shapes: weights (out, in), biases (out,), each layer's `in` the `out` of the one before. Units: any.
    Raises: ValueError if there is no layer, if shapes do not follow one another, if a layer has no unit or no
    input, or if a number is NaN or infinite (names the layer).
    Source: none, a precondition.

    >>> len(relu_layers([(np.ones((3, 2)), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))]))
    2
    """
    if not len(layers):
        raise ValueError("not a ReLU network: it has no layer")
    checked = tuple(_exact(number, weight, bias) for number, (weight, bias) in enumerate(layers))
    for number, (above, below) in enumerate(zip(checked[1:], checked[:-1], strict=True), start=1):
        if above[0].shape[1] != below[0].shape[0]:
            raise ValueError(
                f"not a ReLU network: layer {number} reads {above[0].shape[1]} units where layer {number - 1} "
                f"has {below[0].shape[0]}"
            )
    return checked


def _exact(number: int, weight: NDArray[np.floating], bias: NDArray[np.floating]) -> ExactLayer:
    w, b = np.asarray(weight, dtype=np.float64), np.asarray(bias, dtype=np.float64)
    if w.ndim != 2 or b.shape != w.shape[:1] or not w.size:
        raise ValueError(
            f"not a ReLU network: layer {number} has a weight of shape {w.shape} and a bias of shape {b.shape} "
            "where (out, in) and (out,) are wanted, neither of them 0"
        )
    if not (np.isfinite(w).all() and np.isfinite(b).all()):
        raise ValueError(f"layer {number} has a weight or a bias that is NaN or infinite")
    return w, b


def activation_patterns(
    layers: Sequence[Layer], points: Float[NDArray[np.floating], "points inputs"]
) -> Bool[NDArray[np.bool_], "points units"]:
    """Return which hidden units are on at each point.

    Formula: unit u is on where z_u > 0, units of all hidden layers side by side, the first layer first. At
    z_u = 0 it is off, also where z_u is 0 in a whole region.
    Shapes: points (points, inputs) to (points, units). Units: none.
    Raises: ValueError as `relu_layers`, if points have not the network's number of inputs or are not finite.
    Source: Montufar et al. (2014), NeurIPS 27.

    >>> activation_patterns([(np.eye(2), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))], np.array([[1.0, -1.0]]))
    array([[ True, False]])
    """
    checked = relu_layers(layers)
    hidden = _finite_points(checked, points)
    signs = [np.zeros((len(hidden), 0), dtype=np.bool_)]
    for weight, bias in checked[:-1]:
        hidden = hidden @ weight.T + bias
        signs.append(hidden > 0.0)
        np.maximum(hidden, 0.0, out=hidden)
    return np.concatenate(signs, axis=1)


def network_outputs(
    layers: Sequence[Layer], points: Float[NDArray[np.floating], "points inputs"]
) -> Float[NDArray[np.float64], "points outputs"]:
    """Return the outputs of the network at each point.

    Formula: as `relu_layers`. Shapes: points (points, inputs) to (points, outputs). Units: those of the last
    layer. Raises: ValueError as `activation_patterns`. Source: none, the definition.

    >>> network_outputs([(np.eye(2), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))], np.array([[1.0, -1.0]]))
    array([[1.]])
    """
    checked = relu_layers(layers)
    hidden = _finite_points(checked, points)
    for weight, bias in checked[:-1]:
        hidden = np.maximum(hidden @ weight.T + bias, 0.0)
    return np.asarray(hidden @ checked[-1][0].T + checked[-1][1], dtype=np.float64)


def _finite_points(checked: tuple[ExactLayer, ...], points: NDArray[np.floating]) -> NDArray[np.float64]:
    inputs = checked[0][0].shape[1]
    if points.ndim != 2 or points.shape[1] != inputs:
        raise ValueError(f"points of shape {points.shape} for a network of {inputs} inputs")
    if not np.isfinite(points).all():
        raise ValueError("a point has a coordinate that is NaN or infinite")
    return np.asarray(points, dtype=np.float64)

"""What is the neural capacitance of a probe, in the time of one pass over its weights?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from netsci_bench.measures.capacitance.line_graph import ProbeLayer, exact_layers

Reading = Literal["directed", "symmetric"]
TOLERANCE = 1e-9  # sums of float64 over a million weights are exact to some 1e-13 of the sum of absolute values
Degrees = NDArray[np.float64]


@dataclass(frozen=True)
class WeightDegrees:
    """Degrees of all weights in the line graph: ``acted_on``: P 1, sums of rows; ``acting``: 1^T P, of columns."""

    acted_on: Float[NDArray[np.floating], " weights"]
    acting: Float[NDArray[np.floating], " weights"]


def weight_degrees(layers: Sequence[ProbeLayer]) -> WeightDegrees:
    """Return the degrees of a probe's weights in its line graph, without building that.

    Formula: with P as ``line_graph`` has it, the weight j -> i of layer l has the row sum <z_j s_i sum_k g_k> with
    the gradients of layer l + 1, and the weight i -> k of layer l + 1 has the column sum <g_k s_i sum_j z_j> with
    the inputs and slopes of layer l; <> is the mean over the samples. A row of the last layer and a column of the
    first one are 0. Two matrix products for each two neighbouring layers: O(samples x weights).
    Shapes: (weights,), layer by layer, each in the order of its matrix (outputs, inputs). Units: those of P.
    Raises: ValueError as ``exact_layers`` does.
    Source: derived from Jiang et al. (2024), Nat. Commun. 15, 5718, methods.

    >>> one = np.ones((1, 1))
    >>> weight_degrees([ProbeLayer(2 * one, one, one), ProbeLayer(one, one, 3 * one)]).acted_on.tolist()
    [6.0, 0.0]
    """
    exact = exact_layers(layers)
    shapes = [(layer.slopes.shape[1], layer.inputs.shape[1]) for layer in exact]
    acted_on, acting = ([np.zeros(shape) for shape in shapes] for _ in range(2))
    for place, (before, after) in enumerate(pairwise(exact)):
        samples = len(before.inputs)
        pulls = after.gradients.sum(axis=1, keepdims=True)
        acted_on[place] = (before.slopes * pulls).T @ before.inputs / samples
        pushes = before.inputs.sum(axis=1, keepdims=True)
        acting[place + 1] = after.gradients.T @ (before.slopes * pushes) / samples
    return WeightDegrees(*(np.concatenate([m.ravel() for m in matrices]) for matrices in (acted_on, acting)))


def graph_degrees(graph: Float[NDArray[np.floating], "weights columns"]) -> WeightDegrees:
    """Return the degrees of all nodes of a line graph that was built.

    Formula: P 1 and 1^T P. Shapes: (weights, weights). Units: those of P.
    Raises: ValueError if it is not square.

    >>> graph_degrees(np.array([[0.0, 6.0], [0.0, 0.0]])).acting.tolist()
    [0.0, 6.0]
    """
    if graph.ndim != 2 or graph.shape[0] != graph.shape[1]:
        raise ValueError(f"a line graph is a square matrix, not one of shape {graph.shape}")
    exact = np.asarray(graph, dtype=np.float64)
    return WeightDegrees(exact.sum(axis=1), exact.sum(axis=0))


def neural_capacitance(degrees: WeightDegrees, reading: Reading, tolerance: float = TOLERANCE) -> float:
    """Return beta_eff, by which a training with its many weights is summed up in one number.

    Formula: beta_eff = 1^T P d / 1^T P 1 with d = P 1, so the sum over all weights of column sum times row sum, over
    the sum of the row sums. ``directed`` takes P as it is: the weights of layer l + 1 act on those of layer l.
    ``symmetric`` takes P + P^T, since a second derivative is the same from both sides.
    A weight counts in ``directed`` only if it has both a row and a column, so one of a layer between two others: with
    two layers of weights it is 0 for all P. After softmax and cross-entropy the gradients of a sample sum to 0, so
    the rows of the last layer but one are 0, too, and so is ``directed`` with three layers. Take four or more.
    The capacitance can have both signs. P is the second derivative of the loss, as in the text; a training goes down
    the gradient, and with the opposite sign of P the capacitance has the opposite sign.
    At convergence P vanishes and beta_eff is 0 / 0. It is 0 where the absolute value of 1^T P 1 is at most
    ``tolerance`` times the sum of the absolute values of all row and column sums. Beyond, it can be large where that
    sum crosses 0, without anything happening to the network.
    Shapes: (weights,) twice. Units: those of P, so the loss over the square of a weight.
    Raises: ValueError if a degree is not finite, there is none, or the reading is none of the two.
    Source: Jiang et al. (2024), Nat. Commun. 15, 5718, methods; both readings of P are ours.

    >>> neural_capacitance(WeightDegrees(np.array([1.0, 2.0, 0.0]), np.array([0.0, 1.0, 2.0])), "directed")
    0.6666666666666666
    """
    acted_on, acting = (np.asarray(values, dtype=np.float64) for values in (degrees.acted_on, degrees.acting))
    if reading not in get_args(Reading):
        raise ValueError(f"no reading {reading!r}: take {' or '.join(get_args(Reading))}")
    if not len(acted_on) or acted_on.shape != acting.shape:
        raise ValueError(f"degrees of {len(acted_on)} and {len(acting)} weights")
    if not (np.isfinite(acted_on).all() and np.isfinite(acting).all()):
        raise ValueError("a degree is not finite: the training has diverged")
    scale = float(np.abs(acted_on).sum() + np.abs(acting).sum())
    total = float(acted_on.sum())
    if abs(total) <= tolerance * scale:
        return 0.0
    if reading == "directed":
        return float(acting @ acted_on) / total
    both = acted_on + acting
    return float(both @ both) / float(both.sum())

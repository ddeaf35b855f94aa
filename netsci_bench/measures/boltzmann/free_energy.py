"""How probable does a restricted Boltzmann machine find a binary vector, up to the constant that is hard to get?"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Num
from numpy.typing import NDArray


class BoltzmannMachine(NamedTuple):
    """Binary visible and hidden units; p(v, h) is proportional to exp(b v + c h + v W h).

    Shapes: ``weights`` W (visible, hidden), ``visible_bias`` b (visible,), ``hidden_bias`` c (hidden,).
    """

    weights: Float[NDArray[np.floating], "visible hidden"]
    visible_bias: Float[NDArray[np.floating], " visible"]
    hidden_bias: Float[NDArray[np.floating], " hidden"]


def free_energy(
    machine: BoltzmannMachine, vectors: Num[NDArray[np.number], "vectors visible"]
) -> Float[NDArray[np.float64], " vectors"]:
    """Return F(v), so that p(v) = exp(-F(v)) / Z: all hidden states are summed over.

    Formula: F(v) = - b v - sum_j log(1 + exp(c_j + (v W)_j)).
    Shapes: (vectors, visible) to (vectors,). Units: nats. Raises: ValueError if the vectors have another length than
    the machine has visible units.
    Source: Salakhutdinov and Murray (2008), ICML, Eq. 4.

    >>> machine = BoltzmannMachine(np.zeros((2, 3)), np.zeros(2), np.zeros(3))
    >>> bool(np.allclose(free_energy(machine, np.eye(2)), -3 * np.log(2)))
    True
    """
    weights, visible_bias, hidden_bias = (np.asarray(part, dtype=np.float64) for part in machine)
    if vectors.shape[1] != len(visible_bias):
        raise ValueError(f"vectors of length {vectors.shape[1]} meet {len(visible_bias)} visible units")
    states = vectors.astype(np.float64)
    energy: NDArray[np.float64] = -states @ visible_bias - softplus(states @ weights + hidden_bias).sum(axis=1)
    return energy


def mean_log_probability(
    machine: BoltzmannMachine, vectors: Num[NDArray[np.number], "vectors visible"], log_partition: float
) -> float:
    """Return the mean of log p(v) = - F(v) - log Z over vectors.

    Shapes: (vectors, visible). Units: nats a vector. Raises: as `free_energy`.
    Source: as `free_energy`.

    >>> machine = BoltzmannMachine(np.zeros((2, 3)), np.zeros(2), np.zeros(3))
    >>> round(mean_log_probability(machine, np.eye(2), 5 * np.log(2)), 6)
    -1.386294
    """
    return float(-np.mean(free_energy(machine, vectors)) - log_partition)


def softplus(values: Float[NDArray[np.floating], "..."]) -> Float[NDArray[np.floating], "..."]:
    """Return log(1 + exp(x)) of each value, without overflow, in the number format of the values.

    >>> softplus(np.array([0.0, 1000.0])).round(3).tolist()
    [0.693, 1000.0]
    """
    result: NDArray[np.floating] = np.maximum(values, 0) + np.log(1 + np.exp(-np.abs(values)))
    return result

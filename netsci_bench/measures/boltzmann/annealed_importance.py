"""What is the constant of a restricted Boltzmann machine that is too large to sum, and how sure is that?"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Num
from numpy.typing import NDArray
from scipy.special import logsumexp

from netsci_bench.measures.boltzmann.free_energy import BoltzmannMachine, softplus

# Of the steps between the two machines, few are taken far from ours and most where it is nearly reached.
LADDER = ((0.5, 500), (0.9, 4_000), (1.0, 10_000))  # up to which inverse temperature, in which share of the steps

Row = NDArray[np.float32]


class LogPartition(NamedTuple):
    """An estimate of log Z, its standard error, and how many of the chains it effectively rests on.

    Where few chains bear most of the weight, the standard error is too small and log Z is probably too low, so that
    log-probabilities come out too high.
    """

    value: float
    standard_error: float
    effective_chains: float


def annealed_log_partition(
    machine: BoltzmannMachine,
    base_bias: Float[NDArray[np.floating], " visible"],
    steps: int,
    chains: int,
    rng: np.random.Generator,
) -> LogPartition:
    """Return log Z by annealed importance sampling from a machine without weights.

    Formula: chains start from independent units with biases b_A, whose constant is known, log Z_A = sum_i log(1 +
    exp(b_A_i)) + n_hidden log 2, and take one Gibbs step at each inverse temperature 0 = t_0 < ... < t_K = 1 of
    p*_t(v) = exp(((1 - t) b_A + t b) v) prod_j (1 + exp(t (c_j + (v W)_j))). A chain's weight is the product of
    p*_t_k(v_k) / p*_t_k-1(v_k), and Z / Z_A the mean weight. The standard error of log Z is
    that of the mean weight, over the mean weight (first order). Effective chains: (sum w)^2 / sum w^2.
    Shapes: base biases (visible,). Units: nats. Raises: ValueError if there are fewer than 2 chains or 1 step.
    Source: Salakhutdinov and Murray (2008), ICML, section 4.2; `inverse_temperatures` has their ladder. Chains are
    computed in float32, sums of weights in float64.

    >>> machine = BoltzmannMachine(np.zeros((2, 3)), np.array([0.5, 0.0]), np.zeros(3))
    >>> estimate = annealed_log_partition(machine, np.zeros(2), 100, 2000, np.random.default_rng(0))
    >>> bool(abs(estimate.value - np.log(1 + np.exp(0.5)) - 4 * np.log(2)) < 0.01)
    True
    """
    if chains < 2 or steps < 1:
        raise ValueError(f"{chains} chains of {steps} steps: at least 2 chains and 1 step are needed")
    weights, visible_bias, hidden_bias = (np.asarray(part, dtype=np.float32) for part in machine)
    base = np.asarray(base_bias, dtype=np.float32)
    ladder = inverse_temperatures(steps).tolist()
    states = _drawn(np.broadcast_to(base, (chains, len(base))), rng)
    logs = np.zeros(chains)
    for before, now in pairwise(ladder):
        inputs = states @ weights + hidden_bias
        gained = softplus(np.float32(now) * inputs) - softplus(np.float32(before) * inputs)
        logs += (now - before) * (states @ (visible_bias - base)) + gained.sum(axis=1, dtype=np.float64)
        hidden = _drawn(np.float32(now) * inputs, rng)
        heated = np.float32(1.0 - now) * base + np.float32(now) * visible_bias
        states = _drawn(heated + np.float32(now) * (hidden @ weights.T), rng)
    known = softplus(np.asarray(base_bias, dtype=np.float64)).sum() + len(hidden_bias) * np.log(2.0)
    return _estimate(logs, float(known))


def inverse_temperatures(steps: int) -> Float[NDArray[np.float64], " ladder"]:
    """Return 0 = t_0 < ... < t_steps = 1, most of them near 1.

    Of 14,500 steps, 500 lie evenly up to 0.5, 4,000 up to 0.9 and 10,000 up to 1; of another number, the same shares.
    Source: Salakhutdinov and Murray (2008), ICML, section 6.1.

    >>> ladder = inverse_temperatures(14_500)
    >>> ladder[[0, 500, 4_500, 14_500]].tolist()
    [0.0, 0.5, 0.9, 1.0]
    """
    ends = np.array([0.0, *(end for end, _ in LADDER)])
    shares = np.cumsum([0, *(share for _, share in LADDER)])
    ladder: NDArray[np.float64] = np.interp(np.arange(steps + 1) / steps, shares / shares[-1], ends)
    return ladder


def base_rate_bias(vectors: Num[NDArray[np.number], "vectors visible"]) -> Float[NDArray[np.float64], " visible"]:
    """Return the biases with which independent units are on as often as in the vectors: a good machine to start from.

    Formula: log((n_i + 1) / (n - n_i + 1)), where n_i of n vectors have unit i on.
    Shapes: (vectors, visible) to (visible,). Source: Salakhutdinov and Murray (2008), ICML, section 4.2.

    >>> base_rate_bias(np.array([[1, 0], [1, 0], [0, 0]])).round(3).tolist()
    [0.405, -1.386]
    """
    on = vectors.sum(axis=0, dtype=np.float64)
    bias: NDArray[np.float64] = np.log((on + 1.0) / (len(vectors) - on + 1.0))
    return bias


def _drawn(inputs: Row, rng: np.random.Generator) -> Row:
    """Units that are on with the probability of the logistic function of their input."""
    chance = rng.random(inputs.shape, dtype=np.float32)
    with np.errstate(over="ignore"):  # exp(100) is infinite here, and its reciprocal 0
        on: Row = (chance * (1 + np.exp(-inputs)) < 1).astype(np.float32)
    return on


def _estimate(logs: NDArray[np.float64], known: float) -> LogPartition:
    shares = np.exp(logs - logsumexp(logs))  # of all weight
    chains = len(logs)
    error = chains * shares.std(ddof=1) / np.sqrt(chains)  # relative to the mean weight
    value = known + logsumexp(logs) - np.log(chains)
    return LogPartition(float(value), float(error), float(1.0 / np.sum(shares**2)))

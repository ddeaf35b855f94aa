"""How probable is each degree under a law of whole numbers, given that it is at least some smallest degree?

All laws are taken on x_min, x_min + 1, ...; so that a tail can be fitted by itself, and laws be compared on it.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray
from scipy.special import betainc, gammaln, log_ndtr, logsumexp, xlog1py, xlogy, zeta

Parameters = tuple[float, ...]
Degrees = NDArray[np.integer]
HEAD = 64  # summed term by term; beyond, Euler and Maclaurin's formula is exact to some 1e-12
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(96)  # enough for six decades of a smooth integrand
NEGLIGIBLE = 60.0  # exp(-60) is 1e-26: what lies beyond adds nothing in float64
BEYOND = 40.0  # standard deviations beyond which a Poisson law has nothing left


def log_power_law(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x) = x^-a / zeta(a, x_min), a > 1."""
    (alpha,) = parameters
    return np.asarray(-alpha * np.log(x, dtype=np.float64) - np.log(zeta(alpha, x_min)))


def log_truncated_power_law(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x) = x^-a exp(-b x) / sum over y >= x_min of the same, b > 0."""
    alpha, rate = parameters
    terms = -alpha * np.log(x, dtype=np.float64) - rate * (x - x_min)
    return np.asarray(terms - _log_truncated_sum(alpha, rate, x_min))


def log_log_normal(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x): the share of a log-normal law between x - 1/2 and x + 1/2 in what lies above x_min - 1/2."""
    mean, spread = parameters
    low, high = ((np.log(x + half) - mean) / spread for half in (-0.5, 0.5))
    return np.asarray(_log_normal_between(low, high) - log_ndtr(-(np.log(x_min - 0.5) - mean) / spread))


def log_exponential(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x) = (1 - exp(-b)) exp(-b (x - x_min)): the geometric law."""
    (rate,) = parameters
    return np.asarray(np.log(-np.expm1(-rate)) - rate * (x - x_min))


def log_poisson(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x) = m^x exp(-m) / x! over the same summed from x_min on."""
    (mean,) = parameters
    largest = max(float(x_min), mean)
    support = np.arange(x_min, int(largest + BEYOND * np.sqrt(largest)) + 2)
    return np.asarray(_poisson_terms(x, mean) - logsumexp(_poisson_terms(support, mean)))


def log_binomial(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x) = C(n, x) p^x (1 - p)^(n - x) over the same summed from x_min to n; the parameters are p, n."""
    share, trials = parameters
    support = np.arange(x_min, int(trials) + 1)
    return np.asarray(_binomial_terms(x, share, trials) - logsumexp(_binomial_terms(support, share, trials)))


def log_negative_binomial(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x): Poisson's law whose mean is drawn from a gamma law of mean m and shape r, above x_min; parameters m, r.

    Degrees may vary as much as they like here, and the tail is exponential all the same.
    """
    mean, shape = parameters
    goes_on = mean / (mean + shape)
    terms = gammaln(x + shape) - gammaln(shape) - gammaln(x + 1.0) + x * np.log(goes_on) + shape * np.log1p(-goes_on)
    return np.asarray(terms - np.log(np.maximum(betainc(x_min, shape, goes_on), np.finfo(float).tiny)))


def log_of_normal(x: Degrees, parameters: Parameters, x_min: int) -> NDArray[np.float64]:
    """P(x): the share of a normal law between x - 1/2 and x + 1/2 in what lies above x_min - 1/2."""
    mean, spread = parameters
    low, high = ((x.astype(np.float64) + half - mean) / spread for half in (-0.5, 0.5))
    return np.asarray(_log_normal_between(low, high) - log_ndtr(-(x_min - 0.5 - mean) / spread))


LAWS: dict[str, Callable[[Degrees, Parameters, int], NDArray[np.float64]]] = {
    "power_law": log_power_law,
    "truncated_power_law": log_truncated_power_law,
    "log_normal": log_log_normal,
    "exponential": log_exponential,
    "poisson": log_poisson,
    "binomial": log_binomial,
    "negative_binomial": log_negative_binomial,
    "normal": log_of_normal,
}


def log_probabilities(
    family: str, degrees: Int[NDArray[np.integer], " n"], parameters: Parameters, x_min: int
) -> Float[NDArray[np.float64], " n"]:
    """Return ln P of each degree under a law, given that it is at least x_min.

    Formula: that of the family, in its function above; each sums to 1 over x_min, x_min + 1, ...
    Shapes: (n,) to (n,). Units: nats. Raises: ValueError for an unknown family (names those there are), or where a
    degree lies below x_min or x_min below 1.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, table 2.1.

    >>> round(float(np.exp(log_probabilities("power_law", np.array([1]), (2.0,), 1))[0]), 6)  # 6 / pi^2
    0.607927
    """
    if family not in LAWS:
        raise ValueError(f"unknown family {family!r}; the families are {', '.join(LAWS)}")
    if x_min < 1 or degrees.min(initial=x_min) < x_min:
        raise ValueError(f"degrees must be at least x_min, and x_min = {x_min} at least 1")
    return LAWS[family](degrees, parameters, x_min)


def _log_truncated_sum(alpha: float, rate: float, x_min: int) -> float:
    """Ln of the sum of x^-a exp(-b (x - x_min)): its first terms, then an integral and its corrections."""
    head = np.arange(x_min, x_min + HEAD)
    start = float(x_min + HEAD)
    at_start = start**-alpha * np.exp(-rate * HEAD)
    slope = -(alpha / start + rate)  # of ln f
    # f'''/f for f = exp(g): g'^3 + 3 g' g'' + g'''
    third = slope**3 + 3 * slope * alpha / start**2 - 2 * alpha / start**3
    corrections = at_start * (0.5 - slope / 12.0 + third / 720.0)
    return float(
        np.log(
            np.sum(head**-alpha * np.exp(-rate * (head - x_min)))
            + corrections
            + _tail_integral(alpha, rate, start, x_min)
        )
    )


def _tail_integral(alpha: float, rate: float, start: float, x_min: int) -> float:
    """Integral of x^-a exp(-b (x - x_min)) from start on, by Gauss and Legendre in ln x."""
    end = start + NEGLIGIBLE / rate
    middle, half = (np.log(end) + np.log(start)) / 2.0, (np.log(end) - np.log(start)) / 2.0
    u = middle + half * NODES
    return float(half * np.sum(NODE_WEIGHTS * np.exp((1.0 - alpha) * u - rate * (np.exp(u) - x_min))))


def _log_normal_between(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ln of what a standard normal law has between two points, also far out in either tail."""
    flip = low + high > 0.0
    near, far = np.where(flip, -low, high), np.where(flip, -high, low)
    larger, smaller = log_ndtr(near), log_ndtr(far)
    return np.asarray(larger + np.log(-np.expm1(np.minimum(smaller - larger, -1e-300))))


def _poisson_terms(x: Degrees, mean: float) -> NDArray[np.float64]:
    return np.asarray(x * np.log(mean) - gammaln(x + 1.0))


def _binomial_terms(x: Degrees, share: float, trials: float) -> NDArray[np.float64]:
    chosen = gammaln(trials + 1.0) - gammaln(x + 1.0) - gammaln(trials - x + 1.0)
    return np.asarray(chosen + xlogy(x.astype(np.float64), share) + xlog1py(trials - x, -share))

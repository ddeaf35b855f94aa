"""Which member of each family of laws fits a degree distribution best, above a smallest degree?

By maximum likelihood. Nothing is fitted to a histogram: a straight line through logarithms of counts is biased and
says yes to almost anything (Clauset, Shalizi & Newman 2009).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from netsci_bench.measures.tails.discrete_laws import LAWS, Degrees, Parameters, log_probabilities

EXPONENTS = (1.0001, 20.0)  # a power law has no mean sum below 1; beyond 20 nothing but x_min is left
RATES = (1e-7, 20.0)  # a cut-off at ten million degrees is none
SPREADS = (0.01, 10.0)  # of ln x
FARTHEST = 30.0  # standard deviations that the middle of a cut normal law may lie below the mean degree
LEAST_SPREAD = 0.05  # of a normal law of whole numbers: below, one number has it all
SHAPES = (0.01, 1e4)  # of a negative binomial law: beyond, it is Poisson's
LOWEST_MEAN, HIGHEST_MEAN = -30.0, 15.0  # of ln x: below, a log-normal tail is a power law in all but name
ABSOLUTE = 1e-9  # to which parameters are found


@dataclass(frozen=True)
class Fit:
    """One family fitted to one sample.

    ``parameters`` in the order of the family's formula; ``log_likelihoods`` of each observation that was fitted
    (those from x_min on), in their order; ``free``: how many of the parameters were fitted.
    """

    family: str
    parameters: Parameters
    x_min: float
    log_likelihoods: Float[NDArray[np.float64], " n"]
    free: int

    @property
    def log_likelihood(self) -> float:
        """Of all observations, in nats."""
        return float(self.log_likelihoods.sum())

    @property
    def information_criterion(self) -> float:
        """Akaike's: 2 (parameters - log-likelihood); the smaller the better."""
        return 2.0 * (self.free - self.log_likelihood)


@dataclass(frozen=True)
class Counted:
    """Different degrees and how often each occurs: the likelihood needs no more."""

    values: Degrees
    counts: Degrees
    x_min: int
    trials: int | None

    @property
    def mean(self) -> float:
        """Mean degree."""
        return float(self.values @ self.counts / self.counts.sum())

    def loss(self, family: str, parameters: Parameters) -> float:
        """The negative log-likelihood."""
        return -float(LAWS[family](self.values, parameters, self.x_min) @ self.counts)


def fitted_family(
    family: str, degrees: Int[NDArray[np.integer], " n"], x_min: int = 1, trials: int | None = None
) -> Fit:
    """Return the member of a family that makes the degrees from x_min on most probable.

    Formula: argmax over the parameters of sum_i ln P(x_i), x_i >= x_min; closed for the exponential (geometric),
    a search in a bounded range else. Degrees below x_min, and so units without any edge, are left out.
    Shapes: (n,) to one `Fit` of m <= n observations. Units: nats.
    Raises: ValueError for an unknown family, fewer than two different degrees from x_min on, or a binomial law
    without its number of trials or with fewer trials than a degree.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661.

    >>> fit = fitted_family("exponential", np.array([1, 2, 3, 0]))
    >>> float(np.exp(-fit.parameters[0]).round(6)), len(fit.log_likelihoods)  # mean 2: half of what there is goes on
    (0.5, 3)
    """
    tail = degrees[degrees >= x_min].astype(np.int64)
    if family not in LAWS:
        raise ValueError(f"unknown family {family!r}; the families are {', '.join(LAWS)}")
    values, counts = np.unique(tail, return_counts=True)
    if len(values) < 2:
        raise ValueError(f"{len(tail)} degrees from {x_min} on, {len(values)} of them different: nothing to fit")
    if family == "binomial" and (trials is None or trials < values[-1]):
        raise ValueError(f"a binomial law needs as many trials as the largest degree, {values[-1]}, not {trials}")
    parameters = SEARCHES[family](Counted(values, counts, x_min, trials))
    free = len(parameters) - (family == "binomial")  # the number of trials is known
    return Fit(family, parameters, float(x_min), log_probabilities(family, tail, parameters, x_min), free)


def _power_law(counted: Counted) -> Parameters:
    return (_along(lambda alpha: counted.loss("power_law", (alpha,)), EXPONENTS),)


def _exponential(counted: Counted) -> Parameters:
    return (float(np.log1p(1.0 / (counted.mean - counted.x_min))),)


def _poisson(counted: Counted) -> Parameters:
    return (_along(lambda mean: counted.loss("poisson", (mean,)), (1e-6, counted.mean)),)


def _binomial(counted: Counted) -> Parameters:
    trials = float(counted.trials or 0)
    largest = min(counted.mean / trials, 1.0 - ABSOLUTE)
    return (_along(lambda share: counted.loss("binomial", (share, trials)), (ABSOLUTE, largest)), trials)


def _log_normal(counted: Counted) -> Parameters:
    logs = np.log(counted.values)
    mean = float(np.average(logs, weights=counted.counts))
    spread = float(np.sqrt(np.average((logs - mean) ** 2, weights=counted.counts)))
    bounds = ((LOWEST_MEAN, HIGHEST_MEAN), tuple(np.log(SPREADS)))
    starts = [(mean, np.log(spread)), (mean - 2.0, np.log(2.0 * spread))]
    fitted = _within(lambda at: counted.loss("log_normal", (at[0], float(np.exp(at[1])))), starts, bounds)
    return (fitted[0], float(np.exp(fitted[1])))


def _truncated_power_law(counted: Counted) -> Parameters:
    bounds = ((0.0, EXPONENTS[1]), tuple(np.log(RATES)))
    starts = [(_power_law(counted)[0], np.log(1e-3)), (0.5, np.log(_exponential(counted)[0]))]
    fitted = _within(lambda at: counted.loss("truncated_power_law", (at[0], float(np.exp(at[1])))), starts, bounds)
    return (fitted[0], float(np.exp(fitted[1])))


def _negative_binomial(counted: Counted) -> Parameters:
    bounds = (tuple(np.log([ABSOLUTE, 2.0 * counted.mean])), tuple(np.log(SHAPES)))
    starts = [
        (np.log(counted.mean), 0.0),
        (np.log(counted.mean), np.log(SHAPES[1]) - 1.0),
        (np.log(counted.mean) - 3.0, 0.0),
    ]
    fitted = _within(lambda at: counted.loss("negative_binomial", tuple(np.exp(at).tolist())), starts, bounds)
    return (float(np.exp(fitted[0])), float(np.exp(fitted[1])))


def _normal(counted: Counted) -> Parameters:
    spread = float(np.sqrt(np.average((counted.values - counted.mean) ** 2, weights=counted.counts)))
    reach = FARTHEST * spread
    bounds = ((counted.mean - reach, counted.mean + spread), (np.log(LEAST_SPREAD), np.log(reach)))
    starts = [(counted.mean, np.log(spread)), (counted.mean - 2.0 * spread, np.log(2.0 * spread))]
    fitted = _within(lambda at: counted.loss("normal", (at[0], float(np.exp(at[1])))), starts, bounds)
    return (fitted[0], float(np.exp(fitted[1])))


SEARCHES: dict[str, Callable[[Counted], Parameters]] = {
    "power_law": _power_law,
    "truncated_power_law": _truncated_power_law,
    "log_normal": _log_normal,
    "exponential": _exponential,
    "poisson": _poisson,
    "binomial": _binomial,
    "negative_binomial": _negative_binomial,
    "normal": _normal,
}


def _along(loss: Callable[[float], float], bounds: tuple[float, float]) -> float:
    return float(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": ABSOLUTE}).x)


def _within(
    loss: Callable[[NDArray[np.float64]], float],
    starts: list[tuple[float, float]],
    bounds: tuple[tuple[float, ...], ...],
) -> tuple[float, float]:
    """The best of several descents: the likelihood of a tail may have a long, flat ridge."""
    options = {"xatol": 1e-6, "fatol": 1e-9, "maxiter": 2000}
    inside = [np.clip(start, *np.transpose(bounds)) for start in starts]
    descents = [minimize(loss, start, method="Nelder-Mead", bounds=bounds, options=options) for start in inside]
    best = min(descents, key=lambda result: float(result.fun)).x
    return float(best[0]), float(best[1])

"""Which member of each family of continuous laws fits the strengths of units best?"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr

from netsci_bench.measures.tails.degree_families import Fit

Values = NDArray[np.float64]
HALF_LOG_TWO_PI = 0.5 * np.log(2.0 * np.pi)
FARTHEST = 30.0  # standard deviations that the middle of a cut normal law may lie below all values


def fitted_strength_family(
    family: str, strengths: Float[NDArray[np.floating], " n"], x_min: float | None = None
) -> Fit:
    """Return the member of a family that makes the strengths from x_min on most probable.

    Formula: densities on x >= x_min. power_law (a - 1) / x_min (x / x_min)^-a, a = 1 + m / sum ln(x / x_min);
    exponential b exp(-b (x - x_min)), b = 1 / (mean - x_min); log_normal and normal cut off at x_min, searched.
    x_min is the smallest positive strength where it is not given; strengths of 0 (units without any edge) are left
    out. Shapes: (n,) to one `Fit` of m <= n observations. Units: nats, of densities in the unit of the strengths.
    Raises: ValueError for an unknown family, a negative or infinite strength, or fewer than two different ones.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, table 2.1.

    >>> fit = fitted_strength_family("power_law", np.array([1.0, np.e, np.e]))
    >>> round(fit.parameters[0], 6)
    2.5
    """
    if family not in FITS:
        raise ValueError(f"unknown family {family!r}; the families are {', '.join(FITS)}")
    if not np.isfinite(strengths).all() or strengths.min(initial=0.0) < 0.0:
        raise ValueError("strengths must be finite and not below 0")
    values = strengths[strengths > 0.0].astype(np.float64)
    least = float(values.min(initial=np.inf)) if x_min is None else x_min
    tail = values[values >= least]
    if len(tail) < 2 or tail.min() == tail.max():
        raise ValueError(f"{len(tail)} strengths from {least:g} on, all the same or too few: nothing to fit")
    parameters, densities = FITS[family](tail, least)
    return Fit(family, parameters, least, densities, len(parameters))


def _power_law(x: Values, least: float) -> tuple[tuple[float, ...], Values]:
    logs = np.log(x / least)
    alpha = 1.0 + len(x) / float(logs.sum())
    return (alpha,), np.asarray(np.log((alpha - 1.0) / least) - alpha * logs)


def _exponential(x: Values, least: float) -> tuple[tuple[float, ...], Values]:
    rate = 1.0 / (float(x.mean()) - least)
    return (rate,), np.asarray(np.log(rate) - rate * (x - least))


def _normal(x: Values, least: float) -> tuple[tuple[float, ...], Values]:
    return _cut_normal(x, least)


def _log_normal(x: Values, least: float) -> tuple[tuple[float, ...], Values]:
    parameters, densities = _cut_normal(np.log(x), float(np.log(least)))
    return parameters, densities - np.log(x)


def _cut_normal(y: Values, least: float) -> tuple[tuple[float, ...], Values]:
    """A normal law on y >= least: middle and spread by search, in units of the sample's own."""
    middle, unit = float(y.mean()), float(y.std())
    z, cut = (y - middle) / unit, (least - middle) / unit

    def log_densities(at: NDArray[np.float64]) -> Values:
        spread = np.exp(at[1])
        return np.asarray(
            -0.5 * ((z - at[0]) / spread) ** 2 - at[1] - HALF_LOG_TWO_PI - log_ndtr((at[0] - cut) / spread)
        )

    bounds = ((-FARTHEST, 5.0), (np.log(0.05), np.log(FARTHEST)))
    starts = [np.array([0.0, 0.0]), np.array([-2.0, np.log(2.0)])]
    options = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000}
    descents = [
        minimize(lambda at: -log_densities(at).sum(), start, method="Nelder-Mead", bounds=bounds, options=options)
        for start in starts
    ]
    best = min(descents, key=lambda result: float(result.fun)).x
    return (middle + unit * float(best[0]), unit * float(np.exp(best[1]))), log_densities(best) - np.log(unit)


FITS: dict[str, Callable[[Values, float], tuple[tuple[float, ...], Values]]] = {
    "power_law": _power_law,
    "log_normal": _log_normal,
    "exponential": _exponential,
    "normal": _normal,
}

"""Which of two laws fits the same sample better, and could that be chance?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.special import erfc, gammaincc


@dataclass(frozen=True)
class Ratio:
    """``ratio``: ln of the likelihood ratio, positive where the first law fits better; ``p_value``: two-sided."""

    ratio: float
    p_value: float


def likelihood_ratio(one: Float[NDArray[np.floating], " n"], other: Float[NDArray[np.floating], " n"]) -> Ratio:
    """Return Vuong's test of two laws that are not nested.

    Formula: R = sum_i d_i, d_i = l_i - l'_i; with s^2 the variance of the d_i, R / (s sqrt n) is standard normal when
    both laws are equally far from the truth, so p = erfc(|R| / (s sqrt(2 n))). Two laws that say the same of every
    observation have R = 0 and p = 1. The number of parameters is not corrected for.
    Shapes: (n,) and (n,), log-likelihoods of the same observations. Units: nats.
    Raises: ValueError if they are not of the same, non-empty sample, or not finite.
    Source: Vuong (1989), Econometrica 57, 307; as used by Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661.

    >>> test = likelihood_ratio(np.log([0.5, 0.5, 0.4]), np.log([0.25, 0.5, 0.5]))
    >>> round(test.ratio, 4), round(test.p_value, 4)
    (0.47, 0.4867)
    """
    difference = _differences(one, other)
    spread = float(np.std(difference))
    ratio = float(difference.sum())
    if spread <= np.finfo(float).eps * float(np.abs(one).max()):  # what is left is rounding
        return Ratio(ratio, 1.0 if abs(difference[0]) <= np.finfo(float).eps * float(np.abs(one).max()) else 0.0)
    return Ratio(ratio, float(erfc(abs(ratio) / (spread * np.sqrt(2.0 * len(difference))))))


def nested_likelihood_ratio(
    smaller: Float[NDArray[np.floating], " n"], larger: Float[NDArray[np.floating], " n"], extra: int = 1
) -> Ratio:
    """Return Wilks's test of a law against one that contains it.

    Formula: R = sum_i (l_i - l'_i) <= 0, and -2 R is chi-squared with ``extra`` degrees of freedom where the smaller
    law is true. Where it lies on the border of the larger one (a power law without cut-off), p is too large, at most
    twice: the test errs on the side of the smaller law.
    Shapes: (n,) and (n,). Units: nats. Raises: ValueError as `likelihood_ratio` does, or for ``extra`` below 1.
    Source: Wilks (1938), Ann. Math. Stat. 9, 60.

    >>> round(nested_likelihood_ratio(np.array([-1.0, -2.0]), np.array([-0.5, -0.5])).p_value, 4)
    0.0455
    """
    if extra < 1:
        raise ValueError(f"the larger law has {extra} more parameters: it does not contain the smaller one")
    ratio = float(_differences(smaller, larger).sum())
    return Ratio(ratio, float(gammaincc(extra / 2.0, max(0.0, -ratio))))


def _differences(one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.float64]:
    if one.shape != other.shape or not len(one):
        raise ValueError(f"log-likelihoods of {one.shape} and {other.shape} observations are not of one sample")
    difference = np.asarray(one, dtype=np.float64) - other
    if not np.isfinite(difference).all():
        raise ValueError("a log-likelihood is not finite: an observation is impossible under one of the laws")
    return difference

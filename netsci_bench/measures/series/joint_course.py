"""Do two series go up and down together, and do their peaks come at the same time?

Two series of one training both change with time, so that a correlation alone says little. It is held against the
same series shifted in time, which keeps the course of each and takes away what they share.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.stats import rankdata


def shifted_rank_correlations(
    one: Float[NDArray[np.floating], " n"], other: Float[NDArray[np.floating], " n"]
) -> Float[NDArray[np.float64], " n"]:
    """Return Spearman's correlation of one series with the other, shifted in a circle by 0, 1, ..., n - 1 places.

    Formula: r_s = sum_i a_i b_((i + s) mod n) / (|a| |b|), a and b the ranks less their mean (mean ranks for equal
    values), by the fast Fourier transform; r_0 is the correlation itself. 0 where a series is constant.
    Shapes: (n,) twice to (n,). Units: none, in [-1, 1].
    Raises: ValueError if there are fewer than 3 values, or one is not finite.
    Source: Spearman (1904), Am. J. Psychol. 15, 72; circular shifts as a null: Theiler et al. (1992), Physica D 58,
    77, keep the autocorrelation likewise.

    >>> shifted_rank_correlations(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0])).round(6) + 0.0
    array([ 1. , -0.5, -0.5])
    """
    if len(one) < 3:
        raise ValueError(f"series of {len(one)} values have no rank correlation: 3 or more are needed")
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise ValueError("a value is NaN or infinite")
    a, b = (rankdata(series) - (len(series) + 1) / 2 for series in (one, other))
    size = np.sqrt((a @ a) * (b @ b))
    if size == 0.0:
        return np.zeros(len(one))
    products = np.fft.irfft(np.conj(np.fft.rfft(a)) * np.fft.rfft(b), len(a))
    return np.asarray(np.clip(products / size, -1.0, 1.0), dtype=np.float64)


def peak_nearness(one: Float[NDArray[np.floating], " n"], other: Float[NDArray[np.floating], " n"]) -> float:
    """Return how near the maximum of one series is to that of the other: the share of places that are farther away.

    Formula: with t the place of the (first) maximum of ``one`` and u that of ``other``, the share of the places v
    with |v - t| > |u - t|, and half of those with the same distance. 1 - 1/(2n) where the maxima coincide, and 1/2
    on average where u is drawn at random.
    Shapes: (n,) twice. Units: none. Raises: ValueError if there are no values. Source: none.

    >>> peak_nearness(np.array([0.0, 9.0, 0.0, 0.0]), np.array([0.0, 7.0, 1.0, 0.0]))
    0.875
    """
    if not len(one):
        raise ValueError("series without values have no maxima to compare")
    distance = np.abs(np.arange(len(one)) - int(np.argmax(one)))
    own = distance[int(np.argmax(other))]
    return float(((distance > own) + (distance == own) / 2.0).mean())

"""How much information do two partitions share, and how much would they by chance?"""

import math
from typing import no_type_check

import numpy as np
from jaxtyping import Int
from numba import njit
from numpy.typing import NDArray
from scipy.special import gammaln


def entropy(sizes: Int[NDArray[np.integer], " communities"]) -> float:
    """Return the Shannon entropy of community sizes.

    Formula: H = -sum_c p_c ln p_c, p_c = n_c / sum_c n_c. Shapes: (communities,), all positive, to one
    number.
    Units: nats. Raises: nothing. Source: Shannon (1948), Bell Syst. Tech. J. 27, 379.

    >>> entropy(np.array([3]))
    0.0
    """
    shares = sizes / sizes.sum()
    return float(abs(np.sum(shares * np.log(shares))))


def mutual_information(a: Int[NDArray[np.integer], " n"], b: Int[NDArray[np.integer], " n"]) -> float:
    """Return the mutual information of two partitions with labels from 0 upwards.

    Formula: I = sum_cd (n_cd / n) ln(n n_cd / (n_c n_d)). Shapes: (n,) and (n,) to one number. Units: nats.
    Raises: nothing, takes canonical labels. Source: as `entropy`.

    >>> mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    0.0
    """
    n, width = len(a), int(b.max()) + 1
    cells, counts = np.unique(a * width + b, return_counts=True)
    sizes, other_sizes = np.bincount(a)[cells // width], np.bincount(b)[cells % width]
    ratio = np.log(counts) + np.log(n) - np.log(sizes) - np.log(other_sizes)
    return max(0.0, float(np.sum(counts / n * ratio)))


def expected_information(
    sizes: Int[NDArray[np.integer], " communities"], other_sizes: Int[NDArray[np.integer], " others"]
) -> float:
    """Return the exact mean of the mutual information over all partitions with the given community sizes.

    Formula: sum_cd sum_k (k / n) ln(n k / (n_c n_d)) P(k), with P hypergeometric, k from max(1, n_c + n_d -
    n) to min(n_c, n_d). Shapes: (communities,) and (others,), each summing to n, to one number. Units: nats.
    Raises: nothing. Source: Vinh, Epps & Bailey (2010), J. Mach. Learn. Res. 11, 2837, eq. 24a.

    >>> round(expected_information(np.array([1, 1]), np.array([1, 1])), 12) == round(math.log(2.0), 12)
    True
    """
    n = int(sizes.sum())
    factorials = gammaln(np.arange(n + 1) + 1.0)
    # Equal sizes give equal terms: only distinct ones are worked out, each as often as it occurs.
    distinct, times = np.unique(sizes.astype(np.int64), return_counts=True)
    others, other_times = np.unique(other_sizes.astype(np.int64), return_counts=True)
    expected: float = _weighted_terms(distinct, times, others, other_times, factorials)
    return expected


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def _weighted_terms(sizes, times, others, other_times, factorials):
    total = 0.0
    for i in range(len(sizes)):
        for j in range(len(others)):
            total += times[i] * other_times[j] * _term(sizes[i], others[j], factorials)
    return total


@njit(cache=True)
@no_type_check
def _term(size, other, factorials):
    """Return the mean information shared by one community of each size."""
    n = len(factorials) - 1
    fixed = factorials[size] + factorials[n - size] + factorials[other] + factorials[n - other]
    term = 0.0
    for k in range(max(1, size + other - n), min(size, other) + 1):
        free = factorials[k] + factorials[size - k] + factorials[other - k] + factorials[n - size - other + k]
        chance = math.exp(fixed - free - factorials[n])
        term += chance * k / n * math.log(n * k / (size * other))
    return term

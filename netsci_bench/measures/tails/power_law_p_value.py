"""Could these degrees come from a power law? By resampling; and by a reading in which a small p would mean yes."""

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray
from scipy.special import zeta
from scipy.stats import linregress

from netsci_bench.measures.tails.power_law_tail import FEWEST, Tail, power_law_tail

TABLE = 4096  # degrees drawn from the exact distribution function; beyond, it is smooth enough to be inverted


def power_law_p_value(
    degrees: Int[NDArray[np.integer], " n"], rng: np.random.Generator, samples: int = 200, fewest: int = FEWEST
) -> float:
    """Return how often a power law with such a tail lies as far from its own fit as the degrees from theirs.

    Formula: the share of ``samples`` synthetic data sets whose Kolmogorov-Smirnov distance is at least that of the
    degrees; a synthetic degree comes from the fitted power law with probability (tail size) / n, else from the
    degrees below x_min; x_min is searched anew in each. A power law is ruled out where p <= 0.1; a large p does not
    prove one. The standard error is at most 1 / (2 sqrt(samples)).
    Shapes: (n,) to one number. Units: none, in [0, 1]. Raises: ValueError as `power_law_tail`, or for no samples.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, section 4.1.

    >>> power_law_p_value(np.repeat([9, 10, 11], [30, 40, 30]), np.random.default_rng(0), 20)
    0.0
    """
    if samples < 1:
        raise ValueError(f"a p-value needs at least one sample, not {samples}")
    positive = degrees[degrees >= 1]
    tail = power_law_tail(positive, fewest)
    distances = [power_law_tail(synthetic_degrees(positive, tail, rng), fewest).distance for _ in range(samples)]
    return float(np.mean(np.array(distances) >= tail.distance))


def falling_line_p_value(degrees: Int[NDArray[np.integer], " n"]) -> float:
    """Return the one-tailed p-value of a falling line through the logarithms of degrees and of their frequencies.

    Formula: least squares of ln(share of units with degree k) on ln k over the degrees k >= 1 that occur; p of the
    slope being 0 or more, by Student's t; 0.5 where all degrees are equally frequent. A small p says that high
    degrees are rarer than low ones along a line, and it is small for an exponential law as well: it is no test of a
    power law, only our reading of one.
    Shapes: (n,) to one number. Units: none, in [0, 1].
    Raises: ValueError if fewer than three different degrees above 0 occur.
    Source: our reading of Mocanu et al. (2018), Nat. Commun. 9, 2383, who take p < 0.05 as a power law and do not
    say how p is computed.

    >>> falling_line_p_value(np.repeat([1, 2, 4, 8], [800, 400, 200, 100])) < 1e-6
    True
    """
    values, counts = np.unique(degrees[degrees >= 1].astype(np.int64), return_counts=True)
    if len(values) < 3:
        raise ValueError(f"{len(values)} different degrees above 0: a line needs 3")
    if counts.min() == counts.max():
        return 0.5  # a level line without any residual, of which t is 0 / 0
    return float(linregress(np.log(values), np.log(counts), alternative="less").pvalue)


def line_p_value(degrees: Int[NDArray[np.integer], " n"]) -> float:
    """Return the p-value of a falling line; 1 where there are too few different degrees for one.

    Formula: that of `falling_line_p_value`. Shapes: (n,) to one number. Units: none, in [0, 1]. Raises: nothing.
    Source: as there.

    >>> line_p_value(np.array([7, 7, 7]))
    1.0
    """
    return falling_line_p_value(degrees) if len(np.unique(degrees[degrees > 0])) > 2 else 1.0


def synthetic_degrees(
    degrees: Int[NDArray[np.integer], " n"], tail: Tail, rng: np.random.Generator
) -> Int[NDArray[np.int64], " n"]:
    """Return as many degrees as there are, with a power law in place of their tail.

    Formula: each comes from the power law of the tail with probability (tail size) / n, else from the degrees below
    x_min. Shapes: (n,) to (n,). Units: degrees. Raises: nothing.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, section 4.1.

    >>> synthetic_degrees(np.array([1, 1, 1]), Tail(1, 31.0, 0.0, 3), np.random.default_rng(0))
    array([1, 1, 1])
    """
    below, n = degrees[degrees < tail.x_min], len(degrees)
    in_tail = int(rng.binomial(n, tail.size / n))
    drawn = power_law_sample(in_tail, tail.alpha, tail.x_min, rng)
    body = rng.choice(below, n - in_tail) if len(below) else np.zeros(0, dtype=np.int64)
    return np.concatenate([drawn, body.astype(np.int64)])


def power_law_sample(n: int, alpha: float, x_min: int, rng: np.random.Generator) -> Int[NDArray[np.int64], " n"]:
    """Return degrees drawn from a power law on x_min, x_min + 1, ...

    Formula: the smallest x with P(X > x) < u, u uniform, P(X > x) = zeta(a, x + 1) / zeta(a, x_min); from
    x_min + 4096 on (x - 1/2) grows as u^(-1 / (a - 1)). Shapes: to (n,). Units: degrees. Raises: nothing.
    Source: Clauset, Shalizi & Newman (2009), SIAM Rev. 51, 661, appendix D.

    >>> power_law_sample(4, 2.0, 3, np.random.default_rng(0)).min() >= 3
    np.True_
    """
    u = rng.random(n)
    above = zeta(alpha, np.arange(x_min + 1, x_min + TABLE + 1, dtype=float)) / zeta(alpha, float(x_min))
    index = np.searchsorted(-above, -u, side="right")
    far = (x_min + TABLE - 0.5) * (u / above[-1]) ** (-1.0 / (alpha - 1.0)) + 0.5
    return np.where(index < TABLE, x_min + index, np.minimum(far, 1e15)).astype(np.int64)
